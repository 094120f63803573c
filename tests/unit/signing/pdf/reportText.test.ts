import { expect, test } from 'vitest';
import { reportText } from '../../../../src/signing/reportText.ts';
import { judge, materialFor, signedAndSealed } from './devPdf.ts';
import { pdfOf } from './pdfBuilder.ts';

const pdf = await signedAndSealed();
const report = judge(pdf, await materialFor(pdf));

test('says in English who signed, what is covered and why', () => {
  const text = reportText(report, 'en');
  expect(text).toContain('a.pdf: TOTAL-PASSED (valid)');
  expect(text).toContain('unchanged since it was signed');
  expect(text).toContain('1. signature "Sig1": TOTAL-PASSED (valid)');
  expect(text).toContain('role               person');
  expect(text).toContain('PDF_CHANGE_SIGNATURE_ADDED: a signature was added: Root/AcroForm/Seal');
  expect(text.endsWith('\n')).toBe(true);
});

test('says it in Vietnamese', () => {
  const text = reportText(report, 'vi');
  expect(text).toContain('không thay đổi kể từ khi ký');
  expect(text).toContain('con dấu cơ quan');
  expect(text).toContain('có thêm chữ ký: Root/AcroForm/Seal');
});

test('says that there is no signature', () => {
  expect(reportText(judge(pdfOf()), 'vi')).toContain('PDF_NO_SIGNATURE: văn bản chưa được ký số');
});

test('a name cannot play with the terminal', () => {
  const text = reportText({ ...report, file: 'a\u001b[2J\u202efdp.exe' }, 'en');
  expect(text).not.toContain('\u001b');
  expect(text).not.toContain('\u202e');
});

test('looks like this', () => {
  const [first] = report.signatures;
  if (first === undefined) throw new Error('no signature');
  const fixed = {
    ...report,
    at: '2026-11-21T00:00:00.000Z',
    signatures: [
      {
        ...first,
        signer: null,
        bestTime: null,
        signingTime: null,
        timestamps: [],
        revocation: { ...first.revocation, producedAt: null },
      },
    ],
  };
  expect(reportText(fixed, 'en')).toMatchInlineSnapshot(`
    "a.pdf: TOTAL-PASSED (valid)
      unchanged since it was signed: every byte is signed or an allowed addition
      judged as of: 2026-11-21T07:00:00+07:00, policy: congvan-default

      1. signature "Sig1": TOTAL-PASSED (valid)
         role               person
         form               ETSI.CAdES.detached, B-T
         signature value    intact (INTACT)
         covers             the whole revision that was signed (REVISION)
         later changes      only allowed ones (ALLOWED)
         certificate chain  leads to a trust anchor (VALID)
         revocation         not revoked (GOOD)
         - PDF_CHANGE_SIGNATURE_ADDED: a signature was added: Root/AcroForm/Seal
         - PDF_SIGNATURE_SHOWN: a later signature shows itself: Seal, page 1 [80 90 130 160]
    "
  `);
});
