import type { AgencyEntry } from '../../exchange/directory.ts';
import { asJson, type Json } from '../../kernel/canonicalJson.ts';
import type { ExitCode } from '../../kernel/errors/row.ts';
import type { CommandSpec } from '../command.ts';
import type { Session } from '../session.ts';

export const directoryList: CommandSpec = {
  description: {
    en: 'Lists the agencies of the address book as last fetched from the axis.',
    vi: 'Liệt kê các cơ quan trong danh bạ lấy từ trục lần gần nhất.',
  },
  examples: [
    { line: 'congvan directory list', what: { en: 'who can be reached', vi: 'gửi được tới những ai' } },
  ],
  exitCodes: [10, 11, 13],
  run: list,
};

export const directoryShow: CommandSpec = {
  description: {
    en: 'Shows one agency with the digests of the keys that may speak for it. Either form of its code will do.',
    vi: 'Xem một cơ quan kèm mã băm các khóa được phép đại diện. Dùng mã dạng nào cũng được.',
  },
  arguments: [{ name: 'CODE', about: { en: 'agency code', vi: 'mã cơ quan' } }],
  examples: [
    { line: 'congvan directory show 000.00.13.H29', what: { en: 'by the older code', vi: 'theo mã cũ' } },
  ],
  exitCodes: [10, 11, 13],
  run: show,
};

export const directorySync: CommandSpec = {
  description: {
    en: 'Fetches the address book from the axis, verifies the axis’s signature and keeps it. The daemon does this by itself.',
    vi: 'Lấy danh bạ từ trục, kiểm tra chữ ký của trục rồi lưu lại. Dịch vụ daemon tự làm việc này.',
  },
  examples: [{ line: 'congvan directory sync', what: { en: 'now', vi: 'ngay bây giờ' } }],
  exitCodes: [10, 11, 13, 15, 16],
  run: sync,
};

async function list(session: Session): Promise<ExitCode> {
  const { addressBook } = await import('../open.ts');
  return printAll(session, await (await addressBook(session)).list());
}

async function sync(session: Session): Promise<ExitCode> {
  const { addressBook } = await import('../open.ts');
  const book = await addressBook(session);
  await book.sync();
  return printAll(session, await book.list());
}

function printAll(session: Session, agencies: readonly AgencyEntry[]): ExitCode {
  session.output.result({
    json: { agencies: agencies.map(agencyJson) },
    text: (style) =>
      style.table(
        [
          style.say('code', 'mã'),
          style.say('older code', 'mã cũ'),
          style.say('name', 'tên'),
          style.say('active', 'hoạt động'),
        ],
        agencies.map(({ code, code102, name, active }) => [
          code,
          code102 ?? '',
          name,
          active ? style.say('yes', 'có') : style.say('no', 'không'),
        ]),
      ),
  });
  return 0;
}

async function show(session: Session): Promise<ExitCode> {
  const { addressBook } = await import('../open.ts');
  const { parseAgencyCode } = await import('../../registry/agencyCode.ts');
  const { CongvanError } = await import('../../kernel/errors.ts');
  const book = await addressBook(session);
  const entry = await book.find(parseAgencyCode(session.input.first));
  if (entry === undefined) throw new CongvanError('RECIPIENT_UNKNOWN', { where: session.input.first });
  session.output.result({
    json: agencyJson(entry),
    text: (style) =>
      style.facts([
        [style.say('code', 'mã'), entry.code],
        [style.say('older code', 'mã cũ'), entry.code102],
        [style.say('name', 'tên'), entry.name],
        [style.say('active', 'hoạt động'), entry.active ? style.say('yes', 'có') : style.say('no', 'không')],
        [style.say('TLS keys', 'khóa TLS'), entry.tlsKeys.join(' ')],
        [style.say('seal keys', 'khóa con dấu'), entry.sealKeys.join(' ')],
      ]),
  });
  return 0;
}

function agencyJson(entry: AgencyEntry): Json {
  return asJson({ ...entry, code102: entry.code102 ?? null });
}
