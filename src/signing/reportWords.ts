import type {
  ChainSummary,
  Coverage,
  Cryptography,
  Indication,
  Modifications,
  RevocationSummary,
  Role,
  SignedPiece,
} from './report.ts';

export type Language = 'en' | 'vi';

/** The words of a report in one language. */
export interface Words {
  readonly indication: Readonly<Record<Indication, string>>;
  readonly unchanged: Readonly<Record<'yes' | 'no', string>>;
  readonly roles: Readonly<Record<Role, string>>;
  readonly integrities: Readonly<Record<Cryptography, string>>;
  readonly coverages: Readonly<Record<Coverage, string>>;
  readonly changes: Readonly<Record<Modifications, string>>;
  readonly chains: Readonly<Record<ChainSummary['status'], string>>;
  readonly revocations: Readonly<Record<RevocationSummary['status'], string>>;
  readonly judged: string;
  readonly policy: string;
  readonly signature: string;
  readonly role: string;
  readonly signer: string;
  readonly certificate: string;
  readonly form: string;
  readonly field: string;
  readonly integrity: string;
  readonly coverage: string;
  readonly signed: string;
  readonly extents: Readonly<Record<SignedPiece['extent'], string>>;
  readonly laterChanges: string;
  readonly chain: string;
  readonly revocation: string;
  readonly claimedTime: string;
  readonly provenTime: string;
  readonly timestamp: string;
  readonly todo: string;
  readonly weaker: string;
}

const EN: Words = {
  indication: {
    'TOTAL-PASSED': 'valid',
    INDETERMINATE: 'cannot be decided',
    'TOTAL-FAILED': 'not valid',
  },
  unchanged: {
    yes: 'unchanged since it was signed: every byte is signed or an allowed addition',
    no: 'not shown to be unchanged: some byte is neither signed nor an allowed addition',
  },
  roles: {
    person: 'person',
    agency: 'agency seal',
    attachment: 'attachment',
    copy: 'copy',
    timestamp: 'document timestamp',
    axis: 'exchange axis',
    unknown: 'not stated',
  },
  integrities: { INTACT: 'intact', BROKEN: 'broken', UNSUPPORTED: 'not checked: not supported' },
  coverages: {
    'WHOLE-FILE': 'the whole file',
    REVISION: 'the whole revision that was signed',
    PARTIAL: 'only part of it',
  },
  changes: {
    NONE: 'none',
    ALLOWED: 'only allowed ones',
    FORBIDDEN: 'changes that are not allowed',
    UNKNOWN: 'cannot be told',
  },
  chains: {
    VALID: 'leads to a trust anchor',
    INVALID: 'not valid',
    'NOT-FOUND': 'leads to no trust anchor',
    'NOT-CHECKED': 'not checked',
  },
  revocations: { GOOD: 'not revoked', REVOKED: 'revoked', UNKNOWN: 'unknown', 'NOT-CHECKED': 'not checked' },
  judged: 'judged as of',
  policy: 'policy',
  signature: 'signature',
  role: 'role',
  signer: 'signer',
  certificate: 'certificate',
  form: 'form',
  field: 'form field',
  integrity: 'signature value',
  coverage: 'covers',
  signed: 'signed',
  extents: { WHOLE: 'whole', PART: 'part of it' },
  laterChanges: 'later changes',
  chain: 'certificate chain',
  revocation: 'revocation',
  claimedTime: 'claimed time',
  provenTime: 'proven time',
  timestamp: 'timestamp',
  todo: 'what to do',
  weaker: 'laxer than the program’s own policy in',
};

const VI: Words = {
  indication: {
    'TOTAL-PASSED': 'hợp lệ',
    INDETERMINATE: 'chưa xác định được',
    'TOTAL-FAILED': 'không hợp lệ',
  },
  unchanged: {
    yes: 'không thay đổi kể từ khi ký: mọi byte đều được ký hoặc là bổ sung được phép',
    no: 'không chứng minh được là nguyên vẹn: có byte không được ký và không phải bổ sung được phép',
  },
  roles: {
    person: 'cá nhân',
    agency: 'con dấu cơ quan',
    attachment: 'phụ lục',
    copy: 'bản sao',
    timestamp: 'dấu thời gian',
    axis: 'trục liên thông',
    unknown: 'không nêu',
  },
  integrities: { INTACT: 'nguyên vẹn', BROKEN: 'bị hỏng', UNSUPPORTED: 'chưa kiểm tra: không được hỗ trợ' },
  coverages: {
    'WHOLE-FILE': 'toàn bộ tệp',
    REVISION: 'toàn bộ phiên bản đã ký',
    PARTIAL: 'chỉ một phần',
  },
  changes: {
    NONE: 'không có',
    ALLOWED: 'chỉ có thay đổi được phép',
    FORBIDDEN: 'có thay đổi không được phép',
    UNKNOWN: 'không xác định được',
  },
  chains: {
    VALID: 'dẫn tới gốc tin cậy',
    INVALID: 'không hợp lệ',
    'NOT-FOUND': 'không dẫn tới gốc tin cậy nào',
    'NOT-CHECKED': 'chưa kiểm tra',
  },
  revocations: {
    GOOD: 'chưa bị thu hồi',
    REVOKED: 'đã bị thu hồi',
    UNKNOWN: 'không rõ',
    'NOT-CHECKED': 'chưa kiểm tra',
  },
  judged: 'xét tại thời điểm',
  policy: 'chính sách',
  signature: 'chữ ký',
  role: 'vai trò',
  signer: 'người ký',
  certificate: 'chứng thư',
  form: 'định dạng',
  field: 'trường chữ ký',
  integrity: 'giá trị chữ ký',
  coverage: 'bao phủ',
  signed: 'đã ký',
  extents: { WHOLE: 'toàn bộ', PART: 'một phần' },
  laterChanges: 'thay đổi về sau',
  chain: 'chuỗi chứng thư',
  revocation: 'thu hồi',
  claimedTime: 'thời gian ký khai báo',
  provenTime: 'thời gian được chứng minh',
  timestamp: 'dấu thời gian',
  todo: 'cần làm gì',
  weaker: 'lỏng hơn chính sách của chương trình ở',
};

export const WORDS: Readonly<Record<Language, Words>> = { en: EN, vi: VI };
