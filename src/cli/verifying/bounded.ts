import { STANDARD_STREAM, streamInput } from '../files.ts';
import type { Io } from '../io.ts';

/**
 * The bytes of a file, or the first `limit + 1` of a longer one: enough to see that it is too long.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function boundedInput(io: Io, name: string, limit: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  const source = name === STANDARD_STREAM ? io.stdin : await streamInput(io, name);
  for await (const piece of source) {
    pieces.push(Buffer.from(piece));
    size += piece.length;
    if (size > limit) break;
  }
  return Buffer.concat(pieces).subarray(0, limit + 1);
}
