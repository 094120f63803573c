/** A letter of two pages, text on the first and nothing on the second: what lies over the text is found wherever else it is named. */
import { expect, test } from 'vitest';
import { sign } from '../../unit/signing/pdf/devPdf.ts';
import { pdfOf } from '../../unit/signing/pdf/pdfBuilder.ts';
import { BASE, catalog, overlay, PAGE_BOX, stream, update, verdict } from './attack.ts';

const DOC_MDP =
  '/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 3 /V /1.2 >> >>]';
const RESOURCES = '/Resources << /Font << /F1 5 0 R >> >>';
const sheets = (first: string, second: string) => ({
  3: `<< /Type /Page /Parent 2 0 R /Contents 4 0 R ${RESOURCES} /Annots [${first}] >>`,
  6: `<< /Type /Page /Parent 2 0 R /Contents 7 0 R ${RESOURCES} /Annots [${second}] >>`,
});
const TWO = {
  ...BASE,
  2: '<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 /MediaBox [0 0 595 842] >>',
  7: stream(''),
};
const PLACE = { rect: '100 100 200 150' } as const;

async function certified(): Promise<Buffer> {
  return await sign(pdfOf({ ...TWO, ...sheets('', '') }), 'H29.12/person', {
    ...{ ...PLACE, value: DOC_MDP },
    objects: { ...catalog('10 0 R', '/Perms << /DocMDP 11 0 R >>'), ...sheets('10 0 R', '') },
  });
}

const NOTE = `<< /Type /Annot /Subtype /Square /F 4 /Rect [${PAGE_BOX}] /AP << /N 21 0 R >> >>`;
const SMALL =
  '<< /Type /Annot /Subtype /Square /F 4 /Rect [400 400 420 420] /IC [1 0 0] /AP << /N 21 0 R >> >>';

test('a note on the empty page', async () => {
  const changed = update(await certified(), { ...sheets('10 0 R', '20 0 R'), 20: NOTE, 21: overlay() });
  expect(await verdict(changed)).toBe('passed');
});

test('the same note on both pages', async () => {
  const changed = update(await certified(), {
    ...sheets('10 0 R 20 0 R', '20 0 R'),
    20: NOTE,
    21: overlay(),
  });
  expect(await verdict(changed)).toContain('PDF_CHANGE_CONTENT_COVERED');
});

test('a note that is no object of its own, with another one on the empty page', async () => {
  const changed = update(await certified(), { ...sheets(`10 0 R ${NOTE}`, SMALL), 21: overlay() });
  expect(await verdict(changed)).toContain('PDF_CHANGE_CONTENT_COVERED');
});

test('a field that stands on both pages', async () => {
  const field = (more: string) =>
    `<< /Type /Annot /Subtype /Widget /F 4 /P 6 0 R /Rect [${PAGE_BOX}] /FT /Tx /T (t) ${more} >>`;
  const base = pdfOf({ ...TWO, ...catalog('30 0 R'), ...sheets('30 0 R', '30 0 R'), 30: field('') });
  const fields = '30 0 R 10 0 R';
  const prepared = await sign(base, 'H29.12/person', {
    ...{ ...PLACE, fields, objects: { ...catalog(fields), ...sheets(fields, '30 0 R') } },
  });
  expect(await verdict(prepared)).toBe('passed');
  const filled = update(prepared, { 30: field('/V (x) /AP << /N 21 0 R >>'), 21: overlay() });
  expect(await verdict(filled)).toContain('PDF_CHANGE_CONTENT_COVERED');
});
