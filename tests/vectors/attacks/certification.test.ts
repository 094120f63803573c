/**
 * Attacks on certified documents (Mainka et al., RUB 2021): annotations the certification permits that change what is
 * read (EAA), signatures added over the content (SSA), and permissions that contradict each other.
 */
import { describe, expect, test } from 'vitest';
import { sign } from '../../unit/signing/pdf/devPdf.ts';
import { pdfOf, type SignOptions } from '../../unit/signing/pdf/pdfBuilder.ts';
import { BASE, catalog, overlay, PAGE_BOX, page, update, verdict } from './attack.ts';

const mdp = (p: number): string =>
  `/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P ${p} /V /1.2 >> >>]`;
const PERMS = '/Perms << /DocMDP 11 0 R >>';
const PLACE = { rect: '100 100 200 150' } as const;

async function certified(p: number, perms = PERMS): Promise<Buffer> {
  const objects = catalog('10 0 R', perms);
  return await sign(pdfOf(), 'H29.12/person', { ...PLACE, value: mdp(p), objects });
}

const annotation = (pdf: Buffer, kind: string, more: string): Buffer =>
  update(pdf, {
    ...page('10 0 R 20 0 R'),
    20: `<< /Type /Annot /Subtype /${kind} /F 4 /Rect [${PAGE_BOX}] ${more} >>`,
    21: overlay(),
  });

describe('evil annotations (EAA)', () => {
  const KINDS = ['FreeText', 'Stamp', 'Redact', 'Watermark', 'Widget', 'Screen', '3D', 'FileAttachment'];
  test.each(KINDS)('%s where notes are permitted', async (kind) => {
    const shown = annotation(await certified(3), kind, '/AP << /N 21 0 R >> /Contents (x) /DA (/F1 12 Tf)');
    expect(await verdict(shown)).toContain('PDF_CHANGE_ANNOTATION_KIND');
  });
  test('a note where none is permitted', async () => {
    const note = '/AP << /N 21 0 R >> /Contents (x)';
    for (const p of [1, 2])
      expect(await verdict(annotation(await certified(p), 'Square', note))).toContain(
        'PDF_CHANGE_NOT_PERMITTED',
      );
  });
  test('a permitted note turned into text afterwards', async () => {
    const small = '<< /Type /Annot /Subtype /Text /F 4 /Rect [400 400 420 420] /Contents (x) >>';
    const noted = update(await certified(3), { ...page('10 0 R 20 0 R'), 20: small });
    expect(await verdict(noted)).toBe('passed');
    const turned = update(noted, { 20: small.replace('/Text', '/FreeText'), 21: overlay() });
    expect(await verdict(turned)).toContain('PDF_CHANGE_ANNOTATION');
  });
  test('a permitted note moved over the text afterwards', async () => {
    const square = (rect: string) =>
      `<< /Type /Annot /Subtype /Square /F 4 /Rect [${rect}] /AP << /N 21 0 R >> >>`;
    const noted = update(await certified(3), {
      ...page('10 0 R 20 0 R'),
      ...{ 20: square('400 400 420 420'), 21: overlay() },
    });
    expect(await verdict(noted)).toBe('passed');
    expect(await verdict(update(noted, { 20: square(PAGE_BOX) }))).toContain('PDF_CHANGE_CONTENT_COVERED');
  });
  test('the picture of a permitted note exchanged for one that hides the text', async () => {
    const square = `<< /Type /Annot /Subtype /Square /F 4 /Rect [${PAGE_BOX}] /AP << /N 21 0 R >> >>`;
    const empty = '<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Length 0 >>\nstream\n\nendstream';
    const noted = update(await certified(3), { ...page('10 0 R 20 0 R'), 20: square, 21: empty });
    expect(await verdict(noted)).toBe('passed');
    expect(await verdict(update(noted, { 21: overlay() }))).toContain('PDF_CHANGE_CONTENT_COVERED');
  });
});

describe('sneaky signatures (SSA)', () => {
  const SNEAKY: SignOptions = {
    ...{ field: 'Z', numbers: [20, 22], fields: '10 0 R 20 0 R', widget: '/AP << /N 21 0 R >>' },
    rect: '50 300 595 842',
  };
  const objects = { ...catalog('10 0 R 20 0 R', PERMS), 21: overlay() };
  test.each([
    [1, 'H29.12/person', 'PDF_CHANGE_NOT_PERMITTED'],
    [2, 'H29.12/person', 'PDF_CHANGE_CONTENT_COVERED'],
    [3, 'H29.12/person', 'PDF_CHANGE_CONTENT_COVERED'],
    [2, 'H29.12/seal', 'PDF_CHANGE_CONTENT_COVERED'],
    [3, 'odd/foreign-seal', 'PDF_CHANGE_CONTENT_COVERED'],
  ])('certified with P=%i, signed over the text by %s', async (p, by, code) =>
    expect(await verdict(await sign(await certified(p), by, { ...SNEAKY, objects }))).toContain(code),
  );
  test('a signature field without a signature', async () => {
    const widget = `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Z) /F 4 /P 3 0 R /Rect [${PAGE_BOX}] /AP << /N 21 0 R >> >>`;
    const added = update(await certified(3), { ...page('10 0 R 20 0 R'), ...objects, 20: widget });
    expect(await verdict(added)).toContain('PDF_CHANGE_APPEARANCE');
  });
  test('a document timestamp that shows something', async () => {
    const options = { ...SNEAKY, objects, subFilter: 'ETSI.RFC3161' };
    const stamped = await sign(await certified(1), 'H29.12/person', options);
    expect(await verdict(stamped)).toContain('PDF_CHANGE_NOT_PERMITTED');
  });
});

describe('permissions that contradict each other', () => {
  const NOTE = '/AP << /N 21 0 R >> /Contents (x)';
  const code = 'PDF_CHANGE_NOT_PERMITTED';
  test('a signature that says P=3 and that /Perms does not name', async () =>
    expect(await verdict(annotation(await certified(3, ''), 'Square', NOTE))).toContain(code));
  test('/Perms names another signature than the one that says P=3', async () => {
    const first = await sign(pdfOf(), 'H29.12/person', PLACE);
    const fields = '10 0 R 20 0 R';
    const second = await sign(first, 'H29.12/person', {
      ...{ field: 'Z', numbers: [20, 22], fields, rect: '300 100 400 150', value: mdp(3) },
      objects: catalog(fields, '/Perms << /DocMDP 22 0 R >>'),
    });
    expect(await verdict(second)).toContain('PDF_CHANGE_PERMISSIONS');
  });
  test('/Perms names a signature that says nothing of changes', async () => {
    const plain = await sign(pdfOf(), 'H29.12/person', { ...PLACE, objects: catalog('10 0 R', PERMS) });
    expect(await verdict(annotation(plain, 'Square', NOTE))).toContain(code);
  });
  test('two references, of which one says P=3', async () => {
    const both = mdp(1).replace(/\]$/, `${/<<.*>>/.exec(mdp(3))?.[0] ?? ''}]`);
    const objects = catalog('10 0 R', PERMS);
    const pdf = await sign(pdfOf(), 'H29.12/person', { ...PLACE, value: both, objects });
    expect(await verdict(annotation(pdf, 'Square', NOTE))).toContain(code);
  });
  test('a level that does not exist', async () => {
    for (const p of [0, 4]) {
      expect(await verdict(annotation(await certified(p), 'Square', NOTE))).toContain(code);
    }
  });
  test('a transform nobody knows', async () => {
    const value = mdp(3).replace('/DocMDP', '/Anything');
    const objects = catalog('10 0 R', PERMS);
    const pdf = await sign(pdfOf(), 'H29.12/person', { ...PLACE, value, objects });
    expect(await verdict(annotation(pdf, 'Square', NOTE))).toContain(code);
  });
});

describe('a locked field (FieldMDP)', () => {
  const WIDGET = '/Type /Annot /Subtype /Widget /F 4 /P 3 0 R /FT /Tx';
  const field = (name: string, more = '') =>
    `<< ${WIDGET} /Rect [300 ${name.length * 10} 400 ${name.length * 10 + 9}] /T (${name}) ${more} >>`;
  const fields = '30 0 R 31 0 R 10 0 R';
  async function locked(action: string): Promise<Buffer> {
    const base = pdfOf({
      ...{ ...BASE, ...catalog('30 0 R 31 0 R'), ...page('30 0 R 31 0 R') },
      ...{ 30: field('Signature 1'), 31: field('Signature 10') },
    });
    const value = `/Reference [<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams << /Type /TransformParams /V /1.2 ${action} >> >>]`;
    return await sign(base, 'H29.12/person', { ...PLACE, fields, value });
  }
  test('is locked by its own name, not by the beginning of it', async () => {
    const first = await locked('/Action /Include /Fields [(Signature 1)]');
    expect(await verdict(update(first, { 31: field('Signature 10', '/V (x)') }))).toBe('passed');
    expect(await verdict(update(first, { 30: field('Signature 1', '/V (x)') }))).toContain(
      'PDF_CHANGE_FIELD_LOCKED',
    );
    const tenth = await locked('/Action /Include /Fields [(Signature 10)]');
    expect(await verdict(update(tenth, { 31: field('Signature 10', '/V (x)') }))).toContain(
      'PDF_CHANGE_FIELD_LOCKED',
    );
  });
  test('is not free because another one whose name it begins with is', async () => {
    const pdf = await locked('/Action /Exclude /Fields [(Signature 1)]');
    expect(await verdict(update(pdf, { 30: field('Signature 1', '/V (x)') }))).toBe('passed');
    expect(await verdict(update(pdf, { 31: field('Signature 10', '/V (x)') }))).toContain(
      'PDF_CHANGE_FIELD_LOCKED',
    );
  });
});
