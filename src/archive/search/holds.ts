/** Does a record satisfy a condition? Decided on the record and its text alone: the truth that the index only finds. */

import { hasVietnameseMarks } from '../../kernel/vietnameseText.ts';
import { isSameAgency } from '../../registry/agencyCode.ts';
import type { Condition } from '../query.ts';
import type { ArchiveRecord } from '../record.ts';
import { foldedRuns, lowerRuns, markedToken, placesOf, slug } from './fold.ts';
import { plainNumber, searchText, typeSlug } from './recordTokens.ts';

/** A record with the text of its files. */
export interface SearchedRecord {
  readonly record: ArchiveRecord;
  readonly text: string;
}

export function holdsAll(conditions: readonly Condition[], searched: SearchedRecord): boolean {
  return conditions.every((condition) => holds(condition, searched));
}

export function holds(condition: Condition, searched: SearchedRecord): boolean {
  const { record } = searched;
  switch (condition.kind) {
    case 'word':
      return hasWords(searchText(record, searched.text), [condition.word]);
    case 'phrase':
      return hasWords(searchText(record, searched.text), condition.words);
    case 'subject':
      return hasWords(record.subject, condition.words);
    case 'signer':
      return hasWords(record.signer.fullName, condition.words);
    case 'direction':
      return record.direction === condition.direction;
    case 'agency':
      return holdsAgency(condition, record);
    case 'type':
      return typeSlug(record.type, record.typeName) === slug(condition.type);
    case 'number':
      return slug(plainNumber(record.number)) === slug(plainNumber(condition.number));
    case 'notation':
      return isSameText(record.notation, condition.notation);
    case 'code':
      return (
        slug(plainNumber(record.number)) === slug(plainNumber(condition.number)) &&
        isSameText(record.notation, condition.notation)
      );
    case 'priority':
      return record.priority === condition.priority;
    case 'documentId':
      return record.documentId === condition.documentId;
    case 'arrival':
      return record.arrival?.number === condition.number;
    case 'indication':
      return record.indication === condition.indication;
    case 'not':
      return !holds(condition.condition, searched);
    case 'all':
      return holdsAll(condition.conditions, searched);
    case 'any':
      return condition.conditions.some((one) => holds(one, searched));
    default:
      return condition satisfies never;
  }
}

function holdsAgency(condition: Extract<Condition, { kind: 'agency' }>, record: ArchiveRecord): boolean {
  const isIssuer = isSameAgency(record.issuer.code, condition.code);
  const isRecipient = record.recipients.some((agency) => isSameAgency(agency.code, condition.code));
  if (condition.as === 'issuer') return isIssuer;
  return condition.as === 'recipient' ? isRecipient : isIssuer || isRecipient;
}

/** A word typed with marks must stand there with these marks; one typed without them matches any. */
function hasWords(text: string, words: readonly string[]): boolean {
  const typed = words.join(' ');
  const folded = foldedRuns(typed).flat();
  const found = placesOf(foldedRuns(text), folded);
  if (found.length === 0 || !hasVietnameseMarks(typed)) return found.length > 0 || folded.length === 0;
  const marked = lowerRuns(typed).flat().map(markedToken);
  const runs = lowerRuns(text);
  return found.some(({ run, start }) =>
    marked.every(
      (word, offset) => word === folded[offset] || word === markedToken(runs[run]?.[start + offset] ?? ''),
    ),
  );
}

/** Case and, where none were typed, marks do not matter. */
function isSameText(text: string, typed: string): boolean {
  if (slug(text) !== slug(typed)) return false;
  return (
    !hasVietnameseMarks(typed) || markedToken(text.normalize('NFC')) === markedToken(typed.normalize('NFC'))
  );
}
