import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DocumentEnvelope, StatusEnvelope } from '../../../src/envelope/envelope.ts';

export const sampleDocument: DocumentEnvelope = {
  kind: 'document',
  from: { organId: '000.00.12.H29', organizationInCharge: 'UBND Thành phố', organName: 'Sở Tài chính' },
  to: [{ organId: 'H29.13', organName: 'Sở Nội vụ "phía Nam" & Kế hoạch' }, { organId: 'H29.14' }],
  documentId: '000.00.12.H29,2026/11/19,7816/STC-VP',
  code: { number: '7816', notation: 'STC-VP' },
  promulgation: { place: 'Thành phố Hồ Chí Minh', date: '2026-11-19' },
  documentType: { type: '18', typeDetail: '0', typeName: 'Công văn' },
  subject: 'Về việc <thử> gửi & nhận',
  content: "Dòng một\ndòng hai, 'trích'",
  signer: { competence: 'KT.', position: 'Phó Giám đốc', fullName: 'Nguyễn Văn Thử' },
  dueDate: '2026-12-01',
  otherInfo: {
    priority: 1,
    sphereOfPromulgation: 'Lưu hành nội bộ',
    typerNotation: 'NVT',
    promulgationAmount: '5',
    pageAmount: '2',
    direction: false,
    appendixes: ['Phụ lục I'],
  },
  responseFor: [
    { organId: 'H29.13', code: '267/SNV-VP', documentId: 'd-267', promulgationDate: '2026-11-01' },
  ],
  steeringType: '1',
  responseForTask: ['T-1'],
  applicationType: '1',
  toPlaces: ['Như trên', 'Lưu: VT'],
  trace: [{ organId: '000.00.12.H29', timestamp: '2026-11-19T09:30:05+07:00' }],
  messageId: '01997f3e-0000-7000-8000-000000000001',
  business: {
    docType: 0,
    reason: 'Văn bản mới',
    paper: false,
    replacements: [],
    staff: { department: 'Văn phòng', staff: 'Trần Thị Mẫu', email: 'mau@example.invalid', mobile: '09' },
  },
  attachments: [
    { contentId: 'p1', contentType: 'application/pdf', name: 'Công văn.pdf', description: 'Văn bản' },
    { contentId: 'p2', contentType: 'application/zip', name: 'bảng.xlsx' },
  ],
};

export const sampleStatus: StatusEnvelope = {
  kind: 'status',
  from: { organId: 'H29.13', organName: 'Sở Nội vụ' },
  responseFor: {
    organId: '000.00.12.H29',
    code: '7816/STC-VP',
    documentId: '000.00.12.H29,2026/11/19,7816/STC-VP',
    promulgationDate: '2026-11-19',
  },
  staff: { department: 'Văn phòng', staff: 'Trần Thị Mẫu' },
  statusCode: '03',
  description: 'Đã tiếp nhận',
  timestamp: '2026-11-19T10:00:00+07:00',
  messageId: '01997f3e-0000-7000-8000-000000000002',
};

export function envelopeFixture(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, '../../fixtures/envelope', name));
}
