/** The story of the books: give the next number, keep one free, strike one out. */
import { CongvanError } from '../kernel/errors.ts';
import { vietnamDay, vietnamYear } from '../kernel/vietnamTime.ts';
import { parseDocumentType } from '../registry/documentTypes.ts';
import { codeProblems, formatNumber, notationFor } from '../registry/numbers.ts';
import type { NumberEntry, Register } from '../registry/store.ts';
import type { Keeping } from './context.ts';
import { newNonce } from './ids.ts';

export interface NumberingRequest {
  readonly register: Extract<Register, 'out' | 'copy'>;
  /** Name, abbreviation or id of the type: "Công văn", "QĐ", "quyet-dinh". */
  readonly type: string;
  /** Whole notation ("QĐ-STC"); made from type, issuer and unit when left out. */
  readonly notation?: string;
  /** Abbreviation of the issuing agency ("STC"). */
  readonly issuer: string;
  /** Drafting unit or field, for a công văn ("VP"). */
  readonly unit?: string;
  readonly subject: string;
  readonly signer: string;
  /** Day on the document, `yyyy-mm-dd`, Vietnam time; today when left out. */
  readonly day?: string;
  readonly sequence?: string;
  /** Exactly this serial. @throws NUMBER_TAKEN */
  readonly serial?: number;
  readonly reserve?: boolean;
  /** Asking again with the same key gives the same number. */
  readonly key?: string;
}

/** @throws DOCUMENT_TYPE_UNKNOWN, DOCUMENT_CODE_INVALID for a notation the law does not know, NUMBER_TAKEN */
export async function nextNumber(context: Keeping, request: NumberingRequest): Promise<NumberEntry> {
  const type = parseDocumentType(request.type);
  const notation = request.notation ?? notationFor(type, request.issuer, request.unit);
  const [problem] = codeProblems({ number: formatNumber(1), notation }, type);
  if (problem !== undefined)
    throw new CongvanError('DOCUMENT_CODE_INVALID', { where: notation, hint: problem.text });
  const at = context.clock.now();
  const day = request.day ?? vietnamDay(at);
  return await context.store.allocateNumber({
    register: request.register,
    agency: context.agency.code,
    year: request.day === undefined ? vietnamYear(at) : Number(day.slice(0, 4)),
    at,
    document: {
      notation,
      type: type.id,
      subject: request.subject,
      signer: request.signer,
      issuedDate: day,
    },
    ...(request.sequence === undefined ? {} : { sequence: request.sequence }),
    ...(request.serial === undefined ? {} : { serial: request.serial }),
    ...(request.reserve === undefined ? {} : { reserve: request.reserve }),
    ...(request.key === undefined ? {} : { key: request.key }),
  });
}

/**
 * Finds the line of a number as written on the document ("15/STC-VP").
 * @param year the book's year; this year in Vietnam when left out
 * @throws NUMBER_UNKNOWN
 */
export async function findNumber(
  context: Keeping,
  code: { readonly number: string; readonly notation: string },
  year = vietnamYear(context.clock.now()),
): Promise<NumberEntry> {
  const entry = await context.store.findNumber(context.agency.code, year, code.number, code.notation);
  if (entry !== undefined) return entry;
  throw new CongvanError('NUMBER_UNKNOWN', { where: `${code.number}/${code.notation}`, detail: `${year}` });
}

/** Strikes a number out: the line stays in the book, marked, and the log remembers who and why. */
export async function voidNumber(context: Keeping, entry: NumberEntry, reason: string): Promise<void> {
  const at = context.clock.now();
  await context.store.commit([
    { kind: 'registry.number-voided', key: entry, reason, at },
    {
      kind: 'archive.audited',
      nonce: newNonce(context),
      event: {
        kind: 'number-voided',
        at: at.toISOString(),
        actor: context.actor,
        recordId: entry.recordId,
        detail: {
          register: entry.register,
          year: entry.year,
          code: `${entry.number}/${entry.notation}`,
          reason,
        },
      },
    },
  ]);
}
