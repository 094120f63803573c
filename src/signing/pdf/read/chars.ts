/** Character classes of ISO 32000-2 §7.2.3. */
const WHITE = 1;
const DELIMITER = 2;

const CLASS = new Uint8Array(256);
for (const byte of [0, 9, 10, 12, 13, 32]) CLASS[byte] = WHITE;
for (const char of '()<>[]{}/%') CLASS[char.charCodeAt(0)] = DELIMITER;

export function isWhite(byte: number | undefined): boolean {
  return byte !== undefined && CLASS[byte] === WHITE;
}

/** True at a delimiter, at white space and at the end. */
export function endsToken(byte: number | undefined): boolean {
  return byte === undefined || CLASS[byte] !== 0;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

const HEX = new Int8Array(256).fill(-1);
for (const [value, char] of [...'0123456789abcdef'].entries()) {
  HEX[char.charCodeAt(0)] = value;
  HEX[char.toUpperCase().charCodeAt(0)] = value;
}

/** 0 to 15, or -1. */
export function hexValue(byte: number | undefined): number {
  return byte === undefined ? -1 : (HEX[byte] ?? -1);
}

/** Does the ASCII text stand at this place? */
export function standsAt(bytes: Uint8Array, at: number, text: string): boolean {
  if (at < 0 || at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** The first place from `at` on that is not white space. */
export function skipWhite(bytes: Uint8Array, at: number): number {
  let i = at;
  while (i < bytes.length && isWhite(bytes[i])) i++;
  return i;
}

/**
 * The first place from `at` on that is neither white space nor in a comment. Asks nothing beyond the end: one such read
 * makes every later one of the whole reader twice as slow.
 */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let i = skipWhite(bytes, at);
  while (i < bytes.length && bytes[i] === 0x25) {
    while (i < bytes.length && bytes[i] !== 0x0a && bytes[i] !== 0x0d) i++;
    i = skipWhite(bytes, i);
  }
  return i;
}

/** The digits at this place as a number, with the place after them; undefined when there are none or too many. */
export function readDigits(bytes: Uint8Array, at: number): { value: number; end: number } | undefined {
  let value = 0;
  let i = at;
  while (isDigit(bytes[i]) && i - at < 16) {
    value = value * 10 + ((bytes[i] ?? 0) - 0x30);
    i++;
  }
  return i === at || isDigit(bytes[i]) || !Number.isSafeInteger(value) ? undefined : { value, end: i };
}

/** Text with one UTF-16 unit per byte. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Is there nothing but white space in [start, end)? */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isWhite(bytes[i])) return false;
  return true;
}
