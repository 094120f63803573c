/** Text of strangers, made fit to be shown: it cannot move a cursor, ring, colour, or turn the direction of reading. */

/** Control characters, and the marks of Unicode that change direction or end a line. */
const ACTIVE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const ACTIVE_BUT_LINE_ENDS = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** One line: what is active becomes U+FFFD, white space a space. */
export function plainLine(text: string): string {
  return text.replace(/[\t\n\v\f\r]+/g, ' ').replace(ACTIVE, '\ufffd');
}

/** Lines that end with LF; besides, only the colours in `allowed` (escape sequences) stay. */
export function plainLines(text: string, allowed: RegExp): string {
  let plain = '';
  let at = 0;
  for (const match of text.matchAll(allowed)) {
    plain += text.slice(at, match.index).replace(ACTIVE_BUT_LINE_ENDS, '\ufffd') + match[0];
    at = match.index + match[0].length;
  }
  return plain + text.slice(at).replace(ACTIVE_BUT_LINE_ENDS, '\ufffd');
}

/** JSON with the same characters escaped: still the same value. */
export function plainJson(json: string): string {
  return json.replace(ACTIVE, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
