import { describe, expect, test } from 'vitest';
import { type Inspection, inspectPdf } from '../../../../src/signing/pdf/inspect.ts';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { certify, signerKey } from '../pki.ts';
import { BASE, type Objects, pdfOf, type SignOptions, signed, stream, update } from './pdfBuilder.ts';

const key = signerKey(certify('changes'));
/** Enough for everything but the cryptography. */
const contents = async () => Uint8Array.of(0x30, 0x00);
const sign = (pdf: Buffer, options: SignOptions = {}) => signed(pdf, key, { contents, ...options });

const first = await sign(pdfOf());
const FORM = '/AcroForm << /Fields [10 0 R] /SigFlags 3 >>';
const catalog = (more: string) => ({ 1: `<< /Type /Catalog /Pages 2 0 R ${FORM} ${more} >>` });
const page = (more: string, contentsRef = 4) => ({
  3: `<< /Type /Page /Parent 2 0 R /Contents ${contentsRef} 0 R /Resources << /Font << /F1 5 0 R >> >> ${more} >>`,
});

function inspected(pdf: Buffer): Inspection {
  return inspectPdf(openPdf(pdf));
}

/** Codes of the last update: forbidden ones with an exclamation mark. */
function codes(pdf: Buffer): readonly string[] {
  const changes = inspected(pdf).updates.at(-1)?.changes ?? [];
  const told = changes.map(({ isAllowed, reason }) => `${isAllowed ? '' : '!'}${reason.code.slice(11)}`);
  return [...new Set(told)].sort();
}

const changed = (objects: Objects, options = {}) => codes(update(first, objects, options));

describe('allowed after a signature', () => {
  test('nothing at all', () => expect(changed({})).toEqual([]));
  test('an object written again as it was', () => expect(changed({ 5: String(BASE[5]) })).toEqual([]));
  test('a second signature', async () => {
    const second = await sign(first, { field: 'Sig2', numbers: [12, 13], fields: '10 0 R 12 0 R' });
    expect(codes(second)).toEqual(['SIGNATURE_ADDED']);
    expect(inspected(second).signatures.map(({ coverage }) => coverage.coverage)).toEqual([
      'REVISION',
      'WHOLE-FILE',
    ]);
  });
  test('a document timestamp', async () => {
    const options = {
      field: 'T',
      numbers: [12, 13],
      fields: '10 0 R 12 0 R',
      subFilter: 'ETSI.RFC3161',
    } as const;
    expect(codes(await sign(first, options))).toEqual(['TIMESTAMP_ADDED']);
  });
  test('validation data', () => {
    const objects = { ...catalog('/DSS 20 0 R'), 20: '<< /Type /DSS /Certs [21 0 R] >>', 21: stream('der') };
    expect(changed(objects)).toEqual(['VALIDATION_DATA']);
  });
  test('dates and program names', () =>
    expect(changed({ 20: '<< /ModDate (D:2026) /Producer (x) >>' }, { trailer: '/Info 20 0 R' })).toEqual([
      'METADATA',
    ]));
  test('a higher version and extensions', () =>
    expect(changed(catalog('/Version /2.0 /Extensions << /ESIC << /BaseVersion /1.7 >> >>'))).toEqual([
      'EXTENSIONS',
    ]));
  test('a comment between the objects', () =>
    expect(changed({ 20: null }, { junk: '% made by us\n' })).toEqual([]));
});

describe('never allowed', () => {
  const rows: readonly [string, Objects, readonly string[]][] = [
    ['other page content', { 4: stream('BT (other) Tj ET') }, ['!PAGE_CONTENT']],
    ['page content elsewhere', { ...page('/Annots [10 0 R]', 20), 20: stream('x') }, ['!PAGE_CONTENT']],
    ['another font', { 5: '<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>' }, ['!RESOURCES']],
    ['a page turned', page('/Annots [10 0 R] /Rotate 180'), ['!PAGE']],
    [
      'a page added',
      {
        2: '<< /Type /Pages /Kids [3 0 R 20 0 R] /Count 2 /MediaBox [0 0 595 842] >>',
        20: '<< /Type /Page /Parent 2 0 R >>',
      },
      ['!PAGE', '!PAGES', '!UNREFERENCED'],
    ],
    [
      'another media box',
      { 2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 400] >>' },
      ['!PAGE'],
    ],
    ['a script at opening', catalog('/OpenAction << /S /JavaScript /JS (x) >>'), ['!NAMES']],
    ['layers', catalog('/OCProperties << >>'), ['!LAYERS']],
    ['permissions', catalog('/Perms << >>'), ['!PERMISSIONS']],
    ['an unknown key in the catalog', catalog('/Foo 1'), ['!CATALOG']],
    ['an object that nothing uses', { 20: '<< /Foo 1 >>' }, ['!UNREFERENCED']],
    ['an unused object overwritten', { 5: String(BASE[5]), 20: '(x)' }, ['!UNREFERENCED']],
    [
      'the signature dictionary replaced',
      { 11: '<< /Type /Sig /Reason (forged) >>' },
      ['!SIGNATURE_CHANGED'],
    ],
    [
      'the signed field removed',
      { 1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] /SigFlags 3 >> >>' },
      ['!FIELD_REMOVED'],
    ],
    ['the whole form removed', { 1: '<< /Type /Catalog /Pages 2 0 R >>' }, ['!FORM']],
    ['the widget of the signature removed', page('/Annots []'), ['!ANNOTATION_REMOVED']],
    [
      'a note',
      { ...page('/Annots [10 0 R 20 0 R]'), 20: '<< /Subtype /Text /Rect [0 0 9 9] >>' },
      ['!NOT_PERMITTED'],
    ],
    [
      'free text',
      { ...page('/Annots [10 0 R 20 0 R]'), 20: '<< /Subtype /FreeText /Rect [0 0 9 9] >>' },
      ['!ANNOTATION_KIND'],
    ],
    [
      'a text field',
      {
        1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [10 0 R 20 0 R] /SigFlags 3 >> >>',
        20: '<< /FT /Tx /T (x) /V (y) >>',
      },
      ['!FIELD_ADDED'],
    ],
    [
      'a signature field with an action',
      {
        1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [10 0 R 20 0 R] /SigFlags 3 >> >>',
        20: '<< /FT /Sig /T (x) /A << >> >>',
      },
      ['!FIELD_ADDED'],
    ],
    [
      'readers told to draw fields anew',
      {
        1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [10 0 R] /SigFlags 3 /NeedAppearances true >> >>',
      },
      ['!FORM'],
    ],
    [
      'something else in place of validation data',
      { ...catalog('/DSS 20 0 R'), 20: '<< /Certs [4 0 R] /Page 3 0 R >>' },
      ['!CATALOG'],
    ],
  ];
  test.each(rows)('%s', (_, objects, expected) => expect(changed(objects)).toEqual(expected));

  test('a title', () =>
    expect(
      changed({ 20: '<< /Title (x) >>', 21: '<< /Title (y) >>' }, { trailer: '/Info 20 0 R' }),
    ).toContain('!UNREFERENCED'));
  test('an unknown trailer key', () => expect(changed({}, { trailer: '/Foo 1' })).toEqual(['!TRAILER']));
  test('bytes that belong to nothing', () =>
    expect(changed({}, { junk: '5 0 obj (other) endobj\n' })).toEqual(['!UNEXPLAINED_BYTES']));
  test('a comment that looks like structure', () =>
    expect(changed({}, { junk: '% 5 0 obj\n' })).toEqual(['!UNEXPLAINED_BYTES']));
  test('an entry that leads back into signed bytes', () => {
    const pdf = update(first, { 4: '(x)' }).toString('latin1');
    const font = String(first.indexOf('5 0 obj')).padStart(10, '0');
    const content = pdf.lastIndexOf('4 0 obj');
    const aimed = pdf.replace(String(content).padStart(10, '0'), font);
    expect(inspected(Buffer.from(aimed, 'latin1')).updates[0]?.reasons[0]?.code).toBe(
      'PDF_CHANGES_UNREADABLE',
    );
  });
  test('bytes after the end', () => {
    const { tail } = inspected(Buffer.concat([first, Buffer.from('junk')]));
    expect(tail.map(({ code }) => code)).toEqual(['PDF_CHANGE_BYTES_AFTER_END']);
  });
});

test('an object used in two places is judged in both', async () => {
  const look = (data: string) => stream(data, '/Type /XObject /Subtype /Form /BBox [0 0 1 1] ');
  const field = (more: string) => `<< /FT /Tx /T (name) /AP << /N 7 0 R >> ${more} >>`;
  const start = pdfOf({ ...BASE, 6: field(''), 7: look('q Q') });
  const form = '/AcroForm << /Fields [10 0 R 6 0 R] /SigFlags 3 >>';
  const root = { 1: `<< /Type /Catalog /Pages 2 0 R ${form} /Foo 7 0 R >>` };
  const one = await sign(start, { fields: '10 0 R 6 0 R', objects: { ...root, 6: field('') } });
  const filled = update(one, { 6: field('/V (An)'), 7: look('(An) Tj') });
  expect(codes(filled)).toEqual(['!CATALOG', 'FIELD_FILLED']);
});

describe('filling in', () => {
  const text = (more: string) =>
    `<< /FT /Tx /T (name) /Subtype /Widget /Rect [9 9 99 29] /P 3 0 R ${more} >>`;
  const start = pdfOf({
    ...BASE,
    6: text('/AP << /N 7 0 R >>'),
    7: stream('/Tx BMC EMC', '/Subtype /Form '),
  });
  const fields = '10 0 R 6 0 R';
  const filled = { 6: text('/V (An) /AP << /N 20 0 R >>'), 20: stream('(An) Tj', '/Subtype /Form ') };
  const certified = (p: number) =>
    `/Reference [<< /TransformMethod /DocMDP /TransformParams << /P ${p} /V /1.2 >> >>]`;
  const locked = (rule: string) =>
    `/Reference [<< /TransformMethod /FieldMDP /TransformParams << ${rule} >> >>]`;
  const fill = async (value: string, objects: Objects = filled) =>
    codes(update(await sign(start, { fields, value, objects: { 6: text('/AP << /N 7 0 R >>') } }), objects));

  test('an empty field is allowed', async () => expect(await fill('')).toEqual(['FIELD_FILLED']));
  test('P=1 does not permit it', async () => expect(await fill(certified(1))).toEqual(['!NOT_PERMITTED']));
  test('P=2 permits it', async () => expect(await fill(certified(2))).toEqual(['FIELD_FILLED']));
  test('a lock on all fields', async () =>
    expect(await fill(locked('/Action /All'))).toEqual(['!FIELD_LOCKED']));
  test('a lock by exact name', async () =>
    expect(await fill(locked('/Action /Include /Fields [(name)]'))).toEqual(['!FIELD_LOCKED']));
  test('a lock on another name that begins the same', async () =>
    expect(await fill(locked('/Action /Include /Fields [(na) (name2)]'))).toEqual(['FIELD_FILLED']));
  test('a lock on all but this', async () =>
    expect(await fill(locked('/Action /Exclude /Fields [(name)]'))).toEqual(['FIELD_FILLED']));
  test('a lock on all but another', async () =>
    expect(await fill(locked('/Action /Exclude /Fields [(nam)]'))).toEqual(['!FIELD_LOCKED']));
  test('a look without a value is not filling in', async () =>
    expect(
      await fill('', { 6: text('/AP << /N 20 0 R >>'), 20: stream('(x) Tj', '/Subtype /Form ') }),
    ).toEqual(['!APPEARANCE']));
  test('nor is another rectangle', async () =>
    expect(
      await fill('', {
        6: text('/V (An) /AP << /N 7 0 R >> /Rect2 1').replace('[9 9 99 29]', '[0 0 595 842]'),
      }),
    ).toEqual(['!FIELD', 'FIELD_FILLED']));
  test('a value that was signed is not replaced without permission', async () => {
    const one = await sign(start, { fields, objects: { 6: text('/V (Binh)') } });
    expect(codes(update(one, { 6: text('/V (An)') }))).toEqual(['!FIELD_OVERWRITTEN']);
  });
});

describe('permissions', () => {
  const perms = (p: number) => ({
    value: `/Reference [<< /TransformMethod /DocMDP /TransformParams << /P ${p} >> >>]`,
    objects: { 1: `<< /Type /Catalog /Pages 2 0 R ${FORM} /Perms << /DocMDP 11 0 R >> >>` },
  });
  const note = {
    ...page('/Annots [10 0 R 20 0 R]'),
    20: '<< /Subtype /Text /Rect [0 0 9 9] /Contents (x) >>',
  };
  test.each([
    [1, '!NOT_PERMITTED'],
    [2, '!NOT_PERMITTED'],
    [3, 'ANNOTATION_ADDED'],
  ])('a note under P=%i', async (p, expected) =>
    expect(codes(update(await sign(pdfOf(), perms(p)), note))).toEqual([expected]),
  );
  test('P=3 of a signature that does not certify widens nothing', async () =>
    expect(codes(update(await sign(pdfOf(), { value: perms(3).value }), note))).toEqual(['!NOT_PERMITTED']));
  test('validation data under P=1', async () => {
    const one = await sign(pdfOf(), perms(1));
    const objects = { 1: `<< /Type /Catalog /Pages 2 0 R ${FORM} /Perms << /DocMDP 11 0 R >> /DSS << >> >>` };
    expect(codes(update(one, objects))).toEqual(['VALIDATION_DATA']);
  });
  test('a second signature under P=1', async () => {
    const one = await sign(pdfOf(), perms(1));
    const fields = '10 0 R 12 0 R';
    const objects = {
      1: `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${fields}] /SigFlags 3 >> /Perms << /DocMDP 11 0 R >> >>`,
    };
    const two = await sign(one, { field: 'Sig2', numbers: [12, 13], fields, objects });
    expect(codes(two)).toEqual(['!NOT_PERMITTED']);
  });
});
