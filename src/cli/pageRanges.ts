import type { Bilingual } from '../kernel/errors/row.ts';
import type { Input } from './input.ts';

const RANGES: Bilingual = {
  en: 'write pages such as 1-3,5: the first is 1, at most 5000 of them',
  vi: 'viết các trang, ví dụ 1-3,5: trang đầu là 1, tối đa 5000 trang',
};
const MOST_PAGES = 5000;

/** `1-3,5` → 1, 2, 3, 5: each page once, in order. @throws USAGE_INVALID_VALUE */
export function pagesOf(input: Input, name: string): readonly number[] | undefined {
  const text = input.text(name);
  if (text === undefined) return undefined;
  const pages = new Set<number>();
  for (const part of text.split(',')) {
    const [, first, last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part.trim()) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (!(from >= 1 && to >= from && to - from < MOST_PAGES)) throw input.invalid(name, RANGES);
    for (let page = from; page <= to; page++) pages.add(page);
  }
  if (pages.size > MOST_PAGES) throw input.invalid(name, RANGES);
  return [...pages].sort((a, b) => a - b);
}
