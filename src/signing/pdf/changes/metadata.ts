import { isCongvanError } from '../../../kernel/errors.ts';
import type { PdfDocument } from '../read/document.ts';
import { asName, type PdfDict, type PdfObject, type PdfStream } from '../read/objects.ts';
import type { Comparison } from './comparison.ts';

/** Properties that describe the document to people; dates, identifiers and program names are left out. */
const DESCRIPTIVE = [
  'dc:title',
  'dc:creator',
  'dc:description',
  'dc:subject',
  'dc:publisher',
  'pdf:Keywords',
];
const LIMIT = 1024 * 1024;

/** The XMP metadata of the document (ISO 32000-2 §14.3.2): nothing of it is shown on a page. */
export function compareMetadata(comparison: Comparison, oldCatalog: PdfDict, nowCatalog: PdfDict): void {
  const { old, now } = comparison.pair(oldCatalog, nowCatalog, 'Metadata');
  comparison.reach(nowCatalog.entries.get('Metadata'));
  if (old.kind === 'stream' && now.kind === 'stream' && comparison.sameData(old, now)) return;
  if (old.kind === 'null' && now.kind === 'null') return;
  const isMetadata = now.kind === 'stream' && asName(now.dict.entries.get('Subtype')) === 'XML';
  const kept = isMetadata && (old.kind === 'null' || sameDescription(comparison, old, now));
  comparison.report(
    kept
      ? { code: 'PDF_CHANGE_METADATA', path: 'Root/Metadata', needs: 1 }
      : { code: 'PDF_CHANGE_DESCRIPTION', path: 'Root/Metadata', needs: 'never' },
  );
}

function sameDescription(comparison: Comparison, old: PdfObject, now: PdfStream): boolean {
  if (old.kind !== 'stream') return false;
  const before = description(comparison.before, old);
  return before !== undefined && before === description(comparison.after, now);
}

function description(pdf: PdfDocument, stream: PdfStream): string | undefined {
  try {
    const text = Buffer.from(pdf.streamBytes(stream, LIMIT)).toString('utf8');
    return DESCRIPTIVE.map((name) => `${name}=${property(text, name)}`).join('\n');
  } catch (error) {
    if (isCongvanError(error)) return undefined;
    throw error;
  }
}

/** The text inside the elements and the attribute of this name; markup and white space do not count. */
function property(text: string, name: string): string {
  const values: string[] = [];
  for (let at = text.indexOf(`<${name}`); at >= 0; at = text.indexOf(`<${name}`, at + 1)) {
    const close = text.indexOf(`</${name}>`, at);
    if (close >= 0) values.push(text.slice(text.indexOf('>', at) + 1, close));
  }
  const attribute = new RegExp(`\\s${name}\\s*=\\s*(["'])([^"']{0,4096})\\1`).exec(text)?.[2];
  if (attribute !== undefined) values.push(attribute);
  return values
    .map((value) =>
      value
        .replace(/<[^<>]{0,4096}>/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .join('|');
}
