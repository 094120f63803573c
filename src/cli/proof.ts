import { formatVerifierKey, verifierOf } from '../archive/log/note.ts';
import { formatProof, proveRecord } from '../archive/log/proof.ts';
import { publishLog } from '../archive/log/publish.ts';
import type { Store } from '../flow/store.ts';
import type { RecordId } from '../kernel/ids.ts';
import { openLog } from '../wire.ts';
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
export async function proofOf(session: Session, store: Store, id: RecordId): Promise<ShownProof> {
  const { files, signer } = await openLog(await session.config());
  const { size } = await publishLog({ store, files, signer });
  const verifier = verifierOf(signer);
  const proof = await proveRecord({ store, files, verifier }, id);
  return {
    recordId: id,
    text: formatProof(proof),
    index: proof.index,
    treeSize: size,
    verifierKey: formatVerifierKey(verifier),
  };
}
