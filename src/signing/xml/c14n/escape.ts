const IN_TEXT = /[&<>\r]/;
const IN_VALUE = /[&<"\t\n\r]/;

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/** C14N 1.0 §2.3, text nodes. */
export function escapedText(value: string): string {
  return IN_TEXT.test(value) ? value.replace(/[&<>\r]/g, reference) : value;
}

/** C14N 1.0 §2.3, attribute nodes. */
export function escapedValue(value: string): string {
  return IN_VALUE.test(value) ? value.replace(/[&<"\t\n\r]/g, reference) : value;
}

/** Comments and processing instructions: only carriage returns. */
export function escapedReturns(value: string): string {
  return value.includes('\r') ? value.replaceAll('\r', '&#xD;') : value;
}

function reference(character: string): string {
  return REFERENCES[character] ?? character;
}
