import { describe, expect, it } from 'vitest';
import { isCongvanError } from '../../../src/kernel/errors.ts';
import { foldVietnamese } from '../../../src/kernel/vietnameseText.ts';
import {
  COPY_TYPES,
  DOCUMENT_TYPES,
  documentTypeByAbbreviation,
  documentTypeByName,
  documentTypesOn,
  findDocumentType,
} from '../../../src/registry/documentTypes.ts';
import { secrecyMarkIn } from '../../../src/registry/marks.ts';
import { metadataTable, validateMetadata } from '../../../src/registry/metadata.ts';
import {
  codeProblems,
  formatCode,
  formatCodeLine,
  formatNumber,
  notationFor,
  parseCode,
} from '../../../src/registry/numbers.ts';
import { findUrgency, urgencyOfPriority } from '../../../src/registry/urgency.ts';

const type = (id: string) => {
  const found = findDocumentType(id);
  if (found === undefined) throw new Error(id);
  return found;
};

describe('document types', () => {
  it('are 29 with 27 abbreviations, and three kinds of copy', () => {
    expect(DOCUMENT_TYPES).toHaveLength(29);
    expect(DOCUMENT_TYPES.filter((one) => one.abbreviation !== null)).toHaveLength(27);
    expect(COPY_TYPES.map((one) => one.abbreviation)).toEqual(['SY', 'TrS', 'SL']);
  });

  it('keep apart although names are compared without marks', () => {
    const names = [...DOCUMENT_TYPES, ...COPY_TYPES].map((one) => foldVietnamese(one.name));
    expect(new Set(names).size).toBe(32);
    const abbreviations = DOCUMENT_TYPES.map((one) => one.abbreviation).filter((one) => one !== null);
    expect(new Set(abbreviations).size).toBe(27);
  });

  it.each([
    ['Công văn', 'cong-van'],
    ['CÔNG VĂN', 'cong-van'],
    ['công văn'.normalize('NFD'), 'cong-van'],
    ['Giấy uỷ quyền', 'giay-uy-quyen'],
    ['Quyết định', 'quyet-dinh'],
    [' nghị  quyết (cá biệt)', 'nghi-quyet'],
    ['Bản sao y', 'sao-y'],
    ['Bản ghi nhớ', 'ban-ghi-nho'],
  ])('%j is %s', (name, id) => {
    expect(documentTypeByName(name)?.id).toBe(id);
  });

  it('knows abbreviations exactly and leaves the rest alone', () => {
    expect(documentTypeByAbbreviation('QyĐ')?.id).toBe('quy-dinh');
    expect(documentTypeByAbbreviation('qđ')).toBeUndefined();
    expect(documentTypeByName('Thông tư')).toBeUndefined();
    expect(documentTypesOn('2019-01-01')).toEqual([]);
    expect(documentTypesOn('2026-01-01')).toHaveLength(29);
  });
});

describe('numbers and notations', () => {
  it('writes numbers below ten with a zero', () => {
    expect([1, 9, 10, 1203].map(formatNumber)).toEqual(['01', '09', '10', '1203']);
    expect(formatCodeLine('05', 'BNV-VP')).toBe('Số: 05/BNV-VP');
    expect(formatCode('05', '')).toBe('05');
  });

  it('makes the notation from type and issuer, for a công văn from issuer and unit', () => {
    expect(notationFor(type('quyet-dinh'), 'BNV')).toBe('QĐ-BNV');
    expect(notationFor(type('cong-van'), 'BNV', 'VP')).toBe('BNV-VP');
    expect(notationFor(type('thu-cong'), 'BNV')).toBe('BNV');
  });

  it('reads what stands on the document', () => {
    expect(parseCode('15/QĐ-BNV')).toEqual({ number: '15', notation: 'QĐ-BNV' });
    expect(parseCode(' 30/2020/NĐ-CP')).toEqual({ number: '30', notation: '2020/NĐ-CP' });
    expect(parseCode('05a/QĐ-UBND'.normalize('NFD')).notation).toBe('QĐ-UBND'.normalize('NFC'));
    for (const bad of ['', '15', 'QĐ-BNV', '15/', '15/QĐ BNV', '15/../x']) {
      expect(() => parseCode(bad)).toThrow();
    }
    try {
      parseCode('QĐ');
    } catch (error) {
      expect(isCongvanError(error, 'DOCUMENT_CODE_INVALID')).toBe(true);
    }
  });

  it('finds what the decree does not allow', () => {
    const rules = (number: string, notation: string, id?: string) =>
      codeProblems({ number, notation }, id === undefined ? undefined : type(id)).map((one) => one.path);
    expect(rules('15', 'QĐ-BNV', 'quyet-dinh')).toEqual([]);
    expect(rules('15', 'UBND-VP', 'cong-van')).toEqual([]);
    expect(rules('15', 'TTr-BNV', 'quyet-dinh')).toEqual(['CodeNotation']);
    expect(rules('XV', 'QĐ-BNV')).toEqual(['CodeNumber']);
    expect(rules('15', 'QĐ - BNV')).toEqual(['CodeNotation']);
    expect(rules('15', 'X'.repeat(31))).toEqual(['CodeNotation']);
    expect(rules('1'.repeat(12), 'QĐ-BNV')).toEqual(['CodeNumber']);
  });
});

describe('urgency', () => {
  it('has five values on the wire and three marks on the page', () => {
    expect([0, 1, 2, 3, 4].map((priority) => urgencyOfPriority(priority)?.mark)).toEqual([
      null,
      'KHẨN',
      'THƯỢNG KHẨN',
      'HỎA TỐC',
      'HỎA TỐC',
    ]);
    expect(urgencyOfPriority(5)).toBeUndefined();
    expect(urgencyOfPriority(2)?.widthMm).toBe(40);
  });

  it.each([
    ['Hoả tốc', 3],
    ['hoa toc', 3],
    ['2', 2],
    ['Khẩn', 1],
  ])('%j is level %d', (text, priority) => {
    expect(findUrgency(text)?.priority).toBe(priority);
  });
});

describe('marks of secrecy', () => {
  it.each([
    ['UBND TỈNH\nTỐI MẬT\nSố: 1', 'TỐI MẬT'],
    ['  MẬT  \r\nx', 'MẬT'],
    ['[ TUYỆT MẬT ]', 'TUYỆT MẬT'],
    ['TỐI MẬT'.normalize('NFD'), 'TỐI MẬT'],
  ])('finds the stamp in %j', (text, mark) => {
    expect(secrecyMarkIn(text, '2026-01-01')).toBe(mark);
  });

  it.each(['Bảo vệ bí mật nhà nước', 'MẬT ĐỘ DÂN SỐ', 'mật', 'MAT'])('leaves %j alone', (text) => {
    expect(secrecyMarkIn(text, '2026-01-01')).toBeUndefined();
  });
});

describe('metadata of PL VI', () => {
  const outgoing = metadataTable('outgoing', '2026-03-01');
  const incoming = metadataTable('incoming', '2026-03-01');
  const check = (path: string, value: string) =>
    outgoing === undefined ? [] : validateMetadata(outgoing, [{ path, occurrence: 0, value }]);

  it('has the decree’s 16, 18 and 11 fields and its automatic ones', () => {
    const top = (table: typeof outgoing) => table?.fields.filter((field) => !field.no.includes('.')).length;
    expect(top(outgoing)).toBe(16);
    expect(top(incoming)).toBe(18);
    expect(top(metadataTable('file', '2026-03-01'))).toBe(11);
    const automatic = incoming?.fields.filter((field) => field.automatic).map((field) => field.no);
    expect(automatic).toEqual(['1.1', '1.2', '2', '10', '12', '13']);
    expect(metadataTable('outgoing', '2019-12-31')).toBeUndefined();
  });

  it.each([
    ['Subject', 'á'.repeat(500), []],
    ['Subject', 'á'.repeat(500).normalize('NFD'), []],
    ['Subject', 'á'.repeat(501), ['error']],
    ['IssuedDate', '2026-02-28', []],
    ['IssuedDate', '28/02/2026', []],
    ['IssuedDate', '2026-02-30', ['error']],
    ['PageAmount', '12', []],
    ['PageAmount', 'x', ['error']],
    ['To.OrganId', 'H29.12', []],
    ['To.OrganId', 'H29.12.ABCDEFGH', ['warning']],
    ['To.OrganId', 'H'.repeat(36), ['error']],
    ['SignerInfo', 'x', ['error']],
    ['DocCode', 'x', ['error']],
  ])('%s = %.20s… gives %j', (path, value, severities) => {
    expect(check(path, value).map((problem) => problem.severity)).toEqual(severities);
  });
});
