/** Checkpoints (https://c2sp.org/tlog-checkpoint): a signed note with origin, tree size and root hash. */
import { type LogSigner, type NoteVerifier, openNote, signNote } from './note.ts';

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

export function signCheckpoint(size: number, root: Uint8Array, signer: LogSigner): string {
  return signNote(`${signer.origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`, signer);
}

/** Undefined unless the note is signed by this key and is a checkpoint of its origin. */
export function openCheckpoint(note: string, verifier: NoteVerifier): Checkpoint | undefined {
  const text = openNote(note, verifier);
  if (text === undefined) return undefined;
  const [origin, size, root] = text.slice(0, -1).split('\n');
  const bytes = Buffer.from(root ?? '', 'base64');
  if (origin !== verifier.name || bytes.length !== 32 || !/^(0|[1-9]\d{0,15})$/.test(size ?? '')) {
    return undefined;
  }
  return { origin, size: Number(size), root: bytes };
}
