import { describe, expect, it } from 'vitest';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { refuseToSign } from '../../../../src/signing/pdf/refuseToSign.ts';
import { documentFixture, hybridPdf, LETTER, LETTERS, type Objects, onePage, smallPdf } from './smallPdf.ts';

const CATALOG = '/Type /Catalog /Pages 2 0 R';

function check(file: Uint8Array): void {
  refuseToSign(openPdf(file));
}

function signedField(value: string): Objects {
  return onePage({
    1: `<< ${CATALOG} /AcroForm << /Fields [6 0 R] /SigFlags 3 >> >>`,
    6: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /Rect [0 0 0 0] /V 7 0 R >>',
    7: value,
  });
}

function layered(settings: string, group: string): Uint8Array {
  const layers = `/OCProperties << /OCGs [6 0 R] ${settings} >>`;
  return smallPdf(onePage({ 1: `<< ${CATALOG} ${layers} >>`, 6: `<< /Type /OCG /Name (x) ${group} >>` }));
}

const LEVEL = (permission: string): Objects => ({
  ...signedField(
    `<< /Type /Sig /ByteRange [0 10 20 5] /Contents <3003> /Reference [<< /TransformMethod /DocMDP /TransformParams << ${permission} >> >>] >>`,
  ),
  1: `<< ${CATALOG} /AcroForm << /Fields [6 0 R] >> /Perms << /DocMDP 7 0 R >> >>`,
});

describe('what may be signed', () => {
  it.each(LETTERS)('%s', (file) => {
    expect(() => check(documentFixture(file))).not.toThrow();
  });

  it('names of scripts and files in its text, and flags', () => {
    const text = '(/JavaScript /F (x) /Launch) Tj /F (x)';
    const file = onePage({
      4: `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
      6: '<< /Subtype /Link /F 4 /Title (/JS) >>',
    });
    expect(() => check(smallPdf(file))).not.toThrow();
  });

  it('layers that are all shown', () => {
    expect(() => check(layered('/D << /ON [6 0 R] >>', ''))).not.toThrow();
  });

  it('a certified document that allows further signatures', () => {
    for (const permission of ['/P 2', '/P 3', ''])
      expect(() => check(smallPdf(LEVEL(permission)))).not.toThrow();
  });
});

const letter = documentFixture(LETTER);

const REFUSED: readonly (readonly [string, string, Uint8Array])[] = [
  ['a file that needs a password', 'PDF_ENCRYPTED', documentFixture('encrypted/aes-256-r6-password.pdf')],
  ['a hybrid file, which two readers read differently', 'PDF_HYBRID_XREF', hybridPdf()],
  ['something else', 'PDF_NOT_A_PDF', Buffer.from('PK\x03\x04')],
  ['a file cut short', 'PDF_TRUNCATED', letter.subarray(0, letter.length - 2000)],
  ['a file with something after its end', 'PDF_AMBIGUOUS', Buffer.concat([letter, Buffer.from('more')])],
  ['DocMDP P=1', 'SIGNING_FORBIDDEN_BY_DOCUMENT', smallPdf(LEVEL('/P 1'))],
  ['DocMDP with a permission nobody knows', 'SIGNING_FORBIDDEN_BY_DOCUMENT', smallPdf(LEVEL('/P 9'))],
  ['a layer that is off', 'SIGNING_HIDDEN_LAYERS', layered('/D << /OFF [6 0 R] >>', '')],
  ['layers off unless named', 'SIGNING_HIDDEN_LAYERS', layered('/D << /BaseState /OFF /ON [6 0 R] >>', '')],
  [
    'a layer for paper only',
    'SIGNING_HIDDEN_LAYERS',
    layered('/D << >>', '/Usage << /View << /ViewState /OFF >> >>'),
  ],
  [
    'content in another file',
    'SIGNING_EXTERNAL_CONTENT',
    smallPdf(onePage({ 4: '<< /Length 0 /F (other.bin) >>\nstream\n\nendstream' })),
  ],
  [
    'content in another file, its key written another way',
    'SIGNING_EXTERNAL_CONTENT',
    smallPdf(onePage({ 4: '<< /#46 % (\n<< /UF (x) >> /Length 0 >>% >>\nstream\n\nendstream' })),
  ],
  [
    'content in another file among many annotations with flags',
    'SIGNING_EXTERNAL_CONTENT',
    smallPdf(
      onePage({
        4: '<< /Length 0 /F 7 0 R >>\nstream\n\nendstream',
        6: `[${'<< /Subtype /Link /F 4 >> '.repeat(40)}]`,
        7: '(x)',
      }),
    ),
  ],
  [
    'a script by an escaped name',
    'SIGNING_ACTIVE_CONTENT',
    smallPdf(onePage({ 1: `<< ${CATALOG} /OpenAction << /S /#4aava#53cript >> >>` })),
  ],
  [
    'a signature whose byte range leaves the file',
    'SIGNING_EARLIER_SIGNATURE_BROKEN',
    smallPdf(signedField('<< /Type /Sig /ByteRange [0 10 20 999999] /Contents <3003> >>')),
  ],
  [
    'a signature without a value',
    'SIGNING_EARLIER_SIGNATURE_BROKEN',
    smallPdf(signedField('<< /Type /Sig /ByteRange [0 10 20 5] /Contents <0000> >>')),
  ],
  [
    'a signature without a byte range',
    'SIGNING_EARLIER_SIGNATURE_BROKEN',
    smallPdf(signedField('<< /Type /Sig /Contents <3003> >>')),
  ],
  [
    'a signature somebody began',
    'SIGNING_UNFINISHED_SIGNATURE',
    smallPdf(onePage({ 6: '<< /ByteRange [0 /********** /********** /**********] >>' })),
  ],
  [
    'a script at opening',
    'SIGNING_ACTIVE_CONTENT',
    smallPdf(onePage({ 1: `<< ${CATALOG} /OpenAction << /S /JavaScript /JS (app.alert) >> >>` })),
  ],
  [
    'a script whose kind is hidden behind a reference',
    'SIGNING_ACTIVE_CONTENT',
    smallPdf(onePage({ 1: `<< ${CATALOG} /OpenAction << /S 6 0 R >> >>`, 6: '/JavaScript' })),
  ],
  [
    'document scripts by name',
    'SIGNING_ACTIVE_CONTENT',
    smallPdf(onePage({ 1: `<< ${CATALOG} /Names << /JavaScript 6 0 R >> >>`, 6: '<< /Names [] >>' })),
  ],
  [
    'a launch action on a link',
    'SIGNING_EXTERNAL_CONTENT',
    smallPdf(onePage({ 6: '[<< /Subtype /Link /A << /S /Launch /F (x) >> >>]' })),
  ],
  [
    'an XFA form',
    'SIGNING_ACTIVE_CONTENT',
    smallPdf(onePage({ 1: `<< ${CATALOG} /AcroForm << /Fields [] /XFA 4 0 R >> >>` })),
  ],
];

describe('what is refused before anything is signed', () => {
  it.each(REFUSED)('%s: %s', (_, code, file) => {
    expect(() => check(file)).toThrowError(expect.objectContaining({ code }));
  });
});
