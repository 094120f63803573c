import type { Bilingual } from '../kernel/errors/row.ts';
import { CongvanError } from '../kernel/errors.ts';

const NOT_EMPTY: Bilingual = { en: 'it must not be empty', vi: 'không được để trống' };
const WHOLE_NUMBER: Bilingual = { en: 'write a whole number, such as 15', vi: 'viết số nguyên, ví dụ 15' };
const NUMBER: Bilingual = { en: 'write a number, such as 36 or 36.5', vi: 'viết số, ví dụ 36 hoặc 36.5' };
const DAY: Bilingual = { en: 'write a day as 2026-11-19', vi: 'viết ngày theo dạng 2026-11-19' };

/** Hint for what concerns one file. */
export const ONE_FILE: Bilingual = { en: 'give one file at a time with it', vi: 'chỉ dùng với từng tệp một' };

/** Hint for a closed list of words. */
export function oneOf(words: readonly string[]): Bilingual {
  return { en: `one of: ${words.join(' | ')}`, vi: `một trong: ${words.join(' | ')}` };
}

/** The words and options of one command line, read by type. Names are commander's: `pinFile` for `--pin-file`. */
export class Input {
  readonly arguments: readonly string[];
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(given: readonly string[], values: ReadonlyMap<string, unknown>) {
    this.arguments = given;
    this.#values = values;
  }

  /** The first argument; the parser has made sure that it is there. */
  get first(): string {
    const [first] = this.arguments;
    if (first === undefined) throw new CongvanError('USAGE_MISSING');
    return first;
  }

  flag(name: string): boolean {
    return this.#values.get(name) === true;
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  /** @throws USAGE_MISSING, USAGE_INVALID_VALUE when there is nothing in it */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new CongvanError('USAGE_MISSING', { where: optionName(name) });
    if (value.trim() === '') throw this.invalid(name, NOT_EMPTY);
    return value;
  }

  list(name: string): readonly string[] {
    const value = this.#values.get(name);
    return Array.isArray(value) ? value.map(String) : [];
  }

  /** A whole number not below zero. @throws USAGE_INVALID_VALUE */
  count(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,9}$/.test(value)) throw this.invalid(name, WHOLE_NUMBER);
    return Number(value);
  }

  /** A number, decimal point allowed. @throws USAGE_INVALID_VALUE */
  measure(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,6}(?:\.\d{1,6})?$/.test(value)) throw this.invalid(name, NUMBER);
    return Number(value);
  }

  /** A calendar day `2026-11-19`. @throws USAGE_INVALID_VALUE */
  day(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const at = new Date(`${value}T00:00:00Z`);
    const real = /^\d{4}-\d{2}-\d{2}$/.test(value) && at.toJSON()?.startsWith(value) === true;
    if (!real) throw this.invalid(name, DAY);
    return value;
  }

  /** One of these words. @throws USAGE_INVALID_VALUE */
  choice<const T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) throw this.invalid(name, oneOf(choices));
    return chosen;
  }

  /** @param hint what would be understood */
  invalid(name: string, hint: Bilingual): CongvanError {
    const where = `${optionName(name)} ${this.text(name) ?? ''}`.trim();
    return new CongvanError('USAGE_INVALID_VALUE', { where, hint });
  }
}

function optionName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
