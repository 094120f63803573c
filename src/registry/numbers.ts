import { CongvanError } from '../kernel/errors.ts';
import type { DocumentType } from './documentTypes.ts';
import type { Problem } from './validity.ts';

/** edXML and PL VI give the number 11 characters, the notation 30. */
const LONGEST_NUMBER = 11;
const LONGEST_NOTATION = 30;
/** Letters and digits, groups joined by "-"; a group may be split by "." or "/" ("2020/NĐ-CP"). */
const NOTATION = /^[\p{L}\p{N}]+(?:[-./&][\p{L}\p{N}]+)*$/u;

/** Arabic digits, at least two: "05", "15", "1203" (NĐ 30/2020 PL I phần I II.3a, II.3c). */
export function formatNumber(serial: number): string {
  return String(serial).padStart(2, '0');
}

/** `15/QĐ-BNV`; only the number when there is no notation. */
export function formatCode(number: string, notation: string): string {
  return notation === '' ? number : `${number}/${notation}`;
}

/** `Số: 15/QĐ-BNV`, as it stands on the document. */
export function formatCodeLine(number: string, notation: string): string {
  return `Số: ${formatCode(number, notation)}`;
}

export interface DocumentCode {
  readonly number: string;
  readonly notation: string;
}

/**
 * Splits `15/QĐ-BNV` (also `30/2020/NĐ-CP`: number 30, notation 2020/NĐ-CP). The number stays text.
 * @throws DOCUMENT_CODE_INVALID
 */
export function parseCode(text: string): DocumentCode {
  const match = /^([0-9][0-9A-Za-z]*)\/(\S+)$/u.exec(text.normalize('NFC').trim());
  const [, number, notation] = match ?? [];
  if (number === undefined || notation === undefined || !NOTATION.test(notation)) {
    throw new CongvanError('DOCUMENT_CODE_INVALID', { where: JSON.stringify(text) });
  }
  return { number, notation };
}

/**
 * The notation of a document (NĐ 30/2020 PL I phần I II.3b): type and issuer (`QĐ-BNV`); for a công văn issuer and the
 * drafting unit or field (`BNV-VP`).
 */
export function notationFor(type: DocumentType, issuer: string, unit = ''): string {
  const groups = type.abbreviation === null ? [issuer, unit] : [type.abbreviation, issuer];
  return groups
    .filter((group) => group !== '')
    .join('-')
    .normalize('NFC');
}

/** What is wrong with a number and notation; the type is checked when it is known. */
export function codeProblems(code: DocumentCode, type?: DocumentType): readonly Problem[] {
  const problems: Problem[] = [];
  if (!/^[0-9]+[A-Za-z]?$/.test(code.number)) problems.push(NUMBER_FORM);
  if (code.number.length > LONGEST_NUMBER) problems.push(tooLong('CodeNumber', LONGEST_NUMBER));
  if (!NOTATION.test(code.notation) || code.notation !== code.notation.normalize('NFC')) {
    problems.push(NOTATION_FORM);
  }
  if ([...code.notation].length > LONGEST_NOTATION) problems.push(tooLong('CodeNotation', LONGEST_NOTATION));
  return [...problems, ...typeProblems(code.notation, type)];
}

function typeProblems(notation: string, type: DocumentType | undefined): readonly Problem[] {
  if (type === undefined || type.abbreviation === null) return [];
  const groups = notation.split(/[-/]/);
  if (groups.includes(type.abbreviation)) return [];
  return [
    {
      severity: 'error',
      path: 'CodeNotation',
      rule: 'NĐ 30/2020 PL III.I',
      text: {
        en: `the notation of "${type.name}" carries ${type.abbreviation}`,
        vi: `ký hiệu của "${type.name}" phải có ${type.abbreviation}`,
      },
    },
  ];
}

const NUMBER_FORM: Problem = {
  severity: 'error',
  path: 'CodeNumber',
  rule: 'NĐ 30/2020 PL I phần I II.3a',
  text: { en: 'the number is written with Arabic digits', vi: 'số văn bản ghi bằng chữ số Ả Rập' },
};

const NOTATION_FORM: Problem = {
  severity: 'error',
  path: 'CodeNotation',
  rule: 'NĐ 30/2020 PL I phần I II.3b',
  text: {
    en: 'the notation is groups of letters joined by "-", without spaces',
    vi: 'ký hiệu gồm các nhóm chữ nối bằng "-", không cách chữ',
  },
};

function tooLong(path: string, longest: number): Problem {
  return {
    severity: 'error',
    path,
    rule: 'NĐ 30/2020 PL VI',
    text: { en: `longer than ${longest} characters`, vi: `dài quá ${longest} ký tự` },
  };
}
