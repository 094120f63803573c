import { describe, expect, test } from 'vitest';
import {
  codesOf,
  FILES,
  file,
  judge,
  MIMETYPE_E,
  MIMETYPE_S,
  type Reference,
  referencesTo,
  xmlSignature,
} from './containers.ts';

const SIGNATURES = 'META-INF/signatures.xml';
const [LETTER, TABLE] = [FILES[0], FILES[1]] as const;
if (LETTER === undefined || TABLE === undefined) throw new Error('two files');
const container = (references: readonly Reference[], files = FILES) => [
  MIMETYPE_E,
  ...files,
  file(SIGNATURES, xmlSignature(references)),
];

describe('an ASiC container with XML signatures', () => {
  test('passes when every file is referred to, in ASiC-E and ASiC-S', async () => {
    const report = await judge(container(referencesTo(FILES)));
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true, reasons: [] });
    expect(report.signatures).toMatchObject([{ coverage: 'WHOLE-FILE', cryptography: 'INTACT' }]);
    const simple = await judge([MIMETYPE_S, LETTER, file(SIGNATURES, xmlSignature(referencesTo([LETTER])))]);
    expect(simple).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
  });

  test('tells which file is not signed', async () => {
    const report = await judge(container(referencesTo([LETTER])));
    expect(report).toMatchObject({ indication: 'INDETERMINATE', documentUnchanged: false });
    expect(report.signatures).toMatchObject([{ coverage: 'PARTIAL' }]);
    expect(codesOf(report)).toEqual(expect.arrayContaining(['ASIC_FILE_UNSIGNED', 'ASIC_FILE_NOT_SIGNED']));
  });

  test('fails when a file was swapped, and is open when it is gone', async () => {
    const swapped = await judge(container(referencesTo(FILES), [LETTER, file(TABLE.name, 'evil')]));
    expect(swapped).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
    const gone = await judge(container(referencesTo(FILES), [LETTER]));
    expect(gone.indication).not.toBe('TOTAL-PASSED');
    expect(gone.documentUnchanged).toBe(false);
    expect(codesOf(gone)).toContain('ASIC_FILE_MISSING');
  });

  test.each([
    ['META-INF', 'META-INF/manifest.xml'],
    ['the folder above', '../cv.docx'],
    ['the folder above, encoded', '%2e%2e/cv.docx'],
    ['the network', 'http://example.vn/cv.docx'],
  ])('stands for no reference to %s', async (_, uri) => {
    const extra = { uri, bytes: Buffer.from('<x/>') };
    const parts = [...container([...referencesTo(FILES), extra]), file('META-INF/manifest.xml', '<x/>')];
    const report = await judge(parts);
    expect(report.documentUnchanged).toBe(false);
    expect(report.indication).toBe('TOTAL-FAILED');
    expect(codesOf(report)).toContain('ASIC_REFERENCE_FORBIDDEN');
  });

  test.each([
    ['no XML', Buffer.from('no XML')],
    ['a DOCTYPE', Buffer.from('<!DOCTYPE x><x/>')],
  ])('is refused with %s for signatures', async (_, bytes) => {
    const report = await judge([MIMETYPE_E, ...FILES, file(SIGNATURES, bytes)]);
    expect(report).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
    expect(codesOf(report)).toContain('ASIC_XADES_MALFORMED');
  });

  test('is not explained by XML that holds something else beside the signature, or none', async () => {
    const around = ['<x><evil/>', '</x>'] as const;
    const odd = await judge([
      ...[MIMETYPE_E, ...FILES],
      file(SIGNATURES, xmlSignature(referencesTo(FILES), around)),
    ]);
    expect(odd).toMatchObject({ indication: 'INDETERMINATE', documentUnchanged: false });
    expect(codesOf(odd)).toContain('ASIC_ENTRY_UNEXPLAINED');
    const none = await judge([MIMETYPE_E, ...FILES, file(SIGNATURES, '<x/>')]);
    expect(none).toMatchObject({ documentUnchanged: false });
    expect(codesOf(none)).toContain('ASIC_ENTRY_UNEXPLAINED');
  });
});
