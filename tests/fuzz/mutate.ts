/** Ways to spoil bytes that know nothing of what the bytes mean. */
import type { FuzzRandom } from './random.ts';

type Mutation = (random: FuzzRandom, bytes: Buffer) => Buffer;

/** Values at which lengths, counts and signs break. */
const EDGES = [0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff, 0x20, 0x0a, 0x30, 0x3c] as const;

function replaced(bytes: Buffer, at: number, length: number, middle: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(at + length)]);
}

function piece(random: FuzzRandom, bytes: Buffer): Buffer {
  const at = random.below(bytes.length);
  return bytes.subarray(at, at + random.between(1, random.oneIn(8) ? 4096 : 40));
}

const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  (random, bytes) => {
    const at = random.below(bytes.length);
    return replaced(bytes, at, 1, Buffer.from([(bytes[at] ?? 0) ^ (1 << random.below(8))]));
  },
  (random, bytes) => replaced(bytes, random.below(bytes.length), 1, Buffer.from([random.pick(EDGES)])),
  (random, bytes) => replaced(bytes, random.below(bytes.length), 0, random.bytes(random.between(1, 8))),
  (random, bytes) =>
    replaced(
      bytes,
      random.below(bytes.length),
      random.between(1, random.oneIn(8) ? 2000 : 8),
      Buffer.alloc(0),
    ),
  (random, bytes) => replaced(bytes, random.below(bytes.length), 0, piece(random, bytes)),
  (random, bytes) => {
    const copied = piece(random, bytes);
    return replaced(bytes, random.below(bytes.length), copied.length, copied);
  },
  (random, bytes) => bytes.subarray(0, random.between(1, bytes.length)),
  (random, bytes) => Buffer.concat([bytes, piece(random, bytes)]),
  digitsReplaced,
];

/** Another number where one is written in decimal digits: offsets, lengths, counts, versions. */
function digitsReplaced(random: FuzzRandom, bytes: Buffer): Buffer {
  const from = random.below(bytes.length);
  const found = /\d+/.exec(bytes.toString('latin1', from, from + 2000));
  if (found === null) return bytes;
  const numbers = [0, 1, 65_535, 2 ** 31 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER, random.below(bytes.length)];
  return replaced(bytes, from + found.index, found[0].length, Buffer.from(String(random.pick(numbers))));
}

/** One to four of them, one after the other; never empty. */
export function mutated(random: FuzzRandom, original: Uint8Array): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let left = random.oneIn(2) ? 1 : random.between(1, 4); left > 0 && bytes.length > 0; left -= 1)
    bytes = random.pick(MUTATIONS)(random, bytes);
  return bytes;
}

/** A word out of a list, put in, or in the place of another of them: for texts with a grammar. */
export function wordMutated(
  random: FuzzRandom,
  original: Buffer,
  words: readonly [string, ...string[]],
): Buffer {
  const word = random.pick(words);
  const other = original.indexOf(random.pick(words), random.below(original.length), 'latin1');
  if (other === -1 || random.oneIn(3))
    return replaced(original, random.below(original.length), 0, Buffer.from(word));
  return replaced(original, other, word.length, Buffer.from(random.pick(words)));
}
