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

const SIZED: Bilingual = {
  en: 'write PAGE,X,Y or PAGE,X,Y,WIDTH,HEIGHT such as 1,120,230,45,20, in millimetres',
  vi: 'viết TRANG,X,Y hoặc TRANG,X,Y,RỘNG,CAO, ví dụ 1,120,230,45,20, tính bằng milimét',
};

/** The same, or with width and height after it: `1,120,230,45,20`. @throws USAGE_INVALID_VALUE */
export function sizedPositionOf(input: Input, name: string): PagePosition | undefined {
  const text = input.text(name);
  const [, size] = /^(?:[^,]*,){3}(.*)$/.exec(text ?? '') ?? [];
  if (text === undefined || size === undefined) return positionOf(input, name);
  const [, page, x, y, width, height] =
    /^(\d{1,6}),(\d{1,4}(?:\.\d+)?),(\d{1,4}(?:\.\d+)?),(\d{1,4}(?:\.\d+)?),(\d{1,4}(?:\.\d+)?)$/.exec(
      text,
    ) ?? [];
  const [widthMm, heightMm] = [Number(width), Number(height)];
  if (Number(page) < 1 || !(widthMm > 0) || !(heightMm > 0)) throw input.invalid(name, SIZED);
  return { page: Number(page), xMm: Number(x), yMm: Number(y), widthMm, heightMm };
}
