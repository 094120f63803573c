import { describe, expect, it } from 'vitest';
import { pageSpace } from '../../../../src/signing/pdf/geometry.ts';
import { pageRows, rowText } from '../../../../src/signing/pdf/pageText/pageRows.ts';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { pagesOf } from '../../../../src/signing/pdf/read/pages.ts';
import { stampDraft } from '../../../../src/signing/pdf/stampDraft.ts';
import type { StampDraftRequest } from '../../../../src/signing/pdf/stampRequest.ts';
import { onePage, smallPdf } from './smallPdf.ts';

const BLANK = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << >> >>';
const threePages = () =>
  smallPdf(
    onePage({
      2: '<< /Type /Pages /Kids [3 0 R 7 0 R 8 0 R] /Count 3 >>',
      3: BLANK,
      6: '<< /Length 1 >>\nstream\n \nendstream',
      7: BLANK,
      8: BLANK,
    }),
  );

async function marked(pdf: Uint8Array, pages?: readonly number[]): Promise<readonly string[]> {
  const request: StampDraftRequest = {
    ...{ pdf, number: '05', notation: 'STC-VP', place: 'An Bình' },
    ...{ dateText: 'ngày 05 tháng 01 năm 2026', circulation: 'LƯU HÀNH NỘI BỘ' },
    ...(pages === undefined ? {} : { pages }),
  };
  const stamped = openPdf(await stampDraft(request));
  return [...pagesOf(stamped)].map((page) =>
    pageRows(stamped, pageSpace(stamped, page))
      .map(({ characters }) => rowText(characters).text)
      .join('|'),
  );
}

describe('marks on several pages', () => {
  it('are shown on those that are asked for; number and date stay on the first', async () => {
    const [first, second, third] = await marked(threePages(), [1, 3]);
    expect(first).toMatch(/Số: 05\/STC-VP.*LƯU HÀNH NỘI BỘ/);
    expect(second).toBe('');
    expect(third).toBe('LƯU HÀNH NỘI BỘ');
  });

  it('are shown on the first alone unless asked for', async () => {
    expect((await marked(threePages())).slice(1)).toEqual(['', '']);
  });

  it('are refused where something is written, and on pages that are not there', async () => {
    await expect(marked(threePages(), [1, 4])).rejects.toMatchObject({ code: 'PDF_PAGE_NOT_FOUND' });
    const content = 'BT /F1 12 Tf 1 0 0 1 120 672 Tm (xxxxxxxxxxxxxxxxxx) Tj ET';
    const page = '/Contents 9 0 R /Resources << /Font << /F1 5 0 R >> >> >>';
    const full = smallPdf(
      onePage({
        2: '<< /Type /Pages /Kids [3 0 R 8 0 R] /Count 2 >>',
        3: BLANK,
        6: '<< /Length 1 >>\nstream\n \nendstream',
        8: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ${page}`,
        9: `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      }),
    );
    await expect(marked(full, [1, 2])).rejects.toMatchObject({ code: 'STAMP_PLACE_TAKEN' });
  });
});
