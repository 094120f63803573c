import type { Bilingual } from '../../../kernel/errors/row.ts';

/** Reasons about detached and enveloping CMS files and ASiC containers; codes begin with `CADES_` or `ASIC_`. */
export const CONTAINER_REASONS = {
  CADES_CONTENT_DIFFERS: {
    en: 'the content inside the signature is not the file beside it',
    vi: 'nội dung bên trong chữ ký không phải là tệp đi kèm',
  },
  CADES_CONTENT_TYPE_UNSUPPORTED: {
    en: 'what is signed inside is not plain data',
    vi: 'nội dung được ký bên trong không phải dữ liệu thông thường',
  },
  ASIC_NO_SIGNATURE: {
    en: 'the container has no signature',
    vi: 'gói ASiC không có chữ ký nào',
  },
  ASIC_TIMESTAMPS_ONLY: {
    en: 'the container has timestamps but nobody signed it',
    vi: 'gói ASiC chỉ có dấu thời gian, không có ai ký',
  },
  ASIC_MIMETYPE_WRONG: {
    en: 'the container does not say what it is: the mimetype entry is missing, misplaced or of another kind',
    vi: 'gói ASiC không nêu đúng loại của mình: mục mimetype thiếu, sai vị trí hoặc thuộc loại khác',
  },
  ASIC_COMMENT_UNEXPLAINED: {
    en: 'the comment of the ZIP file is not the type of the container',
    vi: 'phần chú thích của tệp ZIP không phải là loại của gói ASiC',
  },
  ASIC_NOT_ONE_FILE: {
    en: 'a simple container (ASiC-S) must hold exactly one signed file',
    vi: 'gói đơn giản (ASiC-S) phải chứa đúng một tệp được ký',
  },
  ASIC_ENTRY_UNEXPLAINED: {
    en: 'the container holds something that belongs to no signature',
    vi: 'gói ASiC có thành phần không thuộc chữ ký nào',
  },
  ASIC_EVIDENCE_RECORD_UNSUPPORTED: {
    en: 'the container holds an evidence record, which this program does not judge',
    vi: 'gói ASiC có hồ sơ bằng chứng (evidence record) mà chương trình không kiểm tra',
  },
  ASIC_MANIFEST_MALFORMED: {
    en: 'a manifest of the container cannot be read',
    vi: 'không đọc được danh mục (manifest) của gói ASiC',
  },
  ASIC_MANIFEST_MISSING: {
    en: 'no manifest, or more than one, names this signature',
    vi: 'không có hoặc có nhiều hơn một danh mục nêu chữ ký này',
  },
  ASIC_MANIFEST_DISAGREES: {
    en: 'the list of files in META-INF/manifest.xml names what is not in the container',
    vi: 'danh sách tệp trong META-INF/manifest.xml nêu tệp không có trong gói',
  },
  ASIC_REFERENCE_AMBIGUOUS: {
    en: 'the manifest names a file in a way that fits two files',
    vi: 'danh mục nêu tên tệp theo cách khớp với hai tệp',
  },
  ASIC_REFERENCE_FORBIDDEN: {
    en: 'the manifest refers to what cannot be a file of the container',
    vi: 'danh mục chỉ tới thứ không thể là tệp trong gói',
  },
  ASIC_FILE_MISSING: {
    en: 'a signed file is not in the container',
    vi: 'thiếu tệp đã ký trong gói ASiC',
  },
  ASIC_FILE_CHANGED: {
    en: 'a file of the container was changed after it was signed',
    vi: 'tệp trong gói ASiC đã bị thay đổi sau khi ký',
  },
  ASIC_DIGEST_UNSUPPORTED: {
    en: 'the manifest uses a digest this program does not know',
    vi: 'danh mục dùng hàm băm chương trình không hỗ trợ',
  },
  ASIC_FILE_NOT_SIGNED: {
    en: 'a file of the container is not covered by this signature',
    vi: 'có tệp trong gói ASiC không được chữ ký này bao phủ',
  },
  ASIC_FILE_UNSIGNED: {
    en: 'a file of the container is covered by no intact signature',
    vi: 'có tệp trong gói ASiC không được chữ ký nguyên vẹn nào bao phủ',
  },
  ASIC_XADES_MALFORMED: {
    en: 'the XML signatures of the container cannot be read',
    vi: 'không đọc được chữ ký XML của gói ASiC',
  },
} as const satisfies Record<string, Bilingual>;
