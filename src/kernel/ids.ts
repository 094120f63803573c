/** The three identities of a document stay apart: the sender's, the axis's and our own. */

/** Chosen by the sender, opaque to everybody else; never rewritten (edXML DocumentId). */
export type DocumentId = string & { readonly __brand: 'DocumentId' };
/** Chosen once when a dispatch is queued; a repeated sending keeps it (UUIDv7). */
export type MessageId = string & { readonly __brand: 'MessageId' };
/** Our own name of an archived record (UUIDv7). */
export type RecordId = string & { readonly __brand: 'RecordId' };
/** An agency code in either grammar, as the registry parsed it. */
export type AgencyCode = string & { readonly __brand: 'AgencyCode' };

/**
 * A UUIDv7 (RFC 9562 §5.7): 48 bits of time, then randomness. Its order is a convenience; nothing relies on it.
 * @param at the time it carries
 * @param random 10 random bytes
 */
export function uuidv7(at: Date, random: Uint8Array): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(at.getTime(), 0, 6);
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function isUuid(text: string): boolean {
  return UUID.test(text);
}

export function isMessageId(text: string): text is MessageId {
  return isUuid(text);
}

export function isRecordId(text: string): text is RecordId {
  return isUuid(text);
}
