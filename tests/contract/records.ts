import { randomBytes } from 'node:crypto';
import type { ArchiveChange } from '../../src/archive/change.ts';
import type { ArchiveRecord } from '../../src/archive/record.ts';
import { sha256 } from '../../src/kernel/digest.ts';
import { type DocumentId, type MessageId, type RecordId, uuidv7 } from '../../src/kernel/ids.ts';
import { parseAgencyCode } from '../../src/registry/agencyCode.ts';

export const AGENCY = parseAgencyCode('H29.12');
export const OTHER = parseAgencyCode('H26.05');
export const AT = new Date('2026-03-02T02:00:00Z');

export function newId(): string {
  return uuidv7(AT, randomBytes(10));
}

export function nonce(): string {
  return randomBytes(16).toString('hex');
}

/** A record with everything filled in; what a test is about is given. */
export function sampleRecord(own: Partial<ArchiveRecord> = {}): ArchiveRecord {
  return {
    id: newId() as RecordId,
    direction: 'out',
    holder: AGENCY,
    documentId: `${newId()}` as DocumentId,
    messageId: newId() as MessageId,
    issuer: { code: AGENCY, name: 'Sở Tài chính' },
    recipients: [{ code: OTHER, name: 'Sở Nội vụ' }],
    places: ['Như trên', 'Lưu: VT, VP'],
    number: '15',
    notation: 'STC-VP',
    type: 'cong-van',
    typeName: 'Công văn',
    issuedDate: '2026-03-02',
    subject: 'Về việc báo cáo quyết toán ngân sách năm 2025',
    signer: { competence: 'KT.', position: 'Phó Giám đốc', fullName: 'Nguyễn Thị Hoà' },
    priority: 0,
    language: 'Tiếng Việt',
    pageAmount: 2,
    description: '',
    dueDate: null,
    fileCode: null,
    files: [
      {
        name: 'công văn.pdf',
        contentType: 'application/pdf',
        digest: sha256(Buffer.from('pdf')),
        sizeBytes: 3,
        role: 'main',
      },
    ],
    envelope: null,
    report: null,
    indication: 'TOTAL-PASSED',
    arrival: null,
    archivedAt: AT.toISOString(),
    ...own,
  };
}

export function added(record: ArchiveRecord, text?: string): ArchiveChange {
  return {
    kind: 'archive.record-added',
    record,
    nonce: nonce(),
    actor: 'test',
    ...(text === undefined ? {} : { text: { text, extractor: 'test' } }),
  };
}
