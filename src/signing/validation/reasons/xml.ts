import type { Bilingual } from '../../../kernel/errors/row.ts';

/** Reasons about XML signatures; codes begin with `XML_`. */
export const XML_REASONS = {
  XML_SEAL_MISSING: {
    en: 'the envelope has no seal',
    vi: 'gói không có chữ ký số (con dấu) của cơ quan',
  },
  XML_SEVERAL_SIGNATURES: {
    en: 'the envelope has more than one signature',
    vi: 'gói có nhiều hơn một chữ ký',
  },
  XML_SEAL_MISPLACED: {
    en: 'the seal does not stand at the end of the header',
    vi: 'chữ ký không nằm ở cuối phần đầu gói',
  },
  XML_DUPLICATE_ID: {
    en: 'two elements have the same identifier',
    vi: 'hai phần tử trùng mã định danh',
  },
  XML_ALGORITHM_NOT_ALLOWED: {
    en: 'the seal uses an algorithm or transform that is not allowed',
    vi: 'chữ ký dùng thuật toán hoặc phép biến đổi không được phép',
  },
  XML_REFERENCES_WRONG: {
    en: 'the seal does not sign exactly the envelope, its own properties and the list of attachments',
    vi: 'chữ ký không bao đúng gói, thuộc tính của nó và danh mục tệp đính kèm',
  },
  XML_SEAL_SPELLING: {
    en: 'the seal is not written in the only form that leaves nothing unsigned',
    vi: 'chữ ký không được viết theo dạng duy nhất bảo đảm mọi byte đều được ký',
  },
  XML_PROLOG_WRONG: {
    en: 'the file does not begin with the XML declaration of a sealed envelope',
    vi: 'tệp không bắt đầu bằng khai báo XML của gói đã ký',
  },
  XML_ENVELOPE_CHANGED: {
    en: 'the envelope was changed after it was sealed',
    vi: 'gói đã bị thay đổi sau khi ký',
  },
  XML_PROPERTIES_CHANGED: {
    en: 'the signed properties of the seal were changed',
    vi: 'thuộc tính được ký đã bị thay đổi',
  },
  XML_MANIFEST_CHANGED: {
    en: 'the list of attachment digests was changed after it was sealed',
    vi: 'danh mục giá trị băm của tệp đính kèm đã bị thay đổi sau khi ký',
  },
  XML_CERTIFICATE_WRONG: {
    en: 'the certificates beside the seal are not those that were signed',
    vi: 'chứng thư đi kèm không phải chứng thư đã được ký',
  },
  XML_CERTIFICATE_MALFORMED: {
    en: 'the certificate beside the seal is malformed',
    vi: 'chứng thư đi kèm chữ ký sai cấu trúc',
  },
  XML_SIGNATURE_BROKEN: {
    en: "the signature value does not verify with the sealer's key",
    vi: 'giá trị chữ ký không khớp với khóa của cơ quan ký',
  },
} as const satisfies Record<string, Bilingual>;
