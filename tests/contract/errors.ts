import { expect } from 'vitest';
import { CongvanError, type ErrorCode } from '../../src/kernel/errors.ts';

/** The promise fails with this code of ours, and nothing else. */
export async function expectError(work: Promise<unknown>, code: ErrorCode): Promise<CongvanError> {
  const error = await work.then(
    () => undefined,
    (one: unknown) => one,
  );
  expect(error).toBeInstanceOf(CongvanError);
  if (!(error instanceof CongvanError)) throw new Error('unreachable');
  expect(error.code).toBe(code);
  return error;
}
