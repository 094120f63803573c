import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { recordBytes } from '../archive/log/leaf.ts';
import type { KeptRecord } from '../archive/record.ts';
import type { Keeping } from '../flow/context.ts';
import { asJson, canonicalJsonBytes } from '../kernel/canonicalJson.ts';
import { CongvanError } from '../kernel/errors.ts';
import { proofOf } from './proof.ts';
import { safeName } from './safeName.ts';
import type { Session } from './session.ts';

/**
 * Writes everything that is kept of a record into a new folder; the folder gets its name when it is complete.
 * Bytes are re-hashed as they leave the blob store.
 * @param folder absolute; must not exist
 * @returns the names written, relative to it
 * @throws OUTPUT_EXISTS, OUTPUT_FAILED, BLOB_NOT_FOUND, BLOB_DAMAGED
 */
export async function exportRecord(
  session: Session,
  keeping: Keeping,
  kept: KeptRecord,
  folder: string,
): Promise<readonly string[]> {
  if (existsSync(folder)) throw new CongvanError('OUTPUT_EXISTS', { where: folder });
  const unfinished = join(dirname(folder), `.${basename(folder)}.${process.pid}.part`);
  try {
    const contents = await contentsOf(session, keeping, kept);
    await mkdir(join(unfinished, 'files'), { recursive: true });
    for (const [name, bytes] of contents) await writeFile(join(unfinished, name), bytes, { flush: true });
    await rename(unfinished, folder);
    return [...contents.keys()];
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true });
    if (cause instanceof CongvanError) throw cause;
    throw new CongvanError('OUTPUT_FAILED', { where: folder, detail: String(cause), cause });
  }
}

async function contentsOf(
  session: Session,
  { store, blobs }: Keeping,
  kept: KeptRecord,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { record, additions } = kept;
  const contents = new Map<string, Uint8Array>([
    ['record.json', recordBytes(record)],
    ['additions.json', canonicalJsonBytes(asJson(additions))],
  ]);
  const used = new Set<string>();
  for (const file of record.files) {
    const name = safeName(file.name, used);
    used.add(name);
    contents.set(join('files', name), await blobs.get(file.digest));
  }
  if (record.envelope !== null) contents.set('envelope.xml', await blobs.get(record.envelope));
  if (record.report !== null) contents.set('report.json', await blobs.get(record.report));
  for (const addition of additions) {
    if (addition.kind !== 'receipt') continue;
    contents.set(`receipt-${addition.receipt}-${addition.agency}.json`, await blobs.get(addition.digest));
  }
  contents.set('proof.tlog-proof', Buffer.from((await proofOf(session, store, record.id)).text));
  return contents;
}
