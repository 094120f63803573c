/** The same signatures on a blank page that looks the same in every way a PDF can say so. */
import { stampDraft } from '../../../src/signing/pdf/stampDraft.ts';
import { sign } from '../../unit/signing/pdfWrite/signing.ts';
import { onePage, smallPdf } from '../../unit/signing/pdfWrite/smallPdf.ts';

export const ROTATIONS = [0, 90, 180, 270] as const;
export const BOXES = ['media', 'crop', 'unit'] as const;
export type Rotation = (typeof ROTATIONS)[number];
export type Box = (typeof BOXES)[number];

/** A4 in points. */
const [ACROSS, DOWN] = [595.276, 841.89];

/**
 * A blank A4 page as it is seen: turned, cut out of a larger sheet whose corner is not the origin, or measured in
 * units of two points.
 */
export function blankPage(rotate: Rotation, box: Box): Buffer {
  const isTurned = rotate === 90 || rotate === 270;
  const unit = box === 'unit' ? 2 : 1;
  const [width, height] = (isTurned ? [DOWN, ACROSS] : [ACROSS, DOWN]).map((side) => side / unit);
  const [w, h] = [width ?? 0, height ?? 0];
  const boxes =
    box === 'crop'
      ? `/MediaBox [-50 30 ${w + 250} ${h + 330}] /CropBox [40 130 ${w + 40} ${h + 130}]`
      : `/MediaBox [0 0 ${w} ${h}]`;
  const userUnit = unit === 1 ? '' : `/UserUnit ${unit}`;
  return smallPdf(
    onePage({
      3: `<< /Type /Page /Parent 2 0 R ${boxes} ${userUnit} /Rotate ${rotate} /Contents 4 0 R /Resources << >> >>`,
      4: '<< /Length 1 >>\nstream\n \nendstream',
    }),
  );
}

export const SHOWN = ['person', 'agency', 'attachment', 'copy', 'stamps'] as const;
export type Shown = (typeof SHOWN)[number];

/** What each role leaves on the page, the time always the same. */
export async function shownOn(page: Uint8Array, shown: Shown): Promise<Uint8Array> {
  switch (shown) {
    case 'person':
      return await sign(page, 'person');
    case 'agency':
      return await sign(await sign(page, 'person'), 'agency');
    case 'attachment':
      return await sign(page, 'agency', { appearance: { kind: 'attachment', says: '15/QĐ-STC' } });
    case 'copy': {
      const says = 'Ủy ban nhân dân tỉnh An Bình';
      return await sign(page, 'agency', { appearance: { kind: 'copy', form: 'trich-sao', says } });
    }
    case 'stamps':
      return await stampDraft({
        pdf: page,
        number: '05',
        notation: 'STC-VP',
        place: 'An Bình',
        dateText: 'ngày 05 tháng 01 năm 2026',
        urgency: 'THƯỢNG KHẨN',
        circulation: 'LƯU HÀNH NỘI BỘ',
      });
    default:
      return shown satisfies never;
  }
}
