/**
 * Real signatures of other programs: pyHanko, EU DSS, and OpenSSL put into a PDF by hand. With the development root
 * trusted each passes, and with one byte changed in what it signed none does.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf, paths } from '../../certs-dev/paths.ts';
import { type PkiServers, startPki } from '../../certs-dev/servers.ts';
import type { ValidationReport } from '../../src/signing/report.ts';
import { devSignerKey } from '../unit/signing/devPki.ts';
import { pdfOf, signed } from '../unit/signing/pdf/pdfBuilder.ts';
import { documentFixture, LETTER } from '../unit/signing/pdfWrite/smallPdf.ts';
import { type Dss, devSources, requireDss, startDss } from './dss.ts';
import { judgedAsic, judgedCades, judgedPdf, judgedXml, told } from './foreign/judged.ts';
import { requirePyhanko } from './pyhanko.ts';
import { requireTool, run } from './tool.ts';

interface Kind {
  readonly name: string;
  /** In certs-dev. */
  readonly id: string;
  readonly digest: 'sha256' | 'sha384' | 'sha512';
  readonly pss: boolean;
}

const RSA: Kind = { name: 'RSA', id: 'H29.12/person', digest: 'sha256', pss: false };
const PSS: Kind = { name: 'RSASSA-PSS', id: 'H29.12/person', digest: 'sha256', pss: true };
const P256: Kind = { name: 'P-256', id: 'H29.13/person', digest: 'sha256', pss: false };
const P384: Kind = { name: 'P-384', id: 'keys/p-384', digest: 'sha384', pss: false };
const ED25519: Kind = { name: 'Ed25519', id: 'keys/ed25519', digest: 'sha512', pss: false };
const KINDS = [RSA, PSS, P256, P384, ED25519];

const folder = mkdtempSync(join(tmpdir(), 'congvan-foreign-'));
afterAll(() => rmSync(folder, { recursive: true }));
const made = (name: string) => join(folder, name.replace(/[^\w.-]/g, '_'));

/** The same file with one byte of a page changed, in the middle of what every signature covers. */
function withChangedPage(pdf: Buffer): Buffer {
  const changed = Buffer.from(pdf);
  const box = changed.indexOf('/MediaBox');
  const at = box + changed.toString('latin1', box, box + 40).search(/\d/);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

async function expectPdf(pdf: Buffer, format: string): Promise<ValidationReport> {
  const report = await judgedPdf(pdf);
  expect(told(report)).toContain('TOTAL-PASSED, unchanged');
  expect(report.signatures[0]?.format).toBe(format);
  const spoilt = await judgedPdf(withChangedPage(pdf));
  expect(told(spoilt)).toMatch(/^TOTAL-FAILED, changed/);
  expect(spoilt.signatures[0]?.cryptography).toBe('BROKEN');
  return report;
}

const python = await requirePyhanko();

describe.skipIf(python === undefined)('pyHanko', () => {
  const jobs = KINDS.flatMap((kind) =>
    (['adbe', 'pades'] as const).map((subfilter) => ({
      kind,
      subfilter,
      out: made(`py-${kind.name}-${subfilter}`),
    })),
  );
  let said: readonly string[] = [];
  beforeAll(async () => {
    const draft = made('draft.pdf');
    writeFileSync(draft, documentFixture(LETTER));
    const lines = jobs.map(({ kind: { id, digest, pss }, subfilter, out }) => {
      const { key, chain } = filesOf(id);
      return JSON.stringify({ ...{ pdf: draft, out, key, chain }, ...{ subfilter, digest, pss, tsa: null } });
    });
    const script = join(import.meta.dirname, 'foreign', 'signByPyhanko.py');
    const ran = await run(python ?? '', [script], { input: Buffer.from(`${lines.join('\n')}\n`) });
    said = ran.stdout.toString('utf8').trimEnd().split('\n');
  });

  it.each(jobs.map((job, i) => [job.kind.name, job.subfilter, i] as const))(
    '%s, %s',
    async (_, subfilter, i) => {
      expect(said[i]).toBe('ok');
      const format = subfilter === 'adbe' ? 'adbe.pkcs7.detached' : 'ETSI.CAdES.detached';
      await expectPdf(readFileSync(jobs[i]?.out ?? ''), format);
    },
  );
});

describe.skipIf(requireTool('openssl') === undefined)('openssl cms, put into a PDF', () => {
  async function opensslCms(covered: Buffer, { id, digest, pss }: Kind, isCades: boolean): Promise<Buffer> {
    const { key, certificate } = filesOf(id);
    writeFileSync(made('covered'), covered);
    const ran = await run('openssl', [
      ...['cms', '-sign', '-binary', '-outform', 'DER', '-in', made('covered'), '-out', made('cms')],
      ...['-signer', certificate, '-inkey', key, '-certfile', paths.issuingCa.certificate, '-md', digest],
      ...(isCades ? ['-cades'] : []),
      ...(pss ? ['-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:-1'] : []),
    ]);
    expect([ran.code, ran.says]).toEqual([0, '']);
    return readFileSync(made('cms'));
  }

  // OpenSSL 3.0 makes no CMS with Ed25519.
  const rows = KINDS.filter((kind) => kind !== ED25519).flatMap((kind) => [
    [kind.name, 'ETSI.CAdES.detached', kind] as const,
    [kind.name, 'adbe.pkcs7.detached', kind] as const,
  ]);
  it.each(rows)('%s, %s', async (_, subFilter, kind) => {
    const contents = (covered: Buffer) => opensslCms(covered, kind, true);
    await expectPdf(await signed(pdfOf(), devSignerKey('H29.12/person'), { subFilter, contents }), subFilter);
  });

  it('without signing-certificate, as adbe.pkcs7.detached was made for long, passes and is told', async () => {
    const contents = (covered: Buffer) => opensslCms(covered, RSA, false);
    const subFilter = 'adbe.pkcs7.detached';
    const pdf = await signed(pdfOf(), devSignerKey('H29.12/person'), { subFilter, contents });
    expect(told(await judgedPdf(pdf))).toContain('CMS_SIGNING_CERTIFICATE_MISSING');
  });
});

const classPath = await requireDss();

describe.skipIf(classPath === undefined)('EU DSS', () => {
  let pki: PkiServers;
  let dss: Dss;
  const letter = Buffer.from('<letter><subject>Công văn số 12/CV-STC</subject></letter>');
  const annex = Buffer.from('phụ lục');
  beforeAll(async () => {
    pki = await startPki();
    dss = startDss(classPath ?? '');
    writeFileSync(made('letter.xml'), letter);
    writeFileSync(made('annex.txt'), annex);
    writeFileSync(made('letter.pdf'), documentFixture(LETTER));
  });
  afterAll(async () => void (await Promise.all([dss.close(), pki.close()])));

  async function bySigner(
    kind: Kind,
    form: string,
    level: string,
    names: readonly string[],
  ): Promise<Buffer> {
    const { key, chain } = filesOf(kind.id);
    const out = made(`dss-${kind.name}-${form}-${level}`);
    const options = ['--key', key, '--chain', chain, '--kind', form, '--level', level, '--out', out];
    const how = ['--digest', kind.digest.toUpperCase(), '--pss', String(kind.pss), '--tsa', pki.tsa.url];
    await dss.sign([...options, ...how, ...devSources(pki.overrides)], names.map(made));
    return readFileSync(out);
  }

  it.each(KINDS.map((kind) => [kind.name, kind] as const))('%s, PDF', async (_, kind) => {
    await expectPdf(await bySigner(kind, 'pades', 'B', ['letter.pdf']), 'ETSI.CAdES.detached');
  });

  it.each(['T', 'LT', 'LTA'])('PDF at level B-%s', async (level) => {
    const pdf = await bySigner(RSA, 'pades', level, ['letter.pdf']);
    const report = await expectPdf(pdf, 'ETSI.CAdES.detached');
    expect(report.signatures[0]?.level).toBe(`B-${level}`);
  });

  const changedIn = (bytes: Buffer, text: string): Buffer => {
    const at = bytes.indexOf(text);
    expect(at).toBeGreaterThan(0);
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    return changed;
  };

  const LEVELS = ['B', 'T', 'LT', 'LTA'];
  it.each(LEVELS)('XAdES enveloped at level B-%s', async (level) => {
    const xml = await bySigner(P256, 'xades-enveloped', level, ['letter.xml']);
    const report = await judgedXml(xml);
    expect(told(report)).toContain('TOTAL-PASSED, unchanged');
    expect(report.signatures[0]?.level).toBe(`B-${level}`);
    expect((await judgedXml(changedIn(xml, '12/CV'))).indication).toBe('TOTAL-FAILED');
  });

  it.each(KINDS.map((kind) => [kind.name, kind] as const))(
    '%s, XAdES detached over two files',
    async (_, kind) => {
      const xml = await bySigner(kind, 'xades-detached', 'B', ['letter.xml', 'annex.txt']);
      const files = { 'letter.xml': letter, 'annex.txt': annex };
      expect(told(await judgedXml(xml, files))).toContain('TOTAL-PASSED');
      const swapped = { ...files, 'annex.txt': Buffer.from('phụ lục khác') };
      expect((await judgedXml(xml, swapped)).indication).toBe('TOTAL-FAILED');
    },
  );

  it.each(LEVELS)('CAdES detached at level B-%s', async (level) => {
    const cms = await bySigner(P384, 'cades-detached', level, ['letter.xml']);
    expect(told(await judgedCades(cms, letter))).toContain(`TOTAL-PASSED, unchanged: CAdES B-${level}`);
    expect((await judgedCades(cms, annex)).indication).toBe('TOTAL-FAILED');
  });

  it.each(KINDS.map((kind) => [kind.name, kind] as const))(
    '%s, CAdES around its content',
    async (_, kind) => {
      const cms = await bySigner(kind, 'cades-enveloping', 'T', ['letter.xml']);
      expect(told(await judgedCades(cms))).toContain('TOTAL-PASSED');
      expect((await judgedCades(changedIn(cms, '12/CV'))).indication).toBe('TOTAL-FAILED');
    },
  );

  const containers = ['asics-xades', 'asics-cades', 'asice-xades', 'asice-cades'];
  it.each(containers.flatMap((form) => LEVELS.map((level) => [form, level] as const)))(
    '%s at level B-%s',
    async (form, level) => {
      const names = form.startsWith('asice') ? ['letter.xml', 'annex.txt'] : ['letter.xml'];
      const asic = await bySigner(RSA, form, level, names);
      const report = await judgedAsic(asic);
      expect(told(report)).toContain('TOTAL-PASSED, unchanged');
      expect(report.signatures[0]?.level).toBe(`B-${level}`);
    },
  );
});
