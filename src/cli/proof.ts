import { exportRecord } from '../archive/export/exportRecord.ts';
import { formatVerifierKey, verifierOf } from '../archive/log/note.ts';
import { formatProof, proveRecord } from '../archive/log/proof.ts';
import { publishLog } from '../archive/log/publish.ts';
import type { Keeping } from '../flow/context.ts';
import type { RecordId } from '../kernel/ids.ts';
import { intoFolder, openLog } from '../wire.ts';
import type { Session } from './session.ts';

export interface ShownProof {
  readonly recordId: RecordId;
  /** The proof file. */
  readonly text: string;
  readonly index: number;
  readonly treeSize: number;
  /** What an auditor needs to verify it (c2sp.org/signed-note verifier key). */
  readonly verifierKey: string;
}

/** Publishes what is committed, then proves. @throws RECORD_NOT_FOUND, LOG_INCONSISTENT, STORE_LOCKED */
export async function proofOf(session: Session, { store }: Keeping, id: RecordId): Promise<ShownProof> {
  const { files, verifier, size } = await publishedLog(session, store);
  const proof = await proveRecord({ store, files, verifier }, id);
  return {
    recordId: id,
    text: formatProof(proof),
    index: proof.index,
    treeSize: size,
    verifierKey: formatVerifierKey(verifier),
  };
}

/**
 * Publishes what is committed, then writes everything kept of a record into a new folder.
 * @returns the names written, relative to it
 * @throws RECORD_NOT_FOUND, EXPORT_TARGET_EXISTS, BLOB_DAMAGED, LOG_INCONSISTENT
 */
export async function exportTo(
  session: Session,
  { store, blobs }: Keeping,
  id: RecordId,
  folder: string,
): Promise<readonly string[]> {
  const { files, verifier } = await publishedLog(session, store);
  const written = await intoFolder(folder, (draft) =>
    exportRecord({ store, blobs, files, verifier }, id, draft),
  );
  return written.map(({ path }) => path);
}

async function publishedLog(session: Session, store: Keeping['store']) {
  const { files, signer } = await openLog(await session.config());
  const { size } = await publishLog({ store, files, signer });
  return { files, verifier: verifierOf(signer), size };
}
