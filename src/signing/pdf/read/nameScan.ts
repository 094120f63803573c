import { isCongvanError } from '../../../kernel/errors.ts';
import { skipSpace, standsAt } from './chars.ts';
import { parseObject } from './parser.ts';
import { readName } from './strings.ts';

/** Names to look for, decoded, without the slash. */
export interface NameScan {
  readonly names: ReadonlySet<string>;
  /** By byte: may a name that begins so be one of them? A `#` may hide any letter. */
  readonly begins: Uint8Array;
  /** What to look for: a slash with each such byte when they are few, else the slash alone. */
  readonly places: readonly (number | Buffer)[];
}

/** Every search goes through all the bytes. */
const MOST_SEARCHES = 2;

export function nameScan(names: readonly string[]): NameScan {
  const begins = new Uint8Array(256);
  for (const name of [...names, '#']) begins[name.charCodeAt(0)] = 1;
  const pairs = [...begins.keys()].filter((byte) => begins[byte] === 1).map((byte) => Buffer.of(0x2f, byte));
  const places = pairs.length > MOST_SEARCHES ? [0x2f] : pairs;
  return { names: new Set(names), begins, places };
}

/**
 * Does one of the names stand anywhere in the bytes, be it in a string or a stream? No object is parsed; when this says
 * no, no object that is read from these bytes has the name.
 * @param isMeant asked about each; the place is behind the name
 */
export function holdsName(
  bytes: Uint8Array,
  { names, begins, places }: NameScan,
  isMeant: (name: string, end: number) => boolean,
): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const place of places) {
    for (let at = buffer.indexOf(place); at >= 0; at = buffer.indexOf(place, at + 1)) {
      if (at + 1 >= buffer.length || begins[buffer[at + 1] ?? 0] !== 1) continue;
      const { name, end } = readName(buffer, at);
      if (names.has(name) && isMeant(name, end)) return true;
    }
  }
  return false;
}

/** Is the key that ends here one of a stream's dictionary: values and keys follow it up to `>> stream`? */
export function isStreamKey(bytes: Uint8Array, end: number): boolean {
  try {
    for (let at = end; ; ) {
      at = skipSpace(bytes, parseObject(bytes, at).end);
      if (bytes[at] !== 0x2f)
        return standsAt(bytes, at, '>>') && standsAt(bytes, skipSpace(bytes, at + 2), 'stream');
      at = readName(bytes, at).end;
    }
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return false;
  }
}
