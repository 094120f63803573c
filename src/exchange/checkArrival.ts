/** What a received message must prove before it may enter the inbox. */
import type { Clock } from '../kernel/clock.ts';
import type { AgencyCode } from '../kernel/ids.ts';
import type { Axis, PulledMessage } from './axis.ts';
import type { Directory } from './directory.ts';
import type { Part, Payload, Reason } from './dispatch.ts';
import type { Arrival } from './inbox.ts';
import { judgeSeal } from './judgeSeal.ts';
import type { Payloads } from './payloads.ts';
import type { EnvelopeSeal, SealedEnvelope } from './seal.ts';
import type { ExchangeReads } from './store.ts';

export interface CheckDeps {
  readonly self: AgencyCode;
  readonly store: Pick<ExchangeReads, 'inboxItem'>;
  readonly payloads: Payloads;
  readonly axis: Pick<Axis, 'fetchPart'>;
  readonly directory: Directory;
  readonly seal: EnvelopeSeal;
  readonly clock: Clock;
}

/** `arrival`: everything it names is durable here. `refused`: the message's own fault. */
export type Checked =
  | { readonly kind: 'arrival'; readonly arrival: Arrival }
  | { readonly kind: 'refused'; readonly reason: Reason };

/**
 * Fetches what the message brings and checks it against what its seal proves. Whatever is wrong with it is a refusal.
 * @param maxEnvelopeBytes a larger envelope is refused unread
 * @throws what is temporary, or our own fault: nobody is refused for that
 */
export async function checkArrival(
  deps: CheckDeps,
  message: PulledMessage,
  maxEnvelopeBytes: number,
): Promise<Checked> {
  if (message.envelope.sizeBytes > maxEnvelopeBytes) {
    return refused('MESSAGE_TOO_LARGE', `envelope of ${message.envelope.sizeBytes} bytes`);
  }
  await fetchInto(deps, message, message.envelope);
  const judgement = await judgeSeal(deps.seal, await deps.payloads.get(message.envelope.digest));
  if (judgement.kind === 'refused') return refused(judgement.code, judgement.text);
  const { sealed } = judgement;
  const recipient = await ownCode(deps, sealed);
  const reason = await disagreement(deps, message, sealed, recipient);
  if (reason !== undefined || recipient === undefined)
    return { kind: 'refused', reason: reason ?? NOT_FOR_US };
  const parts = partsOf(sealed, message.parts);
  if (parts === undefined) return refused('PARTS_MISMATCH', 'the parts are not those of the sealed manifest');
  for (const part of message.parts) await fetchInto(deps, message, part);
  return { kind: 'arrival', arrival: arrivalOf(deps, message, sealed, recipient, parts) };
}

function arrivalOf(
  deps: CheckDeps,
  message: PulledMessage,
  sealed: SealedEnvelope,
  recipient: AgencyCode,
  parts: readonly Part[],
): Arrival {
  const { messageId, kind, sender, documentId, priority } = sealed;
  const { envelope } = message;
  const receivedAt = deps.clock.now();
  return { sender, messageId, kind, documentId, priority, recipient, envelope, parts, receivedAt };
}

/** The agency repeats every check of the axis and trusts nothing that the axis asserts. */
async function disagreement(
  deps: CheckDeps,
  message: PulledMessage,
  sealed: SealedEnvelope,
  recipient: AgencyCode | undefined,
): Promise<Reason | undefined> {
  if (sealed.messageId !== message.messageId || sealed.sender !== message.sender) {
    return {
      code: 'SENDER_MISMATCH',
      text: `sealed by ${sealed.sender} as ${sealed.messageId}, handed over as ${message.sender} ${message.messageId}`,
    };
  }
  if (recipient === undefined || recipient !== message.recipient) return NOT_FOR_US;
  const entry = await deps.directory.find(sealed.sender);
  if (entry?.active !== true) {
    return { code: 'SENDER_UNKNOWN', text: `${sealed.sender} is not active in the directory` };
  }
  const codes = new Set([sealed.sender, entry.code, ...(entry.code102 === undefined ? [] : [entry.code102])]);
  const known = await Promise.all([...codes].map((code) => deps.store.inboxItem(code, sealed.messageId)));
  const isOther = known.some(
    (item) => item !== undefined && item.envelope.digest !== message.envelope.digest,
  );
  if (!isOther) return undefined;
  return { code: 'MESSAGE_ID_REUSED', text: 'the same message id was received before with other bytes' };
}

/** The code under which the envelope addresses us, in either grammar. */
async function ownCode(deps: CheckDeps, sealed: SealedEnvelope): Promise<AgencyCode | undefined> {
  const self = await deps.directory.find(deps.self);
  const own = [deps.self, self?.code, self?.code102];
  return sealed.recipients.find((code) => own.includes(code));
}

/** The sealed manifest joined with the sizes the axis tells; undefined when they do not name the same bytes. */
function partsOf(sealed: SealedEnvelope, offered: readonly Payload[]): readonly Part[] | undefined {
  const sizes = new Map(offered.map((payload) => [payload.digest, payload.sizeBytes]));
  const parts = sealed.parts.flatMap(({ contentId, digest }) => {
    const sizeBytes = sizes.get(digest);
    return sizeBytes === undefined ? [] : [{ contentId, digest, sizeBytes }];
  });
  const isWhole = parts.length === sealed.parts.length;
  const isExact = new Set(sealed.parts.map((part) => part.digest)).size === sizes.size;
  return isWhole && isExact ? parts : undefined;
}

async function fetchInto(deps: CheckDeps, message: PulledMessage, payload: Payload): Promise<void> {
  if ((await deps.payloads.sizeOf(payload.digest)) === payload.sizeBytes) return;
  const bytes = await deps.axis.fetchPart(message.deliveryId, payload.digest, 0);
  await deps.payloads.put(bytes, { digest: payload.digest, sizeBytes: payload.sizeBytes });
}

function refused(code: string, text: string): Checked {
  return { kind: 'refused', reason: { code, text } };
}

const NOT_FOR_US: Reason = { code: 'RECIPIENT_MISMATCH', text: 'the sealed envelope does not address us' };
