import type { ArchiveChange } from '../archive/change.ts';
import type { StatusEnvelope } from '../envelope/envelope.ts';
import type { InboxItem } from '../exchange/inbox.ts';
import type { Ingesting } from './context.ts';
import { newNonce } from './ids.ts';

/**
 * Enters a status about a document we sent: into the history of the document, and as an addition to its record. Whether
 * it moves the state shown is the rank's business (`exchange/status.ts`).
 */
export async function ingestStatus(
  context: Ingesting,
  item: InboxItem,
  status: StatusEnvelope,
): Promise<void> {
  const at = context.clock.now();
  const { statusCode: code, description } = status;
  await context.store.commit([
    {
      kind: 'status.insert',
      entry: {
        messageId: item.messageId,
        from: item.sender,
        about: context.agency.code,
        documentId: item.documentId,
        code,
        description,
        arrivedAt: item.receivedAt,
        reportedAt: status.timestamp,
      },
    },
    ...(await additionsOf(context, item, code, description)),
    {
      kind: 'inbox.settle',
      sender: item.sender,
      messageId: item.messageId,
      to: 'filed',
      reason: null,
      recordId: null,
      at,
    },
  ]);
}

/** Only records of documents we really sent to this agency are touched. */
async function additionsOf(
  context: Ingesting,
  item: InboxItem,
  code: string,
  description: string,
): Promise<readonly ArchiveChange[]> {
  const records = await context.store.recordsOfDocument(item.documentId);
  return records
    .filter(
      ({ record }) => record.direction === 'out' && record.recipients.some((to) => to.code === item.sender),
    )
    .map(({ record }) => ({
      kind: 'archive.addition-added',
      recordId: record.id,
      nonce: newNonce(context),
      actor: context.actor,
      addition: { kind: 'status', code, agency: item.sender, description, at: item.receivedAt.toISOString() },
    }));
}
