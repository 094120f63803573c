import type { Digest } from '../../kernel/digest.ts';
import type { DocumentEnvelope, Problem } from '../envelope.ts';

/** A part that travels beside the envelope, as the verified seal binds it. */
export interface SealedPart {
  /** Without `cid:`. */
  readonly contentId: string;
  readonly digest: Digest;
}

/**
 * Profile `sealed`: every reference of the envelope must be bound by the seal, and every bound part referenced, each
 * once. Whether the bytes have that digest is the receiver's next question.
 * @returns what does not agree; empty when all is well
 */
export function checkParts(envelope: DocumentEnvelope, parts: readonly SealedPart[]): readonly Problem[] {
  const referenced = envelope.attachments.map(({ contentId }) => contentId);
  const bound = parts.map(({ contentId }) => contentId);
  return [
    ...referenced.filter((id) => !bound.includes(id)).map(notSealed),
    ...bound.filter((id) => !referenced.includes(id)).map(notReferenced),
    ...[referenced, bound].flatMap((ids) => ids.filter((id, index) => ids.indexOf(id) !== index).map(twice)),
  ];
}

function notSealed(contentId: string): Problem {
  return problem('part-not-sealed', contentId, 'is not bound by the seal', 'không được con dấu bảo vệ');
}

function notReferenced(contentId: string): Problem {
  return problem(
    'part-not-referenced',
    contentId,
    'is sealed but not listed',
    'được đóng dấu nhưng không có trong danh mục',
  );
}

function twice(contentId: string): Problem {
  return problem('duplicate', contentId, 'stands twice', 'bị trùng');
}

function problem(rule: string, contentId: string, en: string, vi: string): Problem {
  return { path: `cid:${contentId}`, rule, message: { en, vi } };
}
