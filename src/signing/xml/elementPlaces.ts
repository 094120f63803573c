/** Where an element stands in the text of its document: offsets in UTF-16 units. */
export interface ElementPlace {
  /** Of its `<`. */
  readonly start: number;
  /** Behind the `>` of its start tag. */
  readonly inside: number;
  /** Of the `<` of its end tag; that of an empty-element tag is `inside`. */
  readonly end: number;
  readonly isEmptyTag: boolean;
  /** As it is written, prefix included. */
  readonly name: string;
}

const MARKUP =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s/>]+)(?:[^>"']|"[^"]*"|'[^']*')*>/g;

/**
 * Finds every element in the text of a document that was read before: well-formed, without DOCTYPE.
 * @returns in document order, as `elementsOf` gives the elements
 */
export function elementPlaces(text: string): readonly ElementPlace[] {
  const places: { -readonly [K in keyof ElementPlace]: ElementPlace[K] }[] = [];
  const open: number[] = [];
  for (const match of text.matchAll(MARKUP)) {
    const [markup, slash, name] = match;
    if (name === undefined) continue;
    if (slash === '/') {
      const place = places[open.pop() ?? -1];
      if (place !== undefined) place.end = match.index;
      continue;
    }
    const inside = match.index + markup.length;
    const isEmptyTag = markup.endsWith('/>');
    if (!isEmptyTag) open.push(places.length);
    places.push({ start: match.index, inside, end: inside, isEmptyTag, name });
  }
  return places;
}

/** The text with something more as the last (or first) thing in an element. */
export function insertedAt(text: string, place: ElementPlace, added: string, first = false): string {
  if (!place.isEmptyTag) {
    const at = first ? place.inside : place.end;
    return `${text.slice(0, at)}${added}${text.slice(at)}`;
  }
  const tag = text.slice(place.start, place.inside).replace(/\s*\/>$/, '>');
  return `${text.slice(0, place.start)}${tag}${added}</${place.name}>${text.slice(place.inside)}`;
}
