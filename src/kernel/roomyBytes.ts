/** Per block: how much of it is in use. Only blocks made here are in it, so nobody else's memory is ever written. */
const inUse = new WeakMap<ArrayBufferLike, number>();

/**
 * Zeroed bytes with free room behind them, so that `appended` need not copy: a file of hundreds of megabytes gets its
 * update where it lies.
 * @param length of the result, bytes @param room that may be used later, bytes
 */
export function roomyBytes(length: number, room: number): Buffer<ArrayBuffer> {
  const block = new ArrayBuffer(length + room);
  inUse.set(block, length);
  return Buffer.from(block, 0, length);
}

/**
 * `bytes` followed by `tail`. The two share memory when `bytes` is the whole used part of a block made by `roomyBytes`
 * with room enough; else all are copied. `bytes` itself never changes.
 */
export function appended(bytes: Uint8Array, tail: readonly Uint8Array[]): Buffer {
  const { buffer, byteOffset, length } = bytes;
  const added = tail.reduce((sum, piece) => sum + piece.length, 0);
  const end = byteOffset + length;
  const isLast = inUse.get(buffer) === end && end + added <= buffer.byteLength;
  if (!isLast) return Buffer.concat([bytes, ...tail], length + added);
  inUse.set(buffer, end + added);
  const whole = Buffer.from(buffer, byteOffset, length + added);
  let at = length;
  for (const piece of tail) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
