import { describe, expect, it } from 'vitest';
import type { Signing } from '../../../src/flow/context.ts';
import { explainSigning } from '../../../src/flow/explainSigning.ts';
import { type SignRequest, signDocument } from '../../../src/flow/sign.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';
import { DEFAULT_POLICY, type SignaturePolicy } from '../../../src/signing/policy/policy.ts';
import { DEFAULT_SIGNING, type SigningRules } from '../../../src/signing/policy/signingPolicy.ts';
import { devSignerKey } from '../signing/devPki.ts';
import { protecting } from '../signing/pdfWrite/protecting.ts';
import { AT, sign } from '../signing/pdfWrite/signing.ts';
import { documentFixture, imageFixture, LETTER, onePage, smallPdf } from '../signing/pdfWrite/smallPdf.ts';

const places = {
  'signing.levels.person': 'own.toml, line 7',
  'signing.order.person': 'own.toml, line 9',
  'signing.only_listed': 'own.toml, line 3',
};

async function under(rules: Partial<SigningRules>, more: Partial<SignaturePolicy> = {}): Promise<Signing> {
  const policy = { ...DEFAULT_POLICY, ...more, signing: { ...DEFAULT_SIGNING, places, ...rules } };
  return { ...(await protecting(AT)), agencyCode: null, policy };
}

const IMAGE = { image: imageFixture('signature.png'), widthMm: 40, heightMm: 18 };

function asked(changes: Partial<SignRequest> = {}): SignRequest {
  return {
    ...{ file: 'cv.pdf', pdf: documentFixture(LETTER), role: 'person', key: devSignerKey('H29.12/person') },
    ...{ name: 'Nguyễn Thị Hồng Đào', level: 'B-B', ...IMAGE, ...changes },
  };
}

async function refusal(work: Promise<unknown>): Promise<readonly [string, string | undefined]> {
  const error = await work.then(
    () => 'signed',
    (thrown: unknown) => thrown,
  );
  return error instanceof CongvanError ? [error.code, error.detail] : [String(error), undefined];
}

describe('a signing policy', () => {
  it('asks for a level, and the refusal names rule and line', async () => {
    const context = await under({ levels: { person: 'B-T' } });
    expect(await refusal(signDocument(context, asked()))).toEqual([
      'SIGNING_LEVEL_TOO_LOW',
      'B-B, not B-T; rule signing.levels.person, own.toml, line 7',
    ]);
    expect(await refusal(signDocument(context, asked({ level: 'B-T' })))).toEqual(['signed', undefined]);
  });

  it('asks for signatures before', async () => {
    const context = await under({ order: { person: ['agency'] } });
    expect(await refusal(signDocument(context, asked()))).toEqual([
      'SIGNING_ORDER_UNMET',
      'the agency has not signed; rule signing.order.person, own.toml, line 9',
    ]);
  });

  it('lets only the listed sign', async () => {
    const context = await under({ onlyListed: true });
    expect(await refusal(signDocument(context, asked()))).toEqual([
      'SIGNER_NOT_LISTED',
      'rule signing.only_listed, own.toml, line 3',
    ]);
  });

  it('forbids keys and digests before they are used', async () => {
    const { keys } = DEFAULT_POLICY;
    const context = await under({}, { keys: { ...keys, rsa: [{ minBits: 4096, until: null }], ec: {} } });
    const [code, detail] = await refusal(signDocument(context, asked()));
    expect(code).toBe('SIGNING_ALGORITHM_FORBIDDEN');
    expect(detail).toContain('rule keys of policy congvan-default 1');
  });
});

function stream(text: string): string {
  return `<< /Length ${text.length} >>\nstream\n${text}\nendstream`;
}

describe('before a PDF is signed', () => {
  it('a mark of secrecy on its first page refuses it', async () => {
    const content = 'BT /F1 12 Tf 72 720 Td (M\\276T) Tj ET';
    const cmap =
      '1 begincodespacerange <00> <FF> endcodespacerange 3 beginbfchar <4D> <004D> <BE> <1EAC> <54> <0054> endbfchar';
    const pdf = smallPdf(
      onePage({
        4: stream(content),
        5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>',
        6: stream(cmap),
      }),
    );
    expect(await refusal(signDocument(await under({}), asked({ pdf })))).toEqual(['SECRET_DOCUMENT', 'MẬT']);
    expect(await explainSigning(await under({}), { file: 'cv.pdf', pdf })).toMatchObject([
      { code: 'SECRET_DOCUMENT', detail: 'MẬT' },
    ]);
  });

  it('everything in its way is explained without a key', async () => {
    const context = await under({});
    expect(
      await explainSigning(context, { file: 'cv.pdf', pdf: smallPdf(onePage()), act: 'person' }),
    ).toEqual([]);
    expect(
      await explainSigning(context, { file: 'cv.pdf', pdf: smallPdf(onePage()), act: 'agency' }),
    ).toMatchObject([{ code: 'SEAL_WITHOUT_PERSON_SIGNATURE' }]);
    const signed = Buffer.from(await sign(documentFixture(LETTER), 'person'));
    signed[3000] = (signed[3000] ?? 0) ^ 1;
    expect(await explainSigning(context, { file: 'cv.pdf', pdf: signed })).toMatchObject([
      { code: 'SIGNING_EARLIER_SIGNATURE_BROKEN' },
    ]);
  });
});
