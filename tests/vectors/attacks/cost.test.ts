/** Files that ask for work without end: each is judged or refused, none holds the machine. The runner's own time limit is the proof. */
import { expect, test } from 'vitest';
import { sign } from '../../unit/signing/pdf/devPdf.ts';
import { pdfOf } from '../../unit/signing/pdf/pdfBuilder.ts';
import { BASE, catalog, type Objects, page, personSigned, stream, update, verdict } from './attack.ts';

const signed = await personSigned();
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => 100 + i);
const names = (numbers: readonly number[]): string => numbers.map((number) => `${number} 0 R`).join(' ');
const each = (numbers: readonly number[], body: (number: number) => string | Buffer): Objects =>
  Object.fromEntries(numbers.map((number) => [number, body(number)]));

test('forty thousand annotations listed once more', async () => {
  const notes = range(40_000);
  const listed = page(`10 0 R ${names(notes)}`);
  const link = each(notes, () => '<< /Type /Annot /Subtype /Link /Rect [0 0 1 1] >>');
  const base = pdfOf({ ...BASE, ...page(names(notes)), ...link });
  const before = await sign(base, 'H29.12/person', { rect: '100 100 200 150', objects: listed });
  expect(await verdict(update(before, listed))).toBe('passed');
});

test('thousands of fields filled in at once', async () => {
  const all = range(6000);
  const fields = `10 0 R ${names(all)}`;
  const widget = '/Type /Annot /Subtype /Widget /F 4 /P 3 0 R /Rect [300 100 400 120] /FT /Tx';
  const field = (more: string) => each(all, (number) => `<< ${widget} /T (t${number}) ${more} >>`);
  const base = pdfOf({ ...BASE, ...catalog(names(all)), ...page(names(all)), ...field('') });
  const before = await sign(base, 'H29.12/person', {
    ...{ rect: '100 100 200 150', objects: { ...catalog(fields), ...page(fields) } },
  });
  expect(await verdict(update(before, field('/V (x)')))).toBe('passed');
});

test('thousands of streams that nothing uses, each as long as those that something uses', async () => {
  const all = range(8000);
  const used = names(all.slice(0, 4000));
  const objects = {
    ...each(all, (number) => stream(String(number).padStart(2000))),
    ...catalog('10 0 R', '/DSS 50 0 R'),
    50: `<< /Type /DSS /Certs [${used}] >>`,
  };
  expect(await verdict(update(signed, objects))).toContain('PDF_CHANGE_UNREFERENCED');
});

test('arrays of one array over and over, where validation data and extensions stand', async () => {
  const nested = each(range(8), (number) => `[${names(Array(300).fill(number + 1))}]`);
  const objects = { ...nested, 108: '[]' };
  const data = catalog('10 0 R', '/DSS << /Type /DSS /Certs 100 0 R >>');
  expect(await verdict(update(signed, { ...objects, ...data }))).toContain('PDF_CHANGE_CATALOG');
  const extensions = catalog('10 0 R', '/Extensions 100 0 R');
  expect(await verdict(update(signed, { ...objects, ...extensions }))).toContain('PDF_CHANGES_UNREADABLE');
});

/** The file with copies of its signature in `count` more fields. */
function withCopies(pdf: Buffer, count: number): Buffer {
  const value = /11 0 obj\n([\s\S]*?)\nendobj/.exec(pdf.toString('latin1'))?.[1] ?? '';
  const widget = '/Type /Annot /Subtype /Widget /FT /Sig /F 132 /P 3 0 R /Rect [0 0 0 0]';
  const field = (number: number) => `<< ${widget} /T (S${number}) /V ${number + 10_000} 0 R >>`;
  const all = range(count);
  const values = Object.fromEntries(all.map((number) => [number + 10_000, value]));
  const fields = `10 0 R ${names(all)}`;
  return update(pdf, { ...catalog(fields), ...page(fields), ...each(all, field), ...values });
}

test('signatures that each cover the same large file', async () => {
  const large = await personSigned({ ...BASE, 6: stream(Buffer.alloc(10_000_000, 65)) });
  expect(await verdict(withCopies(large, 200))).toBe('error PDF_LIMIT_EXCEEDED');
});

test('more signatures than anybody puts on a document', async () =>
  expect(await verdict(withCopies(signed, 600))).toBe('error PDF_LIMIT_EXCEEDED'));

test('a signature laid over thousands of fields', async () => {
  const all = range(4000);
  const fields = `10 0 R ${names(all)}`;
  const widget = '/Type /Annot /Subtype /Widget /F 4 /P 3 0 R /Rect [300 100 400 120] /FT /Tx';
  const base = pdfOf({
    ...{ ...BASE, ...catalog(names(all)), ...page(names(all)) },
    ...each(all, (number) => `<< ${widget} /T (t${number}) >>`),
  });
  const objects = { ...catalog(fields), ...page(fields) };
  const before = await sign(base, 'H29.12/person', { rect: '100 100 200 150', objects });
  const more = `${fields} 50 0 R`;
  const over = await sign(before, 'H29.12/person', {
    ...{ rect: '290 90 410 130', field: 'Z', numbers: [50, 51] },
    objects: { ...catalog(more), ...page(more) },
  });
  expect(await verdict(over)).toContain('PDF_CHANGE_SIGNATURE_OVERLAPS');
});

/** Very many small updates behind the letter, each saying another size of the file. */
function manyUpdates(pdf: Buffer, count: number, size: number): Buffer {
  const pieces = [pdf];
  let length = pdf.length;
  let prev = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(pdf.subarray(-100).toString('latin1'))?.[1]);
  for (let i = 0; i < count; i++) {
    const object = `9 0 obj\n<< /ModDate (D:${i}) >>\nendobj\n`;
    const section = `xref\n9 1\n${String(length).padStart(10, '0')} 00000 n \ntrailer\n`;
    const trailer = `<< /Size ${size + (i % 2)} /Root 1 0 R /Info 9 0 R /Prev ${prev} >>\n`;
    prev = length + object.length;
    const piece = Buffer.from(`${object}${section}${trailer}startxref\n${prev}\n%%EOF\n`);
    pieces.push(piece);
    length += piece.length;
  }
  return Buffer.concat(pieces);
}

test('thousands of updates of a file with very many objects', async () => {
  const many = await personSigned({ ...BASE, ...each(range(50_000), () => '0') });
  expect(await verdict(manyUpdates(many, 3000, 60_000))).toContain('PDF_CHANGES_UNREADABLE');
});
