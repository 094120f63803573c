import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sign } from '../../unit/signing/pdf/devPdf.ts';
import { pdfOf } from '../../unit/signing/pdf/pdfBuilder.ts';
import { BASE, catalog, page, personSigned, stream, update, verdict } from './attack.ts';

const signed = await personSigned();
const text = signed.toString('latin1');
const startxref = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1]);
const raw = (tail: string): Buffer => Buffer.concat([signed, Buffer.from(tail, 'latin1')]);
/** An update written out by hand; `$` stands for the offset of its section. */
const byHand = (body: string, section: string): Buffer => {
  const at = signed.length + body.length;
  return raw(`${body}${section}startxref\n${at}\n%%EOF\n`);
};
const table = (rows: string, trailer = `/Size 12 /Root 1 0 R /Prev ${startxref}`): string =>
  `xref\n${rows}trailer\n<< ${trailer} >>\n`;
const entry = (offset: number, generation = 0, mark = 'n'): string =>
  `${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} ${mark} \n`;
const OTHER = 'BT /F1 12 Tf 72 720 Td (Khong dong y) Tj ET';

describe('the size of the file', () => {
  test('made smaller, so that the text is missing for a reader of the standard', async () =>
    expect(await verdict(update(signed, {}, { size: 4 }))).toContain('PDF_CHANGE_TRAILER'));
  test('made larger, so that what was hidden is shown', async () => {
    const hidden = await sign(pdfOf(BASE), 'H29.12/person', { rect: '100 100 200 150', size: 4 });
    expect(await verdict(update(hidden, {}, { size: 12 }))).not.toBe('passed');
  });
  test('an object beyond it', async () => {
    const objects = { ...catalog('10 0 R', '/DSS 20 0 R'), 20: '<< /Type /DSS /Certs [] >>' };
    expect(await verdict(update(signed, objects))).toBe('passed');
    expect(await verdict(update(signed, objects, { size: 12 }))).toContain('PDF_CHANGE_TRAILER');
  });
});

describe('cross-reference entries', () => {
  test('of a type that does not exist, which stand for null', async () => {
    const at = signed.length;
    const dict = `/Type /XRef /W [1 4 1] /Index [4 1 12 1] /Size 13 /Root 1 0 R /Prev ${startxref} /Filter /FlateDecode `;
    const rows = Buffer.alloc(12);
    rows[0] = 3;
    rows[6] = 1;
    rows.writeUInt32BE(at, 7);
    const section = stream(deflateSync(rows), dict).toString('latin1');
    expect(await verdict(raw(`12 0 obj\n${section}\nendobj\nstartxref\n${at}\n%%EOF\n`))).toContain(
      'PDF_CHANGE_PAGE_CONTENT',
    );
  });
  test('that free what is used', async () =>
    expect(await verdict(update(signed, { 4: null }))).toContain('PDF_CHANGE_PAGE_CONTENT'));
  test('at byte 0', async () =>
    expect(await verdict(byHand('', table(`4 1\n${entry(0)}`)))).toContain('PDF_CHANGE_PAGE_CONTENT'));
  test('with another generation', async () => {
    const place = text.indexOf('4 0 obj');
    expect(await verdict(byHand('', table(`4 1\n${entry(place, 1)}`)))).not.toBe('passed');
  });
  test('that point to another object of an earlier revision', async () => {
    const place = text.indexOf('5 0 obj');
    expect(await verdict(byHand('', table(`4 1\n${entry(place)}`)))).not.toBe('passed');
  });
  test('that point into a stream of the signed revision', async () => {
    const inner = `4 0 obj\n<< /Length ${OTHER.length} >>\nstream\n${OTHER}\nendstream\nendobj\n`;
    const prepared = await personSigned({ ...BASE, 6: stream(inner) });
    const at = prepared.indexOf(inner);
    const prev = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(prepared.toString('latin1'))?.[1]);
    const section = table(`4 1\n${entry(at)}`, `/Size 12 /Root 1 0 R /Prev ${prev}`);
    const tail = `${section}startxref\n${prepared.length}\n%%EOF\n`;
    expect(await verdict(Buffer.concat([prepared, Buffer.from(tail, 'latin1')]))).toContain(
      'PDF_CHANGE_OUTSIDE',
    );
  });
  test('twice in one section', async () =>
    expect(await verdict(byHand('', table(`4 1\n${entry(15)}4 1\n${entry(15)}`)))).toBe(
      'error PDF_AMBIGUOUS',
    ));
});

describe('the chain of updates', () => {
  test('that leads past the signature', async () => {
    const first = Number(/startxref\s+(\d+)\s+%%EOF/.exec(text)?.[1]);
    const section = table(`0 1\n${entry(0, 65535, 'f')}`, `/Size 12 /Root 1 0 R /Prev ${first}`);
    expect(await verdict(byHand('', section))).not.toBe('passed');
  });
  test('that begins anew', async () =>
    expect(await verdict(byHand('', table(`0 1\n${entry(0, 65535, 'f')}`, '/Size 12 /Root 1 0 R')))).not.toBe(
      'passed',
    ));
  test('that runs in a circle', async () =>
    expect(await verdict(byHand('', table('', `/Size 12 /Root 1 0 R /Prev ${signed.length}`)))).toBe(
      'error PDF_XREF_DAMAGED',
    ));
  test('with a startxref that leads elsewhere', async () =>
    expect(await verdict(raw(`startxref\n${startxref}\n%%EOF\n`))).not.toBe('passed'));
  test('with encryption added', async () =>
    expect(await verdict(update(signed, {}, { trailer: '/Encrypt 5 0 R' }))).toBe('error PDF_ENCRYPTED'));
  test('with a table and a stream at once', async () =>
    expect(await verdict(update(signed, {}, { trailer: '/XRefStm 15' }))).toBe('error PDF_HYBRID_XREF'));
  test('with bytes that belong to nothing', async () => {
    const junk = `4 0 obj\n<< /Length ${OTHER.length} >>\nstream\n${OTHER}\nendstream\nendobj\n`;
    expect(await verdict(update(signed, {}, { junk }))).toContain('PDF_CHANGE_UNEXPLAINED_BYTES');
    expect(await verdict(raw(junk))).toContain('PDF_CHANGE_BYTES_AFTER_END');
  });
  test('with the same object twice in one update', async () => {
    const junk = `4 0 obj\n<< /Length ${OTHER.length} >>\nstream\n${OTHER}\nendstream\nendobj\n`;
    expect(await verdict(update(signed, { 4: BASE[4] ?? '' }, { junk }))).toContain(
      'PDF_CHANGE_UNEXPLAINED_BYTES',
    );
  });
});

describe('objects overwritten', () => {
  const rows: readonly [string, Parameters<typeof update>[1], string][] = [
    ['the text', { 4: stream(OTHER) }, 'PDF_CHANGE_PAGE_CONTENT'],
    ['the font', { 5: '<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>' }, 'PDF_CHANGE_RESOURCES'],
    ['the page turned', page('10 0 R', '/Rotate 90'), 'PDF_CHANGE_PAGE'],
    [
      'the crop box inherited',
      { 2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] /CropBox [0 0 595 300] >>' },
      'PDF_CHANGE_PAGE',
    ],
    [
      'the page a second time',
      { 2: '<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 /MediaBox [0 0 595 842] >>' },
      'PDF_CHANGE_PAGES',
    ],
    ['a script', catalog('10 0 R', '/OpenAction << /S /JavaScript /JS (x) >>'), 'PDF_CHANGE_NAMES'],
    ['attached files', catalog('10 0 R', '/Names << /EmbeddedFiles << /Names [] >> >>'), 'PDF_CHANGE_NAMES'],
    ['layers', catalog('10 0 R', '/OCProperties << /OCGs [] /D << >> >>'), 'PDF_CHANGE_LAYERS'],
    ['a collection', catalog('10 0 R', '/Collection << /View /T >>'), 'PDF_CHANGE_CATALOG'],
    ['rendering asked of the reader', catalog('10 0 R', '/NeedsRendering true'), 'PDF_CHANGE_CATALOG'],
    ['permissions', catalog('10 0 R', '/Perms << /DocMDP 11 0 R >>'), 'PDF_CHANGE_PERMISSIONS'],
    ['an XFA form', catalog('10 0 R', '', '/XFA (x)'), 'PDF_CHANGE_FORM'],
    ['appearances to be made anew', catalog('10 0 R', '', '/NeedAppearances true'), 'PDF_CHANGE_FORM'],
    [
      'a title in the metadata',
      {
        ...catalog('10 0 R', '/Metadata 20 0 R'),
        20: stream('<dc:title>x</dc:title>', '/Type /Metadata /Subtype /Text '),
      },
      'PDF_CHANGE_DESCRIPTION',
    ],
  ];
  test.each(rows)('%s', async (_, objects, code) =>
    expect(await verdict(update(signed, objects))).toContain(code),
  );

  test('in an object stream', async () => {
    const inner = '5 0 << /Type /Font /Subtype /Type1 /BaseFont /Symbol >>';
    const at = signed.length;
    const container = `12 0 obj\n${stream(inner, '/Type /ObjStm /N 1 /First 4 ').toString('latin1')}\nendobj\n`;
    const rows = Buffer.from(
      [
        [2, 0, 0, 0, 12, 0],
        [1, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0, 0],
      ].flat(),
    );
    rows.writeUInt32BE(at, 7);
    rows.writeUInt32BE(at + container.length, 13);
    const dict = `/Type /XRef /W [1 4 1] /Index [5 1 12 2] /Size 14 /Root 1 0 R /Prev ${startxref} `;
    const section = `13 0 obj\n${stream(rows, dict).toString('latin1')}\nendobj\n`;
    const tail = `startxref\n${at + container.length}\n%%EOF\n`;
    expect(await verdict(raw(container + section + tail))).toContain('PDF_CHANGE_RESOURCES');
  });
});

describe('resources for fields that readers draw themselves', () => {
  test('new ones after the signature', async () => {
    const field =
      '<< /Type /Annot /Subtype /Widget /FT /Tx /T (t) /V (1) /DA (/F9 9 Tf) /F 4 /P 3 0 R /Rect [300 300 400 320] >>';
    const form = '/NeedAppearances true';
    const objects = { ...BASE, ...catalog('30 0 R', '', form), ...page('30 0 R'), 30: field };
    const both = '30 0 R 10 0 R';
    const prepared = await sign(pdfOf(objects), 'H29.12/person', {
      ...{ rect: '100 100 200 150', fields: both },
      objects: catalog(both, '', form),
    });
    expect(await verdict(prepared)).toBe('passed');
    const fonts = '/DR << /Font << /F9 5 0 R >> >>';
    expect(await verdict(update(prepared, catalog(both, '', `${form} ${fonts}`)))).toContain(
      'PDF_CHANGE_FORM',
    );
    expect(await verdict(update(prepared, catalog(both, '', `${form} /DA (/F9 90 Tf)`)))).toContain(
      'PDF_CHANGE_FORM',
    );
  });
});
