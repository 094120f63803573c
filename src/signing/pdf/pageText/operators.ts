import { endsToken, isWhite, latin1, skipSpace, standsAt } from '../read/chars.ts';
import type { PdfObject } from '../read/objects.ts';
import { parseObject } from '../read/parser.ts';

/** One operator of a content stream with its operands (ISO 32000-2 §7.8.2). */
export interface Operation {
  readonly operator: string;
  readonly operands: readonly PdfObject[];
}

const MOST_OPERANDS = 64;

/**
 * The operations in order; the data of inline images is skipped.
 * @throws PDF_OBJECT_DAMAGED when an operand cannot be read
 */
export function* operations(content: Uint8Array): Generator<Operation> {
  let operands: PdfObject[] = [];
  for (let at = skipSpace(content, 0); at < content.length; at = skipSpace(content, at)) {
    const end = operatorEnd(content, at);
    if (end === at) {
      const operand = parseObject(content, at);
      at = operand.end;
      if (operands.length < MOST_OPERANDS) operands.push(operand);
      continue;
    }
    const operator = latin1(content.subarray(at, end));
    yield { operator, operands };
    operands = [];
    at = operator === 'ID' ? afterInlineImage(content, end) : end;
  }
}

/** Operators begin with a letter, `'` or `"`; `true`, `false` and `null` are operands. */
function operatorEnd(content: Uint8Array, at: number): number {
  const first = content[at] ?? 0;
  const isLetter = (first >= 0x41 && first <= 0x5a) || (first >= 0x61 && first <= 0x7a);
  if (!isLetter && first !== 0x27 && first !== 0x22) return at;
  let end = at + 1;
  while (end < content.length && !endsToken(content[end])) end++;
  const isConstant = ['true', 'false', 'null'].some(
    (word) => end - at === word.length && standsAt(content, at, word),
  );
  return isConstant ? at : end;
}

/** The data ends where `EI` stands between white space; good enough to find text, not to decode the image. */
function afterInlineImage(content: Uint8Array, from: number): number {
  for (let at = from; at < content.length; at++) {
    if (isWhite(content[at]) && standsAt(content, at + 1, 'EI') && endsToken(content[at + 3])) return at + 3;
  }
  return content.length;
}
