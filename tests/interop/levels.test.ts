/** What other programs say about files that were lifted to B-LT and B-LTA, and renewed, and what we make of theirs. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paths } from '../../certs-dev/paths.ts';
import { startPki } from '../../certs-dev/servers.ts';
import { type ExtendedLevel, extendDocument } from '../../src/flow/extend.ts';
import { timestampDocument } from '../../src/flow/timestamp.ts';
import { protecting } from '../unit/signing/pdfWrite/protecting.ts';
import { judge, sign } from '../unit/signing/pdfWrite/signing.ts';
import { documentFixture, LETTER } from '../unit/signing/pdfWrite/smallPdf.ts';
import { type DssSignature, devSources, requireDss, startDss } from './dss.ts';
import { pyhankoLevels, requirePyhanko } from './pyhanko.ts';
import { requireTool, run } from './tool.ts';

const NOW = new Date();
const folder = mkdtempSync(join(tmpdir(), 'congvan-levels-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function lifted(pdf: Uint8Array, level: ExtendedLevel): Promise<Uint8Array> {
  return (await extendDocument(await protecting(NOW), { file: 'cv.pdf', pdf, level })).pdf;
}

async function renewed(pdf: Uint8Array): Promise<Uint8Array> {
  return (await timestampDocument(await protecting(NOW), { file: 'cv.pdf', pdf })).pdf;
}

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

interface Made {
  readonly path: string;
  /** Signatures, without document timestamps. */
  readonly signatures: number;
  readonly level: 'LT' | 'LTA';
}

const all: Made[] = [];
const made = (name: string) => all.find(({ path }) => path.endsWith(`${name}.pdf`))?.path ?? '';

beforeAll(async () => {
  const letter = documentFixture(LETTER);
  const at = { at: NOW };
  const person = await sign(letter, 'person', at);
  const sealed = await sign(person, 'agency', at);
  const lasting = await lifted(sealed, 'B-LTA');
  const untimed = await sign(letter, 'person', { ...at, level: 'B-B', authorities: [] });
  const sealedAfter = await sign(await lifted(person, 'B-LTA'), 'agency', at);
  const add = (name: string, pdf: Uint8Array, signatures: number, level: Made['level']) =>
    all.push({ path: written(`${name}.pdf`, pdf), signatures, level });
  add('lt', await lifted(sealed, 'B-LT'), 2, 'LT');
  add('lta', lasting, 2, 'LTA');
  add('renewed', await renewed(lasting), 2, 'LTA');
  add('untimed', await lifted(untimed, 'B-LTA'), 1, 'LTA');
  add('sealed-after', await lifted(sealedAfter, 'B-LTA'), 2, 'LTA');
  const streams = await sign(documentFixture('cong-van-object-streams.pdf'), 'person', at);
  add('object-streams', await lifted(streams, 'B-LTA'), 1, 'LTA');
});

describe.skipIf(requireTool('qpdf') === undefined)('qpdf', () => {
  it('finds nothing wrong with any of them', async () => {
    for (const { path } of all) {
      const { code, says } = await run('qpdf', ['--check', path]);
      expect([code, /warning|error:/i.test(says)], `${path}: ${says}`).toEqual([0, false]);
    }
  });
});

describe.skipIf(requireTool('pdfsig') === undefined)('poppler', () => {
  it('finds every signature valid', async () => {
    for (const { path, signatures } of all) {
      const { says } = await run('pdfsig', ['-nocert', path]);
      expect(says.match(/Signature is Valid/g), path).toHaveLength(signatures);
    }
  });
});

describe('pyHanko', () => {
  it('proves every signature by the store alone, and by the document timestamps where there are some', async () => {
    const python = await requirePyhanko();
    if (python === undefined) return;
    for (const { path, signatures, level } of all) {
      const found = await pyhankoLevels(python, path, paths.trustAnchor);
      expect(found.keys, path).toBeGreaterThanOrEqual(signatures);
      // It asks for a timestamp inside the signature, whatever the document timestamps prove; DSS does not.
      if (path === made('untimed')) continue;
      expect(found.proven, path).toEqual(Array(signatures).fill(true));
      if (level === 'LT') continue;
      for (const { verdict, evidenceFrom, modifications } of found.signatures) {
        expect([verdict, modifications], path).toEqual([
          'OK',
          expect.stringMatching(/LTA_UPDATES|FORM_FILLING/),
        ]);
        expect(evidenceFrom, path).not.toBeNull();
      }
    }
  });
});

const classPath = await requireDss();

describe.skipIf(classPath === undefined)('EU DSS', async () => {
  const pki = await startPki();
  const dss = startDss(classPath ?? '');
  const { key, chain } = paths.taiChinh.person;
  afterAll(async () => void (await Promise.all([dss.close(), pki.close()])));

  /** Nobody is asked. */
  const judged = async (file: string, more: readonly string[] = []): Promise<readonly DssSignature[]> => {
    const answer = await dss.judge(file, ['--trust', paths.trustAnchor, ...more]);
    if ('error' in answer) throw new Error(answer.error);
    return answer.signatures;
  };
  const verdicts = async (file: string) =>
    (await judged(file)).map(({ indication, format }) => `${indication} ${format}`);
  const passed = (level: string, count: number) => Array(count).fill(`TOTAL_PASSED PAdES-BASELINE-${level}`);

  it('recognises their levels without asking anybody', async () => {
    for (const { path, signatures, level } of all) {
      expect(await verdicts(path), path).toEqual(passed(level, signatures));
    }
  });

  it('believes them when the signer’s certificate has expired and they were renewed in time', async () => {
    let pdf: Uint8Array = readFileSync(made('lta'));
    for (const year of ['2043', '2045']) {
      const context = await protecting(new Date(`${year}-06-01T00:00:00Z`));
      pdf = (await timestampDocument(context, { file: 'cv.pdf', pdf })).pdf;
    }
    const found = await judged(written('2045.pdf', pdf), ['--at', '2045-06-01T00:10:00Z']);
    expect(found.map(({ indication, format }) => `${indication} ${format}`)).toEqual(passed('LTA', 2));
  });

  it('finds no change without a name in them', async () => {
    for (const { path } of all) {
      expect(
        (await judged(path)).flatMap(({ pdf }) => pdf?.undefinedChanges),
        path,
      ).toEqual([]);
    }
  });

  const words = ['--key', key, '--chain', chain, ...devSources(pki.overrides), '--tsa', pki.tsa.url];
  const theirs = async (name: string, level: string, more: readonly string[] = []): Promise<Buffer> => {
    const out = join(folder, `${name}.pdf`);
    const letter = written('letter.pdf', documentFixture(LETTER));
    await dss.sign([...words, '--kind', 'pades', '--level', level, '--out', out, ...more], [letter]);
    return readFileSync(out);
  };

  it.each(['B', 'T', 'LT'])('made a file at %s; we lift it to B-LTA', async (level) => {
    const before = await theirs(`theirs-${level}`, level);
    const after = await lifted(before, 'B-LTA');
    expect(Buffer.compare(after.subarray(0, before.length), before)).toBe(0);
    const report = await judge(Buffer.from(after), NOW);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(report.signatures[0]).toMatchObject({ level: 'B-LTA' });
    expect(await verdicts(written(`theirs-${level}-lifted.pdf`, after))).toEqual(passed('LTA', 1));
  });

  it('made a file at B-LTA; we renew it', async () => {
    const after = await renewed(await theirs('theirs-LTA', 'LTA'));
    expect((await judge(Buffer.from(after), NOW)).indication).toBe('TOTAL-PASSED');
    expect(await verdicts(written('theirs-LTA-renewed.pdf', after))).toEqual(passed('LTA', 1));
  });

  it('made a file that nobody may change; we lift it all the same', async () => {
    const after = await lifted(await theirs('certified', 'T', ['--docmdp', '1']), 'B-LTA');
    const report = await judge(Buffer.from(after), NOW);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(await verdicts(written('certified-lifted.pdf', after))).toEqual(passed('LTA', 1));
  });

  it('made an adbe.pkcs7.detached signature; we do the same for it', async () => {
    const more = ['--subfilter', 'adbe.pkcs7.detached'];
    const after = await lifted(await theirs('adbe', 'T', more), 'B-LTA');
    const report = await judge(Buffer.from(after), NOW);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(report.signatures[0]).toMatchObject({ format: 'adbe.pkcs7.detached', level: null });
    const [verdict] = await verdicts(written('adbe-lifted.pdf', after));
    expect(verdict).toMatch(/^TOTAL_PASSED/);
  });

  it('lifts and renews ours', async () => {
    const out = join(folder, 'theirs-on-ours.pdf');
    const options = ['--kind', 'pades', '--level', 'LTA', '--out', out, '--tsa', pki.tsa.url];
    await dss.ask(['extend', ...options, ...devSources(pki.overrides), made('lt')]);
    const report = await judge(readFileSync(out), new Date());
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(report.signatures[0]).toMatchObject({ level: 'B-LTA' });
  });
});
