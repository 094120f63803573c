import { CongvanError, isCongvanError } from '../../kernel/errors.ts';
import { operatorCode } from './pageText/contentLexer.ts';
import { operatorsOf } from './pageText/operators.ts';
import { pageContent } from './pageText/pageRows.ts';
import type { PdfDocument } from './read/document.ts';
import { asRef, type PdfDict, type PdfIndirect, type PdfObject } from './read/objects.ts';
import type { PdfPage } from './read/pages.ts';
import { changedDict, kept, objectRef, type PdfUpdate } from './write/update.ts';
import { dict, type NewDict, type NewValue, type ObjectRef, stream } from './write/values.ts';

/**
 * Draws a form on top of a page's own content, in the page's own coordinates whatever the content did to them.
 * Objects that other pages share stay as they are: the page gets its own list of contents and its own resources.
 * @param drawing content operators; `$` stands for the form's resource name
 */
export function drawOnPage(
  pdf: PdfDocument,
  update: PdfUpdate,
  page: PdfPage,
  form: ObjectRef,
  drawing: string,
): void {
  const holder = page.ref === null ? undefined : pdf.indirect(page.ref);
  if (page.ref === null || holder?.value.kind !== 'dict') throw damaged(page, 'not an indirect object');
  const resources = heldResources(pdf, page, holder);
  const xObjects = heldDict(pdf, resources, 'XObject');
  const name = freeName(xObjects?.dict);
  const closing = 'Q\n'.repeat(1 + unclosed(pdf, page));
  const before = update.add(contentStream('q\n'));
  const after = update.add(contentStream(`\n${closing}${drawing.replace('$', `/${name}`)}\n`));
  const merged =
    xObjects === undefined
      ? dict({ [name]: form })
      : changedDict(xObjects.holder, xObjects.dict, { [name]: form });
  update.write(
    objectRef(page.ref),
    changedDict(holder, holder.value, {
      Contents: [before, ...contentsOf(pdf, page, holder), after],
      Resources: withXObjects(resources, merged),
    }),
  );
}

interface HeldDict {
  readonly holder: PdfIndirect;
  readonly dict: PdfDict;
}

function contentStream(text: string): ReturnType<typeof stream> {
  return stream(dict({}), Buffer.from(text, 'latin1'));
}

function withXObjects(resources: HeldDict | undefined, xObjects: NewDict): NewDict {
  if (resources === undefined) return dict({ XObject: xObjects });
  return changedDict(resources.holder, resources.dict, { XObject: xObjects });
}

/** The page's resources with the object they stand in: the page, one of its parents, or an object of their own. */
function heldResources(pdf: PdfDocument, page: PdfPage, holder: PdfIndirect): HeldDict | undefined {
  let at: PdfIndirect | undefined = holder;
  for (let level = 0; at?.value.kind === 'dict' && level < 64; level++) {
    const found = heldDict(pdf, { holder: at, dict: at.value }, 'Resources');
    if (found !== undefined) return found;
    const parent = asRef(at.value.entries.get('Parent'));
    at = parent === undefined ? undefined : pdf.indirect(parent);
  }
  if (pdf.resolve(page.resources).kind !== 'null') throw damaged(page, '/Resources');
  return undefined;
}

function heldDict(pdf: PdfDocument, from: HeldDict | undefined, key: string): HeldDict | undefined {
  const object = from?.dict.entries.get(key);
  const ref = asRef(object);
  const holder = ref === undefined ? from?.holder : pdf.indirect(ref);
  const value: PdfObject | undefined = ref === undefined ? object : holder?.value;
  return holder !== undefined && value?.kind === 'dict' ? { holder, dict: value } : undefined;
}

function contentsOf(pdf: PdfDocument, page: PdfPage, holder: PdfIndirect): readonly NewValue[] {
  const object = page.dict.entries.get('Contents');
  const ref = asRef(object);
  const value = pdf.resolve(object);
  if (value.kind === 'null') return [];
  if (value.kind === 'stream' && ref !== undefined) return [objectRef(ref)];
  const list = ref === undefined ? holder : pdf.indirect(ref);
  if (value.kind !== 'array' || list === undefined) throw damaged(page, '/Contents');
  return value.items.map((item) => kept(list, item));
}

function freeName(taken: PdfDict | undefined): string {
  for (let count = 1; ; count++) {
    if (taken?.entries.has(`CongvanStamp${count}`) !== true) return `CongvanStamp${count}`;
  }
}

const SAVE = operatorCode('q');
const RESTORE = operatorCode('Q');

/** How many graphics states the page leaves open; producers are careless about the last one. */
function unclosed(pdf: PdfDocument, page: PdfPage): number {
  let open = 0;
  try {
    for (const operator of operatorsOf(pageContent(pdf, page))) {
      if (operator === SAVE) open++;
      else if (operator === RESTORE && open > 0) open--;
    }
  } catch (error) {
    if (!isCongvanError(error)) throw error;
  }
  return open;
}

function damaged(page: PdfPage, detail: string): CongvanError {
  return new CongvanError('PDF_OBJECT_DAMAGED', { where: `page ${page.index + 1}`, detail });
}
