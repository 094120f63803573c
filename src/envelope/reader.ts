import { CongvanError } from '../kernel/errors.ts';
import type { XmlElement } from '../kernel/xml/tree.ts';
import { EDXML_NAMESPACE, type Problem } from './envelope.ts';
import { dayFromWire, timeFromWire } from './wireTime.ts';

/**
 * Takes values out of an element: by namespace and local name, in any order; text trimmed, empty counts as absent.
 * What is merely odd is noted; what would let two readers see different values is refused.
 */
export class Reader {
  readonly #element: XmlElement | undefined;
  readonly #path: string;
  readonly warnings: Problem[];

  constructor(element: XmlElement | undefined, path: string, warnings: Problem[]) {
    this.#element = element;
    this.#path = path;
    this.warnings = warnings;
  }

  get isPresent(): boolean {
    return this.#element !== undefined;
  }

  get path(): string {
    return this.#path;
  }

  /** @throws ENVELOPE_AMBIGUOUS when it stands there twice */
  one(name: string): Reader {
    const found = this.#children(name);
    if (found.length > 1) throw ambiguous(this.#at(name), 'the element stands there more than once');
    return new Reader(found[0], this.#at(name), this.warnings);
  }

  many(name: string): readonly Reader[] {
    const found = this.#children(name);
    return found.map((child, index) => new Reader(child, `${this.#at(name)}[${index + 1}]`, this.warnings));
  }

  attribute(name: string): string | undefined {
    return this.#element?.attributes.get(name)?.trim() || undefined;
  }

  /** Its own text. @throws ENVELOPE_AMBIGUOUS when elements stand among it */
  get ownText(): string | undefined {
    if (this.#element === undefined) return undefined;
    if (this.#element.children.length > 0) throw ambiguous(this.#path, 'elements inside a value');
    return this.#element.text.trim() || undefined;
  }

  text(name: string): string | undefined {
    return this.one(name).ownText;
  }

  /** For what must be there: `''` when it is not; the rules name it. */
  mandatory(name: string): string {
    return this.text(name) ?? '';
  }

  texts(name: string): readonly string[] {
    return this.many(name).flatMap((child) => child.ownText ?? []);
  }

  day(name: string): string | undefined {
    return this.#converted(name, dayFromWire, 'date');
  }

  time(name: string): string | undefined {
    return this.#converted(name, timeFromWire, 'time');
  }

  flag(name: string): boolean | undefined {
    return this.#converted(name, flagOf, 'flag');
  }

  /** The value as `read` understands it; a value it does not understand is left out with a warning. */
  value<T>(name: string, read: (text: string) => T | undefined): T | undefined {
    return this.#converted(name, read, 'value');
  }

  warn(name: string, rule: string, en: string, vi: string): void {
    this.warnings.push({ path: this.#at(name), rule, message: { en, vi } });
  }

  #converted<T>(name: string, read: (text: string) => T | undefined, rule: string): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = read(text);
    if (value === undefined)
      this.warn(name, rule, `cannot be understood: ${text}`, `không hiểu giá trị: ${text}`);
    return value;
  }

  #children(name: string): readonly XmlElement[] {
    const children = this.#element?.children ?? [];
    return children.filter((child) => child.local === name && child.namespace === EDXML_NAMESPACE);
  }

  #at(name: string): string {
    return this.#path === '' ? name : `${this.#path}/${name}`;
  }
}

function flagOf(text: string): boolean | undefined {
  if (text === '1' || text.toLowerCase() === 'true') return true;
  return text === '0' || text.toLowerCase() === 'false' ? false : undefined;
}

function ambiguous(where: string, detail: string): CongvanError {
  return new CongvanError('ENVELOPE_AMBIGUOUS', { where, detail });
}
