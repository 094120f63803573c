import type { ArchiveStore } from '../store.ts';
import { openCheckpoint } from './checkpoint.ts';
import type { LogFiles } from './files.ts';
import { GrowingTree } from './growingTree.ts';
import { leafHash } from './hashing.ts';
import { commitment, eventBytes, readLeaf } from './leaf.ts';
import type { NoteVerifier } from './note.ts';
import { readTile, TILE_WIDTH } from './tiles.ts';

/** One thing that is not as the log says. */
export interface LogFinding {
  readonly code:
    | 'CHECKPOINT_MISSING'
    | 'CHECKPOINT_SIGNATURE'
    | 'CHECKPOINT_AHEAD'
    | 'ROOT_DIFFERS'
    | 'TILE_DIFFERS'
    | 'LEAF_MISSING'
    | 'EVENT_DIFFERS'
    | 'EVENT_MISSING'
    | 'CONTENT_DIFFERS'
    | 'CONTENT_MISSING'
    | 'RECORD_UNLOGGED';
  /** Leaf index, tile path or record id. */
  readonly where: string;
}

export interface LogCheck {
  readonly leaves: number;
  /** Leaves under the signed checkpoint. */
  readonly published: number;
  readonly records: number;
  /** Empty: everything is as the log says. */
  readonly findings: readonly LogFinding[];
}

export interface LogCheckSources {
  readonly store: Pick<ArchiveStore, 'leafCount' | 'leaves' | 'records' | 'auditLine' | 'leafContent'>;
  readonly files: LogFiles;
  readonly verifier: NoteVerifier;
}

/**
 * Re-reads and re-hashes everything: leaves against tiles and checkpoint, audit lines and records against their leaves.
 * Reads only; takes time in proportion to the archive.
 */
export async function checkLog(sources: LogCheckSources): Promise<LogCheck> {
  const note = (await sources.files.read('checkpoint'))?.toString('utf8');
  const checkpoint = note === undefined ? undefined : openCheckpoint(note, sources.verifier);
  const leaves = await sources.store.leafCount();
  const published = checkpoint?.size ?? 0;
  const walk = await walkLeaves(sources, leaves, published);
  const { records, findings } = await walkRecords(sources);
  const missing = note === undefined && leaves > 0;
  return {
    leaves,
    published,
    records,
    findings: [
      ...(missing ? [finding('CHECKPOINT_MISSING', 'checkpoint')] : []),
      ...(note !== undefined && checkpoint === undefined
        ? [finding('CHECKPOINT_SIGNATURE', 'checkpoint')]
        : []),
      ...(published > leaves ? [finding('CHECKPOINT_AHEAD', `${published} of ${leaves}`)] : []),
      ...walk.findings,
      ...(checkpoint !== undefined && walk.rootAtCheckpoint !== hex(checkpoint.root)
        ? [finding('ROOT_DIFFERS', `size ${published}`)]
        : []),
      ...findings,
    ],
  };
}

function finding(code: LogFinding['code'], where: string): LogFinding {
  return { code, where };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

interface LeafWalk {
  readonly findings: readonly LogFinding[];
  readonly rootAtCheckpoint: string;
}

async function walkLeaves(sources: LogCheckSources, count: number, published: number): Promise<LeafWalk> {
  const tree = new GrowingTree();
  const findings: LogFinding[] = [];
  let rootAtCheckpoint = published === 0 ? hex(tree.root()) : '';
  for (let start = 0; start < count; start += TILE_WIDTH) {
    const tile = await readTile(sources.files, 0, start / TILE_WIDTH, published);
    for (const leaf of await sources.store.leaves(start, Math.min(count, start + TILE_WIDTH))) {
      if (leaf.index !== tree.size) findings.push(finding('LEAF_MISSING', `leaf ${tree.size}`));
      findings.push(...tileFindings(tile, leaf.index, published, leafHash(leaf.entry)));
      findings.push(...(await contentFindings(sources, leaf.index, leaf.entry)));
      tree.append(leaf.entry);
      if (tree.size === published) rootAtCheckpoint = hex(tree.root());
    }
  }
  return { findings, rootAtCheckpoint };
}

function tileFindings(
  tile: readonly Uint8Array[] | undefined,
  index: number,
  published: number,
  hash: Uint8Array,
): readonly LogFinding[] {
  if (index >= published) return [];
  const told = tile?.[index % TILE_WIDTH];
  return told !== undefined && hex(told) === hex(hash) ? [] : [finding('TILE_DIFFERS', `leaf ${index}`)];
}

async function contentFindings(
  { store }: LogCheckSources,
  index: number,
  entry: Uint8Array,
): Promise<readonly LogFinding[]> {
  const where = `leaf ${index}`;
  const line = await store.auditLine(index);
  const leaf = readLeaf(entry);
  if (line === undefined) return [finding('EVENT_MISSING', where)];
  if (leaf.event !== commitment(line.nonce, eventBytes(line.event))) return [finding('EVENT_DIFFERS', where)];
  if (leaf.content === null) return [];
  const content = await store.leafContent(index);
  const of = `${where}: ${line.event.recordId ?? ''}`;
  if (content === undefined) return [finding('CONTENT_MISSING', of)];
  return leaf.content === commitment(line.nonce, content) ? [] : [finding('CONTENT_DIFFERS', of)];
}

/** A record that no leaf speaks of was put in by hand. */
async function walkRecords({ store }: LogCheckSources): Promise<{ records: number; findings: LogFinding[] }> {
  const findings: LogFinding[] = [];
  let records = 0;
  for await (const kept of store.records()) {
    records += 1;
    const [stored] = await store.leaves(kept.leafIndex, kept.leafIndex + 1);
    const leaf = readLeaf(stored?.entry ?? new Uint8Array());
    const isLogged = leaf.record === kept.record.id && leaf.type === 'record-accepted';
    if (!isLogged) findings.push(finding('RECORD_UNLOGGED', kept.record.id));
  }
  return { records, findings };
}
