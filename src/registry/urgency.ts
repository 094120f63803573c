import { foldVietnamese } from '../kernel/vietnameseText.ts';
import type { Dated } from './validity.ts';

/** A level of urgency: the law has three (NĐ 30/2020 Đ4.2c), the wire has five values (QCVN 102 Priority). */
export interface Urgency extends Dated {
  /** edXML OtherInfo/Priority. */
  readonly priority: number;
  readonly name: string;
  /** The mark on the page; null for an ordinary document. */
  readonly mark: string | null;
  /** Frame of the mark, millimetres (PL I phần I III.2b). */
  readonly widthMm: number;
  readonly heightMm: number;
}

const LAW = { from: '2020-03-05', to: null, source: 'NĐ 30/2020/NĐ-CP Đ4.2c, PL I phần I III.2b' } as const;
const WIRE = { from: '2016-04-01', to: null, source: 'QCVN 102:2016/BTTTT, Priority' } as const;

export const URGENCIES: readonly Urgency[] = [
  { priority: 0, name: 'Thường', mark: null, widthMm: 0, heightMm: 0, ...WIRE },
  { priority: 1, name: 'Khẩn', mark: 'KHẨN', widthMm: 20, heightMm: 8, ...LAW },
  { priority: 2, name: 'Thượng khẩn', mark: 'THƯỢNG KHẨN', widthMm: 40, heightMm: 8, ...LAW },
  { priority: 3, name: 'Hỏa tốc', mark: 'HỎA TỐC', widthMm: 30, heightMm: 8, ...LAW },
  // The law does not know this one; on the page it is a "HỎA TỐC".
  { priority: 4, name: 'Hỏa tốc hẹn giờ', mark: 'HỎA TỐC', widthMm: 30, heightMm: 8, ...WIRE },
];

export function urgencyOfPriority(priority: number): Urgency | undefined {
  return URGENCIES.find((urgency) => urgency.priority === priority);
}

/** By name in any spelling of marks ("hoa toc"), or by the wire's digit. */
export function findUrgency(text: string): Urgency | undefined {
  const wanted = foldVietnamese(text.trim());
  return URGENCIES.find(
    (urgency) => foldVietnamese(urgency.name) === wanted || String(urgency.priority) === wanted,
  );
}
