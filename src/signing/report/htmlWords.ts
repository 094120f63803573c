import type { Language } from '../reportWords.ts';

/** Words of the printed report, and of what the text report tells when asked. */
export interface HtmlWords {
  readonly title: string;
  readonly document: string;
  readonly file: string;
  readonly kind: string;
  readonly kinds: Readonly<Record<'pdf' | 'envelope' | 'xml' | 'cms' | 'asic', string>>;
  readonly digest: string;
  readonly whole: string;
  readonly judgedAt: string;
  readonly overview: string;
  readonly verdict: string;
  readonly means: string;
  readonly todo: string;
  readonly reasons: string;
  readonly noReasons: string;
  readonly certificates: string;
  readonly subject: string;
  readonly validity: string;
  readonly serial: string;
  readonly timestamps: string;
  readonly authority: string;
  readonly stampTime: string;
  readonly updates: string;
  readonly noUpdates: string;
  /** No updates, in one word. */
  readonly none: string;
  readonly update: string;
  readonly bytes: string;
  readonly adds: string;
  readonly unreadable: string;
  readonly allowed: string;
  readonly forbidden: string;
  readonly where: string;
  readonly change: string;
  readonly rules: string;
  readonly policyName: string;
  readonly policyVersion: string;
  readonly policyDigest: string;
  readonly ownPolicy: string;
  readonly weaker: string;
  readonly notWeaker: string;
  readonly noSignatures: string;
  readonly zone: string;
  readonly revokedSince: string;
  readonly answered: string;
  readonly unproven: string;
  readonly how: string;
}

const EN: HtmlWords = {
  title: 'Signature validation report',
  document: 'Document',
  file: 'file',
  kind: 'kind',
  kinds: {
    pdf: 'PDF document',
    envelope: 'sealed edXML envelope',
    xml: 'XML document',
    cms: 'CMS signature',
    asic: 'ASiC container',
  },
  digest: 'SHA-256 of the file',
  whole: 'integrity of the whole',
  judgedAt: 'judged as of',
  overview: 'Signatures',
  verdict: 'verdict',
  means: 'What this means',
  todo: 'What to do',
  reasons: 'Why',
  noReasons: 'Nothing was found to object to.',
  certificates: 'Certificates',
  subject: 'subject',
  validity: 'valid (UTC)',
  serial: 'serial number',
  timestamps: 'Timestamps in the signature',
  authority: 'timestamp authority',
  stampTime: 'time in the stamp',
  updates: 'Changes after signing',
  noUpdates: 'Nothing was changed after the first signature.',
  none: 'none',
  update: 'Update',
  bytes: 'bytes',
  adds: 'adds the signature',
  unreadable: 'This update cannot be read: what it changed is not known.',
  allowed: 'allowed',
  forbidden: 'NOT ALLOWED',
  where: 'object',
  change: 'change',
  rules: 'Rules',
  policyName: 'policy',
  policyVersion: 'version',
  policyDigest: 'SHA-256 of the policy file',
  ownPolicy: 'none: the program’s own policy',
  weaker: 'laxer than the program’s own policy in',
  notWeaker: 'nothing',
  noSignatures: 'This file bears no signature.',
  zone: 'Times are Vietnam time (UTC+7) unless said otherwise.',
  revokedSince: 'revoked since',
  answered: 'answer of',
  unproven: 'not proven',
  how: 'Judged by congvan in the words of ETSI EN 319 102-1. The judgement holds for the file with the SHA-256 above, the policy and the time named here, and the trust anchors configured where it was made; the same input gives the same report.',
};

const VI: HtmlWords = {
  title: 'Báo cáo kiểm tra chữ ký số',
  document: 'Văn bản',
  file: 'tệp',
  kind: 'loại',
  kinds: {
    pdf: 'văn bản PDF',
    envelope: 'gói tin edXML đã niêm phong',
    xml: 'tài liệu XML',
    cms: 'chữ ký CMS',
    asic: 'gói ASiC',
  },
  digest: 'SHA-256 của tệp',
  whole: 'tính toàn vẹn',
  judgedAt: 'xét tại thời điểm',
  overview: 'Các chữ ký',
  verdict: 'kết luận',
  means: 'Ý nghĩa',
  todo: 'Cần làm gì',
  reasons: 'Vì sao',
  noReasons: 'Không phát hiện điểm nào cần nêu.',
  certificates: 'Các chứng thư',
  subject: 'chủ thể',
  validity: 'hiệu lực (UTC)',
  serial: 'số sê-ri',
  timestamps: 'Dấu thời gian trong chữ ký',
  authority: 'máy chủ dấu thời gian',
  stampTime: 'thời gian trong dấu',
  updates: 'Thay đổi sau khi ký',
  noUpdates: 'Không có thay đổi nào sau chữ ký đầu tiên.',
  none: 'không có',
  update: 'Bản cập nhật',
  bytes: 'byte',
  adds: 'thêm chữ ký',
  unreadable: 'Không đọc được bản cập nhật này: không rõ đã thay đổi gì.',
  allowed: 'được phép',
  forbidden: 'KHÔNG ĐƯỢC PHÉP',
  where: 'đối tượng',
  change: 'thay đổi',
  rules: 'Quy tắc áp dụng',
  policyName: 'chính sách',
  policyVersion: 'phiên bản',
  policyDigest: 'SHA-256 của tệp chính sách',
  ownPolicy: 'không có: chính sách của chính chương trình',
  weaker: 'lỏng hơn chính sách của chương trình ở',
  notWeaker: 'không mục nào',
  noSignatures: 'Tệp này không có chữ ký.',
  zone: 'Thời gian là giờ Việt Nam (UTC+7), trừ khi ghi khác.',
  revokedSince: 'bị thu hồi từ',
  answered: 'câu trả lời ngày',
  unproven: 'chưa được chứng minh',
  how: 'Kiểm tra bằng congvan theo thuật ngữ ETSI EN 319 102-1. Kết luận chỉ đúng cho tệp có SHA-256 nêu trên, theo chính sách và thời điểm nêu ở đây, với các gốc tin cậy đã cấu hình nơi thực hiện; cùng đầu vào cho cùng báo cáo.',
};

export const HTML_WORDS: Readonly<Record<Language, HtmlWords>> = { en: EN, vi: VI };
