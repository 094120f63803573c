import { CongvanError } from '../kernel/errors.ts';

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

  /** @throws USAGE_MISSING */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new CongvanError('USAGE_MISSING', { where: optionName(name) });
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
    if (!/^\d{1,9}$/.test(value)) throw this.invalid(name, 'a whole number');
    return Number(value);
  }

  /** A number, decimal point allowed. @throws USAGE_INVALID_VALUE */
  measure(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,6}(?:\.\d{1,6})?$/.test(value)) throw this.invalid(name, 'a number');
    return Number(value);
  }

  /** A calendar day `2026-11-19`. @throws USAGE_INVALID_VALUE */
  day(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const at = new Date(`${value}T00:00:00Z`);
    const real = /^\d{4}-\d{2}-\d{2}$/.test(value) && at.toJSON()?.startsWith(value) === true;
    if (!real) throw this.invalid(name, 'a day, e.g. 2026-11-19');
    return value;
  }

  /** One of these words. @throws USAGE_INVALID_VALUE */
  choice<const T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) throw this.invalid(name, choices.join(' | '));
    return chosen;
  }

  invalid(name: string, expected: string): CongvanError {
    const where = `${optionName(name)} ${this.text(name) ?? ''}`.trim();
    return new CongvanError('USAGE_INVALID_VALUE', { where, detail: expected });
  }
}

function optionName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
