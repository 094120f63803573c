import type { OptionSpec } from './command.ts';

/** Options that several commands share, so that they read the same everywhere. */
export const OUTPUT_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '-o, --output <file>',
    about: { en: 'where to write; - for stdout', vi: 'nơi ghi kết quả; - là stdout' },
  },
  { flags: '--force', about: { en: 'overwrite an existing file', vi: 'ghi đè tệp đã có' } },
];

export const NUMBER_OPTION: OptionSpec = {
  flags: '--number <code>',
  about: { en: 'number of the document, e.g. 15/STC-VP', vi: 'số, ký hiệu văn bản, ví dụ 15/STC-VP' },
  required: true,
};

export const YEAR_OPTION: OptionSpec = {
  flags: '--year <year>',
  about: { en: 'year of the register; this year unless given', vi: 'năm của sổ; mặc định năm nay' },
};

export const LIMIT_OPTION: OptionSpec = {
  flags: '--limit <count>',
  about: { en: 'at most so many, the newest first', vi: 'tối đa bao nhiêu dòng, mới nhất trước' },
  standard: '50',
};

export const URGENCY_OPTION: OptionSpec = {
  flags: '--urgency <level>',
  about: {
    en: 'khẩn, thượng khẩn, hỏa tốc; accents may be left out',
    vi: 'khẩn, thượng khẩn, hỏa tốc; có thể không dấu',
  },
};

/** Of PDFs that do not open without; for one file at a time. */
export const PASSWORD_OPTION: OptionSpec = {
  flags: '--password-file <file>',
  about: {
    en: 'file with the password of an encrypted PDF (of its user or owner)',
    vi: 'tệp chứa mật khẩu của PDF đã mã hóa (của người dùng hoặc chủ sở hữu)',
  },
};

/** A secret never comes by argument or variable: those are seen by every process of the machine. */
export const SECRET_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--pin-file <file>',
    about: { en: 'file with the PIN or passphrase of the key', vi: 'tệp chứa mã PIN hoặc mật khẩu của khóa' },
  },
  {
    flags: '--pin-fd <number>',
    about: {
      en: 'file descriptor to read the PIN or passphrase from',
      vi: 'số hiệu tệp mở sẵn để đọc mã PIN hoặc mật khẩu',
    },
  },
];
