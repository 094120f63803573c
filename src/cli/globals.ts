import type { OptionSpec } from './command.ts';

/** Options that every command takes, before or after its name. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { flags: '--json', about: { en: 'print the result as JSON', vi: 'in kết quả dạng JSON' } },
  {
    flags: '--lang <lang>',
    about: { en: 'language of messages', vi: 'ngôn ngữ thông báo' },
    choices: ['vi', 'en'],
  },
  {
    flags: '--home <dir>',
    about: {
      en: 'folder with congvan.toml; else CONGVAN_HOME, else ./ if it has one, else ~/.congvan',
      vi: 'thư mục có congvan.toml; nếu không: CONGVAN_HOME, ./ nếu có tệp đó, ~/.congvan',
    },
  },
  {
    flags: '--set <key=value>',
    many: true,
    about: {
      en: 'set a configuration value for this run; repeatable',
      vi: 'đặt một giá trị cấu hình cho lần chạy này; lặp lại được',
    },
  },
  {
    flags: '--dev',
    about: { en: 'accept the development root certificate', vi: 'chấp nhận chứng thư gốc phát triển' },
  },
  {
    flags: '--debug',
    about: { en: 'show causes and stacks of errors', vi: 'hiện nguyên nhân và ngăn xếp của lỗi' },
  },
  { flags: '-h, --help', about: { en: 'show this help', vi: 'hiện trợ giúp này' } },
];

/** Those that are followed by a value: needed to find the command's name among them. */
export const GLOBALS_WITH_VALUE = ['--lang', '--home', '--set'];
