import { describe, expect, it } from 'vitest';
import { addSignatureField, nextFieldName } from '../../../../src/signing/pdf/field.ts';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { acroFormOf, fieldsOf } from '../../../../src/signing/pdf/read/form.ts';
import { asArray, asInteger } from '../../../../src/signing/pdf/read/objects.ts';
import { pageAt, pagesOf } from '../../../../src/signing/pdf/read/pages.ts';
import { PdfUpdate } from '../../../../src/signing/pdf/write/update.ts';
import { dict, name } from '../../../../src/signing/pdf/write/values.ts';
import { type Objects, onePage, smallPdf } from './smallPdf.ts';

const TEXT_FIELD = '<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /Rect [0 0 9 9] /P 3 0 R >>';
const PAGE =
  '/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>';
const CATALOG = '/Type /Catalog /Pages 2 0 R';

function addedTo(objects: Objects, page = 0): ReturnType<typeof openPdf> {
  const pdf = openPdf(smallPdf(objects));
  const update = new PdfUpdate(pdf);
  const value = update.add(dict({ Type: name('Sig') }));
  const appearance = update.add(dict({}));
  const rect = { left: 10, bottom: 20, right: 110, top: 70 };
  addSignatureField(pdf, update, {
    page: pageAt(pdf, page),
    rect,
    appearance,
    value,
    title: nextFieldName(pdf),
  });
  return openPdf(update.bytes());
}

function annotations(pdf: ReturnType<typeof openPdf>, page = 0): number {
  return asArray(pdf.value(pageAt(pdf, page).dict, 'Annots'))?.items.length ?? 0;
}

const FORMS: readonly (readonly [string, Objects, number])[] = [
  ['no form', onePage(), 1],
  [
    'form in the catalog, fields and annotations in place',
    onePage({
      1: `<< ${CATALOG} /AcroForm << /Fields [6 0 R] /DA (/Helv 0 Tf) >> >>`,
      3: `<< ${PAGE} /Annots [6 0 R] >>`,
      6: TEXT_FIELD,
    }),
    2,
  ],
  [
    'form, fields and annotations as objects of their own',
    onePage({
      1: `<< ${CATALOG} /AcroForm 7 0 R >>`,
      3: `<< ${PAGE} /Annots 9 0 R >>`,
      6: TEXT_FIELD,
      7: '<< /Fields 8 0 R /SigFlags 3 >>',
      8: '[6 0 R]',
      9: '[6 0 R]',
    }),
    2,
  ],
  [
    'form of its own with fields in place',
    onePage({
      1: `<< ${CATALOG} /AcroForm 7 0 R >>`,
      3: `<< ${PAGE} /Annots [6 0 R] >>`,
      6: TEXT_FIELD,
      7: '<< /Fields [6 0 R] /SigFlags 1 >>',
    }),
    2,
  ],
  ['empty form', onePage({ 1: `<< ${CATALOG} /AcroForm << /Fields null >> >>` }), 1],
];

describe('a signature field', () => {
  it.each(FORMS)('goes into: %s', (_, objects, fields) => {
    const pdf = addedTo(objects);
    const form = acroFormOf(pdf);
    expect(fieldsOf(pdf)).toHaveLength(fields);
    expect(annotations(pdf)).toBe(fields);
    expect(form && asInteger(pdf.value(form.dict, 'SigFlags'))).toBe(3);
    const made = fieldsOf(pdf).at(-1);
    expect(made).toMatchObject({ name: 'Signature1', type: 'Sig' });
    expect(made && asInteger(pdf.value(made.dict, 'F'))).toBe(132);
  });

  it('changes no more objects than it must', () => {
    const pdf = addedTo(FORMS[2]?.[1] ?? {});
    const rewritten = [...pdf.revision.entries.keys()].filter((number) => number < 10);
    expect(rewritten).toEqual([8, 9]);
  });

  it('goes on the page it is meant for, in a nested page tree with inherited boxes', () => {
    const pdf = addedTo(
      {
        1: `<< ${CATALOG} >>`,
        2: '<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 /MediaBox [0 0 300 400] >>',
        3: '<< /Type /Page /Parent 2 0 R >>',
        6: '<< /Type /Pages /Parent 2 0 R /Kids [7 0 R] /Count 1 /Rotate 90 >>',
        7: '<< /Type /Page /Parent 6 0 R >>',
      },
      1,
    );
    expect([...pagesOf(pdf)].map((_, index) => annotations(pdf, index))).toEqual([0, 1]);
  });

  it('takes the next name that no field has', () => {
    const pdf = addedTo(
      onePage({
        1: `<< ${CATALOG} /AcroForm << /Fields [6 0 R] >> >>`,
        6: TEXT_FIELD.replace('(a)', '(Signature1)'),
      }),
    );
    expect(fieldsOf(pdf).at(-1)?.name).toBe('Signature2');
  });

  it('is not added where it would push out what it does not understand', () => {
    const broken = onePage({ 1: `<< ${CATALOG} /AcroForm << /Fields 5 0 R >> >>` });
    expect(() => addedTo(broken)).toThrowError(expect.objectContaining({ code: 'PDF_OBJECT_DAMAGED' }));
  });
});
