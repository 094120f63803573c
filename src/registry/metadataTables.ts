import type { Dated } from './validity.ts';

export type MetadataKind = 'Group' | 'String' | 'Number' | 'Date' | 'LongText';

/** One row of a table of NĐ 30/2020 PL VI phần II. */
export interface MetadataField {
  /** "12.1", the decree's own number. */
  readonly no: string;
  /** The decree's English name, with its group: `SignerInfo.FullName`. */
  readonly path: string;
  readonly label: string;
  readonly kind: MetadataKind;
  /** Characters or digits; null where the decree gives none. */
  readonly length: number | null;
  /** The system fills it in itself (PL VI phần I III.1g). */
  readonly automatic: boolean;
}

export interface MetadataTable extends Dated {
  readonly name: 'outgoing' | 'incoming' | 'file';
  readonly fields: readonly MetadataField[];
}

const ND_30 = { from: '2020-03-05', to: null } as const;

/** I. Văn bản đi. */
const OUTGOING: readonly MetadataField[] = [
  { no: '1', path: 'FileCode', label: 'Mã hồ sơ', kind: 'Group', length: null, automatic: false },
  {
    no: '1.1',
    path: 'FileCode.OrganId',
    label: 'Mã định danh của cơ quan, tổ chức lập danh mục hồ sơ',
    kind: 'String',
    length: 13,
    automatic: true,
  },
  {
    no: '1.2',
    path: 'FileCode.FileCatalog',
    label: 'Năm hình thành hồ sơ',
    kind: 'Number',
    length: 4,
    automatic: true,
  },
  {
    no: '1.3',
    path: 'FileCode.FileNotation',
    label: 'Số và ký hiệu hồ sơ',
    kind: 'String',
    length: 20,
    automatic: false,
  },
  {
    no: '2',
    path: 'DocOrdinal',
    label: 'Số thứ tự văn bản trong hồ sơ',
    kind: 'Number',
    length: 3,
    automatic: true,
  },
  { no: '3', path: 'TypeName', label: 'Tên loại văn bản', kind: 'String', length: 100, automatic: false },
  { no: '4', path: 'CodeNumber', label: 'Số của văn bản', kind: 'String', length: 11, automatic: true },
  {
    no: '5',
    path: 'CodeNotation',
    label: 'Ký hiệu của văn bản',
    kind: 'String',
    length: 30,
    automatic: false,
  },
  {
    no: '6',
    path: 'IssuedDate',
    label: 'Ngày, tháng, năm văn bản',
    kind: 'Date',
    length: 10,
    automatic: true,
  },
  {
    no: '7',
    path: 'OrganName',
    label: 'Tên cơ quan, tổ chức ban hành văn bản',
    kind: 'String',
    length: 200,
    automatic: false,
  },
  { no: '8', path: 'Subject', label: 'Trích yếu nội dung', kind: 'String', length: 500, automatic: false },
  { no: '9', path: 'Language', label: 'Ngôn ngữ', kind: 'String', length: 30, automatic: false },
  { no: '10', path: 'PageAmount', label: 'Số trang của văn bản', kind: 'Number', length: 3, automatic: true },
  { no: '11', path: 'Description', label: 'Ghi chú', kind: 'String', length: 500, automatic: false },
  {
    no: '12',
    path: 'SignerInfo',
    label: 'Chức vụ, họ tên người ký',
    kind: 'Group',
    length: null,
    automatic: false,
  },
  {
    no: '12.1',
    path: 'SignerInfo.Position',
    label: 'Chức vụ của người ký văn bản',
    kind: 'String',
    length: 100,
    automatic: false,
  },
  {
    no: '12.2',
    path: 'SignerInfo.FullName',
    label: 'Họ và tên người ký văn bản',
    kind: 'String',
    length: 50,
    automatic: false,
  },
  { no: '13', path: 'To', label: 'Nơi nhận', kind: 'Group', length: null, automatic: false },
  {
    no: '13.1',
    path: 'To.OrganId',
    label: 'Mã định danh của cơ quan, tổ chức nhận văn bản',
    kind: 'String',
    length: 13,
    automatic: true,
  },
  {
    no: '13.2',
    path: 'To.OrganName',
    label: 'Tên cơ quan, tổ chức nhận văn bản',
    kind: 'String',
    length: 200,
    automatic: false,
  },
  { no: '14', path: 'Priority', label: 'Mức độ khẩn, độ mật', kind: 'Number', length: 1, automatic: false },
  {
    no: '15',
    path: 'IssuedAmount',
    label: 'Số lượng bản phát hành',
    kind: 'Number',
    length: 3,
    automatic: false,
  },
  { no: '16', path: 'DueDate', label: 'Hạn trả lời văn bản', kind: 'Date', length: 10, automatic: false },
];

/** II. Văn bản đến. */
const INCOMING: readonly MetadataField[] = [
  { no: '1', path: 'FileCode', label: 'Mã hồ sơ', kind: 'Group', length: null, automatic: false },
  {
    no: '1.1',
    path: 'FileCode.OrganId',
    label: 'Mã định danh của cơ quan, tổ chức lập danh mục hồ sơ',
    kind: 'String',
    length: 13,
    automatic: true,
  },
  {
    no: '1.2',
    path: 'FileCode.FileCatalog',
    label: 'Năm hình thành hồ sơ',
    kind: 'Number',
    length: 4,
    automatic: true,
  },
  {
    no: '1.3',
    path: 'FileCode.FileNotation',
    label: 'Số và ký hiệu hồ sơ',
    kind: 'String',
    length: 20,
    automatic: false,
  },
  {
    no: '2',
    path: 'DocOrdinal',
    label: 'Số thứ tự văn bản trong hồ sơ',
    kind: 'Number',
    length: 3,
    automatic: true,
  },
  { no: '3', path: 'TypeName', label: 'Tên loại văn bản', kind: 'String', length: 100, automatic: false },
  { no: '4', path: 'CodeNumber', label: 'Số của văn bản', kind: 'String', length: 11, automatic: false },
  {
    no: '5',
    path: 'CodeNotation',
    label: 'Ký hiệu của văn bản',
    kind: 'String',
    length: 30,
    automatic: false,
  },
  {
    no: '6',
    path: 'IssuedDate',
    label: 'Ngày, tháng, năm văn bản',
    kind: 'Date',
    length: 10,
    automatic: false,
  },
  {
    no: '7',
    path: 'OrganName',
    label: 'Tên cơ quan, tổ chức ban hành văn bản',
    kind: 'String',
    length: 200,
    automatic: false,
  },
  { no: '8', path: 'Subject', label: 'Trích yếu nội dung', kind: 'String', length: 500, automatic: false },
  { no: '9', path: 'Language', label: 'Ngôn ngữ', kind: 'String', length: 30, automatic: false },
  { no: '10', path: 'PageAmount', label: 'Số trang của văn bản', kind: 'Number', length: 3, automatic: true },
  { no: '11', path: 'Description', label: 'Ghi chú', kind: 'String', length: 500, automatic: false },
  { no: '12', path: 'ArrivalDate', label: 'Ngày, tháng, năm đến', kind: 'Date', length: 10, automatic: true },
  { no: '13', path: 'ArrivalNumber', label: 'Số đến', kind: 'Number', length: 10, automatic: true },
  {
    no: '14',
    path: 'SignerInfo',
    label: 'Chức vụ, họ tên người ký',
    kind: 'Group',
    length: null,
    automatic: false,
  },
  {
    no: '14.1',
    path: 'SignerInfo.Position',
    label: 'Chức vụ của người ký văn bản',
    kind: 'String',
    length: 100,
    automatic: false,
  },
  {
    no: '14.2',
    path: 'SignerInfo.FullName',
    label: 'Họ và tên người ký văn bản',
    kind: 'String',
    length: 50,
    automatic: false,
  },
  { no: '15', path: 'Priority', label: 'Mức độ khẩn, độ mật', kind: 'Number', length: 1, automatic: false },
  {
    no: '16',
    path: 'ToPlaces',
    label: 'Đơn vị hoặc người nhận',
    kind: 'String',
    length: 1000,
    automatic: false,
  },
  {
    no: '17',
    path: 'TraceHeaderList',
    label: 'Ý kiến phân phối, chỉ đạo, trạng thái xử lý văn bản',
    kind: 'LongText',
    length: null,
    automatic: false,
  },
  { no: '18', path: 'DueDate', label: 'Thời hạn giải quyết', kind: 'Date', length: 10, automatic: false },
];

/** III. Hồ sơ. */
const FILE: readonly MetadataField[] = [
  { no: '1', path: 'FileCode', label: 'Mã hồ sơ', kind: 'Group', length: null, automatic: false },
  {
    no: '1.1',
    path: 'FileCode.OrganId',
    label: 'Mã định danh của cơ quan, tổ chức lập danh mục hồ sơ',
    kind: 'String',
    length: 13,
    automatic: true,
  },
  {
    no: '1.2',
    path: 'FileCode.FileCatalog',
    label: 'Năm hình thành hồ sơ',
    kind: 'Number',
    length: 4,
    automatic: true,
  },
  {
    no: '1.3',
    path: 'FileCode.FileNotation',
    label: 'Số và ký hiệu hồ sơ',
    kind: 'String',
    length: 20,
    automatic: false,
  },
  { no: '2', path: 'Title', label: 'Tiêu đề hồ sơ', kind: 'String', length: 500, automatic: false },
  { no: '3', path: 'Maintenance', label: 'Thời hạn bảo quản', kind: 'String', length: 30, automatic: false },
  { no: '4', path: 'Rights', label: 'Chế độ sử dụng', kind: 'String', length: 30, automatic: false },
  { no: '5', path: 'Creator', label: 'Người lập hồ sơ', kind: 'String', length: 30, automatic: false },
  { no: '6', path: 'Language', label: 'Ngôn ngữ', kind: 'String', length: 50, automatic: false },
  { no: '7', path: 'StartDate', label: 'Thời gian bắt đầu', kind: 'Date', length: 10, automatic: false },
  { no: '8', path: 'EndDate', label: 'Thời gian kết thúc', kind: 'Date', length: 10, automatic: false },
  {
    no: '9',
    path: 'DocTotal',
    label: 'Tổng số văn bản trong hồ sơ',
    kind: 'Number',
    length: 4,
    automatic: true,
  },
  {
    no: '10',
    path: 'PageTotal',
    label: 'Tổng số trang của hồ sơ',
    kind: 'Number',
    length: 4,
    automatic: true,
  },
  { no: '11', path: 'Description', label: 'Ghi chú', kind: 'String', length: 500, automatic: false },
];

export const METADATA_TABLES: readonly MetadataTable[] = [
  { name: 'outgoing', fields: OUTGOING, ...ND_30, source: 'NĐ 30/2020/NĐ-CP PL VI phần II mục I' },
  { name: 'incoming', fields: INCOMING, ...ND_30, source: 'NĐ 30/2020/NĐ-CP PL VI phần II mục II' },
  { name: 'file', fields: FILE, ...ND_30, source: 'NĐ 30/2020/NĐ-CP PL VI phần II mục III' },
];
