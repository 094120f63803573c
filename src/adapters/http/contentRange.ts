import { CongvanError } from '../../kernel/errors.ts';

const CONTENT_RANGE = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/;
const RANGE = /^bytes=(\d{1,15})-$/;

/** Where an upload goes on: first byte of `Content-Range: bytes a-b/total` (RFC 9110 §14.4); 0 without one. */
export function readContentRange(header: string | undefined): number {
  if (header === undefined) return 0;
  const start = CONTENT_RANGE.exec(header)?.[1];
  if (start === undefined) throw new CongvanError('REQUEST_INVALID', { detail: 'content-range' });
  return Number(start);
}

/** Where a download goes on: `Range: bytes=a-`, the only form that is served; 0 without one. */
export function readRangeStart(header: string | undefined): number {
  if (header === undefined) return 0;
  const start = RANGE.exec(header)?.[1];
  if (start === undefined) throw new CongvanError('REQUEST_INVALID', { detail: 'range' });
  return Number(start);
}
