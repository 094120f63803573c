/** First step of a submission: the envelope is verified and each recipient judged before anything is uploaded. */

import { CongvanError } from '../../kernel/errors.ts';
import type { MessageId } from '../../kernel/ids.ts';
import type { Registration, RegistrationAnswer } from '../axis.ts';
import { commitDurably } from '../commit.ts';
import type { Payload } from '../dispatch.ts';
import { judgeSeal } from '../judgeSeal.ts';
import type { SealedEnvelope } from '../seal.ts';
import type { Caller, HubDeps } from './hub.ts';
import { judgeRecipients } from './recipients.ts';
import type { AxisMessage, AxisRegistration } from './store.ts';

/**
 * Idempotent on (sender, message id). Only who seals may send: TLS key, sealing key and From are the same agency.
 * @throws MESSAGE_TOO_LARGE, AXIS_REJECTED (seal, manifest), SENDER_MISMATCH, MESSAGE_ID_REUSED
 */
export async function registerMessage(
  deps: HubDeps,
  caller: Caller,
  request: Registration,
): Promise<RegistrationAnswer> {
  requireWithinLimits(deps, request);
  const sealed = await provenEnvelope(deps, caller, request);
  const outcomes = (await judgeRecipients(deps.directory, sealed.recipients)).map(({ outcome }) => outcome);
  if (!outcomes.some((outcome) => outcome.accepted)) return { outcomes, missing: [] };
  const parts = orderedParts(sealed, request.parts);
  const envelope = await deps.payloads.put(request.envelope);
  const registration = registrationOf(deps, caller, sealed, envelope, parts);
  await commitDurably(deps.store, [{ kind: 'registration.insert', registration }]);
  return { outcomes, missing: await missingParts(deps, caller, sealed.messageId, parts) };
}

function requireWithinLimits(deps: HubDeps, request: Registration): void {
  const { limits } = deps;
  const { envelope, parts, messageId } = request;
  const total = parts.reduce((sum, part) => sum + part.sizeBytes, envelope.length);
  const isTooLarge =
    envelope.length > limits.maxEnvelopeBytes ||
    parts.length > limits.maxParts ||
    parts.some((part) => part.sizeBytes > limits.maxPartBytes) ||
    total > limits.maxMessageBytes;
  if (!isTooLarge) return;
  const detail = `envelope ${envelope.length} bytes, ${parts.length} parts, ${total} bytes together`;
  throw new CongvanError('MESSAGE_TOO_LARGE', { where: messageId, detail });
}

async function provenEnvelope(deps: HubDeps, caller: Caller, request: Registration): Promise<SealedEnvelope> {
  const judgement = await judgeSeal(deps.seal, request.envelope);
  const where = request.messageId;
  if (judgement.kind === 'refused') {
    throw new CongvanError('AXIS_REJECTED', { where, detail: `${judgement.code}: ${judgement.text}` });
  }
  const { sealed } = judgement;
  const sender = await deps.directory.find(sealed.sender);
  if (sender?.code !== caller.code) {
    const detail = `sealed by ${sealed.sender}, sent over the connection of ${caller.code}`;
    throw new CongvanError('SENDER_MISMATCH', { where, detail });
  }
  if (sealed.messageId !== request.messageId) {
    throw new CongvanError('AXIS_REJECTED', { where, detail: `sealed as ${sealed.messageId}` });
  }
  if (sealed.recipients.length > deps.limits.maxRecipients) {
    throw new CongvanError('MESSAGE_TOO_LARGE', { where, detail: `${sealed.recipients.length} recipients` });
  }
  return sealed;
}

/** The announced parts in the manifest's order; they must be the sealed ones, no more and no fewer. */
function orderedParts(sealed: SealedEnvelope, announced: readonly Payload[]): readonly Payload[] {
  const sizes = new Map(announced.map((part) => [part.digest, part.sizeBytes]));
  const sealedDigests = [...new Set(sealed.parts.map((part) => part.digest))];
  const parts = sealedDigests.flatMap((digest) => {
    const sizeBytes = sizes.get(digest);
    return sizeBytes === undefined ? [] : [{ digest, sizeBytes }];
  });
  if (parts.length === sealedDigests.length && sizes.size === sealedDigests.length) return parts;
  throw new CongvanError('AXIS_REJECTED', {
    where: sealed.messageId,
    detail: 'the announced parts are not those of the sealed manifest',
  });
}

function registrationOf(
  deps: HubDeps,
  caller: Caller,
  sealed: SealedEnvelope,
  envelope: Payload,
  parts: readonly Payload[],
): AxisRegistration {
  const { sender, messageId, kind, priority, recipients } = sealed;
  const registeredAt = deps.clock.now();
  return {
    sender,
    messageId,
    owner: caller.code,
    kind,
    priority,
    envelope,
    parts,
    recipients,
    registeredAt,
  };
}

/**
 * Parts this agency has not shown to hold. What another agency has put does not count: whoever knows only a digest
 * must not come by the bytes.
 */
async function missingParts(
  deps: HubDeps,
  caller: Caller,
  messageId: MessageId,
  parts: readonly Payload[],
): Promise<RegistrationAnswer['missing']> {
  const held = await deps.store.heldParts(
    caller.code,
    parts.map((part) => part.digest),
  );
  const missing = parts.filter((part) => !held.has(part.digest));
  return Promise.all(
    missing.map(async ({ digest }) => ({
      digest,
      offset: await deps.staging.sizeOf({ owner: caller.code, messageId, digest }),
    })),
  );
}

/** A message this caller has registered, under any of its codes. @throws MESSAGE_UNKNOWN */
export async function registeredMessage(
  deps: HubDeps,
  caller: Caller,
  messageId: MessageId,
): Promise<AxisMessage> {
  for (const code of [caller.code, caller.code102]) {
    const message = code === undefined ? undefined : await deps.store.message(code, messageId);
    if (message !== undefined) return message;
  }
  throw new CongvanError('MESSAGE_UNKNOWN', { where: messageId });
}
