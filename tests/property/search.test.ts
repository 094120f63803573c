import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../../src/archive/query.ts';
import type { ArchiveRecord } from '../../src/archive/record.ts';
import { foldedRuns, lowerRuns, slug } from '../../src/archive/search/fold.ts';
import { holds, holdsAll } from '../../src/archive/search/holds.ts';
import { parseQuery } from '../../src/archive/search/parseQuery.ts';
import { planQuery, type TokenExpression } from '../../src/archive/search/plan.ts';
import { recordTokens } from '../../src/archive/search/recordTokens.ts';
import { CongvanError } from '../../src/kernel/errors.ts';
import type { AgencyCode, DocumentId } from '../../src/kernel/ids.ts';
import { foldVietnamese } from '../../src/kernel/vietnameseText.ts';
import { sampleRecord } from '../contract/records.ts';

const SYLLABLES =
  'quyết định hòa hoà đất đai sử dụng ủy uỷ ban nhân dân tỉnh an giang đê điều đề án Nguyễn Thị Ánh ý kiến';
const syllable = fc.constantFrom(...SYLLABLES.split(' '), '2026', 'a1', 'ok');
const sentence = fc.array(syllable, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
const prose = fc
  .array(fc.tuple(sentence, fc.constantFrom('. ', ', ', '\n', ' – ', '; ')), { maxLength: 5 })
  .map((pieces) => pieces.flat().join(''));
/** Any Unicode, to break the folding. */
const wild = fc.string({ unit: 'binary', maxLength: 40 });
const code = fc.constantFrom('H29', 'H29.12', '000.00.12.H29', '002.00.20.H13', 'vxp.saas.03', 'VXP_saas-03');

const anyRecord: fc.Arbitrary<ArchiveRecord> = fc
  .record({
    subject: fc.oneof(sentence, wild),
    number: fc.constantFrom('05', '5', '15', '1203', '05a'),
    notation: fc.constantFrom('QĐ-UBND', 'STC-VP', 'UBND-KGVX', ''),
    fullName: sentence,
    issuer: code,
    recipient: code,
    documentId: fc.oneof(wild, fc.constant('H29,2026/03/02,05/QĐ-UBND')),
  })
  .map((own) =>
    sampleRecord({
      subject: own.subject,
      number: own.number,
      notation: own.notation,
      signer: { competence: '', position: '', fullName: own.fullName },
      issuer: { code: own.issuer as AgencyCode, name: '' },
      recipients: [{ code: own.recipient as AgencyCode, name: '' }],
      documentId: own.documentId as DocumentId,
    }),
  );

const simple: fc.Arbitrary<Condition> = fc.oneof(
  syllable.map((word): Condition => ({ kind: 'word', word })),
  fc.array(syllable, { minLength: 1, maxLength: 4 }).map((words): Condition => ({ kind: 'phrase', words })),
  fc.array(syllable, { minLength: 1, maxLength: 3 }).map((words): Condition => ({ kind: 'subject', words })),
  fc.array(syllable, { minLength: 1, maxLength: 3 }).map((words): Condition => ({ kind: 'signer', words })),
  fc.constantFrom<Condition>(
    { kind: 'number', number: '5' },
    { kind: 'notation', notation: 'qd-ubnd' },
    { kind: 'code', number: '5', notation: 'QĐ-UBND' },
    { kind: 'direction', direction: 'in' },
    { kind: 'priority', priority: 0 },
  ),
  fc
    .tuple(code, fc.constantFrom('any', 'issuer', 'recipient'))
    .map(([one, as]): Condition => ({ kind: 'agency', code: one as AgencyCode, as })),
);
const condition: fc.Arbitrary<Condition> = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    simple,
    tie('node').map((one): Condition => ({ kind: 'not', condition: one })),
    fc
      .array(tie('node'), { minLength: 1, maxLength: 3 })
      .map((conditions): Condition => ({ kind: 'all', conditions })),
    fc
      .array(tie('node'), { minLength: 1, maxLength: 3 })
      .map((conditions): Condition => ({ kind: 'any', conditions })),
  ),
})).node;

/** What the index does with a plan. */
function matches(expression: TokenExpression, tokens: ReadonlySet<string>): boolean {
  if (expression.kind === 'token') return tokens.has(expression.token);
  if (expression.kind === 'without') return !matches(expression.part, tokens);
  const verdicts = expression.parts.map((part) => matches(part, tokens));
  return expression.kind === 'and' ? verdicts.every(Boolean) : verdicts.some(Boolean);
}

describe('folding', () => {
  it('gives the same for every Unicode form, and is stable', () => {
    fc.assert(
      fc.property(fc.oneof(prose, wild), (text) => {
        const folded = foldVietnamese(text);
        expect(foldVietnamese(text.normalize('NFC'))).toBe(foldVietnamese(text.normalize('NFD')));
        expect(foldVietnamese(foldVietnamese(folded))).toBe(foldVietnamese(folded));
      }),
    );
  });

  it('cuts text with and without marks at the same places', () => {
    fc.assert(
      fc.property(prose, (text) => {
        const shape = (runs: readonly (readonly string[])[]) => runs.map((run) => run.length);
        expect(shape(lowerRuns(text))).toEqual(shape(foldedRuns(text)));
      }),
    );
  });

  it('makes tokens that cannot be mistaken for filters or break the index’s syntax', () => {
    fc.assert(
      fc.property(anyRecord, fc.oneof(prose, wild), (record, text) => {
        for (const token of recordTokens(record, text)) {
          expect(token).toMatch(/^(__[a-z]+(_|$))?[\p{L}\p{N}\p{M}_]*$/u);
        }
        for (const run of foldedRuns(text)) for (const token of run) expect(token).not.toContain('_');
      }),
    );
  });
});

describe('the plan of a query', () => {
  it('finds every record that satisfies it, and only those when it says it is exact', () => {
    fc.assert(
      fc.property(anyRecord, prose, fc.array(condition, { maxLength: 3 }), (record, text, conditions) => {
        const plan = planQuery(conditions);
        const found = matches(plan.tokens, recordTokens(record, text));
        const satisfied = holdsAll(conditions, { record, text });
        if (plan.isExact) expect(found).toBe(satisfied);
        else expect(found || !satisfied).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a record', () => {
  it('is found by the exact value of each of its fields', () => {
    fc.assert(
      fc.property(anyRecord, prose, (record, text) => {
        const values: readonly Condition[] = [
          { kind: 'documentId', documentId: record.documentId },
          { kind: 'number', number: record.number },
          { kind: 'notation', notation: record.notation },
          { kind: 'code', number: record.number, notation: record.notation },
          { kind: 'type', type: record.type ?? record.typeName },
          { kind: 'agency', code: record.issuer.code, as: 'issuer' },
          { kind: 'direction', direction: record.direction },
          { kind: 'priority', priority: record.priority },
          { kind: 'signer', words: record.signer.fullName.split(' ') },
          { kind: 'word', word: record.id },
          ...record.recipients.map((to): Condition => ({ kind: 'agency', code: to.code, as: 'recipient' })),
        ];
        const tokens = recordTokens(record, text);
        for (const value of values) {
          expect(holds(value, { record, text }), JSON.stringify(value)).toBe(true);
          expect(matches(planQuery([value]).tokens, tokens), JSON.stringify(value)).toBe(true);
        }
      }),
    );
  });

  it('is found by the words of its subject, with and without their marks, in either form', () => {
    fc.assert(
      fc.property(sentence, fc.constantFrom('NFC', 'NFD'), (subject, form) => {
        const record = sampleRecord({ subject });
        for (const typed of [
          subject,
          subject.normalize(form),
          foldVietnamese(subject),
          subject.toUpperCase(),
        ]) {
          const { conditions } = parseQuery(`subject:"${typed}" "${typed}"`);
          expect(holdsAll(conditions, { record, text: '' })).toBe(true);
        }
      }),
    );
  });
});

describe('the query language', () => {
  it('reads anything or says what is wrong, never crashes', () => {
    fc.assert(
      fc.property(
        fc.oneof(wild, fc.string({ unit: fc.constantFrom(...'ab()"-: OR'.split(''), ' OR ', 'số:') })),
        (text) => {
          try {
            planQuery(parseQuery(text).conditions);
          } catch (error) {
            expect(error).toBeInstanceOf(CongvanError);
            expect(error).toMatchObject({ code: 'QUERY_INVALID' });
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps the meaning of slugs', () => {
    expect(slug('000.00.12.H29')).toBe('000_00_12_h29');
    expect(slug('Quyết định (cá biệt)')).toBe('quyet_dinh_ca_biet');
  });
});
