import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ArchiveChange } from '../../src/archive/change.ts';
import { recordBytes } from '../../src/archive/log/leaf.ts';
import { parseQuery } from '../../src/archive/search/parseQuery.ts';
import type { Store } from '../../src/flow/store.ts';
import { sha256 } from '../../src/kernel/digest.ts';
import type { MessageId, RecordId } from '../../src/kernel/ids.ts';
import { parseAgencyCode } from '../../src/registry/agencyCode.ts';
import { expectError } from './errors.ts';
import { AGENCY, AT, added, nonce, sampleRecord } from './records.ts';
import type { OpenStore } from './registry.suite.ts';

/** What every ArchiveStore must do. */
export function archiveSuite(name: string, open: () => Promise<OpenStore>): void {
  describe(`archive: ${name}`, () => {
    let opened: OpenStore;
    let store: Store;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    const find = async (text: string, limit?: number, after?: string) =>
      store.search(parseQuery(text), {
        ...(limit === undefined ? {} : { limit }),
        ...(after === undefined ? {} : { after }),
      });
    const ids = async (text: string) => (await find(text)).hits.map((hit) => hit.record.id);
    const receipt = (recordId: RecordId): ArchiveChange => ({
      kind: 'archive.addition-added',
      recordId,
      addition: {
        kind: 'receipt',
        receipt: 'E3',
        agency: AGENCY,
        digest: sha256(Buffer.from('receipt')),
        at: AT.toISOString(),
      },
      nonce: nonce(),
      actor: 'daemon',
    });

    it('gives back exactly the record that was kept', async () => {
      const record = sampleRecord({ fileCode: { organId: 'H29', fileCatalog: 2026, fileNotation: '01-TH' } });
      await store.commit([added(record)]);
      const kept = await store.record(record.id);
      expect(kept?.record).toEqual(record);
      expect(kept?.digest).toBe(sha256(recordBytes(record)));
      expect(kept?.leafIndex).toBe(0);
      expect(await store.record('none' as RecordId)).toBeUndefined();
    });

    it('keeps a record once: same id, or same message in the same direction', async () => {
      const record = sampleRecord();
      await store.commit([added(record)]);
      await expectError(store.commit([added(record)]), 'RECORD_EXISTS');
      const messageId = record.messageId;
      await expectError(store.commit([added(sampleRecord({ messageId }))]), 'RECORD_EXISTS');
      await store.commit([added(sampleRecord({ messageId, direction: 'in' }))]);
      await store.commit([
        added(sampleRecord({ messageId: null })),
        added(sampleRecord({ messageId: null })),
      ]);
      expect(await store.leafCount()).toBe(4);
    });

    it('finds a record by message, document and code', async () => {
      const record = sampleRecord({ direction: 'in' });
      const again = sampleRecord({ documentId: record.documentId });
      await store.commit([added(record), added(again)]);
      const holder = parseAgencyCode('000.00.12.H29');
      const byMessage = await store.recordOfMessage('in', holder, record.messageId ?? ('' as MessageId));
      expect(byMessage?.record.id).toBe(record.id);
      const byDocument = await store.recordsOfDocument(record.documentId);
      expect(byDocument.map((kept) => kept.record.id)).toEqual([record.id, again.id]);
      expect(await store.recordsWithCode(AGENCY, 2026, '15', 'STC-VP')).toHaveLength(2);
      expect(await store.recordsWithCode(AGENCY, 2025, '15', 'STC-VP')).toEqual([]);
    });

    it('keeps additions in order, each once', async () => {
      const record = sampleRecord();
      await store.commit([added(record), receipt(record.id)]);
      await store.commit([receipt(record.id)]);
      await store.commit([
        {
          kind: 'archive.addition-added',
          recordId: record.id,
          addition: { kind: 'status', code: '01', agency: AGENCY, description: '', at: AT.toISOString() },
          nonce: nonce(),
          actor: 'daemon',
        },
      ]);
      const kept = await store.record(record.id);
      expect(kept?.additions.map((addition) => addition.kind)).toEqual(['receipt', 'status']);
      expect(await store.leafCount()).toBe(3);
      await expectError(store.commit([receipt('none' as RecordId)]), 'RECORD_NOT_FOUND');
    });

    it('commits all or nothing', async () => {
      const record = sampleRecord();
      await expectError(store.commit([added(record), receipt('none' as RecordId)]), 'RECORD_NOT_FOUND');
      expect(await store.record(record.id)).toBeUndefined();
      expect(await store.leafCount()).toBe(0);
      expect(await ids('')).toEqual([]);
    });

    it('writes an audit line for every leaf, newest first', async () => {
      const record = sampleRecord();
      await store.commit([added(record), receipt(record.id)]);
      const event = {
        kind: 'record-viewed',
        at: AT.toISOString(),
        actor: 'lan',
        recordId: record.id,
        detail: { by: 'archive show' },
      } as const;
      await store.commit([{ kind: 'archive.audited', event, nonce: nonce() }]);
      const lines = await store.auditLines({ recordId: record.id });
      expect(lines.map((line) => line.event.kind)).toEqual([
        'record-viewed',
        'receipt-kept',
        'record-accepted',
      ]);
      expect(lines[0]).toMatchObject({ leafIndex: 2, event });
      expect(await store.auditLines({ kind: 'record-viewed', limit: 5 })).toHaveLength(1);
      expect((await store.auditLine(1))?.event.actor).toBe('daemon');
      expect(await store.auditLine(9)).toBeUndefined();
    });

    it('walks every record in the order of commits', async () => {
      const records = Array.from({ length: 450 }, (_, at) => sampleRecord({ issuedDate: day(450 - at) }));
      for (const part of [records.slice(0, 200), records.slice(200)]) {
        await store.commit(part.map((record) => added(record)));
      }
      const walked: string[] = [];
      for await (const kept of store.records()) walked.push(kept.record.id);
      expect(walked).toEqual(records.map((record) => record.id));
    });

    it('moves the log’s head only from where it is', async () => {
      await store.commit([added(sampleRecord()), added(sampleRecord())]);
      const root = Buffer.alloc(32, 1);
      expect(await store.logHead()).toBeUndefined();
      await store.advanceLogHead(0, { size: 1, root });
      await expectError(store.advanceLogHead(0, { size: 2, root }), 'LOG_INCONSISTENT');
      await expectError(store.advanceLogHead(1, { size: 3, root }), 'LOG_INCONSISTENT');
      await store.advanceLogHead(1, { size: 2, root });
      expect((await store.logHead())?.size).toBe(2);
    });

    describe('search', () => {
      const decision = sampleRecord({
        number: '05',
        notation: 'QĐ-UBND',
        type: 'quyet-dinh',
        typeName: 'Quyết định',
        subject: 'Phê duyệt quy hoạch sử dụng đất đến năm 2030',
        issuedDate: '2026-01-15',
        issuer: { code: parseAgencyCode('000.00.00.H26'), name: 'Ủy ban nhân dân thành phố Hà Nội' },
        recipients: [{ code: AGENCY, name: 'Sở Tài chính' }],
        direction: 'in',
        arrival: { date: '2026-01-16', number: 12 },
        priority: 3,
        signer: { competence: 'TM.', position: 'Chủ tịch', fullName: 'Trần Văn Đức' },
      });
      const letter = sampleRecord();
      const text = `Kính gửi: Sở Nội vụ.\nThực hiện công văn số 123/UBND-TH, Sở Tài chính đề nghị được báo cáo.`;
      beforeEach(() => store.commit([added(decision, 'Điều 1. Phê duyệt quy hoạch.'), added(letter, text)]));

      it.each([
        ['quyet dinh', 'decision'],
        ['QUYẾT ĐỊNH', 'decision'],
        ['quyết định'.normalize('NFD'), 'decision'],
        ['"quy hoạch sử dụng đất"', 'decision'],
        ['"quy hoach su dung dat"', 'decision'],
        ['hoach dat', 'decision'],
        ['"hoach dat"', 'none'],
        ['"de nghi duoc bao cao"', 'letter'],
        ['"noi vu thuc hien"', 'none'],
        ['đề nghị', 'letter'],
        ['đe nghi', 'letter'],
        ['đê nghi', 'none'],
        ['123/UBND-TH', 'letter'],
        ['05/QĐ-UBND', 'decision'],
        ['05/QD-UBND', 'decision'],
        ['code:05/QĐ-UBND', 'decision'],
        ['code:5/QĐ-UBND', 'decision'],
        ['code:5/qd-ubnd', 'decision'],
        ['code:5/QÐ-UBND-X', 'none'],
        ['number:5', 'decision'],
        ['number:15', 'letter'],
        ['notation:QĐ-UBND', 'decision'],
        ['notation:UBND', 'none'],
        ['type:"quyết định"', 'decision'],
        ['type:QĐ', 'decision'],
        ['loại:cong-van', 'letter'],
        ['agency:H26', 'decision'],
        ['agency:000.00.00.H26', 'decision'],
        ['agency:H29.12', 'both'],
        ['issuer:H29.12', 'letter'],
        ['recipient:000.00.12.H29', 'decision'],
        ['direction:in', 'decision'],
        ['signer:"van duc"', 'decision'],
        ['signer:"Văn Đức"', 'decision'],
        ['signer:"duc van"', 'none'],
        ['signer:hoà', 'letter'],
        ['signer:hòa', 'letter'],
        ['subject:"quyết toán"', 'letter'],
        ['subject:"nội vụ"', 'none'],
        ['urgency:"hoa toc"', 'decision'],
        ['arrival:12', 'decision'],
        ['result:passed', 'both'],
        ['result:failed', 'none'],
        ['since:2026-02-01', 'letter'],
        ['until:2026-02-01', 'decision'],
        ['date:2026-01-15', 'decision'],
        ['year:2026', 'both'],
        ['year:2025', 'none'],
        ['tai chinh -"quy hoach"', 'letter'],
        ['-"quy hoạch sử dụng đất"', 'letter'],
        ['-type:QĐ', 'letter'],
        ['quyet OR quan', 'both'],
        ['(hoach OR khong) -letter', 'decision'],
        ['nowhere', 'none'],
        ['', 'both'],
      ] as const)('%s finds %s', async (query, expected) => {
        const wanted = {
          decision: [decision.id],
          letter: [letter.id],
          both: [letter.id, decision.id],
          none: [],
        };
        expect(await ids(query)).toEqual(wanted[expected]);
        expect(await store.countHits(parseQuery(query))).toEqual({
          count: wanted[expected].length,
          exact: true,
        });
      });

      it('bears the longest query and the deepest', async () => {
        expect(await ids('quy '.repeat(250))).toEqual([decision.id]);
        expect(await ids(`${'quyet OR '.repeat(100)}quyet`)).toEqual([letter.id, decision.id]);
        const deep = `${'-(a '.repeat(6)}quyet${')'.repeat(6)}`;
        expect(await ids(deep)).toHaveLength(2);
      });

      it('finds text that comes later and forgets the one it replaces', async () => {
        const change = (words: string): ArchiveChange => ({
          kind: 'archive.text-added',
          recordId: letter.id,
          text: { text: words, extractor: 'test' },
        });
        await store.commit([change('hạ tầng')]);
        expect(await ids('ha tang')).toEqual([letter.id]);
        expect(await ids('"kinh gui"')).toEqual([]);
        expect(await ids('subject:"quyết toán"')).toEqual([letter.id]);
        expect(await store.textOf(letter.id)).toBe('hạ tầng');
        expect(await store.leafCount()).toBe(2);
      });

      it('pages newest first without losing or repeating any, judged or not', async () => {
        const more = Array.from({ length: 55 }, (_, at) =>
          sampleRecord({ subject: 'Báo cáo công tác văn thư', issuedDate: day(at % 20) }),
        );
        await store.commit(more.map((record) => added(record)));
        for (const query of ['cong tac', '"công tác văn thư"']) {
          const seen: string[] = [];
          let after: string | null = null;
          do {
            const page: Awaited<ReturnType<typeof find>> = await find(query, 10, after ?? undefined);
            seen.push(...page.hits.map((hit) => hit.record.id));
            after = page.next;
          } while (after !== null);
          expect(seen).toHaveLength(55);
          expect(new Set(seen).size).toBe(55);
          const dates = (await find(query, 55)).hits.map((hit) => hit.record.issuedDate);
          expect(dates).toEqual([...dates].sort().reverse());
          expect(await store.countHits(parseQuery(query), 20)).toEqual({ count: 20, exact: false });
        }
        await expectError(find('x', 10, 'page two'), 'QUERY_INVALID');
      });

      it('finds a record without a date of its own by the day it was kept', async () => {
        const undated = sampleRecord({ issuedDate: '', subject: 'Không đề ngày' });
        await store.commit([added(undated)]);
        expect(await ids('"khong de ngay" date:2026-03-02')).toEqual([undated.id]);
      });
    });
  });
}

function day(at: number): string {
  return new Date(Date.UTC(2025, 0, 1 + at)).toISOString().slice(0, 10);
}
