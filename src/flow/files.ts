/** The files of a dispatch: put into the blob store first, so that a commit only ever names what is already durable. */
import type { ArchivedFile } from '../archive/record.ts';
import type { BlobStore } from '../archive/store.ts';
import type { Part } from '../exchange/dispatch.ts';
import type { TextReader } from './context.ts';

export interface OutgoingFile {
  /** As it will be called at the receiver, NFC; no path. */
  readonly name: string;
  readonly contentType: string;
  /** Whole, or in pieces that are never held whole. */
  readonly content: Uint8Array | AsyncIterable<Uint8Array>;
}

export interface StoredFile extends ArchivedFile {
  readonly contentId: string;
}

/** Streams every file into the blob store; the first is the document itself. */
export async function storeFiles(
  blobs: BlobStore,
  files: readonly OutgoingFile[],
): Promise<readonly StoredFile[]> {
  const stored: StoredFile[] = [];
  for (const [index, file] of files.entries()) {
    const blob = await blobs.put(file.content);
    stored.push({
      name: file.name.normalize('NFC'),
      contentType: file.contentType,
      ...blob,
      role: index === 0 ? 'main' : 'attachment',
      contentId: `part-${index + 1}`,
    });
  }
  return stored;
}

export function partsOf(files: readonly StoredFile[]): readonly Part[] {
  return files.map(({ contentId, digest, sizeBytes }) => ({ contentId, digest, sizeBytes }));
}

export function archived(files: readonly StoredFile[]): readonly ArchivedFile[] {
  return files.map(({ name, contentType, digest, sizeBytes, role }) => ({
    name,
    contentType,
    digest,
    sizeBytes,
    role,
  }));
}

/** Text is read from files up to this size; a longer one is found by its metadata only. */
const TEXT_LIMIT_BYTES = 64 * 1024 * 1024;

/** The text of all files together, for searching. */
export async function textOfFiles(
  reader: TextReader,
  blobs: BlobStore,
  files: readonly ArchivedFile[],
): Promise<{ readonly text: string; readonly extractor: string }> {
  const found: { text: string; extractor: string }[] = [];
  for (const file of files.filter(({ sizeBytes }) => sizeBytes <= TEXT_LIMIT_BYTES)) {
    const read = await reader.read(file.name, await blobs.get(file.digest));
    if (read !== null) found.push(read);
  }
  return {
    text: found.map(({ text }) => text).join('\n'),
    extractor: [...new Set(found.map(({ extractor }) => extractor))].join(', '),
  };
}
