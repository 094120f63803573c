import { readFile } from 'node:fs/promises';
import { beforeAll } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import { paths } from '../../certs-dev/paths.ts';
import { openKeyfile } from '../../src/adapters/keyfile/signerKey.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { signerKeySuite } from './signerKey.suite.ts';

beforeAll(async () => {
  await ensurePki(new Date());
});

for (const files of [paths.taiChinh.person, paths.taiChinh.seal, paths.noiVu.person]) {
  signerKeySuite(`keyfile: ${files.id}, PKCS#12`, async () =>
    openKeyfile(`keyfile:${files.pkcs12}`, new Secret(await readFile(files.pkcs12Password, 'utf8'))),
  );
  signerKeySuite(`keyfile: ${files.id}, PEM`, () =>
    openKeyfile(`keyfile:${files.key}?cert=${files.chain}`, undefined),
  );
}
