/**
 * Judges what the demo has made (CONGVAN_DEMO_DIR, else .demo) with programs that nobody here wrote. Runs the demo when
 * there is nothing yet.
 */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paths } from '../../certs-dev/paths.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { recordBytes } from '../../src/archive/log/leaf.ts';
import { formatVerifierKey, verifierOf } from '../../src/archive/log/note.ts';
import { formatProof, proveRecord } from '../../src/archive/log/proof.ts';
import { publishLog } from '../../src/archive/log/publish.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { AT, added, sampleRecord } from '../contract/records.ts';
import { MemoryLogFiles } from '../unit/archive/memoryLog.ts';
import { pyhankoVerdicts, requirePyhanko } from './pyhanko.ts';
import { type Ran, requireTool, run } from './tool.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DEMO = resolve(process.env.CONGVAN_DEMO_DIR ?? join(ROOT, '.demo'));
const demo = (...names: readonly string[]) => join(DEMO, ...names);
const SEALED = demo('3-sealed.pdf');
const STEPS = ['cong-van.pdf', '1-stamped.pdf', '2-signed.pdf', '3-sealed.pdf'];

const folder = mkdtempSync(join(tmpdir(), 'congvan-demo-'));
const scratch = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  if (existsSync(demo('record.tlog-proof'))) return;
  const ran = await run(process.execPath, [join(ROOT, 'tests/demo/run.ts')], {
    cwd: ROOT,
    timeoutMs: 240_000,
  });
  if (ran.code !== 0) throw new Error(ran.says);
});

it('each step only appends to the file before it', () => {
  const files = STEPS.map((name) => readFileSync(demo(name)));
  for (const [step, earlier] of files.slice(0, -1).entries()) {
    const later = files[step + 1] ?? Buffer.alloc(0);
    expect(later.length).toBeGreaterThan(earlier.length);
    expect(later.subarray(0, earlier.length).equals(earlier), STEPS[step + 1]).toBe(true);
  }
});

describe.skipIf(requireTool('pdfsig') === undefined)('pdfsig', () => {
  it('sees two valid signatures: the person’s over the file as it was signed, the seal over all of it', async () => {
    const { says } = await run('pdfsig', ['-nocert', SEALED]);
    const [, person = '', seal = ''] = says.split(/^Signature #\d.*$/m);
    for (const one of [person, seal]) {
      expect(one).toContain('Signature Validation: Signature is Valid.');
      expect(one).toContain('Signature Type: ETSI.CAdES.detached');
    }
    expect(person).toContain('Not total document signed');
    expect(seal).toMatch(/- Total document signed/);
    expect(rangesIn(person).at(-1)).toBe(readFileSync(demo('2-signed.pdf')).length);
    expect(rangesIn(seal).at(-1)).toBe(readFileSync(SEALED).length);
  });
});

/** The numbers of `Signed Ranges: [0 - 48111], [80881 - 144567]`. */
function rangesIn(says: string): readonly number[] {
  return [...(/Signed Ranges: (.*)/.exec(says)?.[1] ?? '').matchAll(/\d+/g)].map(Number);
}

describe.skipIf(requireTool('qpdf') === undefined)('qpdf', () => {
  it.each(STEPS)('%s is clean', async (name) => {
    const { code, says } = await run('qpdf', ['--check', demo(name)]);
    expect([code, /warning|error:/i.test(says)], says).toEqual([0, false]);
  });
});

describe.skipIf(requireTool('mutool') === undefined)('mutool', () => {
  it.each(STEPS)('%s is drawn without a complaint', async (name) => {
    const { code, says } = await run('mutool', [
      'draw',
      '-q',
      '-r',
      '40',
      '-o',
      scratch('page.png'),
      demo(name),
    ]);
    expect([code, says.replace('warning: ICC support is not available\n', '')]).toEqual([0, '']);
  });
});

/** `openssl cms -verify -cades`: ESS certificate, signature, and the chain to the development root. */
async function opensslCades(cms: Uint8Array, content: Uint8Array): Promise<Ran> {
  writeFileSync(scratch('cms.der'), cms);
  writeFileSync(scratch('content'), content);
  const files = ['-in', scratch('cms.der'), '-content', scratch('content'), '-out', '/dev/null'];
  const how = ['-cades', '-binary', '-inform', 'DER', '-CAfile', paths.trustAnchor, '-purpose', 'any'];
  return await run('openssl', ['cms', '-verify', ...how, ...files]);
}

/** Every CMS with the bytes of its ByteRange, read from the file as text. */
function signaturesIn(pdf: Buffer): readonly { readonly cms: Buffer; readonly covered: Buffer }[] {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/\/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)].map(([, ...numbers]) => {
    const [first = 0, second = 0, rest = 0] = numbers.map(Number);
    const padded = Buffer.from(text.slice(first + 1, second - 1), 'hex');
    const cms = padded.subarray(0, padded.readUInt16BE(2) + 4);
    return { cms, covered: Buffer.concat([pdf.subarray(0, first), pdf.subarray(second, second + rest)]) };
  });
}

describe.skipIf(requireTool('openssl') === undefined)('openssl', () => {
  it('accepts each CMS of the letter, and no other content', async () => {
    const found = signaturesIn(readFileSync(SEALED));
    expect(found).toHaveLength(2);
    for (const { cms, covered } of found) {
      const good = await opensslCades(cms, covered);
      expect([good.code, good.says.includes('CAdES Verification successful')], good.says).toEqual([0, true]);
      const other = Buffer.from(covered);
      other[100] = (other[100] ?? 0) ^ 1;
      expect((await opensslCades(cms, other)).code).not.toBe(0);
    }
  });

  it('accepts the receipts of axis and recipient, which name the envelope and every file', async () => {
    const record = await senderRecord();
    const receipts = readdirSync(join(record, 'receipts'));
    expect(receipts.map((name) => /E[0-3]/.exec(name)?.[0])).toEqual(expect.arrayContaining(['E1', 'E3']));
    for (const name of receipts) {
      const text = readFileSync(join(record, 'receipts', name), 'utf8');
      const [, statement = '', signature = ''] =
        /^\{"receipt":(\{.*\}),"signature":"([^"]+)"\}$/s.exec(text) ?? [];
      const cms = Buffer.from(signature, 'base64');
      const { code, says } = await opensslCades(cms, Buffer.from(statement));
      expect([code, says.includes('CAdES Verification successful')], `${name}: ${says}`).toEqual([0, true]);
      expect((await opensslCades(cms, Buffer.from(`${statement} `))).code).not.toBe(0);
      const { envelope, parts } = JSON.parse(statement);
      expect(envelope).toBe(digestOf(join(record, 'envelope.edxml')));
      const originals = readdirSync(join(record, 'original')).sort();
      expect(parts).toEqual(originals.map((file) => digestOf(join(record, 'original', file))));
    }
  });
});

const digestOf = (file: string) => `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`;

/** The sender's record, exported now: its receipts came after it was made. */
async function senderRecord(): Promise<string> {
  const congvan = async (...words: readonly string[]) => {
    const home = ['--home', demo('so-tai-chinh')];
    const ran = await run(process.execPath, [join(ROOT, 'bin/congvan.ts'), ...words, ...home]);
    if (ran.code !== 0) throw new Error(ran.says);
    return ran.stdout.toString('utf8');
  };
  const { hits } = JSON.parse(await congvan('archive', 'search', '--direction', 'out', '--json'));
  const target = scratch(`record-${Math.trunc(performance.now())}`);
  await congvan('archive', 'export', hits[0].id, target);
  return target;
}

describe('pyHanko', () => {
  it('finds both signatures intact, trusted and timestamped, the seal a permitted change', async () => {
    const python = await requirePyhanko();
    if (python === undefined) return;
    const good = { intact: true, valid: true, trusted: true, bottomLine: true, timestamp: true };
    expect(await pyhankoVerdicts(python, SEALED, paths.trustAnchor)).toMatchObject([
      { ...good, coverage: 'ENTIRE_REVISION', modifications: 'FORM_FILLING' },
      { ...good, coverage: 'ENTIRE_FILE', modifications: 'NONE' },
    ]);
  });
});

describe.skipIf(requireTool('xmlsec1') === undefined)('xmlsec1', () => {
  const record = demo('record');
  const xmlsec = async (envelope: string, attachment: string): Promise<Ran> =>
    await run('xmlsec1', [
      '--verify',
      ...['--id-attr:Id', 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties'],
      ...['--url-map:cid:part-1', join(record, 'original/01-3-sealed.pdf')],
      ...['--url-map:cid:part-2', attachment],
      ...['--trusted-pem', paths.trustAnchor, '--untrusted-pem', paths.issuingCa.certificate],
      ...['--enabled-reference-uris', 'empty,same-doc,local,remote', envelope],
    ]);
  const envelope = join(record, 'envelope.edxml');
  const attachment = join(record, 'original/02-phu-luc.xlsx');

  it('verifies the sealed envelope as it arrived, and its manifest over the files', async () => {
    const { code, says } = await xmlsec(envelope, attachment);
    expect(says).toContain('SignedInfo References (ok/all): 3/3');
    expect(says).toContain('Manifests References (ok/all): 2/2');
    expect(code).toBe(0);
  });

  it('notices another attachment, and another word in the envelope', async () => {
    expect((await xmlsec(envelope, SEALED)).says).toContain('Manifests References (ok/all): 1/2');
    const changed = scratch('changed.edxml');
    writeFileSync(changed, readFileSync(envelope, 'utf8').replace('số hóa', 'số hoá'));
    expect((await xmlsec(changed, attachment)).code).not.toBe(0);
  });
});

const PYTHON = requireTool('python3') !== undefined && requireTool('openssl') !== undefined;

describe.skipIf(!PYTHON)('an RFC 6962 verifier written after the RFC, and openssl for the checkpoint', () => {
  async function prove(proof: string, key: string, record: string): Promise<readonly Ran[]> {
    const checked = await run('python3', [
      join(import.meta.dirname, 'verifyLogProof.py'),
      proof,
      key,
      record,
      folder,
    ]);
    const file = ['-inkey', scratch('key.der'), '-keyform', 'DER', '-sigfile', scratch('signature.bin')];
    const signed = ['-in', scratch('signed.txt')];
    return [checked, await run('openssl', ['pkeyutl', '-verify', '-rawin', '-pubin', ...file, ...signed])];
  }

  it('accept the record of the receiver, by both proof files', async () => {
    const at = (name: string) => demo('record', name);
    for (const proof of [demo('record.tlog-proof'), at('record.tlog-proof')]) {
      const ran = await prove(proof, at('log.vkey'), at('record.json'));
      expect(
        ran.map(({ code }) => code),
        ran.map(({ says }) => says).join(),
      ).toEqual([0, 0]);
    }
  });

  it('refuse the proof for another record', async () => {
    const other = scratch('other.json');
    writeFileSync(other, readFileSync(demo('record/record.json'), 'utf8').replace('2026', '2027'));
    const [checked] = await prove(demo('record.tlog-proof'), demo('record/log.vkey'), other);
    expect(checked?.says).toContain('another record');
  });

  it('accept every record of logs of many sizes', async () => {
    const signer = { origin: 'example.gov.vn/archive', key: generateKeyPairSync('ed25519').privateKey };
    const verifier = verifierOf(signer);
    writeFileSync(scratch('log.vkey'), formatVerifierKey(verifier));
    const store = openSqliteStore(scratch('log.db'), fixedClock(AT));
    const files = new MemoryLogFiles();
    const records = Array.from({ length: 23 }, () => sampleRecord());
    for (const [index, record] of records.entries()) {
      await store.commit([added(record, '')]);
      if (![0, 1, 2, 6, 7, 8, 22].includes(index)) continue;
      await publishLog({ store, files, signer });
      const some = records.slice(0, index + 1).filter((_, at) => at % 3 === 0 || at === index);
      for (const one of some) {
        writeFileSync(
          scratch('one.proof'),
          formatProof(await proveRecord({ store, files, verifier }, one.id)),
        );
        writeFileSync(scratch('one.json'), recordBytes(one));
        const ran = await prove(scratch('one.proof'), scratch('log.vkey'), scratch('one.json'));
        expect(
          ran.map(({ code }) => code),
          ran.map(({ says }) => says).join(),
        ).toEqual([0, 0]);
      }
    }
    store.close();
  });
});
