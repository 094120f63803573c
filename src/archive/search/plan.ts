/**
 * From conditions to tokens. The tokens find every record that may satisfy the query; when they cannot say more
 * (phrases, marks), the plan is not exact and `holds` decides on the stored text.
 */

import { hasVietnameseMarks } from '../../kernel/vietnameseText.ts';
import { agencyCodeGrammar, formsOf } from '../../registry/agencyCode.ts';
import { formatCode } from '../../registry/numbers.ts';
import type { Condition } from '../query.ts';
import { foldedRuns } from './fold.ts';
import { documentIdToken, EVERY, filterToken, plainNumber, prefixed } from './recordTokens.ts';

/** Tokens joined by and, or and not. `not` never stands inside another `not`. */
export type TokenExpression =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly TokenExpression[] }
  | { readonly kind: 'without'; readonly part: TokenExpression };

export interface Plan {
  /** Finds all that may satisfy the query. */
  readonly tokens: TokenExpression;
  /** False: what is found must still be judged by `holds`. */
  readonly isExact: boolean;
}

const EVERYTHING: TokenExpression = { kind: 'token', token: EVERY };

export function planQuery(conditions: readonly Condition[]): Plan {
  return conditions.length === 0
    ? { tokens: EVERYTHING, isExact: true }
    : joined('and', conditions.map(planCondition));
}

function planCondition(condition: Condition): Plan {
  switch (condition.kind) {
    case 'word':
      return planWords([condition.word], '');
    case 'phrase':
      return planWords(condition.words, '');
    case 'subject':
      return planWords(condition.words, 'sub');
    case 'signer':
      return planWords(condition.words, 'sig');
    case 'not':
      return planNot(planCondition(condition.condition));
    case 'all':
      return planQuery(condition.conditions);
    case 'any':
      return joined('or', condition.conditions.map(planCondition));
    case 'notation':
      return marked(filterToken('not', condition.notation), condition.notation);
    case 'code':
      return marked(
        filterToken('cod', formatCode(plainNumber(condition.number), condition.notation)),
        condition.notation,
      );
    case 'agency':
      // Irregular codes that differ in punctuation only share a token.
      return { tokens: planFilter(condition), isExact: agencyCodeGrammar(condition.code) !== 'other' };
    default:
      return { tokens: planFilter(condition), isExact: true };
  }
}

type Filter = Exclude<
  Condition,
  { kind: 'word' | 'phrase' | 'subject' | 'signer' | 'not' | 'all' | 'any' | 'notation' | 'code' }
>;

function planFilter(condition: Filter): TokenExpression {
  switch (condition.kind) {
    case 'direction':
      return token(filterToken('dir', condition.direction));
    case 'agency':
      return agencyTokens(condition.code, condition.as);
    case 'type':
      return token(filterToken('typ', condition.type));
    case 'number':
      return token(filterToken('num', plainNumber(condition.number)));
    case 'priority':
      return token(filterToken('pri', String(condition.priority)));
    case 'documentId':
      return token(documentIdToken(condition.documentId));
    case 'arrival':
      return token(filterToken('arr', String(condition.number)));
    case 'indication':
      return token(filterToken('ind', condition.indication));
    default:
      return condition satisfies never;
  }
}

function agencyTokens(
  code: Parameters<typeof formsOf>[0],
  as: 'any' | 'issuer' | 'recipient',
): TokenExpression {
  const fields = as === 'any' ? (['iss', 'rec'] as const) : ([as === 'issuer' ? 'iss' : 'rec'] as const);
  const parts = fields.flatMap((field) => formsOf(code).map((form) => token(filterToken(field, form))));
  return { kind: 'or', parts };
}

/** Pairs find a phrase of two exactly, a longer one nearly; typed marks are not in the tokens at all. */
function planWords(words: readonly string[], field: '' | 'sub' | 'sig'): Plan {
  const text = words.join(' ');
  const runs = foldedRuns(text).flat();
  const tokens = field === '' ? pairsOrWord(runs) : wanted(prefixed(field, runs.join(' ')), runs.length);
  const isExact = runs.length <= 2 && foldedRuns(text).length <= 1 && !hasVietnameseMarks(text);
  const parts = tokens.map(token);
  return parts.length === 0
    ? { tokens: EVERYTHING, isExact: true }
    : { tokens: { kind: 'and', parts }, isExact };
}

function pairsOrWord(words: readonly string[]): readonly string[] {
  if (words.length === 1) return words;
  return words.slice(1).map((word, at) => `${words[at]}_${word}`);
}

/** Of a field's tokens the pairs suffice, unless it is one word. */
function wanted(tokens: readonly string[], words: number): readonly string[] {
  return words === 1 ? tokens : tokens.filter((one) => one.slice('__sub_'.length).includes('_'));
}

function planNot({ tokens, isExact }: Plan): Plan {
  if (!isExact) return { tokens: EVERYTHING, isExact };
  return { tokens: { kind: 'without', part: tokens }, isExact };
}

function joined(kind: 'and' | 'or', plans: readonly Plan[]): Plan {
  const [only, ...more] = plans;
  if (only !== undefined && more.length === 0) return only;
  return {
    tokens: { kind, parts: plans.map((plan) => plan.tokens) },
    isExact: plans.every((plan) => plan.isExact),
  };
}

function marked(one: string, typed: string): Plan {
  return { tokens: token(one), isExact: !hasVietnameseMarks(typed) };
}

function token(text: string): TokenExpression {
  return { kind: 'token', token: text };
}
