import { decodeDer, derLength, TAG } from '../../signing/der/read.ts';
import { readTime } from '../../signing/der/time.ts';

/**
 * The nextUpdate of a CRL (RFC 5280 §5.1.2.5), read from its head alone: a national CRL has hundreds of thousands of
 * entries, and to keep it nobody needs to look at them. Only the shape is checked; the verifier reads all of it.
 * @returns undefined when it is no CRL or names none
 */
export function crlNextUpdate(crl: Uint8Array): Date | undefined {
  try {
    if (derLength(crl) !== crl.length) return undefined;
    let rest = contentOfFirst(contentOfFirst(crl));
    if (rest[0] === TAG.integer) rest = rest.subarray(derLength(rest));
    for (const tag of [TAG.sequence, TAG.sequence]) {
      if (rest[0] !== tag) return undefined;
      rest = rest.subarray(derLength(rest));
    }
    const thisUpdate = firstTime(rest);
    return thisUpdate === undefined ? undefined : firstTime(rest.subarray(derLength(rest)));
  } catch {
    return undefined;
  }
}

function contentOfFirst(bytes: Uint8Array): Uint8Array {
  const first = bytes[1] ?? 0;
  return bytes.subarray(first < 0x80 ? 2 : 2 + (first & 0x7f), derLength(bytes));
}

function firstTime(bytes: Uint8Array): Date | undefined {
  const isTime = bytes[0] === TAG.utcTime || bytes[0] === TAG.generalizedTime;
  return isTime ? readTime(decodeDer(bytes.subarray(0, derLength(bytes)))) : undefined;
}
