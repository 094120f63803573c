import type { PagePosition } from './signRequest.ts';

/** NĐ 30/2020 Đ4.2c, PL I III.2b. */
export type UrgencyStamp = 'HỎA TỐC' | 'THƯỢNG KHẨN' | 'KHẨN';
/** NĐ 30/2020 PL I III.2c. */
export type CirculationStamp = 'XEM XONG TRẢ LẠI' | 'LƯU HÀNH NỘI BỘ';

/** Where to put each part when the draft's own lines and the defaults of PL I will not do; page 1 as a rule. */
export interface StampPositions {
  /** Top-left corner of the text or frame. */
  readonly number?: PagePosition;
  readonly date?: PagePosition;
  readonly urgency?: PagePosition;
  readonly circulation?: PagePosition;
}

export interface StampDraftRequest {
  readonly pdf: Uint8Array;
  /** As the register gave it, at least two digits (`05`, `15`). */
  readonly number: string;
  /** Without the number and the slash (`STC-VP`). */
  readonly notation: string;
  /** `ngày 05 tháng 01 năm 2026`; see `dateText`. */
  readonly dateText: string;
  /** Place name of the date line (`Hà Nội`). */
  readonly place: string;
  readonly urgency?: UrgencyStamp;
  readonly circulation?: CirculationStamp;
  readonly at?: StampPositions;
  /**
   * Pages on which the marks are shown, at one place of each (1 is the first); their own page alone when left out. The
   * number and the date belong to the first page.
   */
  readonly pages?: readonly number[];
}
