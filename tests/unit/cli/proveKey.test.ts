import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { ensurePki } from '../../../certs-dev/generate.ts';
import { paths } from '../../../certs-dev/paths.ts';
import { proveKey } from '../../../src/cli/proveKey.ts';
import type { SignerKey } from '../../../src/signing/signerKey.ts';
import { parseCertificate } from '../../../src/signing/x509/certificate.ts';

beforeAll(async () => void (await ensurePki(new Date())));

function keyOf(pem: Parameters<typeof sign>[2]): SignerKey {
  return {
    algorithm: { kind: 'rsa', bits: 2048 },
    certificateChain: [],
    sign: async (bytes) => sign('sha256', bytes, pem),
    close: async () => undefined,
  };
}

test('a key that belongs to its certificate passes, another is KEY_TEST_FAILED', async () => {
  const certificate = parseCertificate(readFileSync(paths.taiChinh.person.certificateDer));
  await proveKey(keyOf(readFileSync(paths.taiChinh.person.key)), certificate, 'keys.person');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await expect(proveKey(keyOf(privateKey), certificate, 'keys.person')).rejects.toMatchObject({
    code: 'KEY_TEST_FAILED',
    where: 'keys.person',
  });
});
