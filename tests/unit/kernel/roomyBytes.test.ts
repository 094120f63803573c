import { describe, expect, it } from 'vitest';
import { appended, roomyBytes } from '../../../src/kernel/roomyBytes.ts';

function roomy(text: string, room: number): Buffer {
  const bytes = roomyBytes(text.length, room);
  bytes.write(text, 'latin1');
  return bytes;
}

const tail = [Buffer.from('de'), Buffer.from('f')];

describe('bytes with room behind them', () => {
  it('take what is appended where they lie', () => {
    const bytes = roomy('abc', 8);
    const longer = appended(bytes, tail);
    expect(longer.toString()).toBe('abcdef');
    expect(longer.buffer).toBe(bytes.buffer);
    expect(bytes.toString()).toBe('abc');
    expect(appended(longer, [Buffer.from('g')]).buffer).toBe(bytes.buffer);
  });

  it('are copied when the room is too small', () => {
    const bytes = roomy('abc', 2);
    const longer = appended(bytes, tail);
    expect(longer.toString()).toBe('abcdef');
    expect(longer.buffer).not.toBe(bytes.buffer);
  });

  it('are copied the second time: what was appended first stays', () => {
    const bytes = roomy('abc', 8);
    const first = appended(bytes, tail);
    const second = appended(bytes, [Buffer.from('xyz')]);
    expect([first.toString(), second.toString()]).toEqual(['abcdef', 'abcxyz']);
  });

  it('never write into memory that somebody else made', () => {
    const block = Buffer.from('abcdefgh');
    const begin = block.subarray(0, 3);
    expect(appended(begin, [Buffer.from('XYZ')]).toString()).toBe('abcXYZ');
    expect(block.toString()).toBe('abcdefgh');
  });
});
