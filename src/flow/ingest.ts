/**
 * The story of arrival. The inbox row and our receipt E3 are already durable; here the item becomes a record, an entry
 * of the incoming book and the statuses 01 and 03, or is refused with status 02. Every branch ends in one commit that
 * also settles the item, so that repeating the work after a crash changes nothing.
 */
import type { InboxItem } from '../exchange/inbox.ts';
import type { Ingesting } from './context.ts';
import { ingestDocument } from './ingestDocument.ts';
import { ingestStatus } from './ingestStatus.ts';
import { verifyEnvelope } from './sealing.ts';

/**
 * Files one inbox item. The seal is verified again: time has passed since it arrived.
 * @throws what keeps it from being filed; the caller knows what may pass and what a person must see (`fileInbox`)
 */
export async function ingest(context: Ingesting, item: InboxItem): Promise<void> {
  const verified = await verifyEnvelope(
    context,
    context.directory,
    await context.blobs.get(item.envelope.digest),
  );
  if (verified.kind === 'refused') return await keepForAPerson(context, item, verified.code, verified.text);
  switch (verified.envelope.kind) {
    case 'document':
      return await ingestDocument(context, item, verified.envelope);
    case 'status':
      return await ingestStatus(context, item, verified.envelope);
  }
}

/** The seal was good when we gave our receipt and is not now: nothing is told to the sender, somebody must look. */
async function keepForAPerson(
  context: Ingesting,
  item: InboxItem,
  code: string,
  text: string,
): Promise<void> {
  const { sender, messageId } = item;
  const at = context.clock.now();
  const reason = { code, text };
  await context.store.commit([
    { kind: 'inbox.settle', sender, messageId, to: 'failed', reason, recordId: null, at },
  ]);
}
