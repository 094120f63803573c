import { expect, test } from 'vitest';
import { sign } from '../../unit/signing/pdf/devPdf.ts';
import { pdfOf } from '../../unit/signing/pdf/pdfBuilder.ts';
import { BASE, catalog, overlay, PAGE_BOX, page, personSigned, stream, update, verdict } from './attack.ts';

const signed = await personSigned();
const WIDGET = `/Type /Annot /Subtype /Widget /F 4 /P 3 0 R /Rect [${PAGE_BOX}]`;
const LOOK = '/AP << /N 21 0 R >>';

function withField(field: string, flags = 4): Buffer {
  const widget = `<< ${WIDGET.replace('/F 4', `/F ${flags}`)} ${field} >>`;
  return update(signed, { ...catalog('10 0 R 20 0 R'), ...page('10 0 R 20 0 R'), 20: widget, 21: overlay() });
}

test('the letter itself passes', async () => expect(await verdict(signed)).toBe('passed'));

test('an empty signature field that shows something', async () => {
  expect(await verdict(withField(`/FT /Sig /T (X) ${LOOK}`))).toContain('PDF_CHANGE_APPEARANCE');
  expect(await verdict(withField(`/FT /Sig /T (X) ${LOOK}`, 1))).toContain('PDF_CHANGE_APPEARANCE');
  expect(await verdict(withField(`/FT /Sig /T (X) ${LOOK}`, 36))).toContain('PDF_CHANGE_APPEARANCE');
  const background = update(signed, {
    ...catalog('10 0 R 20 0 R'),
    ...page('10 0 R 20 0 R'),
    20: `<< ${WIDGET} /FT /Sig /T (X) /MK << /BG [1] >> >>`,
  });
  expect(await verdict(background)).toContain('PDF_CHANGE_APPEARANCE');
});

test('an empty signature field whose rectangle is written oddly', async () => {
  for (const rect of ['595 842 0 0', '0 0 595 842 0', '0 0 595.0 842.']) {
    const widget = `<< ${WIDGET.replace(PAGE_BOX, rect)} /FT /Sig /T (X) ${LOOK} >>`;
    const objects = { ...catalog('10 0 R 20 0 R'), ...page('10 0 R 20 0 R'), 20: widget, 21: overlay() };
    expect(await verdict(update(signed, objects))).toContain('PDF_CHANGE_APPEARANCE');
  }
});

test('an empty signature field that shows nothing may wait for somebody', async () => {
  const empty = (field: string) =>
    update(signed, {
      ...catalog('10 0 R 20 0 R'),
      ...page('10 0 R 20 0 R'),
      20: `<< ${WIDGET} /FT /Sig /T (X) /MK << >> ${field} >>`,
    });
  expect(await verdict(empty(''))).toBe('passed');
});

test('a signature whose picture lies over the text', async () => {
  const look = { widget: LOOK, objects: { 21: overlay() }, rect: '50 300 595 842' };
  const place = { field: 'Z', numbers: [20, 22], fields: '10 0 R 20 0 R' } as const;
  const covered = 'PDF_CHANGE_CONTENT_COVERED';
  expect(await verdict(await sign(signed, 'H29.12/person', { ...place, ...look }))).toContain(covered);
  expect(await verdict(await sign(signed, 'H29.12/seal', { ...place, ...look }))).toContain(covered);
  expect(await verdict(await sign(signed, 'H29.12/person', { ...place, rect: '300 100 400 150' }))).toBe(
    'passed',
  );
});

test('a field prepared over the text and filled in after the signature', async () => {
  const field = (more: string) => `<< ${WIDGET} /FT /Tx /T (t) ${more} >>`;
  const prepared = await personSigned(
    { ...BASE, ...catalog('30 0 R'), ...page('30 0 R'), 30: field('') },
    '30 0 R 10 0 R',
  );
  expect(await verdict(prepared)).toBe('passed');
  const filled = update(prepared, { 30: field(`/V (x) ${LOOK}`), 21: overlay() });
  expect(await verdict(filled)).toContain('PDF_CHANGE_CONTENT_COVERED');
  const drawnByReader = update(prepared, { 30: field('/V (WWWW) /DA (1 g /F1 90 Tf)') });
  expect(await verdict(drawnByReader)).toContain('PDF_CHANGE_CONTENT_COVERED');
});

test('a button prepared over the text and pressed after the signature', async () => {
  const states = '/AP << /N << /Off 31 0 R /On 21 0 R >> >>';
  const button = (state: string) => `<< ${WIDGET} /FT /Btn /T (b) ${states} /V /${state} /AS /${state} >>`;
  const prepared = await personSigned(
    { ...BASE, ...catalog('30 0 R'), ...page('30 0 R'), 30: button('Off'), 31: stream(''), 21: overlay() },
    '30 0 R 10 0 R',
  );
  expect(await verdict(prepared)).toBe('passed');
  expect(await verdict(update(prepared, { 30: button('On') }))).toContain('PDF_CHANGE_CONTENT_COVERED');
});

test('the same over a scanned page', async () => {
  const image = stream(
    Buffer.alloc(3),
    '/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceRGB ',
  );
  const field = (more: string) => `<< ${WIDGET} /FT /Tx /T (t) ${more} >>`;
  const scanned = '/Resources << /XObject << /I 40 0 R >> >> /Contents 4 0 R';
  const onScan = (annotations: string) => ({
    3: `<< /Type /Page /Parent 2 0 R ${scanned} /Annots [${annotations}] >>`,
  });
  const objects = { 4: stream('q 595 0 0 842 0 0 cm /I Do Q'), 40: image, 30: field('') };
  const base = pdfOf({ ...BASE, ...catalog('30 0 R'), ...onScan('30 0 R'), ...objects });
  const prepared = await sign(base, 'H29.12/person', {
    ...{ rect: '100 100 200 150', fields: '30 0 R 10 0 R', objects: onScan('30 0 R 10 0 R') },
  });
  expect(await verdict(prepared)).toBe('passed');
  const filled = update(prepared, { 30: field(`/V (x) ${LOOK}`), 21: overlay() });
  expect(await verdict(filled)).toContain('PDF_CHANGE_CONTENT_COVERED');
  const sealed = await sign(prepared, 'H29.12/seal', {
    ...{ field: 'Seal', numbers: [50, 51], fields: '30 0 R 10 0 R 50 0 R', rect: '300 300 400 400' },
    objects: onScan('30 0 R 10 0 R 50 0 R'),
  });
  expect(await verdict(sealed)).not.toContain('PDF_CHANGE_CONTENT_COVERED');
});

test('a field filled in where nothing is written is still allowed', async () => {
  const widget = '/Type /Annot /Subtype /Widget /F 4 /P 3 0 R /Rect [300 100 400 120]';
  const field = (more: string) => `<< ${widget} /FT /Tx /T (t) ${more} >>`;
  const prepared = await personSigned(
    { ...BASE, ...catalog('30 0 R'), ...page('30 0 R'), 30: field('') },
    '30 0 R 10 0 R',
  );
  const look = stream('BT /F1 9 Tf (x) Tj ET', '/Subtype /Form /BBox [0 0 100 20] ');
  expect(await verdict(update(prepared, { 30: field(`/V (x) ${LOOK}`), 21: look }))).toBe('passed');
});

test('under a certification that permits notes: one painted over the text', async () => {
  const reference =
    '/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 3 /V /1.2 >> >>]';
  const certified = await sign(pdfOf(), 'H29.12/person', {
    ...{ rect: '100 100 200 150', value: reference },
    objects: catalog('10 0 R', '/Perms << /DocMDP 11 0 R >>'),
  });
  const note = (kind: string, more: string) =>
    update(certified, {
      ...page('10 0 R 20 0 R'),
      20: `<< /Type /Annot /Subtype /${kind} /F 4 /Rect [${PAGE_BOX}] ${more} >>`,
      21: overlay(),
    });
  expect(await verdict(certified)).toBe('passed');
  expect(await verdict(note('Square', LOOK))).toContain('PDF_CHANGE_CONTENT_COVERED');
  expect(await verdict(note('Highlight', LOOK))).toContain('PDF_CHANGE_CONTENT_COVERED');
  expect(await verdict(note('Line', '/L [0 720 595 720] /C [1 1 1] /BS << /W 90 >>'))).toContain(
    'PDF_CHANGE_CONTENT_COVERED',
  );
  const plain = update(certified, {
    ...page('10 0 R 20 0 R'),
    20: '<< /Type /Annot /Subtype /Text /F 4 /Rect [400 400 420 420] /Contents (x) >>',
  });
  expect(await verdict(plain)).toBe('passed');
});
