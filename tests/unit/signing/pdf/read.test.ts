import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { CongvanError } from '../../../../src/kernel/errors.ts';
import { openPdf, type PdfDocument } from '../../../../src/signing/pdf/read/document.ts';
import { acroFormOf, fieldsOf } from '../../../../src/signing/pdf/read/form.ts';
import { asName, refTo } from '../../../../src/signing/pdf/read/objects.ts';
import { countPages, pageAt } from '../../../../src/signing/pdf/read/pages.ts';
import { BASE, pdfOf, stream, update } from './pdfBuilder.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof CongvanError) return error.code;
    throw error;
  }
  return 'no error';
}

/** Reads every object that is listed. */
function readAll(pdf: PdfDocument): void {
  for (const number of pdf.objectNumbers()) pdf.get(refTo(number));
  countPages(pdf);
  fieldsOf(pdf);
}

describe('a plain file', () => {
  const pdf = openPdf(pdfOf());

  test('says what its trailer says', () => {
    expect(pdf.version).toBe('1.7');
    expect(pdf.size).toBe(6);
    expect(pdf.nextObjectNumber).toBe(6);
    expect(pdf.catalogRef.number).toBe(1);
    expect(pdf.revisions).toHaveLength(1);
    expect(pdf.revision.kind).toBe('table');
    expect(pdf.endsCleanly).toBe(true);
  });

  test('gives the bytes of an object as they stand', () => {
    const object = pdf.indirect(refTo(5));
    expect(text(pdf.bytes.subarray(object?.start, object?.end))).toBe(
      '5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj',
    );
  });

  test('gives a page with what it inherits', () => {
    const page = pageAt(pdf, 0);
    expect(page.mediaBox).toEqual({ left: 0, bottom: 0, right: 595, top: 842 });
    expect(page.ref?.number).toBe(3);
    expect(codeOf(() => pageAt(pdf, 1))).toBe('PDF_PAGE_NOT_FOUND');
  });

  test('has the null object for what is missing or of another generation', () => {
    expect(pdf.get(refTo(99)).kind).toBe('null');
    expect(pdf.get(refTo(5, 1)).kind).toBe('null');
  });
});

test('an update is a revision of its own; older ones can still be seen', () => {
  const first = pdfOf();
  const pdf = openPdf(update(first, { 4: stream('BT (x) Tj ET'), 7: '(new)' }));
  expect(pdf.revisions.map(({ endOffset }) => endOffset)).toEqual([first.length - 1, pdf.bytes.length - 1]);
  const old = pdf.at(0);
  expect(old.get(refTo(7)).kind).toBe('null');
  expect(pdf.get(refTo(7)).kind).toBe('string');
  const content = old.get(refTo(4));
  expect(content.kind === 'stream' && text(old.streamBytes(content))).toContain('Kinh gui');
});

test('a freed object is gone', () => {
  const pdf = openPdf(update(pdfOf(), { 5: null }));
  expect(pdf.get(refTo(5)).kind).toBe('null');
  expect(pdf.at(0).get(refTo(5)).kind).toBe('dict');
});

test('tables and cross-reference streams mix', () => {
  const pdf = openPdf(
    update(update(pdfOf(BASE, { kind: 'stream' }), { 8: '(table)' }), { 9: '(x)' }, { kind: 'stream' }),
  );
  expect(pdf.revisions.map(({ kind }) => kind)).toEqual(['stream', 'table', 'stream']);
  expect(pdf.get(refTo(8)).kind).toBe('string');
  expect(pdf.nextObjectNumber).toBeGreaterThan(9);
  readAll(pdf);
});

test('an object stream is read by number and index', () => {
  const members = '8 0 9 10 << /A 1 >><< /B 8 0 R >>';
  const compressed = { 7: stream(members, '/Type /ObjStm /N 2 /First 9 ') };
  const rows = Buffer.from([2, 0, 7, 0, 2, 0, 7, 1]);
  const withStream = pdfOf({ ...BASE, ...compressed });
  const section = `20 0 obj\n`;
  const at = withStream.length;
  const prev = /startxref\n(\d+)/.exec(text(withStream))?.[1];
  const entries = `/Type /XRef /W [1 2 1] /Index [8 2] /Size 21 /Root 1 0 R /Prev ${prev} `;
  const tail = `\nendobj\nstartxref\n${at}\n%%EOF\n`;
  const bytes = Buffer.concat([withStream, Buffer.from(section), stream(rows, entries), Buffer.from(tail)]);
  const pdf = openPdf(bytes);
  const object = pdf.indirect(refTo(9));
  expect(object?.inStream).toBe(7);
  expect(text(object?.source.subarray(object.start, object.end) ?? Buffer.alloc(0))).toBe('<< /B 8 0 R >>');
  const swapped = Buffer.from(bytes);
  swapped.set([2, 0, 7, 1, 2, 0, 7, 0], swapped.indexOf(rows));
  expect(codeOf(() => openPdf(swapped).get(refTo(9)))).toBe('PDF_OBJECT_DAMAGED');
});

test.each([
  ['cong-van.pdf', 1],
  ['cong-van-linearized.pdf', 1],
  ['cong-van-object-streams.pdf', 1],
  ['cong-van-linearized-object-streams.pdf', 1],
  ['cong-van-qdf.pdf', 1],
  ['cong-van-two-pages.pdf', 2],
  ['cong-van-rotated.pdf', 1],
])('%s is read whole', (name, pages) => {
  const bytes = readFileSync(new URL(`../../../fixtures/documents/${name}`, import.meta.url));
  const pdf = openPdf(bytes);
  expect(pdf.revisions).toHaveLength(1);
  expect(pdf.revision.endOffset).toBeGreaterThan(bytes.length - 3);
  readAll(pdf);
  expect(countPages(pdf)).toBe(pages);
});

describe('refuses', () => {
  const cases: readonly [string, string, Buffer][] = [
    ['what is no PDF', 'PDF_NOT_A_PDF', Buffer.from('PK\x03\x04 not a pdf')],
    ['an empty file', 'PDF_NOT_A_PDF', Buffer.alloc(0)],
    ['a header that is not at the beginning', 'PDF_NOT_A_PDF', Buffer.concat([Buffer.from('\n'), pdfOf()])],
    ['a file cut in the middle', 'PDF_TRUNCATED', pdfOf().subarray(0, 200)],
    ['an end without its offset', 'PDF_XREF_DAMAGED', replaced(pdfOf(), /startxref\n\d+\n/, 'startxref\n')],
    [
      'an offset that leads nowhere',
      'PDF_XREF_DAMAGED',
      replaced(pdfOf(), /startxref\n\d+/, 'startxref\n99999'),
    ],
    [
      'an offset that leads to something else',
      'PDF_XREF_DAMAGED',
      replaced(pdfOf(), /startxref\n\d+/, 'startxref\n9'),
    ],
    ['encryption', 'PDF_ENCRYPTED', pdfOf(BASE, { trailer: '/Encrypt 5 0 R' })],
    ['hybrid cross-references', 'PDF_HYBRID_XREF', pdfOf(BASE, { trailer: '/XRefStm 20' })],
    ['a circle of /Prev', 'PDF_XREF_DAMAGED', circle()],
    ['a missing /Root', 'PDF_XREF_DAMAGED', replaced(pdfOf(), /\/Root 1 0 R/, '/Rood 1 0 R')],
    ['a /Root that is no dictionary', 'PDF_OBJECT_DAMAGED', pdfOf({ ...BASE, 1: '(text)' })],
    ['a trailer key twice', 'PDF_AMBIGUOUS', pdfOf(BASE, { trailer: '/Root 2 0 R' })],
    ['a /Size beyond all measure', 'PDF_XREF_DAMAGED', pdfOf(BASE, { size: 99_999_999 })],
  ];
  test.each(cases)('%s: %s', (_, code, bytes) => expect(codeOf(() => openPdf(bytes))).toBe(code));
});

describe('refuses when it is asked for', () => {
  const object = (body: string | Buffer) => () => openPdf(pdfOf({ ...BASE, 6: body })).get(refTo(6));
  const deep = '['.repeat(200) + ']'.repeat(200);
  const cases: readonly [string, string, () => unknown][] = [
    ['a key twice', 'PDF_AMBIGUOUS', object('<< /A 1 /#41 2 >>')],
    ['nesting without end', 'PDF_LIMIT_EXCEEDED', object(deep)],
    ['an unknown keyword', 'PDF_OBJECT_DAMAGED', object('trux')],
    ['a malformed number', 'PDF_OBJECT_DAMAGED', object('1.2.3')],
    ['an open string', 'PDF_OBJECT_DAMAGED', object('(open')],
    ['a bad hexadecimal string', 'PDF_OBJECT_DAMAGED', object('<0g>')],
    ['an open dictionary', 'PDF_OBJECT_DAMAGED', object('<< /A 1')],
    [
      'a stream with a wrong length',
      'PDF_OBJECT_DAMAGED',
      object('<< /Length 3 >>\nstream\nabcdef\nendstream'),
    ],
    ['a stream without a length', 'PDF_OBJECT_DAMAGED', object('<< >>\nstream\nabc\nendstream')],
    ['a stream that needs itself', 'PDF_AMBIGUOUS', object('<< /Length 6 0 R >>\nstream\nabc\nendstream')],
    ['an object at the wrong place', 'PDF_OBJECT_DAMAGED', wrongPlace],
    ['references in a circle', 'PDF_LIMIT_EXCEEDED', circleOfReferences],
    ['a page tree in a circle', 'PDF_AMBIGUOUS', pageCircle],
    ['a form in a circle', 'PDF_AMBIGUOUS', formCircle],
    ['an unknown filter', 'PDF_FILTER_UNSUPPORTED', filtered('/JPXDecode', 'abc')],
    ['damaged Flate data', 'PDF_OBJECT_DAMAGED', filtered('/FlateDecode', 'abc')],
    ['data in another file', 'PDF_OBJECT_DAMAGED', filtered('/FlateDecode', 'abc', '/F (x)')],
    ['a bomb', 'PDF_LIMIT_EXCEEDED', filtered('/FlateDecode', deflateSync(Buffer.alloc(70 << 20)))],
  ];
  test.each(cases)('%s: %s', (_, code, act) => expect(codeOf(act)).toBe(code));
});

describe('undoes', () => {
  const decoded = (filter: string, data: string | Buffer, more = '') => text(filtered(filter, data, more)());
  test('ASCIIHex', () => expect(decoded('/ASCIIHexDecode', '48 65 6C6c 6F>')).toBe('Hello'));
  test('ASCII85', () => expect(decoded('/ASCII85Decode', '87cURD]i,"Ebo80~>')).toBe('Hello World!'));
  test('LZW', () =>
    expect(decoded('/LZWDecode', Buffer.from('800B6050220C0C8501', 'hex'))).toBe('-----A---B'));
  test('Flate', () => expect(decoded('/FlateDecode', deflateSync(Buffer.from('abc')))).toBe('abc'));
  test('two in a row', () => {
    const hex = deflateSync(Buffer.from('abc')).toString('hex');
    expect(decoded('[/ASCIIHexDecode /FlateDecode]', `${hex}>`)).toBe('abc');
  });
  test('PNG predictors', () => {
    const rows = Buffer.from([0, 1, 2, 3, 1, 1, 1, 1, 2, 1, 1, 1, 3, 2, 2, 2, 4, 1, 1, 1]);
    const parameters = '/DecodeParms << /Predictor 15 /Columns 3 >>';
    const bytes = filtered('/FlateDecode', deflateSync(rows), parameters)();
    expect([...bytes]).toEqual([1, 2, 3, 1, 2, 3, 2, 3, 4, 3, 5, 6, 4, 6, 7]);
  });
  test('the TIFF predictor', () => {
    const parameters = '/DecodeParms << /Predictor 2 /Columns 3 >>';
    expect([...filtered('/FlateDecode', deflateSync(Buffer.from([1, 1, 1])), parameters)()]).toEqual([
      1, 2, 3,
    ]);
  });
});

test('strings and names are read as the standard says', () => {
  const pdf = openPdf(pdfOf({ ...BASE, 6: '[(a\\(b\\)\\n\\101\\\r\n(x)) <48 6> /A#42#zz +.5 -7 [] null]' }));
  const array = pdf.get(refTo(6));
  const items = array.kind === 'array' ? array.items : [];
  expect(items.map((item) => (item.kind === 'string' ? text(item.bytes) : asName(item)))).toEqual([
    ...['a(b)\nA(x)', 'H`', 'AB#zz'],
    ...[undefined, undefined, undefined, undefined],
  ]);
  expect(items.map((item) => (item.kind === 'number' ? item.value : null)).slice(3, 5)).toEqual([0.5, -7]);
});

test('the form is found, direct or not, with inherited types and full names', () => {
  const pdf = openPdf(
    pdfOf({
      ...BASE,
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm 6 0 R >>',
      6: '<< /Fields [7 0 R] >>',
      7: '<< /T (a) /FT /Tx /Kids [8 0 R 9 0 R] >>',
      8: '<< /T <FEFF1EC7> /Parent 7 0 R /V (x) >>',
      9: '<< /T (b) /Parent 7 0 R /Kids [<< /Subtype /Widget >>] >>',
    }),
  );
  expect(acroFormOf(pdf)?.ref?.number).toBe(6);
  expect(fieldsOf(pdf).map(({ name, type, terminal }) => [name, type, terminal])).toEqual([
    ['a', 'Tx', false],
    ['a.ệ', 'Tx', true],
    ['a.b', 'Tx', true],
  ]);
});

test('a file of 5,000 pages is not parsed whole', () => {
  const pages = Object.fromEntries(
    Array.from({ length: 5000 }, (_, i) => [i + 10, '<< /Type /Page /Parent 2 0 R >>']),
  );
  const kids = Object.keys(pages).map((number) => `${number} 0 R`);
  const bytes = pdfOf({ ...BASE, ...pages, 2: `<< /Type /Pages /Kids [${kids.join(' ')}] /Count 5000 >>` });
  const started = performance.now();
  const pdf = openPdf(bytes);
  pageAt(pdf, 0);
  expect(performance.now() - started).toBeLessThan(500);
  expect(countPages(pdf)).toBe(5000);
});

test('an update that lies inside an older one is refused', () => {
  const pdf = update(pdfOf(), { 6: '(x)' });
  const inner = replaced(pdf, /\/Prev \d+/, (found) => found.replace(/\d+/, String(pdf.length - 1)));
  expect(codeOf(() => openPdf(inner))).not.toBe('no error');
});

function replaced(pdf: Buffer, what: RegExp, by: string | ((found: string) => string)): Buffer {
  const changed = pdf.toString('latin1').replace(what, typeof by === 'string' ? () => by : by);
  return Buffer.from(changed, 'latin1');
}

function circle(): Buffer {
  const pdf = pdfOf();
  const xref = /startxref\n(\d+)/.exec(pdf.toString('latin1'))?.[1];
  return replaced(pdf, /\/Root/, `/Prev ${xref} /Root`);
}

function wrongPlace(): unknown {
  const pdf = pdfOf({ ...BASE, 6: '(six)' });
  return openPdf(replaced(pdf, /6 0 obj/, '8 0 obj')).get(refTo(6));
}

function circleOfReferences(): unknown {
  const pdf = openPdf(pdfOf({ ...BASE, 6: '7 0 R', 7: '6 0 R' }));
  return pdf.resolve(refTo(6));
}

function pageCircle(): unknown {
  return countPages(openPdf(pdfOf({ ...BASE, 2: '<< /Type /Pages /Kids [2 0 R] >>' })));
}

function formCircle(): unknown {
  const form = { 1: '<< /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>', 6: '<< /T (a) /Kids [6 0 R] >>' };
  return fieldsOf(openPdf(pdfOf({ ...BASE, ...form })));
}

function filtered(filter: string, data: string | Buffer, more = ''): () => Uint8Array {
  return () => {
    const pdf = openPdf(pdfOf({ ...BASE, 6: stream(data, `/Filter ${filter} ${more} `) }));
    const value = pdf.get(refTo(6));
    if (value.kind !== 'stream') throw new Error('no stream');
    return pdf.streamBytes(value);
  };
}

describe('a hostile file ends soon', () => {
  const soon = (act: () => unknown): string => {
    const started = performance.now();
    const code = codeOf(act);
    expect(performance.now() - started).toBeLessThan(5000);
    return code;
  };
  const wide = (body: string) => () => readAll(openPdf(pdfOf({ ...BASE, 6: body })));

  test('with an array of very many values', () =>
    expect(soon(wide(`[${'1 '.repeat(2_500_000)}]`))).toBe('PDF_LIMIT_EXCEEDED'));
  test('with very many open parentheses', () =>
    expect(soon(wide('('.repeat(5_000_000)))).toBe('PDF_OBJECT_DAMAGED'));
  test('with a page tree that names itself twice on every level', () => {
    const levels = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [i + 10, `<< /Kids [${i + 11} 0 R ${i + 11} 0 R] >>`]),
    );
    const act = () =>
      countPages(
        openPdf(pdfOf({ ...BASE, ...levels, 70: '<< /Type /Page >>', 2: '<< /Kids [10 0 R 10 0 R] >>' })),
      );
    expect(soon(act)).toBe('PDF_AMBIGUOUS');
  });
  test('with a cross-reference table that promises millions of entries', () =>
    expect(soon(() => openPdf(replaced(pdfOf(), /0 1\n/, '0 9000000\n')))).toBe('PDF_LIMIT_EXCEEDED'));
});
