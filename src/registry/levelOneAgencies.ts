import { type Dated, isValidOn } from './validity.ts';

/** A first-level agency of QĐ 20/2020/QĐ-TTg. Days are those of the deciding documents. */
export interface LevelOneAgency extends Dated {
  readonly code: string;
  readonly name: string;
  /** First-level codes that took over its work; empty while it exists or when nothing is known. */
  readonly successors: readonly string[];
}

const QD_20 = { from: '2020-07-22', to: null, source: 'QĐ 20/2020/QĐ-TTg', successors: [] } as const;
const QD_09 = { from: '2025-04-14', to: null, source: 'QĐ 09/2025/QĐ-TTg', successors: [] } as const;
/** Listed in 2020, struck in 2025. */
const STRUCK = {
  from: '2020-07-22',
  to: '2025-04-13',
  source: 'QĐ 20/2020/QĐ-TTg, bãi bỏ bởi QĐ 09/2025/QĐ-TTg',
} as const;

/** Ministries and agencies of the central government (group G). */
const MINISTRIES: readonly LevelOneAgency[] = [
  { code: 'G01', name: 'Bộ Công an', ...QD_20 },
  { code: 'G02', name: 'Bộ Công Thương', ...QD_20 },
  { code: 'G03', name: 'Bộ Giáo dục và Đào tạo', ...QD_20 },
  { code: 'G06', name: 'Bộ Khoa học và Công nghệ', ...QD_20 },
  { code: 'G08', name: 'Bộ Ngoại giao', ...QD_20 },
  { code: 'G09', name: 'Bộ Nội vụ', ...QD_20 },
  { code: 'G10', name: 'Bộ Nông nghiệp và Phát triển nông thôn', ...STRUCK, successors: ['G10'] },
  { code: 'G10', name: 'Bộ Nông nghiệp và Môi trường', ...QD_09 },
  { code: 'G11', name: 'Bộ Quốc phòng', ...QD_20 },
  { code: 'G12', name: 'Bộ Tài chính', ...QD_20 },
  { code: 'G15', name: 'Bộ Tư pháp', ...QD_20 },
  { code: 'G16', name: 'Bộ Văn hóa, Thể thao và Du lịch', ...QD_20 },
  { code: 'G17', name: 'Bộ Xây dựng', ...QD_20 },
  { code: 'G18', name: 'Bộ Y tế', ...QD_20 },
  { code: 'G19', name: 'Ngân hàng Nhà nước Việt Nam', ...QD_20 },
  { code: 'G20', name: 'Thanh tra Chính phủ', ...QD_20 },
  { code: 'G21', name: 'Ủy ban Dân tộc', ...STRUCK, successors: ['G21'] },
  { code: 'G21', name: 'Bộ Dân tộc và Tôn giáo', ...QD_09 },
  { code: 'G22', name: 'Văn phòng Chính phủ', ...QD_20 },
  { code: 'G27', name: 'Đài Tiếng nói Việt Nam', ...QD_20 },
  { code: 'G28', name: 'Đài Truyền hình Việt Nam', ...QD_20 },
  { code: 'G30', name: 'Thông tấn xã Việt Nam', ...QD_20 },
  { code: 'G31', name: 'Viện Hàn lâm Khoa học và Công nghệ Việt Nam', ...QD_20 },
  { code: 'G32', name: 'Viện Hàn lâm Khoa học xã hội Việt Nam', ...QD_20 },
  { code: 'G04', name: 'Bộ Giao thông vận tải', ...STRUCK, successors: ['G17'] },
  { code: 'G05', name: 'Bộ Kế hoạch và Đầu tư', ...STRUCK, successors: ['G12'] },
  { code: 'G07', name: 'Bộ Lao động - Thương binh và Xã hội', ...STRUCK, successors: ['G09'] },
  { code: 'G13', name: 'Bộ Tài nguyên và Môi trường', ...STRUCK, successors: ['G10'] },
  { code: 'G14', name: 'Bộ Thông tin và Truyền thông', ...STRUCK, successors: ['G06'] },
];

/**
 * Provincial People's Committees (group H). Which codes survive the merger to 34 provinces of 1 July 2025 is not known
 * here, so every row stays open: a site adds its own rows.
 */
const PROVINCES: readonly LevelOneAgency[] = [
  { code: 'H01', name: 'Ủy ban nhân dân tỉnh An Giang', ...QD_20 },
  { code: 'H02', name: 'Ủy ban nhân dân tỉnh Bắc Giang', ...QD_20 },
  { code: 'H03', name: 'Ủy ban nhân dân tỉnh Bắc Kạn', ...QD_20 },
  { code: 'H04', name: 'Ủy ban nhân dân tỉnh Bạc Liêu', ...QD_20 },
  { code: 'H05', name: 'Ủy ban nhân dân tỉnh Bắc Ninh', ...QD_20 },
  { code: 'H06', name: 'Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu', ...QD_20 },
  { code: 'H07', name: 'Ủy ban nhân dân tỉnh Bến Tre', ...QD_20 },
  { code: 'H08', name: 'Ủy ban nhân dân tỉnh Bình Định', ...QD_20 },
  { code: 'H09', name: 'Ủy ban nhân dân tỉnh Bình Dương', ...QD_20 },
  { code: 'H10', name: 'Ủy ban nhân dân tỉnh Bình Phước', ...QD_20 },
  { code: 'H11', name: 'Ủy ban nhân dân tỉnh Bình Thuận', ...QD_20 },
  { code: 'H12', name: 'Ủy ban nhân dân tỉnh Cà Mau', ...QD_20 },
  { code: 'H13', name: 'Ủy ban nhân dân thành phố Cần Thơ', ...QD_20 },
  { code: 'H14', name: 'Ủy ban nhân dân tỉnh Cao Bằng', ...QD_20 },
  { code: 'H15', name: 'Ủy ban nhân dân tỉnh Đắk Lắk', ...QD_20 },
  { code: 'H16', name: 'Ủy ban nhân dân tỉnh Đắk Nông', ...QD_20 },
  { code: 'H17', name: 'Ủy ban nhân dân thành phố Đà Nẵng', ...QD_20 },
  { code: 'H18', name: 'Ủy ban nhân dân tỉnh Điện Biên', ...QD_20 },
  { code: 'H19', name: 'Ủy ban nhân dân tỉnh Đồng Nai', ...QD_20 },
  { code: 'H20', name: 'Ủy ban nhân dân tỉnh Đồng Tháp', ...QD_20 },
  { code: 'H21', name: 'Ủy ban nhân dân tỉnh Gia Lai', ...QD_20 },
  { code: 'H22', name: 'Ủy ban nhân dân tỉnh Hà Giang', ...QD_20 },
  { code: 'H23', name: 'Ủy ban nhân dân tỉnh Hải Dương', ...QD_20 },
  { code: 'H24', name: 'Ủy ban nhân dân thành phố Hải Phòng', ...QD_20 },
  { code: 'H25', name: 'Ủy ban nhân dân tỉnh Hà Nam', ...QD_20 },
  { code: 'H26', name: 'Ủy ban nhân dân thành phố Hà Nội', ...QD_20 },
  { code: 'H27', name: 'Ủy ban nhân dân tỉnh Hà Tĩnh', ...QD_20 },
  { code: 'H28', name: 'Ủy ban nhân dân tỉnh Hòa Bình', ...QD_20 },
  { code: 'H29', name: 'Ủy ban nhân dân Thành phố Hồ Chí Minh', ...QD_20 },
  { code: 'H30', name: 'Ủy ban nhân dân tỉnh Hậu Giang', ...QD_20 },
  { code: 'H31', name: 'Ủy ban nhân dân tỉnh Hưng Yên', ...QD_20 },
  { code: 'H32', name: 'Ủy ban nhân dân tỉnh Khánh Hòa', ...QD_20 },
  { code: 'H33', name: 'Ủy ban nhân dân tỉnh Kiên Giang', ...QD_20 },
  { code: 'H34', name: 'Ủy ban nhân dân tỉnh Kon Tum', ...QD_20 },
  { code: 'H35', name: 'Ủy ban nhân dân tỉnh Lai Châu', ...QD_20 },
  { code: 'H36', name: 'Ủy ban nhân dân tỉnh Lâm Đồng', ...QD_20 },
  { code: 'H37', name: 'Ủy ban nhân dân tỉnh Lạng Sơn', ...QD_20 },
  { code: 'H38', name: 'Ủy ban nhân dân tỉnh Lào Cai', ...QD_20 },
  { code: 'H39', name: 'Ủy ban nhân dân tỉnh Long An', ...QD_20 },
  { code: 'H40', name: 'Ủy ban nhân dân tỉnh Nam Định', ...QD_20 },
  { code: 'H41', name: 'Ủy ban nhân dân tỉnh Nghệ An', ...QD_20 },
  { code: 'H42', name: 'Ủy ban nhân dân tỉnh Ninh Bình', ...QD_20 },
  { code: 'H43', name: 'Ủy ban nhân dân tỉnh Ninh Thuận', ...QD_20 },
  { code: 'H44', name: 'Ủy ban nhân dân tỉnh Phú Thọ', ...QD_20 },
  { code: 'H45', name: 'Ủy ban nhân dân tỉnh Phú Yên', ...QD_20 },
  { code: 'H46', name: 'Ủy ban nhân dân tỉnh Quảng Bình', ...QD_20 },
  { code: 'H47', name: 'Ủy ban nhân dân tỉnh Quảng Nam', ...QD_20 },
  { code: 'H48', name: 'Ủy ban nhân dân tỉnh Quảng Ngãi', ...QD_20 },
  { code: 'H49', name: 'Ủy ban nhân dân tỉnh Quảng Ninh', ...QD_20 },
  { code: 'H50', name: 'Ủy ban nhân dân tỉnh Quảng Trị', ...QD_20 },
  { code: 'H51', name: 'Ủy ban nhân dân tỉnh Sóc Trăng', ...QD_20 },
  { code: 'H52', name: 'Ủy ban nhân dân tỉnh Sơn La', ...QD_20 },
  { code: 'H53', name: 'Ủy ban nhân dân tỉnh Tây Ninh', ...QD_20 },
  { code: 'H54', name: 'Ủy ban nhân dân tỉnh Thái Bình', ...QD_20 },
  { code: 'H55', name: 'Ủy ban nhân dân tỉnh Thái Nguyên', ...QD_20 },
  { code: 'H56', name: 'Ủy ban nhân dân tỉnh Thanh Hóa', ...QD_20 },
  { code: 'H57', name: 'Ủy ban nhân dân thành phố Huế', ...QD_20 },
  { code: 'H58', name: 'Ủy ban nhân dân tỉnh Tiền Giang', ...QD_20 },
  { code: 'H59', name: 'Ủy ban nhân dân tỉnh Trà Vinh', ...QD_20 },
  { code: 'H60', name: 'Ủy ban nhân dân tỉnh Tuyên Quang', ...QD_20 },
  { code: 'H61', name: 'Ủy ban nhân dân tỉnh Vĩnh Long', ...QD_20 },
  { code: 'H62', name: 'Ủy ban nhân dân tỉnh Vĩnh Phúc', ...QD_20 },
  { code: 'H63', name: 'Ủy ban nhân dân tỉnh Yên Bái', ...QD_20 },
];

export const LEVEL_ONE_AGENCIES: readonly LevelOneAgency[] = [...MINISTRIES, ...PROVINCES];

/** The row of a first-level code on a day (`yyyy-mm-dd`); undefined when the catalogue does not know it. */
export function levelOneAgency(code: string, day: string): LevelOneAgency | undefined {
  return LEVEL_ONE_AGENCIES.find((agency) => agency.code === code && isValidOn(agency, day));
}
