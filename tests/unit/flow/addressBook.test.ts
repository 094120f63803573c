import { expect, test } from 'vitest';
import { signDirectory } from '../../../src/exchange/directoryDocument.ts';
import { AddressBook } from '../../../src/flow/addressBook.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';

const NOW = new Date('2026-11-21T02:00:00Z');
const before = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const signer = { sign: async () => new Uint8Array([1]) };

test('an older address book never replaces the one in use', async () => {
  const old = await signDirectory(signer, [], before(10));
  const current = await signDirectory(signer, [], before(5));
  let published = current;
  const kept: Uint8Array[] = [];
  const book = new AddressBook({
    clock: fixedClock(NOW),
    verifier: { verify: async () => ({ kind: 'valid' }) },
    read: async () => undefined,
    write: async (bytes) => void kept.push(bytes),
    fetch: async () => published,
  });
  await book.sync();
  published = old;
  await expect(book.sync()).rejects.toThrow(CongvanError);
  await expect(book.sync()).rejects.toMatchObject({ code: 'DIRECTORY_INVALID' });
  expect(kept).toEqual([current]);
  published = current;
  await book.sync();
});
