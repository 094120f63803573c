import { describe, expect, it } from 'vitest';
import { boxAsSeen, pageSpace } from '../../../../src/signing/pdf/geometry.ts';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { fieldsOf } from '../../../../src/signing/pdf/read/form.ts';
import { asArray, asInteger, asString } from '../../../../src/signing/pdf/read/objects.ts';
import { pageAt, rectOf } from '../../../../src/signing/pdf/read/pages.ts';
import { signingTimeText } from '../../../../src/signing/pdf/signingTime.ts';
import { stampDraft } from '../../../../src/signing/pdf/stampDraft.ts';
import type { SignerKey } from '../../../../src/signing/signerKey.ts';
import { devSignerKey } from '../devPki.ts';
import { AT, judge, refusalOf, sign } from './signing.ts';
import { documentFixture, imageFixture, LETTER, LETTERS, onePage, smallPdf } from './smallPdf.ts';

function beginsWith(file: Uint8Array, beginning: Uint8Array): boolean {
  return Buffer.from(file.subarray(0, beginning.length)).equals(beginning);
}

/** The widget of a signature on the page as it is seen. */
function widgetOf(file: Uint8Array, field: string, page = 0) {
  const pdf = openPdf(file);
  const found = fieldsOf(pdf).find(({ name }) => name === field);
  const rect = rectOf(pdf, found?.dict.entries.get('Rect'));
  if (rect === null) throw new Error(`no widget ${field}`);
  return boxAsSeen(pageSpace(pdf, pageAt(pdf, page)), rect);
}

function signatureOf(file: Uint8Array, field: string) {
  const pdf = openPdf(file);
  const found = fieldsOf(pdf).find(({ name }) => name === field);
  const value = pdf.resolve(found?.value);
  if (value.kind !== 'dict') throw new Error(`no signature ${field}`);
  return { pdf, value };
}

describe('a person, then the agency', () => {
  it.each(LETTERS)('sign %s: both valid, each an update after bytes that stay', async (file) => {
    const letter = documentFixture(file);
    const signed = await sign(letter, 'person');
    const sealed = await sign(signed, 'agency');
    expect(beginsWith(signed, letter)).toBe(true);
    expect(beginsWith(sealed, signed)).toBe(true);
    const report = await judge(sealed);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(report.signatures).toMatchObject([
      { field: 'Signature1', role: 'person', level: 'B-T', coverage: 'REVISION', modifications: 'ALLOWED' },
      { field: 'Signature2', role: 'agency', level: 'B-T', coverage: 'WHOLE-FILE', modifications: 'NONE' },
    ]);
  });

  it('sign a stamped draft', async () => {
    const stamped = await stampDraft({
      pdf: documentFixture(LETTER),
      number: '15',
      notation: 'STC-VP',
      place: 'An Bình',
      dateText: 'ngày 21 tháng 11 năm 2026',
      urgency: 'KHẨN',
    });
    const report = await judge(await sign(await sign(stamped, 'person'), 'agency'));
    expect(report.indication).toBe('TOTAL-PASSED');
  });

  it.each([
    ['H29.13/person', 'H29.13/seal'],
    ['H29.12/person', 'H29.13/seal'],
  ])('with the keys of %s (P-256 or RSA-2048) and %s', async (person, seal) => {
    const signed = await sign(documentFixture(LETTER), 'person', {
      signer: person,
      name: 'Nguyễn Thị Hồng Đào',
    });
    expect((await judge(await sign(signed, 'agency', { signer: seal }))).indication).toBe('TOTAL-PASSED');
  });

  it('without a timestamp make level B-B', async () => {
    const signed = await sign(documentFixture(LETTER), 'person', { level: 'B-B', authorities: [] });
    expect((await judge(signed)).signatures).toMatchObject([{ level: 'B-B', cryptography: 'INTACT' }]);
  });

  it('may be followed by another person and another seal', async () => {
    let file = await sign(documentFixture(LETTER), 'person');
    file = await sign(file, 'person', {
      signer: 'H29.13/person',
      appearance: { ...handwriting(), at: { page: 1, xMm: 30, yMm: 230 } },
    });
    file = await sign(file, 'agency');
    const report = await judge(file);
    expect(report.documentUnchanged).toBe(true);
    expect(report.signatures.map(({ field }) => field)).toEqual(['Signature1', 'Signature2', 'Signature3']);
  });
});

function handwriting() {
  return { image: imageFixture('signature.png'), widthMm: 40, heightMm: 18 };
}

describe('the place of an image', () => {
  it('of a person lies between position and name line, centred on them', async () => {
    const box = widgetOf(
      await sign(documentFixture(LETTER), 'person', { appearance: { ...handwriting(), lines: [] } }),
      'Signature1',
    );
    expect(box.xMm + box.widthMm / 2).toBeCloseTo(149.1, 0);
    expect(box.yMm).toBeGreaterThan(175.4);
    expect(box.yMm + box.heightMm).toBeLessThan(208);
    expect(box.widthMm).toBeCloseTo(40, 1);
  });

  it('of the seal has its true size and covers the left third of the person’s', async () => {
    const lines: readonly string[] = [];
    const personImage = { ...handwriting(), lines };
    const signed = await sign(documentFixture(LETTER), 'person', { appearance: personImage });
    const sealImage = { image: imageFixture('seal.png'), widthMm: 36, heightMm: 36, lines };
    const sealed = await sign(signed, 'agency', { appearance: sealImage });
    const [person, agency] = [widgetOf(sealed, 'Signature1'), widgetOf(sealed, 'Signature2')];
    expect(agency.widthMm).toBeCloseTo(36, 2);
    expect(agency.heightMm).toBeCloseTo(36, 2);
    expect(agency.xMm + agency.widthMm).toBeCloseTo(person.xMm + person.widthMm / 3, 1);
    expect(agency.yMm + agency.heightMm / 2).toBeCloseTo(person.yMm + person.heightMm / 2, 1);
  });

  it('does not move with the text under the person’s image', async () => {
    const sealImage = { image: imageFixture('seal.png'), widthMm: 36, heightMm: 36, lines: [] };
    const at = { page: 1, xMm: 120, yMm: 180 };
    const boxes = await Promise.all(
      [
        [],
        ['Một dòng chữ khá dài đứng dưới hình ảnh chữ ký của người có thẩm quyền', 'và thêm một dòng nữa'],
      ].map(async (lines) => {
        const signed = await sign(documentFixture(LETTER), 'person', {
          appearance: { ...handwriting(), at, lines },
        });
        return widgetOf(await sign(signed, 'agency', { appearance: sealImage }), 'Signature2');
      }),
    );
    expect(boxes[1]?.xMm).toBeCloseTo(boxes[0]?.xMm ?? 0, 1);
    expect(boxes[1]?.yMm).toBeCloseTo(boxes[0]?.yMm ?? 0, 1);
  });

  it('can be given, on a turned page too', async () => {
    const at = { page: 1, xMm: 240, yMm: 150 };
    const signed = await sign(documentFixture('cong-van-rotated.pdf'), 'person', {
      appearance: { ...handwriting(), at, lines: [] },
    });
    const box = widgetOf(signed, 'Signature1');
    expect([box.xMm, box.yMm, box.widthMm, box.heightMm].map(Math.round)).toEqual([240, 150, 40, 18]);
    expect((await judge(await sign(signed, 'agency'))).indication).toBe('TOTAL-PASSED');
  });

  it('is the default cell when the letter has no lines of the signer', async () => {
    const box = widgetOf(
      await sign(smallPdf(onePage()), 'person', { appearance: { ...handwriting(), lines: [] } }),
      'Signature1',
    );
    expect(box.xMm + box.widthMm / 2).toBeCloseTo(150, 0);
  });
});

describe('a signature dictionary', () => {
  it('says when in Vietnam time, who, why and where, and has room for large files', async () => {
    const signed = await sign(documentFixture(LETTER), 'person', {
      reason: 'Ký ban hành',
      location: 'An Bình',
    });
    const { pdf, value } = signatureOf(signed, 'Signature1');
    const text = Buffer.from(signed).toString('latin1');
    expect(Buffer.from(asString(pdf.value(value, 'M')) ?? []).toString()).toBe("D:20261121093005+07'00'");
    expect(asString(pdf.value(value, 'Reason'))?.length).toBeGreaterThan(0);
    expect(/\/ByteRange \[[^\]]*\]\s+\/Contents/.exec(text)?.[0].length).toBeGreaterThanOrEqual(49 + 10);
    const range = asArray(pdf.value(value, 'ByteRange'))?.items.map(asInteger) ?? [];
    expect((range[2] ?? 0) + (range[3] ?? 0)).toBe(signed.length);
  });

  it('grows when the chain does not fit', async () => {
    const key = devSignerKey('H29.12/person');
    const heavy: SignerKey = {
      ...key,
      certificateChain: [
        ...key.certificateChain,
        ...Array.from({ length: 14 }, () => key.certificateChain[1] ?? Buffer.alloc(0)),
      ],
    };
    const signed = await sign(documentFixture(LETTER), 'person', { key: heavy });
    const { pdf, value } = signatureOf(signed, 'Signature1');
    expect(asString(pdf.value(value, 'Contents'))?.length).toBeGreaterThanOrEqual(16_384);
  });

  it('prints the time that is signed', () => {
    expect(signingTimeText(AT)).toBe('21/11/2026 09:30:05 +07:00');
  });
});

describe('signing is refused', () => {
  it('by seal before a person, as the law says', async () => {
    expect(await refusalOf(sign(documentFixture(LETTER), 'agency'))).toBe('SEAL_WITHOUT_PERSON_SIGNATURE');
  });

  it('by seal after a person whose signature cannot be trusted', async () => {
    const foreign = await sign(documentFixture(LETTER), 'person', { level: 'B-B', authorities: [] });
    const distrustful = async (pdf: Uint8Array) => {
      const report = await judge(pdf);
      const signatures = report.signatures.map((each) => ({ ...each, indication: 'INDETERMINATE' as const }));
      return { ...report, signatures };
    };
    expect(await refusalOf(sign(foreign, 'agency', { judge: distrustful }))).toBe(
      'SEAL_WITHOUT_PERSON_SIGNATURE',
    );
  });

  it.each([
    ['with a seal key as a person', 'person', 'H29.12/seal', 'SIGNER_ROLE_MISMATCH'],
    ['with a person key as an agency', 'agency', 'H29.12/person', 'SIGNER_ROLE_MISMATCH'],
    ['with an expired certificate', 'person', 'odd/expired-person', 'SIGNER_CERTIFICATE_EXPIRED'],
    [
      'with a certificate not yet valid',
      'person',
      'odd/not-yet-valid-person',
      'SIGNER_CERTIFICATE_NOT_YET_VALID',
    ],
    ['with a revoked certificate', 'person', 'odd/revoked-person', 'SIGNER_CERTIFICATE_REFUSED'],
    ['with a certificate for another use', 'person', 'odd/wrong-key-usage', 'SIGNER_CERTIFICATE_REFUSED'],
    ['with a weak key', 'person', 'odd/weak-key', 'SIGNER_CERTIFICATE_REFUSED'],
    ['under a revoked CA', 'person', 'odd/below-revoked-ca', 'SIGNER_CERTIFICATE_REFUSED'],
  ] as const)('%s', async (_, role, signer, code) => {
    const lines = documentFixture(LETTER);
    expect(await refusalOf(sign(lines, role, { signer, name: 'Nguyễn Thị Hồng Đào' }))).toBe(code);
  });

  it('after any byte of an earlier signature changed', async () => {
    const signed = Buffer.from(await sign(documentFixture(LETTER), 'person'));
    signed[3000] = (signed[3000] ?? 0) ^ 1;
    expect(await refusalOf(sign(signed, 'agency'))).toBe('SIGNING_EARLIER_SIGNATURE_BROKEN');
  });

  it('when the finished file does not stand its own verification', async () => {
    const doubtful = async (pdf: Uint8Array) => {
      const report = await judge(pdf);
      return {
        ...report,
        signatures: report.signatures.map((each) => ({ ...each, cryptography: 'BROKEN' as const })),
      };
    };
    expect(await refusalOf(sign(documentFixture(LETTER), 'person', { judge: doubtful }))).toBe(
      'SIGNING_SELF_CHECK_FAILED',
    );
    const blind = async (pdf: Uint8Array) => ({ ...(await judge(pdf)), signatures: [] });
    expect(await refusalOf(sign(documentFixture(LETTER), 'person', { judge: blind }))).toBe(
      'SIGNING_SELF_CHECK_FAILED',
    );
  });

  it('when no timestamp is to be had', async () => {
    expect(await refusalOf(sign(documentFixture(LETTER), 'person', { authorities: [] }))).toBe(
      'TIMESTAMP_UNAVAILABLE',
    );
  });

  it('when the place is outside the page, or not free', async () => {
    const outside = { ...handwriting(), at: { page: 1, xMm: 190, yMm: 10 } };
    expect(await refusalOf(sign(documentFixture(LETTER), 'person', { appearance: outside }))).toBe(
      'PLACE_OUTSIDE_PAGE',
    );
    const content = Array.from(
      { length: 70 },
      (_, i) => `1 0 0 1 60 ${830 - i * 12} Tm (${'x'.repeat(80)}) Tj`,
    ).join(' ');
    const full = smallPdf(
      onePage({ 4: `<< /Length ${content.length + 18} >>\nstream\nBT /F1 11 Tf ${content} ET \nendstream` }),
    );
    expect(await refusalOf(sign(full, 'person'))).toBe('SIGNATURE_PLACE_NOT_FOUND');
  });

  it('when the person’s signature cannot be seen', async () => {
    const signed = await sign(documentFixture(LETTER), 'person');
    const hidden = Buffer.from(signed);
    const elsewhere = async (pdf: Uint8Array) => {
      const report = await judge(pdf);
      return {
        ...report,
        signatures: report.signatures.map((each) => ({ ...each, field: `other${each.field}` })),
      };
    };
    expect(await refusalOf(sign(hidden, 'agency', { judge: elsewhere }))).toBe('SEAL_PLACE_NOT_FOUND');
  });
});
