import { SaxesParser } from 'saxes';

/** Where something can be put at the end of the root element; offsets in UTF-16 units. */
export interface RootEnd {
  /** Behind the content of the root: everything before this comes before what is put in. */
  readonly at: number;
  /** What replaces the text from `at` to `end`: the end tag. */
  readonly endTag: string;
  readonly end: number;
}

/** @param text a document that has been read before: well-formed, no DOCTYPE */
export function rootEnd(text: string): RootEnd | undefined {
  const parser = new SaxesParser({ xmlns: true, position: true });
  let depth = 0;
  let found: RootEnd | undefined;
  parser.on('opentag', () => {
    depth++;
  });
  parser.on('closetag', ({ name, isSelfClosing }) => {
    depth--;
    if (depth > 0) return;
    const end = parser.position;
    const at = isSelfClosing ? end - '/>'.length : text.lastIndexOf('</', end - 1);
    found = isSelfClosing ? { at, end, endTag: `</${name}>` } : { at, end, endTag: text.slice(at, end) };
  });
  parser.write(text).close();
  return found;
}

/** The document with `inner` as the last thing in its root. */
export function insertedInto(text: string, { at, end, endTag }: RootEnd, inner: string): string {
  const isSelfClosing = text.startsWith('/>', at);
  return `${text.slice(0, at)}${isSelfClosing ? '>' : ''}${inner}${endTag}${text.slice(end)}`;
}
