import type { PartReport } from '../report.ts';
import type { Language } from '../reportWords.ts';

interface PartWords {
  readonly parts: string;
  readonly none: string;
  readonly part: string;
  readonly binding: string;
  readonly signatures: string;
  readonly asSealed: string;
  readonly changed: string;
  readonly missing: string;
}

export const PART_WORDS: Readonly<Record<Language, PartWords>> = {
  en: {
    parts: 'Parts bound by the seal',
    none: 'none',
    part: 'part',
    binding: 'binding to the envelope',
    signatures: 'signatures in it',
    asSealed: 'exactly as it was sealed',
    changed: 'NOT as it was sealed',
    missing: 'not found',
  },
  vi: {
    parts: 'Các phần được dấu niêm phong ràng buộc',
    none: 'không có',
    part: 'phần',
    binding: 'ràng buộc với gói tin',
    signatures: 'chữ ký bên trong',
    asSealed: 'đúng như khi niêm phong',
    changed: 'KHÔNG như khi niêm phong',
    missing: 'không tìm thấy',
  },
};

/** How a part stands to the envelope. */
export function bindingOf({ matches }: PartReport): 'asSealed' | 'changed' | 'missing' {
  if (matches === null) return 'missing';
  return matches ? 'asSealed' : 'changed';
}
