import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/flow/store.ts';
import type { DocumentId, RecordId } from '../../src/kernel/ids.ts';
import { parseAgencyCode } from '../../src/registry/agencyCode.ts';
import type { NumberRequest } from '../../src/registry/store.ts';
import { expectError } from './errors.ts';
import { AGENCY, AT, OTHER } from './records.ts';
import { numberRequest } from './requests.ts';

export interface OpenStore {
  readonly store: Store;
  readonly close: () => Promise<void>;
}

/** What every RegistryStore must do. */
export function registrySuite(name: string, open: () => Promise<OpenStore>): void {
  describe(`books: ${name}`, () => {
    let opened: OpenStore;
    let store: Store;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    const take = (own: Partial<NumberRequest> = {}) => store.allocateNumber(numberRequest(own));
    const document = (notation: string) => ({ ...numberRequest().document, notation });

    it('count from 01 without gaps, per agency, year, book and sequence', async () => {
      expect((await take()).number).toBe('01');
      expect((await take()).number).toBe('02');
      expect((await take({ agency: OTHER })).number).toBe('01');
      expect((await take({ year: 2027 })).number).toBe('01');
      expect((await take({ register: 'in' })).number).toBe('01');
      expect((await take({ register: 'copy', document: document('SY-STC') })).number).toBe('01');
      expect((await take({ sequence: 'QĐ', document: document('QĐ-STC') })).number).toBe('01');
      expect((await take()).number).toBe('03');
    });

    it('are one book for both forms of an agency code', async () => {
      await take();
      const entry = await take({ agency: parseAgencyCode('000.00.12.H29') });
      expect(entry.number).toBe('02');
      expect(entry.agency).toBe('H29.12');
    });

    it('keep what was said about the document, in NFC', async () => {
      const entry = await take({ document: { ...document('QĐ-STC'.normalize('NFD')), recipients: ['VP'] } });
      expect(entry).toMatchObject({
        notation: 'QĐ-STC'.normalize('NFC'),
        subject: 'Về việc thử',
        recipients: ['VP'],
        state: 'issued',
        allocatedAt: AT.toISOString(),
      });
      expect(await store.numberEntry(entry)).toEqual(entry);
      expect(await store.findNumber(AGENCY, 2026, '01', 'QĐ-STC'.normalize('NFD'))).toEqual(entry);
    });

    it('give a number asked for by name once', async () => {
      expect((await take({ serial: 7 })).number).toBe('07');
      await expectError(take({ serial: 7 }), 'NUMBER_TAKEN');
      await expectError(take({ serial: 7, document: document('KHÁC') }), 'NUMBER_TAKEN');
    });

    it('step over numbers taken by hand', async () => {
      await take({ serial: 2, reserve: true });
      const numbers = [await take(), await take(), await take()].map((entry) => entry.serial);
      expect(numbers).toEqual([1, 3, 4]);
    });

    it('never give one number with one notation twice in a year, whatever the sequence', async () => {
      await take({ sequence: 'A' });
      await expectError(take({ sequence: 'B' }), 'NUMBER_TAKEN');
      expect((await take({ sequence: 'B', document: document('STC-KH') })).number).toBe('01');
      expect((await take({ register: 'in' })).number).toBe('01');
    });

    it('answer a repeated request with the line it made', async () => {
      const first = await take({ key: 'message 1' });
      expect(await take({ key: 'message 1' })).toEqual(first);
      expect((await take({ key: 'message 2' })).serial).toBe(2);
      expect((await take({ key: 'message 1', register: 'in' })).serial).toBe(1);
    });

    it('go on from a paper book', async () => {
      await store.continueNumbersFrom({ register: 'out', agency: AGENCY, year: 2026, sequence: '' }, 401);
      expect((await take()).number).toBe('401');
      const back = store.continueNumbersFrom(
        { register: 'out', agency: AGENCY, year: 2026, sequence: '' },
        9,
      );
      await expectError(back, 'NUMBER_TAKEN');
    });

    it('give a reserved number to its document once', async () => {
      const reserved = await take({ reserve: true, document: document('') });
      expect(reserved.state).toBe('reserved');
      const used = await store.useReservedNumber(reserved, document('STC-KH'));
      expect(used).toMatchObject({ state: 'issued', notation: 'STC-KH', number: '01' });
      await expectError(store.useReservedNumber(reserved, document('X')), 'NUMBER_TAKEN');
      await expectError(store.useReservedNumber({ ...reserved, serial: 9 }, document('X')), 'NUMBER_UNKNOWN');
    });

    it('keep a voided number in its place, never to be used again', async () => {
      const entry = await take();
      const voided = await store.voidNumber(entry, 'viết nhầm', AT);
      expect(voided).toMatchObject({ state: 'voided', voidReason: 'viết nhầm', voidedAt: AT.toISOString() });
      expect((await take()).serial).toBe(2);
      await expectError(take({ serial: 1, document: document('KHÁC') }), 'NUMBER_TAKEN');
      await expectError(store.voidNumber(entry, 'again', AT), 'NUMBER_VOIDED');
      await expectError(
        store.commit([{ kind: 'registry.number-sent', key: entry, at: AT }]),
        'NUMBER_VOIDED',
      );
    });

    it('follow the document until it has left, and then do not void its number', async () => {
      const entry = await take();
      const recordId = 'r' as RecordId;
      const documentId = 'd' as DocumentId;
      await store.commit([
        { kind: 'registry.number-used', key: entry, recordId, documentId },
        { kind: 'registry.number-sent', key: entry, at: AT },
      ]);
      expect(await store.numberEntry(entry)).toMatchObject({
        state: 'sent',
        recordId,
        documentId,
        sentAt: AT.toISOString(),
      });
      await expectError(store.voidNumber(entry, 'late', AT), 'NUMBER_SENT');
      const again = store.commit([{ kind: 'registry.number-sent', key: entry, at: AT }]);
      await expectError(again, 'NUMBER_SENT');
    });

    it('undo nothing half: a change that is refused takes the others with it', async () => {
      const entry = await take();
      const work = store.commit([
        { kind: 'registry.number-sent', key: entry, at: AT },
        { kind: 'registry.number-sent', key: { ...entry, serial: 99 }, at: AT },
      ]);
      await expectError(work, 'NUMBER_UNKNOWN');
      expect((await store.numberEntry(entry))?.state).toBe('issued');
    });

    it('list the newest first, by what is asked', async () => {
      for (let made = 0; made < 3; made += 1) await take();
      await take({ register: 'in' });
      const entries = await store.numberEntries({
        register: 'out',
        agency: parseAgencyCode('000.00.12.H29'),
      });
      expect(entries.map((entry) => entry.serial)).toEqual([3, 2, 1]);
      expect(await store.numberEntries({ limit: 2 })).toHaveLength(2);
      expect(await store.numberEntries({ state: 'voided' })).toEqual([]);
    });

    it.each([
      ['a serial of none', { serial: 0 }],
      ['half a serial', { serial: 1.5 }],
      ['a serial beyond eleven digits', { serial: 100_000_000_000 }],
      ['a year of two digits', { year: 26 }],
    ])('refuse %s', async (_, own) => {
      await expectError(take(own), 'NUMBER_INVALID');
    });
  });
}
