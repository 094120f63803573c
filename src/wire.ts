/**
 * Puts adapters behind ports; only `wireSigning.ts` and `wireDaemons.ts` do so too. Each function opens what its caller
 * needs and no more, and loads it only then: `congvan verify` touches no store, `congvan archive search` no key.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { AxisClient } from './adapters/http/axisClient.ts';
import type { ExportFolder } from './archive/export/exportRecord.ts';
import type { LogFiles } from './archive/log/files.ts';
import type { LogSigner } from './archive/log/note.ts';
import type { BlobStore } from './archive/store.ts';
import type { AgencyConfig, AxisConfig, Config } from './config/schema.ts';
import type { AddressBook } from './flow/addressBook.ts';
import type { Ingesting, Judging, Keeping, OwnAgency, Sending } from './flow/context.ts';
import type { Store } from './flow/store.ts';
import type { Digest } from './kernel/digest.ts';
import { CongvanError } from './kernel/errors.ts';
import type { Secret } from './kernel/secret.ts';
import { parseAgencyCode } from './registry/agencyCode.ts';
import { fileAt, needed, openJudging, openKey, type Surroundings } from './wireSigning.ts';

/** @throws CONFIG_MISSING_KEY when no agency is configured */
export function ownAgency(config: Config): OwnAgency {
  const agency: AgencyConfig = needed(config.agency, 'agency');
  return {
    code: parseAgencyCode(agency.code),
    code102: agency.code102 === undefined ? null : parseAgencyCode(agency.code102),
    name: agency.name,
    parent: agency.parent ?? null,
    place: agency.place,
    email: agency.email ?? null,
  };
}

/** @throws CONFIG_MISSING_KEY */
export function axisConfig(config: Config): AxisConfig {
  return needed(config.axis, 'axis');
}

/** @throws STORE_* */
export async function openStore({ config, clock }: Pick<Surroundings, 'config' | 'clock'>): Promise<Store> {
  const { openSqliteStore } = await import('./adapters/sqlite/store.ts');
  return openSqliteStore(pathOf(config.store.uri), clock, { mustExist: true });
}

/** The version of the SQLite that is in use. @throws STORE_SQLITE_TOO_OLD */
export async function sqliteVersion(): Promise<string> {
  const { openDatabase } = await import('./adapters/sqlite/open.ts');
  const db = openDatabase(':memory:');
  try {
    return String(db.prepare('SELECT sqlite_version()').pluck().get());
  } finally {
    db.close();
  }
}

/** Creates the store, or brings it to this program's schema. @returns the steps that were due. @throws STORE_* */
export async function migrateStore({
  config,
  clock,
}: Pick<Surroundings, 'config' | 'clock'>): Promise<
  readonly { readonly part: string; readonly version: number; readonly name: string }[]
> {
  const { migrateSqliteStore } = await import('./adapters/sqlite/store.ts');
  return migrateSqliteStore(pathOf(config.store.uri), clock.now());
}

/** The files of the log and the key that signs its checkpoints. @throws FILE_NOT_FOUND, CONFIG_INVALID */
export async function openLog({ log, agency }: Config): Promise<{ files: LogFiles; signer: LogSigner }> {
  const { diskLogFiles } = await import('./adapters/disk/logFiles.ts');
  const key = privateKeyOf(await fileAt(log.key), log.key);
  const origin = log.origin ?? `congvan/${needed(agency, 'agency').code}`;
  return { files: diskLogFiles(log.dir), signer: { origin, key } };
}

/** A new folder that appears under its name only when the work is done. @throws EXPORT_TARGET_EXISTS, DISK_FULL */
export async function intoFolder<T>(target: string, work: (folder: ExportFolder) => Promise<T>): Promise<T> {
  const { intoNewFolder } = await import('./adapters/disk/exportFolder.ts');
  return await intoNewFolder(target, work);
}

function privateKeyOf(pem: Buffer, where: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (cause) {
    throw new CongvanError('CONFIG_INVALID', { where, detail: 'not a private key in PEM', cause });
  }
  throw new CongvanError('CONFIG_INVALID', { where, detail: 'not an Ed25519 key' });
}

export async function openBlobs(uri: string): Promise<BlobStore> {
  const { openDiskBlobs } = await import('./adapters/disk/blobs.ts');
  return await openDiskBlobs(pathOf(uri));
}

/** The path of a `file:` or `sqlite:` URI. */
export function pathOf(uri: string): string {
  return uri.slice(uri.indexOf(':') + 1);
}

/** Store, blobs and text: what books and archive need. The caller closes `store`. */
export async function openKeeping(surroundings: Surroundings): Promise<Keeping> {
  const { config, clock, random, actor } = surroundings;
  const { textReader } = await import('./adapters/text/extract.ts');
  return {
    agency: ownAgency(config),
    clock,
    random,
    store: await openStore(surroundings),
    blobs: await openBlobs(config.blobs.uri),
    text: textReader(),
    actor,
  };
}

/** Everything `flow/send` needs. The caller closes `store` and `sealKey`. */
export async function openSending(
  surroundings: Surroundings,
  secret: Secret | undefined,
): Promise<Sending & { readonly directory: AddressBook }> {
  const { config } = surroundings;
  const axis = axisConfig(config);
  const judging = await openJudging(surroundings);
  const directory = await openAddressBook(surroundings, judging);
  return {
    ...(await openKeeping(surroundings)),
    ...judging,
    directory,
    sealKey: await openKey(config, 'agency', secret),
    expiryDays: axis.expiry_days,
  };
}

/** Everything `flow/ingest` and a person's decisions need. */
export async function openIngesting(
  surroundings: Surroundings,
  secret: Secret | undefined,
): Promise<Ingesting & { readonly directory: AddressBook }> {
  const { envelopeSeal } = await import('./flow/sealing.ts');
  const sending = await openSending(surroundings, secret);
  return { ...sending, log: surroundings.logger, seal: envelopeSeal(sending, sending.directory) };
}

/** The axis over HTTPS with our client certificate. The caller closes it. */
export async function openAxis(config: Config): Promise<AxisClient> {
  const { axisClient } = await import('./adapters/http/axisClient.ts');
  const axis = axisConfig(config);
  const [key, certificateChain, ca] = await Promise.all(
    [axis.key, axis.certificate, axis.ca].map(async (path) => (await fileAt(path)).toString('utf8')),
  );
  const tls = { key: key ?? '', certificateChain: certificateChain ?? '', ca: ca ?? '' };
  return axisClient({ url: axis.url, tls, timeoutMs: axis.timeout_seconds * 1000 });
}

/** Keys that may sign for the axis, from its configured certificate. */
export async function axisKeys(config: Config): Promise<readonly Digest[]> {
  const { certificatesIn } = await import('./signing/trust/pem.ts');
  const { parseCertificate } = await import('./signing/x509/certificate.ts');
  const path = axisConfig(config).receipt_certificate;
  return certificatesIn(path, await fileAt(path)).map((der) => parseCertificate(der).spkiDigest);
}

/**
 * The address book: the verified copy on the disk; fetched when it is used and there is none that may be used. Looking
 * something up may therefore fail with AXIS_UNREACHABLE or DIRECTORY_INVALID.
 */
export async function openAddressBook(surroundings: Surroundings, judging: Judging): Promise<AddressBook> {
  const { AddressBook } = await import('./flow/addressBook.ts');
  const { receiptVerifier } = await import('./flow/receipts.ts');
  const { directoryOf } = await import('./exchange/directoryDocument.ts');
  const { readIfThere, writeDurably } = await import('./adapters/disk/durable.ts');
  const { config, clock } = surroundings;
  const path = axisConfig(config).directory;
  const book = new AddressBook({
    clock,
    verifier: receiptVerifier(judging, directoryOf([]), await axisKeys(config)),
    read: () => readIfThere(path),
    write: (bytes) => writeDurably(path, bytes),
    fetch: async () => {
      const axis = await openAxis(config);
      try {
        return await axis.directory();
      } finally {
        await axis.close();
      }
    },
  });
  await book.open();
  return book;
}
