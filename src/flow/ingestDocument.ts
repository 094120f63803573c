import type { DocumentEnvelope } from '../envelope/envelope.ts';
import type { InboxItem } from '../exchange/inbox.ts';
import { CongvanError } from '../kernel/errors.ts';
import type { RecordId } from '../kernel/ids.ts';
import { isSameAgency } from '../registry/agencyCode.ts';
import type { Ingesting } from './context.ts';
import { newNonce } from './ids.ts';
import { type ArrivalJudgement, judgeArrival } from './judgeArrival.ts';
import { recordArrival } from './recordArrival.ts';
import { type StatusSubject, statusChange } from './status.ts';
import type { Change } from './store.ts';

/** After so many attempts without revocation data a person decides. */
const MOST_ATTEMPTS = 20;

/** Says 01 "đã đến", judges every file, then accepts, refuses, or leaves the decision to a person. */
export async function ingestDocument(
  context: Ingesting,
  item: InboxItem,
  envelope: DocumentEnvelope,
): Promise<void> {
  const subject = subjectOf(item, envelope);
  await commitAll(context, await statusChange(context, item, subject, '01'));
  if (await isDuplicate(context, item)) return await settle(context, item, 'duplicate', null, []);
  const judgement = await judgeArrival(context, item, envelope);
  switch (judgement.indication) {
    case 'TOTAL-PASSED':
      return await accept(context, item, envelope, judgement);
    case 'TOTAL-FAILED':
      return await refuse(context, item, envelope, judgement);
    case 'INDETERMINATE':
      return await postpone(context, item, judgement);
  }
}

/** Record, incoming number and status 03 in one commit. Also a person's decision (`inbox accept`). */
export async function accept(
  context: Ingesting,
  item: InboxItem,
  envelope: DocumentEnvelope,
  judgement: ArrivalJudgement,
): Promise<void> {
  const { changes, recordId } = await recordArrival(context, item, envelope, judgement, true);
  const status = await statusChange(context, item, subjectOf(item, envelope), '03');
  await settle(context, item, 'filed', null, [...changes, ...status], recordId);
}

/** The evidence is kept, without a number of the incoming book; the sender is told why. */
export async function refuse(
  context: Ingesting,
  item: InboxItem,
  envelope: DocumentEnvelope,
  judgement: ArrivalJudgement,
): Promise<void> {
  const { changes, recordId } = await recordArrival(context, item, envelope, judgement, false);
  const status = await statusChange(context, item, subjectOf(item, envelope), '02', judgement.reason);
  const reason = { code: judgement.code, text: judgement.reason };
  await settle(context, item, 'rejected', reason, [...changes, ...status], recordId);
}

/** @throws REVOCATION_UNAVAILABLE (temporary) while it is worth asking again; then a person decides */
async function postpone(context: Ingesting, item: InboxItem, judgement: ArrivalJudgement): Promise<void> {
  if (judgement.tryLater && item.attempts < MOST_ATTEMPTS) {
    throw new CongvanError('REVOCATION_UNAVAILABLE', { where: judgement.reason });
  }
  const reason = { code: judgement.code, text: judgement.reason };
  await settle(context, item, 'waiting', reason, alarms(context, item, judgement));
}

/** A document id used again for other content must not happen: the log remembers it. */
function alarms(context: Ingesting, item: InboxItem, judgement: ArrivalJudgement): readonly Change[] {
  if (judgement.code !== 'DOCUMENT_ID_REUSED') return [];
  const { sender, messageId, documentId } = item;
  const at = context.clock.now().toISOString();
  const detail = { code: judgement.code, sender, messageId, documentId };
  return [
    {
      kind: 'archive.audited',
      nonce: newNonce(context),
      event: { kind: 'alarm-raised', at, actor: context.actor, recordId: null, detail },
    },
  ];
}

/**
 * The same proven sender, document id and bytes under another message id: filed once. What was refused before is judged
 * anew: its sender waits for an answer, and the reason may be gone.
 */
async function isDuplicate(context: Ingesting, item: InboxItem): Promise<boolean> {
  const digests = (files: readonly { readonly digest: string }[]) => files.map(({ digest }) => digest).join();
  const records = await context.store.recordsOfDocument(item.documentId);
  return records.some(
    ({ record }) =>
      record.direction === 'in' &&
      record.arrival !== null &&
      isSameAgency(record.issuer.code, item.sender) &&
      record.messageId !== item.messageId &&
      digests(record.files) === digests(item.parts),
  );
}

async function settle(
  context: Ingesting,
  item: InboxItem,
  to: 'filed' | 'rejected' | 'duplicate' | 'waiting',
  reason: { readonly code: string; readonly text: string } | null,
  changes: readonly Change[],
  recordId: RecordId | null = null,
): Promise<void> {
  const { sender, messageId } = item;
  const at = context.clock.now();
  await commitAll(context, [
    ...changes,
    { kind: 'inbox.settle', sender, messageId, to, reason, recordId, at },
  ]);
}

async function commitAll(context: Ingesting, changes: readonly Change[]): Promise<void> {
  if (changes.length > 0) await context.store.commit(changes);
}

export function subjectOf(item: InboxItem, envelope: DocumentEnvelope): StatusSubject {
  return {
    sender: item.sender,
    documentId: item.documentId,
    code: `${envelope.code.number}/${envelope.code.notation}`,
    issuedDate: envelope.promulgation.date,
  };
}
