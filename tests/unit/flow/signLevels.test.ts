import { describe, expect, it } from 'vitest';
import type { Signing } from '../../../src/flow/context.ts';
import { type SignRequest, signDocument } from '../../../src/flow/sign.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';
import type { SignerKey } from '../../../src/signing/signerKey.ts';
import { devSignerKey, devTsa } from '../signing/devPki.ts';
import { NOBODY, protecting } from '../signing/pdfWrite/protecting.ts';
import { AT, sign } from '../signing/pdfWrite/signing.ts';
import { documentFixture, imageFixture, LETTER } from '../signing/pdfWrite/smallPdf.ts';

async function signing(changes: Partial<Signing> = {}): Promise<Signing> {
  return { ...(await protecting(AT)), agencyCode: null, ...changes };
}

function counted(id: string): { readonly key: SignerKey; readonly uses: () => number } {
  const key = devSignerKey(id);
  let uses = 0;
  const used = async (...words: Parameters<SignerKey['sign']>) => {
    uses += 1;
    return await key.sign(...words);
  };
  return { key: { ...key, sign: used }, uses: () => uses };
}

const IMAGE = { image: imageFixture('signature.png'), widthMm: 40, heightMm: 18 };

function asked(key: SignerKey, changes: Partial<SignRequest> = {}): SignRequest {
  const name = 'Nguyễn Thị Hồng Đào';
  return {
    file: 'cv.pdf',
    pdf: documentFixture(LETTER),
    role: 'person',
    key,
    name,
    level: 'B-LTA',
    ...IMAGE,
    ...changes,
  };
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => 'signed',
    (thrown: unknown) => thrown,
  );
  return error instanceof CongvanError ? error.code : String(error);
}

describe('signing at a level that lasts', () => {
  it('uses the key once and gives out a file at that level', async () => {
    const { key, uses } = counted('H29.12/person');
    const { report, withoutTimestamp, older } = await signDocument(await signing(), asked(key));
    expect([uses(), withoutTimestamp, older]).toEqual([1, null, []]);
    expect(report.signatures).toMatchObject([{ role: 'person', level: 'B-LTA' }, { role: 'timestamp' }]);
  });

  it('is refused before the key is used when there is nobody to ask for a timestamp', async () => {
    const { key, uses } = counted('H29.12/person');
    const context = await signing({ authorities: [] });
    for (const level of ['B-T', 'B-LT', 'B-LTA'] as const) {
      expect(await refusal(signDocument(context, asked(key, { level })))).toBe('TIMESTAMP_UNAVAILABLE');
    }
    expect(uses()).toBe(0);
  });

  it('is refused before the key is used when an earlier signature is in doubt', async () => {
    const { key, uses } = counted('H29.12/person');
    const context = await signing();
    const doubtful = await sign(documentFixture(LETTER), 'person', { signer: 'H29.13/person', level: 'B-T' });
    const changed = Buffer.from(doubtful);
    changed[3000] = (changed[3000] ?? 0) ^ 1;
    expect(await refusal(signDocument(context, asked(key, { pdf: changed })))).toBe('LEVEL_BROKEN_SIGNATURE');
    expect(uses()).toBe(0);
  });

  it('gives out nothing when the revocation data cannot be had afterwards', async () => {
    const { key } = counted('H29.12/person');
    const context = await signing({ currentRevocation: NOBODY });
    expect(await refusal(signDocument(context, asked(key)))).toBe('REVOCATION_UNAVAILABLE');
  });
});

describe('a timestamp that is preferred, not required', () => {
  const preferred = { level: 'B-LT', timestampRequired: false } as const;

  it('is taken when it can be had', async () => {
    const { key } = counted('H29.12/person');
    const { report, withoutTimestamp } = await signDocument(await signing(), asked(key, preferred));
    expect([report.signatures[0]?.level, withoutTimestamp]).toEqual(['B-LT', null]);
  });

  it('is forgone when it cannot, with one use of the key and the reason told', async () => {
    const { key, uses } = counted('H29.12/person');
    const { report, withoutTimestamp } = await signDocument(
      await signing({ authorities: [] }),
      asked(key, preferred),
    );
    expect([report.signatures[0]?.level, withoutTimestamp?.code, uses()]).toEqual([
      'B-B',
      'TIMESTAMP_UNAVAILABLE',
      1,
    ]);
  });

  it('is not taken from an authority that nobody trusts', async () => {
    const { key } = counted('H29.12/person');
    const context = await signing({ authorities: [await devTsa(AT, 'odd/tsa-foreign')] });
    expect(await refusal(signDocument(context, asked(key, preferred)))).toBe('TIMESTAMP_REFUSED');
  });
});
