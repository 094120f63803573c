import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import { paths } from '../../certs-dev/paths.ts';
import { openCsc } from '../../src/adapters/csc/signerKey.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { CSC_CLIENT, CSC_PIN, type CscPeer, startCsc } from '../peers/csc.ts';
import { signerKeySuite, WRONG_SECRET } from './signerKey.suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'csc-contract-'));
writeFileSync(join(folder, 'client.secret'), CSC_CLIENT.secret, { mode: 0o600 });
const credentials = ['H29.12/person', 'H29.12/seal', 'H29.13/person', 'keys/p-384'];
let peer: CscPeer;
let pssPeer: CscPeer;

beforeAll(async () => {
  await ensurePki(new Date());
  peer = await startCsc({ credentials, factors: ['PIN'] });
  pssPeer = await startCsc({ credentials, pssOnly: true });
});
afterAll(async () => {
  await peer.close();
  await pssPeer.close();
  rmSync(folder, { recursive: true });
});

function open(service: CscPeer, credential: string, pin: string | undefined) {
  const named = `client=${CSC_CLIENT.id}&client-secret=client.secret&credential=${encodeURIComponent(credential)}`;
  const uri = `csc:${service.url}?${named}&ca=${paths.root.certificate}`;
  return openCsc(uri, pin === undefined ? undefined : new Secret(pin), folder);
}

for (const id of credentials) {
  signerKeySuite(`csc: ${id}`, () => open(peer, id, CSC_PIN), {
    withoutSecret: () => open(peer, id, undefined),
    withWrongSecret: async () => {
      const key = await open(peer, id, WRONG_SECRET);
      // The service judges the PIN when it is used.
      await key.sign(Buffer.from('x'), 'SHA-256').finally(() => key.close());
      return key;
    },
  });
}
signerKeySuite('csc: a credential that takes RSASSA-PSS alone', () =>
  open(pssPeer, 'H29.12/seal', undefined),
);
