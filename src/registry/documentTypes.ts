import { CongvanError } from '../kernel/errors.ts';
import { foldVietnamese } from '../kernel/vietnameseText.ts';
import { type Dated, rowsValidOn } from './validity.ts';

/** A kind of administrative document (NĐ 30/2020 Đ7) or of copy (PL III.I). */
export interface DocumentType extends Dated {
  /** Ours, stable, ASCII. */
  readonly id: string;
  readonly name: string;
  /** First group of the notation; null for công văn and thư công, which have none. */
  readonly abbreviation: string | null;
  /**
   * Number in edXML DocumentType/Type. The lists in use contradict each other, so on reading the name decides and this
   * number does not; null where no list at hand names one.
   */
  readonly wireType: number | null;
}

const ND_30 = { from: '2020-03-05', to: null, source: 'NĐ 30/2020/NĐ-CP Đ7, PL III.I' } as const;

/** The 29 types. */
export const DOCUMENT_TYPES: readonly DocumentType[] = [
  { id: 'nghi-quyet', name: 'Nghị quyết (cá biệt)', abbreviation: 'NQ', wireType: 1, ...ND_30 },
  { id: 'quyet-dinh', name: 'Quyết định (cá biệt)', abbreviation: 'QĐ', wireType: 2, ...ND_30 },
  { id: 'chi-thi', name: 'Chỉ thị', abbreviation: 'CT', wireType: 3, ...ND_30 },
  { id: 'quy-che', name: 'Quy chế', abbreviation: 'QC', wireType: 4, ...ND_30 },
  { id: 'quy-dinh', name: 'Quy định', abbreviation: 'QyĐ', wireType: 5, ...ND_30 },
  { id: 'thong-cao', name: 'Thông cáo', abbreviation: 'TC', wireType: 6, ...ND_30 },
  { id: 'thong-bao', name: 'Thông báo', abbreviation: 'TB', wireType: 7, ...ND_30 },
  { id: 'huong-dan', name: 'Hướng dẫn', abbreviation: 'HD', wireType: 8, ...ND_30 },
  { id: 'chuong-trinh', name: 'Chương trình', abbreviation: 'CTr', wireType: 9, ...ND_30 },
  { id: 'ke-hoach', name: 'Kế hoạch', abbreviation: 'KH', wireType: 10, ...ND_30 },
  { id: 'phuong-an', name: 'Phương án', abbreviation: 'PA', wireType: 11, ...ND_30 },
  { id: 'de-an', name: 'Đề án', abbreviation: 'ĐA', wireType: 12, ...ND_30 },
  { id: 'du-an', name: 'Dự án', abbreviation: 'DA', wireType: 13, ...ND_30 },
  { id: 'bao-cao', name: 'Báo cáo', abbreviation: 'BC', wireType: 14, ...ND_30 },
  { id: 'bien-ban', name: 'Biên bản', abbreviation: 'BB', wireType: 15, ...ND_30 },
  { id: 'to-trinh', name: 'Tờ trình', abbreviation: 'TTr', wireType: 16, ...ND_30 },
  { id: 'hop-dong', name: 'Hợp đồng', abbreviation: 'HĐ', wireType: 17, ...ND_30 },
  { id: 'cong-van', name: 'Công văn', abbreviation: null, wireType: 18, ...ND_30 },
  { id: 'cong-dien', name: 'Công điện', abbreviation: 'CĐ', wireType: 19, ...ND_30 },
  { id: 'ban-ghi-nho', name: 'Bản ghi nhớ', abbreviation: 'BGN', wireType: 20, ...ND_30 },
  { id: 'ban-thoa-thuan', name: 'Bản thỏa thuận', abbreviation: 'BTT', wireType: 22, ...ND_30 },
  { id: 'giay-uy-quyen', name: 'Giấy ủy quyền', abbreviation: 'GUQ', wireType: 24, ...ND_30 },
  { id: 'giay-moi', name: 'Giấy mời', abbreviation: 'GM', wireType: 25, ...ND_30 },
  { id: 'giay-gioi-thieu', name: 'Giấy giới thiệu', abbreviation: 'GGT', wireType: 26, ...ND_30 },
  { id: 'giay-nghi-phep', name: 'Giấy nghỉ phép', abbreviation: 'GNP', wireType: null, ...ND_30 },
  { id: 'phieu-gui', name: 'Phiếu gửi', abbreviation: 'PG', wireType: null, ...ND_30 },
  { id: 'phieu-chuyen', name: 'Phiếu chuyển', abbreviation: 'PC', wireType: null, ...ND_30 },
  { id: 'phieu-bao', name: 'Phiếu báo', abbreviation: 'PB', wireType: null, ...ND_30 },
  { id: 'thu-cong', name: 'Thư công', abbreviation: null, wireType: null, ...ND_30 },
];

/** The three kinds of copy; they share one sequence of numbers (PL I phần II II.1c). */
export const COPY_TYPES: readonly DocumentType[] = [
  { id: 'sao-y', name: 'Sao y', abbreviation: 'SY', wireType: null, ...ND_30 },
  { id: 'trich-sao', name: 'Trích sao', abbreviation: 'TrS', wireType: null, ...ND_30 },
  { id: 'sao-luc', name: 'Sao lục', abbreviation: 'SL', wireType: null, ...ND_30 },
];

export function documentTypesOn(day: string): readonly DocumentType[] {
  return rowsValidOn(DOCUMENT_TYPES, day);
}

export function documentType(id: string): DocumentType | undefined {
  return [...DOCUMENT_TYPES, ...COPY_TYPES].find((type) => type.id === id);
}

/** Marks, case and "(cá biệt)" do not matter: "giấy uỷ quyền" is "Giấy ủy quyền". Undefined when not of the list. */
export function documentTypeByName(name: string): DocumentType | undefined {
  const wanted = comparable(name);
  return [...DOCUMENT_TYPES, ...COPY_TYPES].find((type) => comparable(type.name) === wanted);
}

/** By the notation's first group: `QĐ-BNV` → quyết định. Compared exactly: QĐ, QC and QyĐ are close. */
export function documentTypeByAbbreviation(abbreviation: string): DocumentType | undefined {
  const wanted = abbreviation.normalize('NFC');
  return [...DOCUMENT_TYPES, ...COPY_TYPES].find((type) => type.abbreviation === wanted);
}

/** As a person writes it: id, abbreviation or name. */
export function findDocumentType(text: string): DocumentType | undefined {
  return documentType(text) ?? documentTypeByAbbreviation(text) ?? documentTypeByName(text);
}

/** @throws DOCUMENT_TYPE_UNKNOWN */
export function parseDocumentType(text: string): DocumentType {
  const type = findDocumentType(text);
  if (type === undefined) throw new CongvanError('DOCUMENT_TYPE_UNKNOWN', { where: text });
  return type;
}

/** A word in brackets is not part of the name, nor is the "bản" of "bản sao y". */
function comparable(name: string): string {
  return foldVietnamese(name)
    .replace(/\(.*?\)/g, '')
    .replace(/^\s*ban /, '')
    .trim()
    .replace(/\s+/g, ' ');
}
