/** Ways to spoil DER that leave its lengths right, so that what is spoilt is reached. */
import { mutated } from './mutate.ts';
import type { FuzzRandom } from './random.ts';

interface Node {
  tag: number;
  /** What a primitive holds; undefined for a constructed one. */
  content: Buffer | undefined;
  children: Node[];
}

const CONSTRUCTED = 0x20;
const DEEPEST = 40;
const TAGS = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x17, 0x18, 0x30, 0x31, 0x80, 0xa0, 0xa1];

/** A structure-aware mutation, or now and then one of plain bytes. */
export function mutatedDer(random: FuzzRandom, original: Uint8Array): Buffer {
  if (random.oneIn(4)) return mutated(random, original);
  const roots = nodesOf(Buffer.from(original), 0);
  if (roots === undefined) return mutated(random, original);
  const top: Node = { tag: 0x30, content: undefined, children: roots };
  for (let left = random.oneIn(2) ? 1 : random.between(1, 3); left > 0; left -= 1) spoil(random, top);
  return Buffer.concat(top.children.map(encoded));
}

/** @returns undefined where the bytes are not values one after the other */
function nodesOf(bytes: Buffer, depth: number): Node[] | undefined {
  const nodes: Node[] = [];
  for (let at = 0; at < bytes.length; ) {
    const header = headerAt(bytes, at);
    if (header === undefined || depth > DEEPEST) return undefined;
    const content = bytes.subarray(header.start, header.end);
    const children = isOpened(header.tag, content) ? nodesOf(content, depth + 1) : undefined;
    nodes.push({
      tag: header.tag,
      content: children === undefined ? content : undefined,
      children: children ?? [],
    });
    at = header.end;
  }
  return nodes;
}

/** Constructed, or an OCTET STRING that wraps a value, as extensions and OCSP answers do. */
function isOpened(tag: number, content: Buffer): boolean {
  return (tag & CONSTRUCTED) !== 0 || (tag === 0x04 && content[0] === 0x30);
}

function headerAt(
  bytes: Buffer,
  at: number,
): { readonly tag: number; readonly start: number; readonly end: number } | undefined {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined || first === 0x80) return undefined;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 4 || at + 2 + count > bytes.length) return undefined;
  const length = count === 0 ? first : bytes.readUIntBE(at + 2, count);
  const start = at + 2 + count;
  return start + length > bytes.length ? undefined : { tag, start, end: start + length };
}

function encoded({ tag, content, children }: Node): Buffer {
  const inner = content ?? Buffer.concat(children.map(encoded));
  const length =
    inner.length < 0x80
      ? [inner.length]
      : [
          0x84,
          inner.length >>> 24,
          (inner.length >>> 16) & 255,
          (inner.length >>> 8) & 255,
          inner.length & 255,
        ];
  return Buffer.concat([Buffer.from([tag, ...minimal(length)]), inner]);
}

function minimal(length: readonly number[]): readonly number[] {
  if (length.length === 1) return length;
  const digits = length.slice(1);
  const significant = digits.slice(digits.findIndex((digit) => digit !== 0));
  return [0x80 + significant.length, ...significant];
}

/** All parents that have children, the top among them. */
function parentsOf(node: Node): Node[] {
  return node.children.length === 0 ? [] : [node, ...node.children.flatMap(parentsOf)];
}

type Change = (random: FuzzRandom, siblings: Node[], at: number, all: readonly Node[]) => void;

const CHANGES: readonly [Change, ...Change[]] = [
  (_, siblings, at) => void siblings.splice(at, 1),
  (random, siblings, at) => {
    const copy = siblings[at];
    if (copy !== undefined) siblings.splice(random.below(siblings.length + 1), 0, copyOf(copy));
  },
  (random, siblings, at) => {
    const [moved] = siblings.splice(at, 1);
    if (moved !== undefined) siblings.splice(random.below(siblings.length + 1), 0, moved);
  },
  (random, siblings, at) => {
    const node = siblings[at];
    if (node !== undefined) node.tag = random.pick(TAGS);
  },
  (random, siblings, at, all) => {
    const other = random.pick(random.pick(all).children);
    siblings[at] = copyOf(other);
  },
  (random, siblings, at) => {
    const node = siblings[at];
    if (node?.content === undefined) return;
    node.content = random.oneIn(6)
      ? Buffer.alloc(0)
      : mutated(random, node.content.length > 0 ? node.content : Buffer.of(0));
  },
  (random, siblings, at) => {
    const node = siblings[at];
    if (node !== undefined)
      siblings[at] = { tag: random.pick(TAGS) | CONSTRUCTED, content: undefined, children: [node] };
  },
];

function copyOf({ tag, content, children }: Node): Node {
  return {
    tag,
    content: content === undefined ? undefined : Buffer.from(content),
    children: children.map(copyOf),
  };
}

function spoil(random: FuzzRandom, top: Node): void {
  const parents = parentsOf(top);
  if (parents.length === 0) return;
  const { children } = random.pick(parents);
  random.pick(CHANGES)(random, children, random.below(children.length), parents);
}
