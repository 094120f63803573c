/**
 * Agency codes. Two grammars live side by side:
 * - QCVN 102:2016: `000.00.12.H29`, four groups, the levels run right to left, zeros mean "none";
 * - QĐ 20/2020/QĐ-TTg: `H29.12`, the levels run left to right, at most 35 characters.
 * A code is kept as written; an agency may be known by either.
 */
import { CongvanError } from '../kernel/errors.ts';
import type { AgencyCode } from '../kernel/ids.ts';

export type AgencyCodeGrammar = 'qcvn-102' | 'qd-20' | 'other';

const QCVN_102 = /^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}$/;
const QD_20 = /^[A-Z]\d{2}(\.[A-Z0-9]{1,10})*$/;
/** Seen on the axis though neither grammar has it: `vxp.saas.03`, `28.22.H17`, `001.00.20.TT2`. */
const OTHER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,34}$/;
const LONGEST = 35;
const ZEROS = /^0+$/;

/** Undefined when the text cannot be a code at all. `other` is acceptable with a warning only. */
export function agencyCodeGrammar(text: string): AgencyCodeGrammar | undefined {
  if (QCVN_102.test(text)) return 'qcvn-102';
  if (QD_20.test(text) && text.length <= LONGEST) return 'qd-20';
  return OTHER.test(text) ? 'other' : undefined;
}

export function isAgencyCode(text: string): text is AgencyCode {
  const grammar = agencyCodeGrammar(text);
  return grammar !== undefined && grammar !== 'other';
}

function isTolerableCode(text: string): text is AgencyCode {
  return agencyCodeGrammar(text) !== undefined;
}

/**
 * A code of one of the two grammars; surrounding blanks are dropped, nothing else is changed.
 * @throws AGENCY_CODE_INVALID
 */
export function parseAgencyCode(text: string): AgencyCode {
  const code = text.trim();
  if (!isAgencyCode(code)) throw new CongvanError('AGENCY_CODE_INVALID', { where: JSON.stringify(text) });
  return code;
}

/**
 * As `parseAgencyCode`, but takes the irregular codes that real envelopes carry.
 * @throws AGENCY_CODE_INVALID
 */
export function parseReceivedAgencyCode(text: string): AgencyCode {
  const code = text.trim();
  if (!isTolerableCode(code)) throw new CongvanError('AGENCY_CODE_INVALID', { where: JSON.stringify(text) });
  return code;
}

/**
 * The QĐ 20 form: groups reversed, zero groups dropped. Undefined when a zero group lies between two others: the
 * level that is missing cannot be computed, only looked up in the axis's catalogue.
 */
export function toQd20(code: AgencyCode): AgencyCode | undefined {
  const grammar = agencyCodeGrammar(code);
  if (grammar === 'qd-20') return code;
  if (grammar !== 'qcvn-102') return undefined;
  const levels = code.split('.').reverse();
  const firstZero = levels.findIndex((level) => ZEROS.test(level));
  const used = firstZero === -1 ? levels : levels.slice(0, firstZero);
  if (levels.slice(used.length).some((level) => !ZEROS.test(level))) return undefined;
  return codeOrUndefined(used.join('.'));
}

/** The QCVN 102 form. Undefined when the code does not fit: more than four levels, letters or another width. */
export function toQcvn102(code: AgencyCode): AgencyCode | undefined {
  const grammar = agencyCodeGrammar(code);
  if (grammar === 'qcvn-102') return code;
  if (grammar !== 'qd-20') return undefined;
  const [level1, level2 = '00', level3 = '00', level4 = '000', ...more] = code.split('.');
  if (more.length > 0 || (level1 !== undefined && hasGap(code))) return undefined;
  return codeOrUndefined([level4, level3, level2, level1].join('.'), 'qcvn-102');
}

function hasGap(code: string): boolean {
  return code.split('.').some((level) => ZEROS.test(level));
}

function codeOrUndefined(text: string, grammar?: AgencyCodeGrammar): AgencyCode | undefined {
  if (!isAgencyCode(text)) return undefined;
  return grammar === undefined || agencyCodeGrammar(text) === grammar ? text : undefined;
}

/** Both forms of a code as far as they can be computed, the one given first: for looking an agency up by either. */
export function formsOf(code: AgencyCode): readonly AgencyCode[] {
  const forms = [code, toQd20(code), toQcvn102(code)].filter((form) => form !== undefined);
  return [...new Set(forms)];
}

/** Do two codes name the same agency, as far as it can be computed? */
export function isSameAgency(one: AgencyCode, other: AgencyCode): boolean {
  const forms = formsOf(other);
  return formsOf(one).some((form) => forms.includes(form));
}

/** The first-level code (`H29`) under which the catalogue lists the agency; undefined for irregular codes. */
export function levelOneOf(code: AgencyCode): string | undefined {
  const grammar = agencyCodeGrammar(code);
  if (grammar === undefined || grammar === 'other') return undefined;
  return grammar === 'qd-20' ? code.split('.')[0] : code.split('.').at(-1);
}
