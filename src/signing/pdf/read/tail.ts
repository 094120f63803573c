import { CongvanError } from '../../../kernel/errors.ts';
import { latin1, readDigits, skipSpace, skipWhite, standsAt } from './chars.ts';
import { xrefDamaged } from './damage.ts';
import { PDF_LIMITS } from './limits.ts';

export interface StartXref {
  readonly xrefOffset: number;
  /** After `%%EOF`. */
  readonly endOffset: number;
}

/** The version after `%PDF-` at the very beginning of the file (ISO 32000-2 §7.5.2). */
export function readHeader(bytes: Uint8Array): string {
  const version = /^%PDF-(\d\.\d)[\s\0]/.exec(latin1(bytes.subarray(0, 16)))?.[1];
  if (version === undefined) throw new CongvanError('PDF_NOT_A_PDF');
  return version;
}

/**
 * The last `startxref … %%EOF` (§7.5.5). `%%EOF` must stand within the last 1024 bytes, and nothing but white
 * space may stand between it and the offset.
 */
export function readTail(bytes: Uint8Array): StartXref {
  const from = Math.max(0, bytes.length - PDF_LIMITS.tailBytes);
  const inTail = latin1(bytes.subarray(from)).lastIndexOf('%%EOF');
  if (inTail < 0) {
    throw new CongvanError('PDF_TRUNCATED', { where: `byte ${bytes.length}`, detail: 'no %%EOF at the end' });
  }
  const eof = from + inTail;
  const before = latin1(bytes.subarray(Math.max(0, eof - 64), eof));
  const match = /startxref[\s\0]+\d{1,15}[\s\0]+$/.exec(before);
  const tail = match === null ? undefined : readStartXref(bytes, eof - match[0].length);
  if (tail === undefined) throw xrefDamaged(eof, 'no startxref before %%EOF');
  return tail;
}

/** `startxref offset %%EOF` after a section: comments before it are tolerated, as real producers write them. */
export function readStartXref(bytes: Uint8Array, at: number): StartXref | undefined {
  const place = skipSpace(bytes, at);
  if (!standsAt(bytes, place, 'startxref')) return undefined;
  const offset = readDigits(bytes, skipWhite(bytes, place + 9));
  if (offset === undefined) return undefined;
  const eof = skipWhite(bytes, offset.end);
  return standsAt(bytes, eof, '%%EOF') ? { xrefOffset: offset.value, endOffset: eof + 5 } : undefined;
}
