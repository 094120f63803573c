import type { Bilingual } from '../../kernel/errors/row.ts';
import type { Reason } from '../report.ts';
import { CONTAINER_REASONS } from './reasons/containers.ts';
import { DSIG_REASONS } from './reasons/dsig.ts';
import { LASTING_REASONS } from './reasons/lasting.ts';
import { PART_REASONS } from './reasons/parts.ts';
import { PDF_REASONS } from './reasons/pdf.ts';
import { SIGNING_REASONS } from './reasons/signing.ts';
import { XML_REASONS } from './reasons/xml.ts';

/** Every reason a report can give; a code never changes its meaning. */
export const REASONS = {
  ...SIGNING_REASONS,
  ...PDF_REASONS,
  ...XML_REASONS,
  ...CONTAINER_REASONS,
  ...DSIG_REASONS,
  ...LASTING_REASONS,
  ...PART_REASONS,
} as const satisfies Record<string, Bilingual>;

export type ReasonCode = keyof typeof REASONS;

/** @param particulars what exactly: an object path, a name, a date; in no language */
export function reason(code: ReasonCode, particulars?: string): Reason {
  const { en } = REASONS[code];
  return { code, text: particulars === undefined ? en : `${en}: ${particulars}` };
}

/** The text of a reason in another language; its particulars stay as they are. */
export function reasonText({ code, text }: Reason, language: 'en' | 'vi'): string {
  const row = Object.hasOwn(REASONS, code) ? REASONS[code as ReasonCode] : undefined;
  if (row === undefined || language === 'en' || !text.startsWith(row.en)) return text;
  return row[language] + text.slice(row.en.length);
}

/** The sentence of a code without particulars; the code itself when it is unknown. */
export function reasonSentence(code: string, language: 'en' | 'vi'): string {
  return Object.hasOwn(REASONS, code) ? REASONS[code as ReasonCode][language] : code;
}
