import { CongvanError } from '../../../kernel/errors.ts';
import type { BoxMm, PageSpace } from '../geometry.ts';
import type { PagePosition } from '../signRequest.ts';
import { noticeSize, STAMP_MM } from './arrivalStamp.ts';

type IsTaken = (box: BoxMm) => boolean;

/** Below the name of the agency that sent it; and what of the page's edge stays free. */
const FIRST_TOP_MM = 36;
const EDGE_MM = 8;
const STEP_MM = 2;
/** Between the stamp and what stands around it. */
const CLEAR_MM = 1;
/** True size first; on a full page what is still read well, down to half. */
const SCALES = [1, 0.85, 0.7, 0.6, 0.5] as const;

/**
 * Where the stamp stands: in the free room nearest to the head of the page, from the left to the right; the clerk's stamp
 * goes under number and subject, or under the date. At a given place only if it is free.
 * @throws STAMP_PLACE_TAKEN, PLACE_OUTSIDE_PAGE
 */
export function stampBox(space: PageSpace, isTaken: IsTaken, at: PagePosition | undefined): BoxMm {
  const box = at === undefined ? firstFree(space, isTaken) : givenBox(space, at);
  if (box !== undefined && !isTaken(box)) return box;
  throw new CongvanError('STAMP_PLACE_TAKEN', { where: `page ${space.page.index + 1}`, detail: 'dấu ĐẾN' });
}

function givenBox(space: PageSpace, { xMm, yMm }: PagePosition): BoxMm {
  const box = { xMm, yMm, widthMm: STAMP_MM.width, heightMm: STAMP_MM.height };
  if (xMm + box.widthMm <= space.widthMm && yMm + box.heightMm <= space.heightMm) return box;
  throw new CongvanError('PLACE_OUTSIDE_PAGE', { where: `page ${space.page.index + 1}`, detail: 'dấu ĐẾN' });
}

function firstFree(space: PageSpace, isTaken: IsTaken): BoxMm | undefined {
  for (const scale of SCALES) {
    const size = { widthMm: STAMP_MM.width * scale, heightMm: STAMP_MM.height * scale };
    for (let yMm = FIRST_TOP_MM; yMm + size.heightMm <= space.heightMm - EDGE_MM; yMm += STEP_MM) {
      for (let xMm = EDGE_MM; xMm + size.widthMm <= space.widthMm - EDGE_MM; xMm += STEP_MM) {
        const box = { xMm, yMm, ...size };
        if (!isTaken(grown(box))) return box;
      }
    }
  }
  return undefined;
}

function grown({ xMm, yMm, widthMm, heightMm }: BoxMm): BoxMm {
  const around = 2 * CLEAR_MM;
  return { xMm: xMm - CLEAR_MM, yMm: yMm - CLEAR_MM, widthMm: widthMm + around, heightMm: heightMm + around };
}

const LOWEST_MM = 4;
const MARGIN_MM = 20;

/** In the middle of the lower margin, from the edge up; else in the upper margin. @throws STAMP_PLACE_TAKEN */
export function noticeBox(space: PageSpace, isTaken: IsTaken, words: string): BoxMm {
  const size = noticeSize(words);
  const xMm = Math.max(0, (space.widthMm - size.widthMm) / 2);
  const tops: number[] = [];
  for (let up = LOWEST_MM; up <= MARGIN_MM; up += 0.5) tops.push(space.heightMm - up - size.heightMm);
  for (let top = LOWEST_MM; top <= MARGIN_MM; top += 0.5) tops.push(top);
  const boxes = tops.map((yMm) => ({ xMm, yMm, ...size }));
  const box = boxes.find((candidate) => candidate.yMm >= 0 && !isTaken(candidate));
  if (box !== undefined) return box;
  throw new CongvanError('STAMP_PLACE_TAKEN', { where: `page ${space.page.index + 1}`, detail: words });
}
