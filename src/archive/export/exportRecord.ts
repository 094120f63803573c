/**
 * Takes one record out of the archive as a folder that explains itself and can be checked without this program.
 */
import { asJson, canonicalJsonBytes } from '../../kernel/canonicalJson.ts';
import { type Digest, digestHex } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { RecordId } from '../../kernel/ids.ts';
import { metadataTable } from '../../registry/metadata.ts';
import type { LogFiles } from '../log/files.ts';
import { recordBytes } from '../log/leaf.ts';
import { formatVerifierKey, type NoteVerifier } from '../log/note.ts';
import { formatProof, proveRecord } from '../log/proof.ts';
import { metadataOf, metadataTableName } from '../metadata.ts';
import type { KeptRecord } from '../record.ts';
import { sortDay } from '../search/recordTokens.ts';
import type { ArchiveStore, BlobStore } from '../store.ts';
import { safeFileName } from './fileNames.ts';
import { metadataXml } from './metadataXml.ts';
import { readme } from './readme.ts';

/** Port: a new folder that is filled and then appears under its name, whole or not at all. */
export interface ExportFolder {
  /** @param path relative, with "/" between names */
  write(path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<Digest>;
}

export interface ExportSources {
  readonly store: Pick<ArchiveStore, 'record' | 'leaves'>;
  readonly blobs: Pick<BlobStore, 'open'>;
  readonly files: LogFiles;
  readonly verifier: NoteVerifier;
}

export interface ExportedFile {
  readonly path: string;
  readonly digest: Digest;
}

/**
 * Writes originals, envelope, receipts, report, metadata (JSON and XML under PL VI names), proof and README, and
 * `manifest-sha256.txt` over all of them.
 * @throws RECORD_NOT_FOUND, BLOB_NOT_FOUND, BLOB_DAMAGED, LOG_UNPUBLISHED (temporary), LOG_INCONSISTENT
 */
export async function exportRecord(
  sources: ExportSources,
  id: RecordId,
  folder: ExportFolder,
): Promise<readonly ExportedFile[]> {
  const kept = await sources.store.record(id);
  if (kept === undefined) throw new CongvanError('RECORD_NOT_FOUND', { where: id });
  const proof = formatProof(await proveRecord(sources, id));
  const written: ExportedFile[] = [];
  const put = async (path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> => {
    written.push({ path, digest: await folder.write(path, bytes) });
  };
  for (const { path, digest } of blobsOf(kept)) {
    await put(path, await sources.blobs.open(digest));
    if (written.at(-1)?.digest !== digest) throw new CongvanError('BLOB_DAMAGED', { where: digest });
  }
  for (const [path, content] of textsOf(kept, proof, sources.verifier)) await put(path, content);
  const manifest = written.map((file) => `${digestHex(file.digest)}  ${file.path}\n`).join('');
  await put('manifest-sha256.txt', Buffer.from(manifest));
  return written;
}

/** What is in the blob store, with its place in the folder. */
function blobsOf({ record, additions }: KeptRecord): readonly ExportedFile[] {
  const receipts = additions.filter((addition) => addition.kind === 'receipt');
  const reports = additions.filter((addition) => addition.kind === 'report');
  return [
    ...record.files.map(({ name, digest }, at) => ({
      path: `original/${safeFileName(name, at + 1)}`,
      digest,
    })),
    ...(record.envelope === null ? [] : [{ path: 'envelope.edxml', digest: record.envelope }]),
    ...(record.report === null ? [] : [{ path: 'reports/01-report.json', digest: record.report }]),
    ...reports.map(({ digest }, at) => ({ path: `reports/${safeFileName('report.json', at + 2)}`, digest })),
    ...receipts.map(({ receipt, agency, digest }, at) => ({
      path: `receipts/${safeFileName(`${receipt}-${agency}.json`, at + 1)}`,
      digest,
    })),
  ];
}

function textsOf(
  kept: KeptRecord,
  proof: string,
  verifier: NoteVerifier,
): readonly (readonly [path: string, content: Buffer])[] {
  const table = metadataTable(metadataTableName(kept.record), sortDay(kept.record));
  const values = metadataOf(kept);
  return [
    ['record.json', recordBytes(kept.record)],
    ['additions.json', canonicalJsonBytes(asJson(kept.additions))],
    ...(table === undefined ? [] : [['metadata.xml', Buffer.from(metadataXml(table, values))] as const]),
    ['metadata.json', canonicalJsonBytes(asJson(values))],
    ['record.tlog-proof', Buffer.from(proof)],
    ['log.vkey', Buffer.from(`${formatVerifierKey(verifier)}\n`)],
    ['README.md', Buffer.from(readme(kept))],
  ];
}
