/** A value that never shows itself: printing, logging or serializing it gives «redacted». */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The only way out; call it where the value is used and keep the result no longer than that. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '«redacted»';
  }

  toJSON(): string {
    return '«redacted»';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '«redacted»';
  }
}
