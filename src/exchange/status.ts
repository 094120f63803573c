/**
 * Business statuses of QĐ 28/2018 (edXML `StatusCode`). Codes are text: unknown ones are kept, never fatal.
 * Arrival out of order and repetition are normal: rank decides, not the peer's timestamp.
 */
import type { AgencyCode, DocumentId, MessageId } from '../kernel/ids.ts';

export interface BusinessStatus {
  readonly code: string;
  readonly description: string;
  /** When we received it, UTC. */
  readonly arrivedAt: Date;
}

/** One status package in the history of a document, whether it moved the delivery or not. */
export interface StatusEntry extends BusinessStatus {
  /** The status package itself; with `from` the key, so that a repetition adds nothing. */
  readonly messageId: MessageId;
  readonly from: AgencyCode;
  /** Whose document it is: the agency that sent it. */
  readonly about: AgencyCode;
  readonly documentId: DocumentId;
  /** As the peer wrote it, `yyyy/MM/dd HH:mm:ss`; may be nonsense. */
  readonly reportedAt: string;
}

/** 01 đã đến < 03 đã tiếp nhận < 04 phân công < 05 đang xử lý < 06 hoàn thành; 02 từ chối tiếp nhận ends it. */
const RANK: Readonly<Record<string, number>> = { '01': 1, '03': 2, '04': 3, '05': 4, '06': 5, '02': 6 };

/** Rank of a code that moves a delivery forward; undefined for a code that only enters the history. */
export function rankOf(code: string): number | undefined {
  return RANK[code];
}

/** True when a newly arrived code replaces the one shown: only ever forward. */
export function isProgress(shown: string | null, arrived: string): boolean {
  const rank = rankOf(arrived);
  if (rank === undefined) return false;
  return shown === null || rank > (rankOf(shown) ?? 0);
}
