import type { Bilingual } from '../../../kernel/errors/row.ts';

/** What is said when the years between a signature and its judgement count (ETSI EN 319 102-1 §5.6). */
export const LASTING_REASONS = {
  CERT_NOT_PROVEN: {
    en: 'nothing proves that the certificate is older than the end of trust in its issuer',
    vi: 'không có bằng chứng chứng thư có trước khi tổ chức cấp phát hết được tin cậy',
  },
  REVOCATION_NOT_PROVEN: {
    en: 'nothing proves that the revocation information is older than the end of trust in who signed it',
    vi: 'không có bằng chứng thông tin thu hồi có trước khi bên ký thông tin đó hết được tin cậy',
  },
  TIMESTAMP_OUT_OF_ORDER: {
    en: 'the timestamp is dated after a later timestamp that covers it',
    vi: 'dấu thời gian đề ngày sau một dấu thời gian bao phủ nó',
  },
  TIMESTAMP_ARCHIVE_UNSUPPORTED: {
    en: 'the signature carries an archive timestamp of an old kind this program does not judge',
    vi: 'chữ ký có dấu thời gian lưu trữ kiểu cũ chương trình không kiểm tra',
  },
  TIMESTAMP_HASH_INDEX_WRONG: {
    en: 'the hash index of the archive timestamp is missing, malformed or names what is not in the signature',
    vi: 'bảng băm của dấu thời gian lưu trữ thiếu, sai dạng hoặc nêu thành phần không có trong chữ ký',
  },
  TIMESTAMP_TOO_MANY: {
    en: 'the signature carries more timestamps than are judged',
    vi: 'chữ ký có nhiều dấu thời gian hơn mức được kiểm tra',
  },
  CMS_COUNTER_SIGNATURE: {
    en: 'the signature carries a counter-signature, which is not judged',
    vi: 'chữ ký có chữ ký đối xác nhận, không được kiểm tra',
  },
  CMS_REFERENCES_NOT_USED: {
    en: 'the signature carries references to validation data, which are not used',
    vi: 'chữ ký có tham chiếu tới dữ liệu kiểm tra, không được dùng',
  },
} as const satisfies Record<string, Bilingual>;
