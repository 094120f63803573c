import { plainLine } from '../../kernel/plainText.ts';

/** HTML or XML that was made here. Carried as a class, so that a stranger's text can never pass for it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type MarkupValue = string | number | Markup | readonly Markup[] | null;

/** A template: text and numbers in it are escaped, markup stays, lists are joined, null is nothing. */
export function markup(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(strings.reduce((made, text, i) => made + text + partText(values[i] ?? null), ''));
}

function partText(value: MarkupValue): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters no XML 1.0 document may hold, besides the controls that `plainLine` takes. */
const NOT_XML = /[\ufffe\uffff]/g;

/** Text of strangers inside HTML or XML, also in a quoted attribute: nothing in it is markup, control or direction. */
export function escaped(text: string): string {
  return plainLine(text.toWellFormed())
    .replace(NOT_XML, '\ufffd')
    .replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? '');
}
