import { describe, expect, it } from 'vitest';
import { checkSealed, sealsOf } from '../../../src/flow/sealed.ts';
import { parseAgencyCode } from '../../../src/registry/agencyCode.ts';
import type { CornerMark } from '../../../src/signing/pdf/signRequest.ts';
import { judge, sign } from '../signing/pdfWrite/signing.ts';
import { onePage, smallPdf } from '../signing/pdfWrite/smallPdf.ts';

const AGENCY = parseAgencyCode('H29.12');

async function marked(appearance: CornerMark) {
  return await judge(await sign(smallPdf(onePage()), 'agency', { appearance }));
}

describe('an official document', () => {
  it('may be a copy that the agency made and signed (NĐ 30/2020 Đ26)', async () => {
    const report = await marked({ kind: 'copy', form: 'sao-y', says: 'Sở Tài chính' });
    expect(sealsOf(report, AGENCY)).toHaveLength(1);
    expect(() => checkSealed(report, AGENCY)).not.toThrow();
    expect(sealsOf(report, parseAgencyCode('H29.13'))).toEqual([]);
  });

  it('is not what was signed as an attachment of another', async () => {
    const report = await marked({ kind: 'attachment', says: '15/QĐ-STC' });
    expect(report.indication).toBe('TOTAL-PASSED');
    expect(() => checkSealed(report, AGENCY)).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_NOT_SEALED' }),
    );
  });
});
