import { CongvanError } from '../../kernel/errors.ts';

export function damaged(detail: string): CongvanError {
  return new CongvanError('ZIP_DAMAGED', { detail });
}

export function ambiguous(detail: string): CongvanError {
  return new CongvanError('ZIP_AMBIGUOUS', { detail });
}

export function unsupported(detail: string): CongvanError {
  return new CongvanError('ZIP_UNSUPPORTED', { detail });
}

export function tooMuch(detail: string): CongvanError {
  return new CongvanError('ZIP_LIMIT_EXCEEDED', { detail });
}
