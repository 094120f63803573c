/** Shapes on the wire between agency and axis. Strict: what is not described is refused. */
import { z } from 'zod';
import type { Pulled, Registration, RegistrationAnswer } from '../../exchange/axis.ts';
import type { Payload } from '../../exchange/dispatch.ts';
import { type Digest, isDigest } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { type AgencyCode, isMessageId, type MessageId } from '../../kernel/ids.ts';

const digest = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value), 'not a digest');
const messageId = z.custom<MessageId>(
  (value) => typeof value === 'string' && isMessageId(value),
  'not a UUID',
);
const agency = z.custom<AgencyCode>(
  (value) => typeof value === 'string' && /^[\x21-\x7e]{1,64}$/.test(value),
);
const bytes = z.base64();
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const payload = z.strictObject({ digest, sizeBytes: count });
const name = z.string().min(1).max(64);

const registration = z.strictObject({ envelope: bytes, parts: z.array(payload).max(10_000) });
const outcome = z.strictObject({
  recipient: agency,
  accepted: z.boolean(),
  reason: z.strictObject({ code: z.string(), text: z.string() }).exactOptional(),
});
const registrationAnswer = z.strictObject({
  outcomes: z.array(outcome),
  missing: z.array(z.strictObject({ digest, offset: count })),
});
const pull = z.strictObject({
  limit: z.number().int().min(1).max(1000),
  waitMs: z.number().int().min(0).max(60_000),
  resume: z.boolean(),
});
const pulled = z.strictObject({
  receipts: z.array(z.strictObject({ noticeId: name, receipt: bytes })),
  messages: z.array(
    z.strictObject({
      deliveryId: name,
      sender: agency,
      messageId,
      recipient: agency,
      envelope: payload,
      parts: z.array(payload),
    }),
  ),
});
const receipt = z.strictObject({ receipt: bytes });
const progress = z.strictObject({ messageId, receipt: bytes.nullable() });
const noticeIds = z.strictObject({ noticeIds: z.array(name).max(1000) });
const offset = z.strictObject({ offset: count });
const failure = z.object({ code: z.string(), text: z.string() });

/** @throws REQUEST_INVALID naming the first member that is wrong */
function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new CongvanError('REQUEST_INVALID', { detail: `${issue?.path.join('.')}: ${issue?.message}` });
}

export const readMessageId = (value: unknown): MessageId => read(messageId, value);
export const readPull = (value: unknown) => read(pull, value);
export const readNoticeIds = (value: unknown): readonly string[] => read(noticeIds, value).noticeIds;
export const readReceipt = (value: unknown): Uint8Array => fromBase64(read(receipt, value).receipt);
export const readOffset = (value: unknown): number => read(offset, value).offset;

export function readProgress(value: unknown): Uint8Array | null {
  const { receipt: e1 } = read(progress, value);
  return e1 === null ? null : fromBase64(e1);
}

export function readFailure(value: unknown): { readonly code: string; readonly text: string } | undefined {
  return failure.safeParse(value).data;
}

export function registrationJson(envelope: Uint8Array, parts: readonly Payload[]): object {
  return {
    envelope: toBase64(envelope),
    parts: parts.map(({ digest: name, sizeBytes }) => ({ digest: name, sizeBytes })),
  };
}

export function readRegistration(id: MessageId, value: unknown): Registration {
  const { envelope, parts } = read(registration, value);
  return { messageId: id, envelope: fromBase64(envelope), parts };
}

export const readRegistrationAnswer = (value: unknown): RegistrationAnswer => read(registrationAnswer, value);

export function receiptJson(value: Uint8Array): object {
  return { receipt: toBase64(value) };
}

export function pulledJson({ receipts, messages }: Pulled): object {
  return {
    receipts: receipts.map((notice) => ({ noticeId: notice.noticeId, receipt: toBase64(notice.receipt) })),
    messages,
  };
}

export function readPulled(value: unknown): Pulled {
  const { receipts, messages } = read(pulled, value);
  return {
    receipts: receipts.map((notice) => ({ noticeId: notice.noticeId, receipt: fromBase64(notice.receipt) })),
    messages,
  };
}

export function toBase64(value: Uint8Array): string {
  return Buffer.from(value).toString('base64');
}

function fromBase64(text: string): Uint8Array {
  return Buffer.from(text, 'base64');
}
