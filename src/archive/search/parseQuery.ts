/**
 * The query language of `congvan archive search`.
 *
 * - `quyet dinh` — both words, anywhere; a word typed with marks must stand there with these ("quyết" is not "quyệt"),
 *   one typed without matches any; `đ` and `d` are one letter
 * - `"quy hoạch đất"` — these words one after the other
 * - `-word`, `-type:…` — not this
 * - `a b OR c` — alternatives; brackets group
 * - `field:value`, `field:"more words"` — fields in `fields.ts`
 * - `since:`, `until:`, `date:`, `year:` — the day on the document; for the whole query, so not inside OR, brackets or `-`
 */
import { CongvanError } from '../../kernel/errors.ts';
import type { Condition, RecordQuery } from '../query.ts';
import { type Field, findField } from './fields.ts';
import { foldedRuns } from './fold.ts';

interface Piece {
  readonly kind: 'open' | 'close' | 'or' | 'not' | 'term';
  /** For a term: its value without quotes. */
  readonly text: string;
  readonly field: string | undefined;
  readonly isQuoted: boolean;
  /** Position in the query, from 0. */
  readonly at: number;
}

/** Every alternative takes at least one character. */
const PIECE =
  /\s*(?:(\()|(\))|(OR)(?=[\s()]|$)|(-)(?=\S)|([\p{L}_]+):(?:"([^"]*)"|([^\s()"]*))|"([^"]*)"|([^\s()"]+))/uy;
const LONGEST_QUERY = 1000;
/** Brackets and "-" inside each other; the index's own parser bears little more. */
const DEEPEST = 12;

interface Range {
  readonly from?: string;
  readonly to?: string;
}

/** @throws QUERY_INVALID naming the place */
export function parseQuery(text: string): RecordQuery {
  if (text.length > LONGEST_QUERY) throw invalid(`longer than ${LONGEST_QUERY} characters`, 0);
  const reader = new Reader(split(text.normalize('NFC')));
  const conditions = reader.alternatives(true);
  const rest = reader.peek();
  if (rest !== undefined) throw invalid('a closing bracket without an opening one', rest.at);
  const [only, ...more] = conditions;
  const all = only?.kind === 'all' && more.length === 0 ? only.conditions : conditions;
  return { conditions: all, ...reader.range };
}

function split(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const trimmed = text.trimEnd();
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < trimmed.length) {
    const at = PIECE.lastIndex;
    const match = PIECE.exec(trimmed);
    if (match === null) throw invalid('a quotation mark without its second', at);
    pieces.push(pieceOf(match, at));
  }
  return pieces;
}

function pieceOf(match: RegExpExecArray, at: number): Piece {
  const [, open, close, or, not, field, fieldQuoted, fieldPlain, quoted, plain] = match;
  const kind = open ? 'open' : close ? 'close' : or ? 'or' : not ? 'not' : 'term';
  const text = fieldQuoted ?? fieldPlain ?? quoted ?? plain ?? '';
  return { kind, text, field, isQuoted: (fieldQuoted ?? quoted) !== undefined, at };
}

class Reader {
  readonly #pieces: readonly Piece[];
  #next = 0;
  #range: Range = {};
  #depth = 0;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  get range(): Range {
    return this.#range;
  }

  peek(): Piece | undefined {
    return this.#pieces[this.#next];
  }

  /** Everything up to the closing bracket or the end. */
  alternatives(isTop: boolean): readonly Condition[] {
    const branches = [this.#conjunction(isTop && !this.#hasOuterOr())];
    while (this.peek()?.kind === 'or') {
      const at = this.peek()?.at ?? 0;
      this.#next += 1;
      const branch = this.#conjunction(false);
      if (branch.length === 0 || branches[0]?.length === 0) throw invalid('OR needs words on both sides', at);
      branches.push(branch);
    }
    if (branches.length === 1) return branches[0] ?? [];
    return [{ kind: 'any', conditions: branches.map((conditions) => ({ kind: 'all', conditions })) }];
  }

  #hasOuterOr(): boolean {
    let depth = 0;
    return this.#pieces.some((piece) => {
      if (piece.kind === 'open') depth += 1;
      if (piece.kind === 'close') depth -= 1;
      return piece.kind === 'or' && depth === 0;
    });
  }

  #conjunction(isTop: boolean): readonly Condition[] {
    const conditions: Condition[] = [];
    for (let piece = this.peek(); piece !== undefined; piece = this.peek()) {
      if (piece.kind === 'or' || piece.kind === 'close') break;
      conditions.push(...this.#condition(isTop));
    }
    return conditions;
  }

  #condition(isTop: boolean): readonly Condition[] {
    const piece = this.peek();
    this.#next += 1;
    if (piece === undefined) throw invalid('a "-" before nothing', 0);
    if (piece.kind === 'open') return [this.#deeper(piece, () => this.#group(piece))];
    if (piece.kind === 'not') return [this.#deeper(piece, () => this.#negated(piece))];
    if (piece.kind !== 'term') throw invalid('not expected here', piece.at);
    if (piece.field === undefined) return wordsCondition(piece);
    return this.#field(piece, piece.field, isTop);
  }

  #deeper(piece: Piece, read: () => Condition): Condition {
    if (this.#depth >= DEEPEST) throw invalid(`more than ${DEEPEST} brackets inside each other`, piece.at);
    this.#depth += 1;
    const condition = read();
    this.#depth -= 1;
    return condition;
  }

  #group(open: Piece): Condition {
    const conditions = this.alternatives(false);
    if (this.peek()?.kind !== 'close') throw invalid('an opening bracket without a closing one', open.at);
    this.#next += 1;
    return { kind: 'all', conditions };
  }

  #negated(minus: Piece): Condition {
    const [condition] = this.#condition(false);
    if (condition === undefined) throw invalid('a "-" before nothing', minus.at);
    return { kind: 'not', condition };
  }

  #field(piece: Piece, name: string, isTop: boolean): readonly Condition[] {
    const field = findField(name);
    if (field === undefined) return unknownField(piece, name);
    if (field.kind === 'range') {
      if (!isTop) throw invalid(`${name}: must not stand inside OR, brackets or "-"`, piece.at);
      this.#narrow(checked(piece, field, field.range));
      return [];
    }
    return [checked(piece, field, field.condition)];
  }

  #narrow({ from, to }: Range): void {
    const { from: oldFrom, to: oldTo } = this.#range;
    const newFrom = from !== undefined && (oldFrom === undefined || from > oldFrom) ? from : oldFrom;
    const newTo = to !== undefined && (oldTo === undefined || to < oldTo) ? to : oldTo;
    this.#range = {
      ...(newFrom === undefined ? {} : { from: newFrom }),
      ...(newTo === undefined ? {} : { to: newTo }),
    };
  }
}

/** `https://…` or `TP:HCM` is no field; only a plain word before the colon that we do not know is an error. */
function unknownField(piece: Piece, name: string): readonly Condition[] {
  if (piece.isQuoted || /^\/\//.test(piece.text) || name !== name.toLowerCase()) {
    return wordsCondition({ ...piece, text: `${name}:${piece.text}` });
  }
  throw invalid(`no field is called "${name}"`, piece.at);
}

function wordsCondition(piece: Piece): readonly Condition[] {
  const words = foldedRuns(piece.text).flat();
  if (words.length === 0) return [];
  return piece.isQuoted
    ? [{ kind: 'phrase', words: piece.text.trim().split(/\s+/) }]
    : [{ kind: 'word', word: piece.text }];
}

function checked<T>(piece: Piece, field: Field, read: (value: string) => T | undefined): T {
  const value = piece.text.trim();
  const result = value === '' ? undefined : read(value);
  if (result === undefined) throw invalid(`"${value}" is not ${field.expects}`, piece.at);
  return result;
}

function invalid(detail: string, at: number): CongvanError {
  return new CongvanError('QUERY_INVALID', { where: `position ${at + 1}`, detail });
}
