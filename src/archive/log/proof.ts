/**
 * Proof files (https://c2sp.org/tlog-proof): a leaf, its way to the root, and the checkpoint that signs the root. The
 * `extra` line carries what opens the leaf's commitment; it is checked by hashing, never believed.
 */
import { readJson } from '../../kernel/canonicalJson.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { RecordId } from '../../kernel/ids.ts';
import type { ArchiveStore } from '../store.ts';
import { openCheckpoint } from './checkpoint.ts';
import type { LogFiles } from './files.ts';
import { leafHash } from './hashing.ts';
import { commitment, readLeaf } from './leaf.ts';
import type { NoteVerifier } from './note.ts';
import { subtreesOf } from './tiles.ts';
import { inclusionProof } from './tree.ts';
import { verifyInclusion } from './verify.ts';

const HEADER = 'c2sp.org/tlog-proof@v1';

export interface LogProof {
  readonly index: number;
  /** Canonical JSON of the leaf. */
  readonly entry: string;
  readonly nonce: string;
  readonly hashes: readonly Uint8Array[];
  /** Signed note. */
  readonly checkpoint: string;
}

export interface ProofSources {
  readonly store: Pick<ArchiveStore, 'record' | 'leaves'>;
  readonly files: LogFiles;
  readonly verifier: NoteVerifier;
}

/** @throws RECORD_NOT_FOUND, LOG_UNPUBLISHED (temporary), LOG_INCONSISTENT */
export async function proveRecord(sources: ProofSources, id: RecordId): Promise<LogProof> {
  const kept = await sources.store.record(id);
  if (kept === undefined) throw new CongvanError('RECORD_NOT_FOUND', { where: id });
  const note = (await sources.files.read('checkpoint'))?.toString('utf8');
  if (note === undefined) throw new CongvanError('LOG_UNPUBLISHED', { where: id });
  const checkpoint = openCheckpoint(note, sources.verifier);
  if (checkpoint === undefined) {
    throw new CongvanError('LOG_INCONSISTENT', { where: 'checkpoint', detail: 'not signed by this key' });
  }
  const index = kept.leafIndex;
  if (index >= checkpoint.size) throw new CongvanError('LOG_UNPUBLISHED', { where: id });
  const [leaf] = await sources.store.leaves(index, index + 1);
  if (leaf === undefined) throw new CongvanError('LOG_INCONSISTENT', { where: `leaf ${index}` });
  const hashes = await inclusionProof(subtreesOf(sources.files, checkpoint.size), index, checkpoint.size);
  const proof = { index, entry: Buffer.from(leaf.entry).toString('utf8'), nonce: kept.nonce, hashes };
  return { ...proof, checkpoint: note };
}

export function formatProof(proof: LogProof): string {
  const extra = JSON.stringify({ entry: proof.entry, nonce: proof.nonce });
  return [
    HEADER,
    `extra ${Buffer.from(extra).toString('base64')}`,
    `index ${proof.index}`,
    ...proof.hashes.map((hash) => Buffer.from(hash).toString('base64')),
    '',
    proof.checkpoint,
  ].join('\n');
}

/** Reads the form only; nothing is verified. @throws PROOF_INVALID */
export function parseProof(text: string): LogProof {
  const [head = '', ...rest] = text.split('\n\n');
  const [header, extra, index, ...lines] = head.split('\n');
  const opening = parseOpening(/^extra ([A-Za-z0-9+/]+={0,2})$/.exec(extra ?? '')?.[1]);
  const position = /^index (0|[1-9]\d{0,15})$/.exec(index ?? '')?.[1];
  const hashes = lines.map((line) => Buffer.from(line, 'base64'));
  if (header !== HEADER || position === undefined || opening === undefined || rest.length === 0) {
    throw new CongvanError('PROOF_INVALID', { detail: `does not follow ${HEADER}` });
  }
  if (hashes.some((hash) => hash.length !== 32) || hashes.length > 63) {
    throw new CongvanError('PROOF_INVALID', { detail: 'a hash has not 32 bytes' });
  }
  return { ...opening, index: Number(position), hashes, checkpoint: rest.join('\n\n') };
}

function parseOpening(encoded: string | undefined): { entry: string; nonce: string } | undefined {
  const opening = readJson(Buffer.from(encoded ?? '', 'base64'));
  if (typeof opening !== 'object' || opening === null) return undefined;
  if (!('entry' in opening) || typeof opening.entry !== 'string') return undefined;
  if (!('nonce' in opening) || typeof opening.nonce !== 'string') return undefined;
  return /^[0-9a-f]{32}$/.test(opening.nonce) ? { entry: opening.entry, nonce: opening.nonce } : undefined;
}

export interface ProofVerdict {
  readonly isValid: boolean;
  /** Why not; empty when valid. */
  readonly reasons: readonly ('CHECKPOINT_SIGNATURE' | 'INCLUSION' | 'CONTENT')[];
  readonly origin: string;
  readonly index: number;
  /** Size of the tree of the checkpoint; 0 when its signature is not good. */
  readonly treeSize: number;
  /** The leaf as JSON, proven only when valid. */
  readonly leaf: string;
}

/**
 * Judges a proof with nothing but the log's verifier key.
 * @param content canonical JSON bytes of the record (`record.json` of an export); omitted: only the leaf is proven
 */
export function verifyProof(proof: LogProof, verifier: NoteVerifier, content?: Uint8Array): ProofVerdict {
  const checkpoint = openCheckpoint(proof.checkpoint, verifier);
  const reasons: ProofVerdict['reasons'][number][] = [];
  if (checkpoint === undefined) reasons.push('CHECKPOINT_SIGNATURE');
  const leaf = leafHash(Buffer.from(proof.entry));
  const claim = checkpoint && { leaf, index: proof.index, proof: proof.hashes, ...checkpoint };
  if (claim !== undefined && !verifyInclusion(claim)) reasons.push('INCLUSION');
  if (content !== undefined && !isContentOf(proof, content)) reasons.push('CONTENT');
  return {
    isValid: reasons.length === 0,
    reasons,
    origin: verifier.name,
    index: proof.index,
    treeSize: checkpoint?.size ?? 0,
    leaf: proof.entry,
  };
}

function isContentOf(proof: LogProof, content: Uint8Array): boolean {
  return readLeaf(proof.entry).content === commitment(proof.nonce, content);
}
