import { readFile } from 'node:fs/promises';
import { beforeAll } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import { type CertificateFiles, filesOf, paths } from '../../certs-dev/paths.ts';
import { openKeyfile } from '../../src/adapters/keyfile/signerKey.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { signerKeySuite, WRONG_SECRET } from './signerKey.suite.ts';

beforeAll(async () => {
  await ensurePki(new Date());
});

const KINDS = ['rsa-4096', 'rsa-pss', 'rsa-pss-sha384', 'p-384', 'p-521', 'ed25519'];
const keys: readonly CertificateFiles[] = [
  ...[paths.taiChinh.person, paths.taiChinh.seal, paths.noiVu.person],
  ...KINDS.map((kind) => filesOf(`keys/${kind}`)),
];

for (const files of keys) {
  const uri = `keyfile:${files.pkcs12}`;
  signerKeySuite(
    `keyfile: ${files.id}, PKCS#12`,
    async () => openKeyfile(uri, new Secret(await readFile(files.pkcs12Password, 'utf8'))),
    {
      withoutSecret: () => openKeyfile(uri, undefined),
      withWrongSecret: () => openKeyfile(uri, new Secret(WRONG_SECRET)),
    },
  );
  signerKeySuite(`keyfile: ${files.id}, PEM`, () =>
    openKeyfile(`keyfile:${files.key}?cert=${files.chain}`, undefined),
  );
}

signerKeySuite('keyfile: an RSA key that is to sign RSASSA-PSS', () =>
  openKeyfile(`keyfile:${paths.taiChinh.seal.key}?cert=${paths.taiChinh.seal.chain}`, undefined, '/', {
    pss: true,
  }),
);
