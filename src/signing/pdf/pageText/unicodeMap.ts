/** A /ToUnicode CMap (ISO 32000-2 §9.10.3): what a character code stands for. */
export type UnicodeMap = ReadonlyMap<number, string>;

/** A range longer than the codes of two bytes is not one. */
const LONGEST_RANGE = 0x10000;
const BLOCKS = /begin(bfchar|bfrange)([\s\S]*?)end\1/g;
const TOKEN = /<([0-9A-Fa-f\s]*)>|(\[)|(\])/g;

export function parseUnicodeMap(cmap: Uint8Array): UnicodeMap {
  const map = new Map<number, string>();
  for (const [, kind, body] of Buffer.from(cmap).toString('latin1').matchAll(BLOCKS)) {
    const tokens = [...(body ?? '').matchAll(TOKEN)].map(([all, hex]) =>
      hex === undefined ? all : hex.replace(/\s/g, ''),
    );
    if (kind === 'bfchar') readChars(tokens, map);
    else readRanges(tokens, map);
  }
  return map;
}

function readChars(tokens: readonly string[], map: Map<number, string>): void {
  for (let i = 0; i + 1 < tokens.length; i += 2) map.set(code(tokens[i]), text(tokens[i + 1] ?? ''));
}

function readRanges(tokens: readonly string[], map: Map<number, string>): void {
  for (let i = 0; i + 2 < tokens.length; ) {
    const [first, last] = [code(tokens[i]), code(tokens[i + 1])];
    if (tokens[i + 2] === '[') {
      const close = tokens.indexOf(']', i);
      const end = close < 0 ? tokens.length : close;
      for (const [step, target] of tokens.slice(i + 3, end).entries()) map.set(first + step, text(target));
      i = end + 1;
    } else {
      readRange(first, Math.min(last, first + LONGEST_RANGE), tokens[i + 2] ?? '', map);
      i += 3;
    }
  }
}

/** The last code point of the target counts up. */
function readRange(first: number, last: number, target: string, map: Map<number, string>): void {
  const points = [...text(target)];
  const counted = points.pop()?.codePointAt(0);
  if (counted === undefined) return;
  for (let at = first; at <= last && counted + at - first <= 0x10ffff; at++) {
    map.set(at, points.join('') + String.fromCodePoint(counted + at - first));
  }
}

function code(hex: string | undefined): number {
  return Number.parseInt(hex ?? '', 16);
}

/** UTF-16BE in hexadecimal. */
function text(hex: string): string {
  const units = hex.match(/.{4}/g) ?? [];
  return String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16)));
}
