import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { paths } from '../../certs-dev/paths.ts';
import { serializeEnvelope } from '../../src/envelope/codec.ts';
import { sealEnvelope } from '../../src/signing/xml/seal.ts';
import { sampleStatus } from '../unit/envelope/sample.ts';
import { pemKey, SIGNING_TIME, sealedSample, sealKey } from '../unit/signing/xml/sample.ts';
import { type Ran, requireTool, run } from './tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'congvan-seal-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'one'), 'one');
writeFileSync(join(folder, 'two'), 'two');

/** xmlsec1 checks signature, chain to our root and every digest, those of the manifest included. */
async function xmlsec(xml: string | Uint8Array, second = 'two'): Promise<Ran> {
  writeFileSync(join(folder, 'sealed.xml'), xml);
  const args = [
    '--verify',
    ...['--id-attr:Id', 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties'],
    ...['--url-map:cid:p1', 'one', '--url-map:cid:p2', second],
    ...['--trusted-pem', paths.trustAnchor, '--untrusted-pem', paths.issuingCa.certificate],
    ...['--enabled-reference-uris', 'empty,same-doc,local,remote', 'sealed.xml'],
  ];
  return await run('xmlsec1', args, { cwd: folder });
}

describe.skipIf(requireTool('xmlsec1') === undefined)('xmlsec1 on a sealed envelope', () => {
  it.each([
    ['RSA-3072', paths.taiChinh.seal],
    ['RSA-2048', paths.noiVu.seal],
    ['P-256', paths.noiVu.person],
  ])('verifies %s, references and manifest', async (_name, files) => {
    const { says, code } = await xmlsec(await sealedSample(pemKey(files)));
    expect(says).toContain('SignedInfo References (ok/all): 3/3');
    expect(says).toContain('Manifests References (ok/all): 2/2');
    expect(code).toBe(0);
  });

  it('verifies the seal of a status', async () => {
    const status = serializeEnvelope(sampleStatus, { profile: 'sealed' });
    const request = { parts: [], key: sealKey, signingTime: SIGNING_TIME, id: 's-1' };
    const { says, code } = await xmlsec(await sealEnvelope(status, request));
    expect(says).toContain('SignedInfo References (ok/all): 2/2');
    expect(code).toBe(0);
  });

  it('notices a changed part', async () => {
    const { says } = await xmlsec(await sealedSample(), 'one');
    expect(says).toContain('Manifests References (ok/all): 1/2');
  });

  it('notices a changed envelope', async () => {
    const { code } = await xmlsec((await sealedSample()).replace('>7816<', '>7817<'));
    expect(code).not.toBe(0);
  });
});
