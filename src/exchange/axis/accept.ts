/** Last step of a submission, and the axis's one point of no return: deliveries and receipt E1 in one commit. */

import { CongvanError } from '../../kernel/errors.ts';
import type { MessageId } from '../../kernel/ids.ts';
import { commitDurably } from '../commit.ts';
import { signReceipt } from '../receipt.ts';
import type { Caller, HubDeps } from './hub.ts';
import { type JudgedRecipient, judgeRecipients } from './recipients.ts';
import { registeredMessage } from './register.ts';
import type { AxisMessage } from './store.ts';

/**
 * E1 is signed before the commit and stored by it; whoever asks again gets the stored bytes.
 * @throws MESSAGE_UNKNOWN, PARTS_MISSING (temporary), AXIS_REJECTED when no recipient is left
 */
export async function acceptMessage(
  deps: HubDeps,
  caller: Caller,
  messageId: MessageId,
): Promise<Uint8Array> {
  const message = await registeredMessage(deps, caller, messageId);
  if (message.receipt !== null) return message.receipt;
  await requireParts(deps, caller, message);
  const judged = await judgeRecipients(deps.directory, message.recipients);
  const to = judged.flatMap(({ outcome, mailbox }) =>
    mailbox === undefined ? [] : [{ recipient: outcome.recipient, mailbox }],
  );
  if (to.length === 0)
    throw new CongvanError('AXIS_REJECTED', { where: messageId, detail: 'no recipient left' });
  const at = deps.clock.now();
  const receipt = await signAcceptance(deps, message, judged, at);
  const expiresAt = new Date(at.getTime() + deps.limits.lifeMs);
  const { sender } = message;
  await commitDurably(deps.store, [
    { kind: 'message.accept', sender, messageId, to, receipt, at, expiresAt },
  ]);
  for (const { mailbox } of to) deps.arrivals.announce(mailbox);
  deps.logger.info({ messageId, sender, recipients: to.length }, 'message accepted');
  return storedReceipt(deps, message, receipt);
}

/** Two callers may have signed at the same time; the one that was stored is the receipt. */
async function storedReceipt(deps: HubDeps, message: AxisMessage, signed: Uint8Array): Promise<Uint8Array> {
  const stored = await deps.store.message(message.sender, message.messageId);
  return stored?.receipt ?? signed;
}

/** Held by this sender, and really here. */
async function requireParts(deps: HubDeps, caller: Caller, message: AxisMessage): Promise<void> {
  const digests = message.parts.map((part) => part.digest);
  const held = await deps.store.heldParts(caller.code, digests);
  for (const { digest, sizeBytes } of message.parts) {
    const isHere = held.has(digest) && (await deps.payloads.sizeOf(digest)) === sizeBytes;
    if (!isHere) throw new CongvanError('PARTS_MISSING', { where: message.messageId, detail: digest });
  }
}

function signAcceptance(
  deps: HubDeps,
  message: AxisMessage,
  judged: readonly JudgedRecipient[],
  at: Date,
): Promise<Uint8Array> {
  return signReceipt(deps.signer, {
    version: 1,
    kind: 'E1',
    messageId: message.messageId,
    sender: message.sender,
    recipients: judged.map(({ outcome }) => outcome),
    envelope: message.envelope.digest,
    parts: message.parts.map((part) => part.digest),
    at: at.toISOString(),
  });
}
