/** Second step of a submission: parts the axis lacks, raw, from the offset that was reached before. */

import type { Digest } from '../../kernel/digest.ts';
import { CongvanError, isCongvanError } from '../../kernel/errors.ts';
import type { MessageId } from '../../kernel/ids.ts';
import { commitDurably } from '../commit.ts';
import type { Payload } from '../dispatch.ts';
import type { Caller, HubDeps, StagingKey } from './hub.ts';
import { registeredMessage } from './register.ts';

export interface PartRequest {
  readonly messageId: MessageId;
  readonly digest: Digest;
  /** Where these bytes begin. */
  readonly start: number;
  readonly source: AsyncIterable<Uint8Array>;
}

/** Bytes of a part received so far; its size when it is whole. @throws MESSAGE_UNKNOWN, PART_UNKNOWN */
export async function partOffset(
  deps: HubDeps,
  caller: Caller,
  messageId: MessageId,
  digest: Digest,
): Promise<number> {
  const part = await announcedPart(deps, caller, messageId, digest);
  const held = await deps.store.heldParts(caller.code, [digest]);
  return held.has(digest) ? part.sizeBytes : deps.staging.sizeOf({ owner: caller.code, messageId, digest });
}

/**
 * Takes bytes of a part. Once whole and of the right digest they are durable; what breaks off is kept and can be gone
 * on with.
 * @returns bytes received so far
 * @throws MESSAGE_UNKNOWN, PART_UNKNOWN, PART_OFFSET (go on elsewhere), PART_TOO_LONG, DISK_FULL
 */
export async function putPart(deps: HubDeps, caller: Caller, request: PartRequest): Promise<number> {
  const { messageId, digest, start, source } = request;
  const part = await announcedPart(deps, caller, messageId, digest);
  const held = await deps.store.heldParts(caller.code, [digest]);
  if (held.has(digest)) return part.sizeBytes;
  const key = { owner: caller.code, messageId, digest };
  const present = await deps.staging.sizeOf(key);
  if (start !== present)
    throw new CongvanError('PART_OFFSET', { where: digest, detail: `go on at ${present}` });
  // Nothing may be left to append: a process that died between the last byte and the blob has left it whole.
  const received = await deps.staging.append(key, source, part.sizeBytes);
  if (received < part.sizeBytes) return received;
  await keepWholePart(deps, caller, key, part);
  return part.sizeBytes;
}

async function keepWholePart(deps: HubDeps, caller: Caller, key: StagingKey, part: Payload): Promise<void> {
  try {
    await deps.payloads.put(await deps.staging.open(key), part);
  } catch (error) {
    if (!isCongvanError(error, 'BLOB_MISMATCH')) throw error;
    await deps.staging.remove(key);
    throw new CongvanError('PART_OFFSET', {
      where: part.digest,
      detail: 'other bytes: go on at 0',
      cause: error,
    });
  }
  await commitDurably(deps.store, [{ kind: 'part.insert', owner: caller.code, part, at: deps.clock.now() }]);
  await deps.staging.remove(key);
}

async function announcedPart(
  deps: HubDeps,
  caller: Caller,
  messageId: MessageId,
  digest: Digest,
): Promise<Payload> {
  const message = await registeredMessage(deps, caller, messageId);
  const part = message.parts.find((candidate) => candidate.digest === digest);
  if (part === undefined) throw new CongvanError('PART_UNKNOWN', { where: digest });
  return part;
}
