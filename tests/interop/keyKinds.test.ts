/** What each kind of key signs, judged by programs that nobody here wrote. */
import { hash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import { filesOf, paths } from '../../certs-dev/paths.ts';
import { openKeyfile } from '../../src/adapters/keyfile/signerKey.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { buildDetachedCms } from '../../src/signing/cms/build.ts';
import { digestForKey } from '../../src/signing/keyAlgorithm.ts';
import type { SignerKey } from '../../src/signing/signerKey.ts';
import { sign } from '../unit/signing/pdfWrite/signing.ts';
import { documentFixture, LETTER } from '../unit/signing/pdfWrite/smallPdf.ts';
import { pyhankoVerdicts, requirePyhanko } from './pyhanko.ts';
import { requireTool, run } from './tool.ts';

const CONTENT = Buffer.from('Công văn số 12/CV-STC');
const NOW = new Date();
let folder: string;

beforeAll(async () => {
  await ensurePki(NOW);
  folder = await mkdtemp(join(tmpdir(), 'key-kinds-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Id in certs-dev, and whether an RSA key is to sign RSASSA-PSS. */
const KINDS: readonly (readonly [id: string, pss: boolean])[] = [
  ['H29.12/person', false],
  ['H29.12/person', true],
  ['keys/rsa-4096', false],
  ['keys/rsa-pss', false],
  ['keys/rsa-pss-sha384', false],
  ['H29.13/person', false],
  ['keys/p-384', false],
  ['keys/p-521', false],
  ['keys/ed25519', false],
];

async function opened(id: string, pss: boolean): Promise<SignerKey> {
  const { pkcs12, pkcs12Password } = filesOf(id);
  return openKeyfile(`keyfile:${pkcs12}`, new Secret(await readFile(pkcs12Password, 'utf8')), '/', { pss });
}

describe.skipIf(requireTool('openssl') === undefined)('openssl cms -verify -cades', () => {
  // OpenSSL 3.0 signs and verifies no CMS with Ed25519 (it came with 3.2); pyHanko judges those below.
  it.each(KINDS.filter(([id]) => id !== 'keys/ed25519'))('accepts %s, PSS %s', async (id, pss) => {
    const key = await opened(id, pss);
    const digest = digestForKey(key.algorithm);
    const contentDigest = hash(digest.replace('-', '').toLowerCase(), CONTENT, 'buffer');
    const cms = await buildDetachedCms({ contentDigest, digest, key, profile: 'cades', signingTime: NOW });
    await writeFile(join(folder, 'content'), CONTENT);
    await writeFile(join(folder, 'cms'), cms);
    const verifying = [
      ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', join(folder, 'cms')],
      ...['-CAfile', paths.root.certificate, '-purpose', 'any', '-content'],
    ];
    const good = await run('openssl', [...verifying, join(folder, 'content')]);
    expect([good.code, good.says]).toEqual([0, expect.stringContaining('Verification successful')]);
    expect((await run('openssl', [...verifying, join(folder, 'cms')])).code).not.toBe(0);
  });
});

/**
 * What poppler 22.12 says of keys that NSS, with which it verifies, does not know: a certificate whose key is bound to
 * RSASSA-PSS, and Ed25519. RSASSA-PSS by an ordinary RSA key it knows.
 */
const UNKNOWN_TO_POPPLER: ReadonlyMap<string, RegExp> = new Map([
  ['keys/rsa-pss', /Signature is (Invalid|Valid)/],
  ['keys/rsa-pss-sha384', /Signature is (Invalid|Valid)/],
  ['keys/ed25519', /corrupted data|Signature is Valid/],
]);

const python = await requirePyhanko();

describe('a PDF', () => {
  it.each(KINDS)(
    'signed with %s, PSS %s, is good to pyHanko and, where it knows the algorithm, to poppler',
    async (id, pss) => {
      const pdf = join(folder, `${id.replace('/', '-')}-${pss}.pdf`);
      await writeFile(
        pdf,
        await sign(documentFixture(LETTER), 'person', { key: await opened(id, pss), at: NOW }),
      );
      if (python !== undefined) {
        const [verdict] = await pyhankoVerdicts(python, pdf, paths.root.certificate);
        expect(verdict).toMatchObject({ intact: true, valid: true, trusted: true, bottomLine: true });
      }
      if (requireTool('pdfsig') === undefined) return;
      const { says } = await run('pdfsig', ['-nocert', pdf]);
      expect(says).toMatch(UNKNOWN_TO_POPPLER.get(id) ?? /Signature is Valid/);
    },
  );
});
