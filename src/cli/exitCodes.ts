import type { Bilingual, ExitCode } from '../kernel/errors/row.ts';

/** What each exit code means, everywhere. */
export const EXIT_CODES: Readonly<Record<ExitCode, Bilingual>> = {
  0: { en: 'done; verify: TOTAL-PASSED', vi: 'xong; verify: TOTAL-PASSED' },
  1: { en: 'failed', vi: 'thất bại' },
  2: { en: 'the command line is wrong', vi: 'câu lệnh sai' },
  3: { en: 'done in part', vi: 'chỉ xong một phần' },
  4: {
    en: 'verify: TOTAL-FAILED; archive check-proof: not proven',
    vi: 'verify: TOTAL-FAILED; archive check-proof: không chứng minh được',
  },
  5: { en: 'verify: INDETERMINATE', vi: 'verify: INDETERMINATE' },
  6: { en: 'verify: no signature', vi: 'verify: không có chữ ký' },
  10: { en: 'the configuration is wrong', vi: 'cấu hình sai' },
  11: {
    en: 'the store is locked, full, damaged or not migrated',
    vi: 'kho dữ liệu bị khóa, đầy, hỏng hoặc chưa nâng cấp',
  },
  12: { en: 'the key is locked', vi: 'khóa ký đang bị khóa' },
  13: { en: 'not found', vi: 'không tìm thấy' },
  14: { en: 'refused by policy', vi: 'bị từ chối theo chính sách' },
  15: { en: 'TSA, OCSP or CRL is not available', vi: 'không liên lạc được TSA, OCSP hoặc CRL' },
  16: { en: 'the axis cannot be reached', vi: 'không liên lạc được trục liên thông' },
  130: { en: 'interrupted', vi: 'bị ngắt' },
};
