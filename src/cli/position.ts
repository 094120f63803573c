import type { Bilingual } from '../kernel/errors/row.ts';
import type { PagePosition } from '../signing/pdf/signRequest.ts';
import type { Input } from './input.ts';

const PLACE: Bilingual = {
  en: 'write PAGE,X,Y such as 1,120,230: millimetres from the top left corner',
  vi: 'viết TRANG,X,Y, ví dụ 1,120,230: milimét tính từ góc trên bên trái',
};

/** `1,120,230`: page, then millimetres from the left and from the top of the page. @throws USAGE_INVALID_VALUE */
export function positionOf(input: Input, name: string): PagePosition | undefined {
  const text = input.text(name);
  if (text === undefined) return undefined;
  const [, page, x, y] = /^(\d{1,6}),(\d{1,4}(?:\.\d+)?),(\d{1,4}(?:\.\d+)?)$/.exec(text) ?? [];
  if (page === undefined || Number(page) < 1) throw input.invalid(name, PLACE);
  return { page: Number(page), xMm: Number(x), yMm: Number(y) };
}
