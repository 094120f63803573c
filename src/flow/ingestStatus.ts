import type { ArchiveChange } from '../archive/change.ts';
import type { StatusEnvelope } from '../envelope/envelope.ts';
import type { InboxItem } from '../exchange/inbox.ts';
import type { StatusEntry } from '../exchange/status.ts';
import type { AgencyCode, RecordId } from '../kernel/ids.ts';
import { isSameAgency } from '../registry/agencyCode.ts';
import type { Ingesting } from './context.ts';
import { newNonce } from './ids.ts';
import type { Change } from './store.ts';

/**
 * Enters a status about a document we sent: into the history of the document, and as an addition to its record. Whether
 * it moves the state shown is the rank's business (`exchange/status.ts`). An agency may speak only of what we sent to it.
 */
export async function ingestStatus(
  context: Ingesting,
  item: InboxItem,
  status: StatusEnvelope,
): Promise<void> {
  const sent = await sentTo(context, item);
  const [first] = sent;
  if (first === undefined) return await settle(context, item, 'rejected', [], NOT_ASKED);
  const { statusCode: code, description } = status;
  const entry: StatusEntry = {
    messageId: item.messageId,
    from: first.addressed,
    about: context.agency.code,
    documentId: item.documentId,
    code,
    description,
    arrivedAt: item.receivedAt,
    reportedAt: status.timestamp,
  };
  const additions = sent.map((one) => additionTo(context, item, one, status));
  await settle(context, item, 'filed', [{ kind: 'status.insert', entry }, ...additions], null);
}

const NOT_ASKED = { code: 'STATUS_NOT_OURS', text: 'about a document that we did not send to this agency' };

interface Sent {
  readonly recordId: RecordId;
  /** The code under which we addressed the agency; it may speak under its other one. */
  readonly addressed: AgencyCode;
}

/** Records of the document that went to the agency the status comes from. */
async function sentTo(context: Ingesting, { documentId, sender }: InboxItem): Promise<readonly Sent[]> {
  const records = await context.store.recordsOfDocument(documentId);
  return records
    .filter(({ record }) => record.direction === 'out')
    .flatMap(({ record }) => {
      const to = record.recipients.find(({ code }) => isSameAgency(code, sender));
      return to === undefined ? [] : [{ recordId: record.id, addressed: to.code }];
    });
}

function additionTo(
  context: Ingesting,
  item: InboxItem,
  { recordId, addressed }: Sent,
  { statusCode: code, description }: StatusEnvelope,
): ArchiveChange {
  const at = item.receivedAt.toISOString();
  return {
    kind: 'archive.addition-added',
    recordId,
    nonce: newNonce(context),
    actor: context.actor,
    addition: { kind: 'status', code, agency: addressed, description, at },
  };
}

async function settle(
  context: Ingesting,
  item: InboxItem,
  to: 'filed' | 'rejected',
  changes: readonly Change[],
  reason: { readonly code: string; readonly text: string } | null,
): Promise<void> {
  const { messageId, sender } = item;
  const at = context.clock.now();
  await context.store.commit([
    ...changes,
    { kind: 'inbox.settle', sender, messageId, to, reason, recordId: null, at },
  ]);
}
