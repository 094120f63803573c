/**
 * What is hashed into the log. A leaf holds salted commitments only, never content: after a lawful destruction it says
 * nothing, and it need never be touched. The nonce is kept with the record and opens the commitment.
 */
import { hash } from 'node:crypto';
import { asJson, canonicalJsonBytes, isJsonObject, readJson } from '../../kernel/canonicalJson.ts';
import type { AuditEvent } from '../audit.ts';
import type { ArchiveRecord, RecordAddition } from '../record.ts';

/** 16 bytes as hexadecimal digits. */
const NONCE = /^[0-9a-f]{32}$/;

export interface Leaf {
  readonly v: 1;
  readonly type: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly record: string | null;
  /** Commitment to the audit event. */
  readonly event: string;
  /** Commitment to the record or the addition; null for an event that keeps nothing. */
  readonly content: string | null;
}

/** `sha256:` of nonce ‖ SHA-256(content): tells nothing without the nonce, binds the content with it. */
export function commitment(nonce: string, content: Uint8Array): string {
  if (!NONCE.test(nonce)) throw new RangeError('the nonce is 32 hexadecimal digits');
  const salted = Buffer.concat([Buffer.from(nonce, 'hex'), hash('sha256', content, 'buffer')]);
  return `sha256:${hash('sha256', salted, 'hex')}`;
}

/** Members as they stand; a leaf somebody has edited may be anything, so nothing of it is believed. Never throws. */
export function readLeaf(entry: string | Uint8Array): Readonly<Partial<Record<keyof Leaf, unknown>>> {
  const leaf = readJson(entry);
  return isJsonObject(leaf) ? leaf : {};
}

/** @param content canonical bytes of what is kept, or null */
export function leafOf(event: AuditEvent, nonce: string, content: Uint8Array | null): Leaf {
  return {
    v: 1,
    type: event.kind,
    at: event.at,
    record: event.recordId,
    event: commitment(nonce, eventBytes(event)),
    content: content === null ? null : commitment(nonce, content),
  };
}

/** The bytes that are hashed and put into an entry bundle; under 64 KiB by its fixed shape. */
export function leafBytes(leaf: Leaf): Buffer {
  return canonicalJsonBytes({ ...leaf });
}

export function eventBytes(event: AuditEvent): Buffer {
  return canonicalJsonBytes({ ...event });
}

/** The record's canonical JSON: what its digest and its leaf speak of. */
export function recordBytes(record: ArchiveRecord): Buffer {
  return canonicalJsonBytes(asJson(record));
}

export function additionBytes(addition: RecordAddition): Buffer {
  return canonicalJsonBytes(asJson(addition));
}
