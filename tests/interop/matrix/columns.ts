/** The keys of the matrix: in files, on a token (SoftHSM), at a remote signing service; each a person's and an agency's. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf, paths } from '../../../certs-dev/paths.ts';
import { Secret } from '../../../src/kernel/secret.ts';
import type { SignerKey } from '../../../src/signing/signerKey.ts';
import { openKeyAt } from '../../../src/wireSigning.ts';
import { CSC_CLIENT, CSC_PIN, startCsc } from '../../peers/csc.ts';
import { importCertificate, importKey, newToken, PIN, useSoftHsmIn } from '../softhsm.ts';

export interface Column {
  readonly name: string;
  readonly person: SignerKey;
  readonly agency: SignerKey;
}

export interface Columns {
  readonly all: readonly Column[];
  close(): Promise<void>;
}

/** Ids in the development PKI, all of H29.12. */
const RSA = { person: 'H29.12/person', agency: 'H29.12/seal' } as const;
const EC = { person: 'keys/p-384', agency: 'keys/seal-p-256' } as const;
type Pair = typeof RSA | typeof EC;

const TOKEN = 'Văn thư';
const ISSUER = { intermediates: [paths.issuingCa.certificate] };

/**
 * @param folder of the test's own, for the token and the client's secret
 * @param library of SoftHSM; without it its columns are left out
 */
export async function openColumns(folder: string, library: string | undefined): Promise<Columns> {
  const service = await startCsc({ credentials: Object.values(RSA), factors: ['PIN'] });
  const secretFile = join(folder, 'client.secret');
  writeFileSync(secretFile, CSC_CLIENT.secret, { mode: 0o600 });
  const all = [
    await column('RSA, file', RSA, inFile),
    await column('EC, file', EC, inFile),
    ...(library === undefined ? [] : await onToken(folder, library)),
    await column('RSA, CSC', RSA, (id) => {
      const named = `client=${CSC_CLIENT.id}&client-secret=${secretFile}&credential=${encodeURIComponent(id)}`;
      return openKeyAt(`csc:${service.url}?${named}&ca=${paths.root.certificate}`, new Secret(CSC_PIN));
    }),
  ];
  return {
    all,
    close: async () => {
      for (const { person, agency } of all) await Promise.all([person.close(), agency.close()]);
      await service.close();
    },
  };
}

async function column(name: string, ids: Pair, open: (id: string) => Promise<SignerKey>): Promise<Column> {
  return { name, person: await open(ids.person), agency: await open(ids.agency) };
}

function inFile(id: string): Promise<SignerKey> {
  const { pkcs12, pkcs12Password } = filesOf(id);
  return openKeyAt(`keyfile:${pkcs12}`, new Secret(readFileSync(pkcs12Password, 'utf8')));
}

async function onToken(folder: string, library: string): Promise<readonly Column[]> {
  await useSoftHsmIn(folder);
  await newToken(TOKEN);
  const ids = [...Object.values(RSA), ...Object.values(EC)];
  for (const [index, id] of ids.entries()) {
    const key = { id, label: id, ckaId: `0${index + 1}` };
    await importKey(['--token', TOKEN], key);
    await importCertificate(library, ['--token-label', TOKEN], key);
  }
  const open = (id: string) =>
    openKeyAt(
      `pkcs11:token=${TOKEN};object=${encodeURIComponent(id)}?module-path=${library}`,
      new Secret(PIN),
      ISSUER,
    );
  return [await column('RSA, SoftHSM', RSA, open), await column('EC, SoftHSM', EC, open)];
}
