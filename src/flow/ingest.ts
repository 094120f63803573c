/**
 * The story of arrival. The inbox row and our receipt E3 are already durable; here the item becomes a record, an entry
 * of the incoming book and the statuses 01 and 03, or is refused with status 02. Every branch ends in one commit that
 * also settles the item, so that repeating the work after a crash changes nothing.
 */
import type { InboxItem } from '../exchange/inbox.ts';
import { isTemporary } from '../kernel/errors.ts';
import type { Ingesting } from './context.ts';
import { ingestDocument } from './ingestDocument.ts';
import { ingestStatus } from './ingestStatus.ts';
import { type VerifiedEnvelope, verifyEnvelope } from './sealing.ts';

/**
 * Files one inbox item. Errors that may pass are thrown, and the item comes again; everything else settles it.
 * @throws only what is temporary
 */
export async function ingest(context: Ingesting, item: InboxItem): Promise<void> {
  const verified = await verifyEnvelope(
    context,
    context.directory,
    await context.blobs.get(item.envelope.digest),
  );
  if (verified.kind === 'refused') return await fail(context, item, verified.code, verified.text);
  try {
    await ingestVerified(context, item, verified);
  } catch (error) {
    if (isTemporary(error)) throw error;
    context.log.error(
      { messageId: item.messageId, sender: item.sender, err: error },
      'item could not be filed',
    );
    await fail(context, item, codeOf(error), error instanceof Error ? error.message : String(error));
  }
}

async function ingestVerified(
  context: Ingesting,
  item: InboxItem,
  verified: VerifiedEnvelope,
): Promise<void> {
  switch (verified.envelope.kind) {
    case 'document':
      return await ingestDocument(context, item, verified.envelope);
    case 'status':
      return await ingestStatus(context, item, verified.envelope);
  }
}

/** Keeps the item for a person; nothing is told to the sender, because the fault may be ours. */
async function fail(context: Ingesting, item: InboxItem, code: string, text: string): Promise<void> {
  await context.store.commit([
    {
      kind: 'inbox.settle',
      sender: item.sender,
      messageId: item.messageId,
      to: 'failed',
      reason: { code, text },
      recordId: null,
      at: context.clock.now(),
    },
  ]);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'INTERNAL';
}
