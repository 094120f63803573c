/**
 * Base64 of attachments, kept out of every parser: long runs are cut out of the byte stream before the gate, and found
 * again by their position.
 */
const OPEN = 0x3c;
const CLOSE = 0x3e;
/** Shorter texts may stay: the gate bounds them. */
const SHORTEST_CUT = 4096;

export interface Cut {
  /** Where it was cut out: offset in the shortened bytes. */
  readonly at: number;
  /** Offsets in the bytes as received. */
  readonly from: number;
  readonly to: number;
}

export interface Shortened {
  readonly bytes: Buffer;
  /** In ascending order. */
  readonly cuts: readonly Cut[];
}

/**
 * Cuts out every text between `>` and `<` that is longer than 4 KiB and holds nothing but base64, white space and
 * character references for line ends. Such a text has no markup in it, so the structure that is left is the same,
 * wherever it stood.
 */
export function cutBase64(bytes: Buffer): Shortened {
  const cuts: Cut[] = [];
  const pieces: Buffer[] = [];
  let kept = 0;
  let from = 0;
  for (let open = bytes.indexOf(OPEN); open >= 0; ) {
    const next = bytes.indexOf(OPEN, open + 1);
    const end = next < 0 ? bytes.length : next;
    const close = bytes.indexOf(CLOSE, open);
    if (close >= 0 && end - close - 1 > SHORTEST_CUT && isBase64(bytes, close + 1, end)) {
      pieces.push(bytes.subarray(from, close + 1));
      kept += close + 1 - from;
      cuts.push({ at: kept, from: close + 1, to: end });
      from = end;
    }
    open = next;
  }
  pieces.push(bytes.subarray(from));
  return { bytes: cuts.length === 0 ? bytes : Buffer.concat(pieces), cuts };
}

/** 1 for what may stand in such a text: the alphabet, white space, and the characters of `&#13;` and `&#xA;`. */
const ALLOWED = new Uint8Array(256);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n&#;') {
  ALLOWED[character.charCodeAt(0)] = 1;
}

function isBase64(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (ALLOWED[bytes[at] ?? 0] !== 1) return false;
  return true;
}

const LINE_ENDS = /&#(?:13|10|x0*[dDaA]);|\s+/g;
/** node:buffer takes the alphabet of URLs too; XML Schema does not. */
const URL_ALPHABET = ['-', '_'];

/**
 * Decodes base64 as it stands in the file: white space and references for line ends are skipped, anything else that
 * is not of the alphabet, a wrong length or wrong padding is refused.
 * @returns undefined when it is not base64
 */
export function decodeBase64(text: Uint8Array): Buffer | undefined {
  const raw = Buffer.from(text.buffer, text.byteOffset, text.length).toString('latin1');
  const compact = /[\s&]/.test(raw) ? raw.replace(LINE_ENDS, '') : raw;
  if (compact.length % 4 !== 0 || URL_ALPHABET.some((character) => compact.includes(character)))
    return undefined;
  const decoded = Buffer.from(compact, 'base64');
  // The decoder leaves out what is not of the alphabet, and all after padding: then bytes are missing.
  return decoded.length === (compact.length / 4) * 3 - paddingOf(compact) ? decoded : undefined;
}

function paddingOf(text: string): number {
  if (text.endsWith('==')) return 2;
  return text.endsWith('=') ? 1 : 0;
}
