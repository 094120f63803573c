/** The address book as the axis publishes it: canonical JSON, signed like a receipt, with an expiry. */
import { canonicalJsonBytes, isJsonObject, type Json, readJson } from '../kernel/canonicalJson.ts';
import { isDigest } from '../kernel/digest.ts';
import { CongvanError } from '../kernel/errors.ts';
import { isAgencyCode } from '../registry/agencyCode.ts';
import type { AgencyEntry, Directory } from './directory.ts';
import type { ReceiptSigner, ReceiptVerifier } from './receipt.ts';

/** After this an agency no longer relies on its copy. */
const LIFE_MS = 24 * 60 * 60_000;

export interface DirectoryDocument {
  readonly version: 1;
  /** ISO 8601, UTC. */
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly agencies: readonly AgencyEntry[];
}

/** @returns canonical JSON of `{directory, signature}`; signature: base64 CMS over the canonical JSON of `directory` */
export async function signDirectory(
  signer: ReceiptSigner,
  agencies: readonly AgencyEntry[],
  at: Date,
): Promise<Uint8Array> {
  const directory = {
    version: 1,
    issuedAt: at.toISOString(),
    expiresAt: new Date(at.getTime() + LIFE_MS).toISOString(),
    agencies: agencies.map(entryJson),
  } satisfies Json;
  const signature = await signer.sign(canonicalJsonBytes(directory));
  return canonicalJsonBytes({ directory, signature: Buffer.from(signature).toString('base64') });
}

/**
 * Reads and verifies the published address book.
 * @throws DIRECTORY_INVALID when it cannot be read, is not the axis's, or is out of date
 */
export async function openDirectory(
  bytes: Uint8Array,
  verifier: ReceiptVerifier,
  now: Date,
): Promise<DirectoryDocument> {
  const { statement, signature, directory } = readDirectory(bytes);
  const verdict = await verifier.verify(statement, signature, { kind: 'axis' });
  if (verdict.kind === 'invalid') throw invalid(`${verdict.code}: ${verdict.text}`);
  if (!(new Date(directory.expiresAt) > now)) throw invalid(`out of date since ${directory.expiresAt}`);
  return directory;
}

/** The axis operator's own list: JSON `{"agencies": […]}`, unsigned. @throws DIRECTORY_INVALID */
export function parseDirectoryList(bytes: Uint8Array): readonly AgencyEntry[] {
  const list = readJson(bytes);
  if (!isJsonObject(list) || !Array.isArray(list.agencies)) throw invalid('"agencies" is missing');
  return list.agencies.map(parseAgencyEntry);
}

/** The address book over a list that fits in memory; found by either code and by TLS key. */
export function directoryOf(agencies: readonly AgencyEntry[]): Directory {
  const byCode = new Map<string, AgencyEntry>();
  const byKey = new Map<string, AgencyEntry>();
  for (const entry of agencies) {
    for (const code of [entry.code, entry.code102]) if (code !== undefined) claim(byCode, code, entry);
    for (const key of entry.tlsKeys) claim(byKey, key, entry);
  }
  return {
    find: async (code) => byCode.get(code),
    findByTlsKey: async (key) => byKey.get(key),
    list: async () => agencies,
  };
}

/** Two agencies under one code or one key would make "who is it" a matter of luck. */
function claim(index: Map<string, AgencyEntry>, name: string, entry: AgencyEntry): void {
  const present = index.get(name);
  if (present !== undefined && present !== entry) {
    throw invalid(`${name} belongs to both ${present.code} and ${entry.code}`);
  }
  index.set(name, entry);
}

function entryJson(entry: AgencyEntry): { readonly [key: string]: Json } {
  const { code, code102, name, active, tlsKeys, sealKeys } = entry;
  return { code, ...(code102 === undefined ? {} : { code102 }), name, active, tlsKeys, sealKeys };
}

function readDirectory(bytes: Uint8Array) {
  const outer = readJson(bytes);
  if (!isJsonObject(outer) || !isJsonObject(outer.directory) || typeof outer.signature !== 'string')
    throw invalid('shape');
  const { version, issuedAt, expiresAt, agencies } = outer.directory;
  if (version !== 1 || typeof issuedAt !== 'string' || typeof expiresAt !== 'string') throw invalid('header');
  if (!Array.isArray(agencies)) throw invalid('agencies');
  const directory: DirectoryDocument = {
    version,
    issuedAt,
    expiresAt,
    agencies: agencies.map(parseAgencyEntry),
  };
  const statement = canonicalJsonBytes({
    version,
    issuedAt,
    expiresAt,
    agencies: directory.agencies.map(entryJson),
  });
  return { directory, statement, signature: Buffer.from(outer.signature, 'base64') };
}

/** One agency of an address book; exactly the known members. @throws DIRECTORY_INVALID */
export function parseAgencyEntry(value: unknown): AgencyEntry {
  if (!isJsonObject(value)) throw invalid('agency');
  const { code, code102, name, active, tlsKeys, sealKeys, ...rest } = value;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw invalid(`unknown member ${unknown}`);
  if (
    typeof code !== 'string' ||
    !isAgencyCode(code) ||
    typeof name !== 'string' ||
    typeof active !== 'boolean'
  ) {
    throw invalid(`agency ${String(code)}`);
  }
  if (!isDigestList(tlsKeys) || !isDigestList(sealKeys)) throw invalid(`keys of ${code}`);
  if (code102 !== undefined && (typeof code102 !== 'string' || !isAgencyCode(code102)))
    throw invalid(`code102 of ${code}`);
  return {
    code,
    ...(code102 === undefined ? {} : { code102 }),
    name,
    active,
    tlsKeys,
    sealKeys,
  };
}

function isDigestList(value: unknown): value is AgencyEntry['tlsKeys'] {
  return Array.isArray(value) && value.every((key) => typeof key === 'string' && isDigest(key));
}

function invalid(detail: string): CongvanError {
  return new CongvanError('DIRECTORY_INVALID', { detail });
}
