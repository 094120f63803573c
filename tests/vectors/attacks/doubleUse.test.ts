/** One object in two parts: as a field or note it may change, as what a page is drawn with it may not. */
import { expect, test } from 'vitest';
import { sign } from '../../unit/signing/pdf/devPdf.ts';
import { type Objects, pdfOf } from '../../unit/signing/pdf/pdfBuilder.ts';
import { BASE, catalog, overlay, stream, update, verdict } from './attack.ts';

const FIELD = '/FT /Tx /T (t) /Subtype /Widget /Rect [0 0 0 0]';
const FORM = '/Type /XObject /Subtype /Form /BBox [0 0 595 842] ';
const look = (words: string) => stream(`BT /F1 12 Tf 72 720 Td (${words}) Tj ET`, FORM);

async function prepared(page: string, objects: Objects): Promise<Buffer> {
  const onPage = (annotations: string) => ({
    3: `<< /Type /Page /Parent 2 0 R /Contents 4 0 R ${page} /Annots [${annotations}] >>`,
  });
  const base = pdfOf({ ...BASE, ...catalog('30 0 R'), ...onPage('30 0 R'), ...objects });
  const fields = '30 0 R 10 0 R';
  return await sign(base, 'H29.12/person', {
    ...{ rect: '100 100 200 150', fields },
    objects: { ...catalog(fields), ...onPage(fields) },
  });
}

test('a field that is also the list of pictures of its page', async () => {
  const signed = await prepared('/Resources << /Font << /F1 5 0 R >> /XObject 30 0 R >>', {
    4: stream('/AP Do'),
    30: `<< ${FIELD} /AP 31 0 R >>`,
    31: look('Dong y'),
  });
  expect(await verdict(signed)).toBe('passed');
  const changed = update(signed, { 30: `<< ${FIELD} /V (x) /AP 32 0 R >>`, 32: look('Khong') });
  expect(await verdict(changed)).toContain('PDF_CHANGE_RESOURCES');
});

test('the same, reached first from where it may change', async () => {
  const resources = '/Resources << /Font << /F1 5 0 R >> /XObject 33 0 R >>';
  const signed = await prepared(`/A 33 0 R ${resources}`, {
    4: stream('/X Do'),
    30: `<< ${FIELD} /AP 31 0 R >>`,
    31: look('Dong y'),
    33: '<< /X 34 0 R >>',
    34: stream('/AP Do', `${FORM} /Resources << /XObject 30 0 R /Font << /F1 5 0 R >> >> `),
  });
  expect(await verdict(signed)).toBe('passed');
  const changed = update(signed, { 30: `<< ${FIELD} /V (x) /AP 32 0 R >>`, 32: look('Khong') });
  expect(await verdict(changed)).toContain('PDF_CHANGE_RESOURCES');
});

test('a field that is also the list of looks of another one', async () => {
  const widget = '/Type /Annot /Subtype /Widget /F 4 /P 3 0 R /Rect [300 300 500 400]';
  const other = `<< ${widget} /FT /Btn /T (b) /AS /AP /AP << /N 30 0 R >> >>`;
  const both = '30 0 R 10 0 R 40 0 R';
  const all = {
    3: `<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [${both}] >>`,
  };
  const signed = await sign(
    pdfOf({
      ...BASE,
      ...catalog('30 0 R 40 0 R'),
      ...all,
      30: `<< ${FIELD} /AP 31 0 R >>`,
      31: look('Dong y'),
      40: other,
    }),
    'H29.12/person',
    { rect: '100 100 200 150', objects: { ...catalog(both), ...all } },
  );
  expect(await verdict(signed)).toBe('passed');
  const changed = update(signed, { 30: `<< ${FIELD} /V (x) /AP 32 0 R >>`, 32: overlay() });
  expect(await verdict(changed)).toContain('PDF_CHANGE');
});
