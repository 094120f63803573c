/** A person's decision about a received document that waits: take it in, or return it with a reason. */
import type { DocumentEnvelope } from '../envelope/envelope.ts';
import { INBOX_MOVES, type InboxItem } from '../exchange/inbox.ts';
import { CongvanError } from '../kernel/errors.ts';
import type { MessageId } from '../kernel/ids.ts';
import type { Ingesting } from './context.ts';
import { accept, refuse } from './ingestDocument.ts';
import { judgeArrival } from './judgeArrival.ts';
import { verifyEnvelope } from './sealing.ts';

/** The item of a message that a person may still decide. @throws INBOX_NOT_FOUND, INBOX_SETTLED */
async function undecidedItem(context: Ingesting, messageId: MessageId): Promise<InboxItem> {
  const [item] = await context.store.inboxItems({ kind: 'document', messageId });
  if (item === undefined) throw new CongvanError('INBOX_NOT_FOUND', { where: messageId });
  if (INBOX_MOVES[item.state].includes('filed')) return item;
  throw new CongvanError('INBOX_SETTLED', { where: messageId, detail: item.state });
}

/**
 * Takes a waiting document in although its judgement is INDETERMINATE; the record keeps that judgement. One that fails
 * by now, revoked meanwhile or other than its seal says, can only be returned.
 * @throws INBOX_SETTLED when it was decided before, DOCUMENT_NOT_SEALED when it fails
 */
export async function acceptItem(context: Ingesting, messageId: MessageId): Promise<void> {
  const item = await undecidedItem(context, messageId);
  const envelope = await documentOf(context, item);
  const judgement = await judgeArrival(context, item, envelope);
  if (judgement.indication === 'TOTAL-FAILED') {
    const hint = { en: 'return it to its sender with a reason', vi: 'trả lại nơi gửi, nêu lý do' };
    throw new CongvanError('DOCUMENT_NOT_SEALED', { where: messageId, detail: judgement.reason, hint });
  }
  await accept(context, item, envelope, judgement);
}

/** Returns a document to its sender with a reason (status 02). @throws INBOX_SETTLED when it was decided before */
export async function returnItem(context: Ingesting, messageId: MessageId, reason: string): Promise<void> {
  const item = await undecidedItem(context, messageId);
  const envelope = await documentOf(context, item);
  const judgement = await judgeArrival(context, item, envelope);
  await refuse(context, item, envelope, { ...judgement, code: 'RETURNED', reason });
}

async function documentOf(context: Ingesting, item: InboxItem): Promise<DocumentEnvelope> {
  const verified = await verifyEnvelope(
    context,
    context.directory,
    await context.blobs.get(item.envelope.digest),
  );
  if (verified.kind === 'verified' && verified.envelope.kind === 'document') return verified.envelope;
  const detail = verified.kind === 'refused' ? verified.text : 'not a document';
  throw new CongvanError('INBOX_NOT_FOUND', { where: item.messageId, detail });
}
