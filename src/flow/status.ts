/** Statuses: what we tell the sender about a document we received (QĐ 28/2018, edXML StatusCode). */
import { serializeEnvelope } from '../envelope/codec.ts';
import type { StatusEnvelope } from '../envelope/envelope.ts';
import type { Dispatch } from '../exchange/dispatch.ts';
import type { InboxItem } from '../exchange/inbox.ts';
import type { ExchangeChange } from '../exchange/store.ts';
import type { AgencyCode, DocumentId, MessageId } from '../kernel/ids.ts';
import { vietnamIso } from '../kernel/vietnamTime.ts';
import { sealEnvelope } from '../signing/xml/seal.ts';
import type { Sending } from './context.ts';
import { derivedMessageId } from './ids.ts';
import { ownOrganization } from './outgoing.ts';

const DAY_MS = 86_400_000;

/** What we send; the words are those of the national axis. */
export const STATUS_WORDS = {
  '01': 'Đã đến',
  '02': 'Từ chối tiếp nhận',
  '03': 'Đã tiếp nhận',
} as const satisfies Record<string, string>;

export type OwnStatus = keyof typeof STATUS_WORDS;

/** The document a status speaks of, in its sender's own words. */
export interface StatusSubject {
  readonly sender: AgencyCode;
  readonly documentId: DocumentId;
  /** Number and notation, `15/STC-VP`. */
  readonly code: string;
  /** `yyyy-mm-dd` */
  readonly issuedDate: string;
}

/**
 * Seals a status about a received message and stores its bytes. The message id follows from the message and the code:
 * preparing it again gives a dispatch that is already queued.
 * @returns the change that queues it; nothing when it is queued already
 */
export async function statusChange(
  context: Sending,
  item: Pick<InboxItem, 'sender' | 'messageId'>,
  subject: StatusSubject,
  code: OwnStatus,
  reason = '',
): Promise<readonly ExchangeChange[]> {
  const messageId = derivedMessageId('status', item.sender, item.messageId, code);
  if ((await context.store.dispatch(messageId)) !== undefined) return [];
  const at = context.clock.now();
  const description = reason === '' ? STATUS_WORDS[code] : `${STATUS_WORDS[code]}: ${reason}`;
  const envelope = statusEnvelope(context, subject, { messageId, statusCode: code, description, at });
  const xml = serializeEnvelope(envelope, { profile: 'sealed' });
  const request = { parts: [], key: context.sealKey, signingTime: at, id: messageId };
  const payload = await context.blobs.put(await sealEnvelope(xml, request));
  const dispatch: Dispatch = {
    messageId,
    kind: 'status',
    sender: context.agency.code,
    documentId: subject.documentId,
    priority: 2,
    envelope: payload,
    parts: [],
    recipients: [subject.sender],
    summary: `${code} ${description}`,
    recordId: null,
    createdAt: at,
    expiresAt: new Date(at.getTime() + context.expiryDays * DAY_MS),
  };
  return [{ kind: 'dispatch.insert', dispatch }];
}

function statusEnvelope(
  { agency }: Sending,
  subject: StatusSubject,
  said: Pick<StatusEnvelope, 'statusCode' | 'description'> & {
    readonly messageId: MessageId;
    readonly at: Date;
  },
): StatusEnvelope {
  const { at, ...rest } = said;
  return {
    kind: 'status',
    ...rest,
    from: ownOrganization(agency),
    responseFor: {
      organId: subject.sender,
      code: subject.code,
      documentId: subject.documentId,
      promulgationDate: subject.issuedDate,
    },
    timestamp: vietnamIso(at),
  };
}
