/** Signatures beside files, in XML and in containers, made here and judged by OpenSSL, xmlsec1 and EU DSS; and OpenSSL's here. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf, paths } from '../../certs-dev/paths.ts';
import { type PkiServers, startPki } from '../../certs-dev/servers.ts';
import type { Signing } from '../../src/flow/context.ts';
import type { SignFileRequest } from '../../src/flow/signContent.ts';
import { signFile, signIntoContainer, signXmlDocument } from '../../src/flow/signFile.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { certificatesOfCades, detachedContent, verifyCades } from '../../src/signing/cades/verifyCades.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import { contextFor, NOW } from '../unit/signing/cades/devCades.ts';
import { devRevocation, devSignerKey, devTrust, devTsa } from '../unit/signing/devPki.ts';
import { type Dss, devSources, requireDss, startDss } from './dss.ts';
import { requireTool, run } from './tool.ts';

const classPath = await requireDss();
const folder = mkdtempSync(join(tmpdir(), 'congvan-sign-file-'));
const CONTENT = Buffer.from('bảng lương\n'.repeat(1000));
const FILE = join(folder, 'luong.xlsx');
writeFileSync(FILE, CONTENT);
afterAll(() => rmSync(folder, { recursive: true }));

const revocation = await devRevocation(NOW);
const CONTEXT: Signing = {
  ...{
    clock: fixedClock(NOW),
    trust: devTrust(),
    policy: DEFAULT_POLICY,
    agencyCode: null,
    intermediates: [],
  },
  ...{
    revocation,
    currentRevocation: revocation,
    keptRevocation: revocation,
    authorities: [await devTsa(NOW)],
  },
  random: (length) => randomBytes(length),
  pause: async () => {},
};
/** RSA and P-256. */
const SIGNERS = ['H29.12/person', 'H29.13/person'] as const;
const LEVELS = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const;
const EACH = SIGNERS.flatMap((signer) => LEVELS.map((level) => [signer, level] as const));
const request = (signer: string, level: SignFileRequest['level']): SignFileRequest => ({
  ...{ file: 'luong.xlsx', role: 'person', level, key: devSignerKey(signer) },
  content: async () => [CONTENT],
});
const XML = Buffer.from(
  '<?xml version="1.0"?>\n<a xmlns="urn:a" xml:lang="vi"><!-- nháp --><b>công văn</b></a>\n',
);
const xmlRequest = (signer: string, level: SignFileRequest['level']) => ({
  ...request(signer, level),
  content: async () => [XML],
});

function kept(name: string, bytes: Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

describe('OpenSSL', () => {
  const found = requireTool('openssl') !== undefined;

  it.runIf(found).each(EACH)(
    'verifies what %s signed at %s, and not over another file',
    async (signer, level) => {
      const cms = kept('luong.p7s', (await signFile(CONTEXT, request(signer, level))).bytes);
      const verify = (content: string) =>
        run('openssl', [
          ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', cms, '-content', content],
          ...['-CAfile', paths.trustAnchor, '-purpose', 'any', '-out', join(folder, 'out')],
        ]);
      expect((await verify(FILE)).says).toContain('CAdES Verification successful');
      expect((await verify(kept('other', Buffer.from('x')))).code).not.toBe(0);
    },
  );

  it.runIf(found)(
    'signs with two keys at once, content inside or not, and we judge both signers',
    async () => {
      for (const [more, content] of [
        [['-nodetach'], undefined],
        [[], CONTENT],
      ] as const) {
        const out = join(folder, 'openssl.p7m');
        const signers = SIGNERS.flatMap((id) => [
          '-signer',
          filesOf(id).certificate,
          '-inkey',
          filesOf(id).key,
        ]);
        const made = await run('openssl', [
          ...['cms', '-sign', '-cades', '-binary', ...more, '-in', FILE, '-outform', 'DER', '-out', out],
          ...[...signers, '-certfile', filesOf('issuing-ca').certificate],
        ]);
        expect(made).toMatchObject({ code: 0 });
        const cms = readFileSync(out);
        const beside = content === undefined ? {} : { content: detachedContent('luong.xlsx', content) };
        const judging = { ...(await contextFor(certificatesOfCades(cms))), file: 'openssl.p7m', ...beside };
        const report = verifyCades(cms, judging);
        expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
        expect(report.signatures.length).toBe(2);
      }
    },
  );
});

describe('xmlsec1', () => {
  const found = requireTool('xmlsec1') !== undefined;

  it.runIf(found).each(EACH)(
    'verifies XML that %s signed at %s, and not once it was changed',
    async (signer, level) => {
      const { bytes } = await signXmlDocument(CONTEXT, xmlRequest(signer, level));
      const verify = (xml: Uint8Array) =>
        run('xmlsec1', [
          ...['--verify', '--id-attr:Id', 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties'],
          ...['--trusted-pem', paths.trustAnchor, '--enabled-key-data', 'x509', kept('signed.xml', xml)],
        ]);
      expect((await verify(bytes)).says).toContain('References (ok/all): 2/2');
      const changed = Buffer.from(Buffer.from(bytes).toString().replace('công văn', 'cong van'));
      expect((await verify(changed)).code).not.toBe(0);
    },
  );
});

describe.runIf(classPath !== undefined)('EU DSS', () => {
  let pki: PkiServers;
  let dss: Dss;
  beforeAll(async () => {
    pki = await startPki();
    dss = startDss(classPath ?? '');
  });
  afterAll(async () => {
    await dss.close();
    await pki.close();
  });

  async function judged(name: string, bytes: Uint8Array, more: readonly string[] = []): Promise<unknown> {
    return await dss.judge(kept(name, bytes), [...devSources(pki.overrides), ...more]);
  }
  const passed = (format: string, level: string) => ({
    signatures: [{ format: `${format}-BASELINE-${level.slice(2)}`, indication: 'TOTAL_PASSED', valid: true }],
  });

  it.each(EACH)('accepts what %s signed beside the file at %s', async (signer, level) => {
    const { bytes } = await signFile(CONTEXT, request(signer, level));
    expect(await judged('luong.p7s', bytes, ['--detached', FILE])).toMatchObject(passed('CAdES', level));
  });

  it.each(EACH)('accepts the container of %s at %s', async (signer, level) => {
    const name = "Bảng 'lương' & phụ cấp #1.xlsx";
    const { content, ...asked } = request(signer, level);
    const files = [name, 'b.docx'].map((each) => ({ name: each, content }));
    const { bytes } = await signIntoContainer(CONTEXT, { ...asked, files });
    const answer = await judged('luong.asice', bytes);
    expect(answer).toMatchObject(passed('CAdES', level));
    const scopes = expect.arrayContaining([`FULL ${name}`, 'FULL b.docx']);
    expect(answer).toMatchObject({ signatures: [{ scopes }] });
  });

  it.each(EACH)('accepts XML that %s signed at %s', async (signer, level) => {
    const { bytes } = await signXmlDocument(CONTEXT, xmlRequest(signer, level));
    expect(await judged('a.xml', bytes)).toMatchObject(passed('XAdES', level));
  });
});
