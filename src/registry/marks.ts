import { type Dated, rowsValidOn } from './validity.ts';

export interface Mark extends Dated {
  readonly text: string;
}

const SECRETS_LAW = {
  from: '2020-07-01',
  to: null,
  source: 'Luật Bảo vệ bí mật nhà nước 29/2018/QH14',
} as const;

/** Marks of state secrecy. What carries one may not enter this system (QĐ 28/2018 Đ1.2). Longest first. */
export const SECRECY_MARKS: readonly Mark[] = [
  { text: 'TUYỆT MẬT', ...SECRETS_LAW },
  { text: 'TỐI MẬT', ...SECRETS_LAW },
  { text: 'MẬT', ...SECRETS_LAW },
];

/**
 * The secrecy mark that stands on a line of its own, in capitals, as it is stamped. A word inside a sentence ("bí mật",
 * "MẬT ĐỘ DÂN SỐ") is not a mark. The answer is a strong hint, not proof: a mark inside an image is not seen.
 */
export function secrecyMarkIn(text: string, day: string): string | undefined {
  const lines = text
    .normalize('NFC')
    .split(/\r?\n|\f/)
    .map((line) =>
      line
        .replace(/[^\p{L} ]/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    );
  return rowsValidOn(SECRECY_MARKS, day).find((mark) => lines.includes(mark.text))?.text;
}
