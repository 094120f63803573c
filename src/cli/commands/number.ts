import type { ExitCode } from '../../kernel/errors/row.ts';
import type { CommandSpec } from '../command.ts';
import { LIMIT_OPTION, YEAR_OPTION } from '../commonOptions.ts';
import { defined } from '../defined.ts';
import type { Session } from '../session.ts';

export const numberNext: CommandSpec = {
  description: {
    en: 'Takes the next number of a register of this agency and this year and writes the document into it, in one transaction: no number is given twice, whoever asks at the same time.',
    vi: 'Lấy số tiếp theo trong sổ của cơ quan trong năm và ghi văn bản vào sổ, trong một giao dịch: không số nào bị cấp hai lần dù nhiều người cùng lấy.',
  },
  options: [
    {
      flags: '--type <type>',
      about: {
        en: 'document type: name, id or abbreviation (Công văn, quyet-dinh, QĐ)',
        vi: 'loại văn bản: tên, mã hoặc chữ viết tắt (Công văn, quyet-dinh, QĐ)',
      },
      required: true,
    },
    {
      flags: '--subject <text>',
      about: { en: 'what it is about', vi: 'trích yếu nội dung' },
      required: true,
    },
    { flags: '--signer <name>', about: { en: 'who signs it', vi: 'người ký' }, required: true },
    {
      flags: '--register <register>',
      about: { en: 'outgoing documents or copies', vi: 'sổ văn bản đi hoặc sổ bản sao' },
      choices: ['out', 'copy'],
      standard: 'out',
    },
    {
      flags: '--notation <notation>',
      about: {
        en: 'whole notation; made from type, agency and unit unless given',
        vi: 'ký hiệu đầy đủ; tự lập từ loại, cơ quan và đơn vị nếu không cho',
      },
    },
    {
      flags: '--unit <unit>',
      about: {
        en: 'drafting unit in the notation of a công văn',
        vi: 'đơn vị soạn thảo trong ký hiệu công văn',
      },
    },
    {
      flags: '--date <day>',
      about: {
        en: 'day on the document, 2026-11-19; today unless given',
        vi: 'ngày văn bản, 2026-11-19; mặc định hôm nay',
      },
    },
    {
      flags: '--sequence <name>',
      about: { en: 'a sequence of its own within the register', vi: 'dãy số riêng trong sổ' },
    },
    { flags: '--serial <number>', about: { en: 'exactly this number', vi: 'đúng số này' } },
    {
      flags: '--reserve',
      about: { en: 'keep the number for a document that comes later', vi: 'giữ số cho văn bản có sau' },
    },
    {
      flags: '--key <key>',
      about: {
        en: 'your own name of this request: asked again, it gives the same number',
        vi: 'tên riêng của yêu cầu: hỏi lại vẫn được đúng số đó',
      },
    },
  ],
  examples: [
    {
      line: 'congvan number next --type "Công văn" --unit VP --subject "V/v họp giao ban" --signer "Nguyễn Văn An"',
      what: { en: 'a number for an official letter', vi: 'lấy số cho công văn' },
    },
    {
      line: 'congvan number next --type QĐ --subject "Kiện toàn tổ công tác" --signer "Trần Thị Bình" --key qd-kien-toan --json',
      what: { en: 'from a script that may run twice', vi: 'từ kịch bản có thể chạy lại' },
    },
  ],
  exitCodes: [10, 11],
  run: next,
};

const CODE_ARGUMENT = {
  name: 'CODE',
  about: { en: 'number and notation, e.g. 15/STC-VP', vi: 'số và ký hiệu, ví dụ 15/STC-VP' },
};

export const numberVoid: CommandSpec = {
  description: {
    en: 'Strikes a number out. The line stays in the register with the reason, the number is never given again. A number whose document was sent cannot be voided.',
    vi: 'Hủy một số. Dòng vẫn nằm trong sổ kèm lý do, số không bao giờ được cấp lại. Không hủy được số của văn bản đã gửi.',
  },
  arguments: [CODE_ARGUMENT],
  options: [{ flags: '--reason <text>', about: { en: 'why', vi: 'lý do' }, required: true }, YEAR_OPTION],
  examples: [
    {
      line: 'congvan number void 15/STC-VP --reason "văn bản không ban hành"',
      what: { en: 'the document is not issued after all', vi: 'văn bản không ban hành nữa' },
    },
  ],
  exitCodes: [10, 11, 13, 14],
  run: strikeOut,
};

export const numberList: CommandSpec = {
  description: {
    en: 'Lists the lines of a register, the newest first.',
    vi: 'Liệt kê các dòng của sổ, mới nhất trước.',
  },
  options: [
    {
      flags: '--register <register>',
      about: { en: 'outgoing, incoming, copies', vi: 'sổ đi, sổ đến, sổ bản sao' },
      choices: ['out', 'in', 'copy'],
      standard: 'out',
    },
    {
      flags: '--state <state>',
      about: { en: 'only lines in this state', vi: 'chỉ các dòng ở trạng thái này' },
      choices: ['reserved', 'issued', 'sent', 'voided'],
    },
    YEAR_OPTION,
    LIMIT_OPTION,
  ],
  examples: [
    {
      line: 'congvan number list',
      what: { en: 'this year’s outgoing register', vi: 'sổ văn bản đi năm nay' },
    },
    {
      line: 'congvan number list --register in --year 2026 --json',
      what: { en: 'incoming documents of 2026', vi: 'văn bản đến năm 2026' },
    },
  ],
  exitCodes: [10, 11],
  run: list,
};

async function next(session: Session): Promise<ExitCode> {
  const { input } = session;
  const { nextNumber } = await import('../../flow/number.ts');
  const { withKeeping } = await import('../open.ts');
  const entry = await withKeeping(session, async (keeping, agency) =>
    nextNumber(keeping, {
      register: input.choice('register', ['out', 'copy']) ?? 'out',
      type: input.required('type'),
      issuer: agency.abbreviation,
      subject: input.required('subject'),
      signer: input.required('signer'),
      reserve: input.flag('reserve'),
      ...defined({
        notation: input.text('notation'),
        unit: input.text('unit'),
        day: input.day('date'),
        sequence: input.text('sequence'),
        serial: input.count('serial'),
        key: input.text('key'),
      }),
    }),
  );
  const { codeOf, numberJson } = await import('../views/number.ts');
  session.output.result({ json: numberJson(entry), text: () => codeOf(entry) });
  return 0;
}

async function strikeOut(session: Session): Promise<ExitCode> {
  const { input } = session;
  const { findNumber, voidNumber } = await import('../../flow/number.ts');
  const { parseCode } = await import('../../registry/numbers.ts');
  const { withKeeping } = await import('../open.ts');
  const { codeOf, numberJson } = await import('../views/number.ts');
  const code = parseCode(input.first);
  const entry = await withKeeping(session, async (keeping) => {
    const found = await findNumber(keeping, code, input.count('year'));
    await voidNumber(keeping, found, input.required('reason'));
    return (await keeping.store.numberEntry(found)) ?? found;
  });
  session.output.result({
    json: numberJson(entry),
    text: (style) => style.say(`voided ${codeOf(entry)}`, `đã hủy số ${codeOf(entry)}`),
  });
  return 0;
}

async function list(session: Session): Promise<ExitCode> {
  const { input } = session;
  const { vietnamYear } = await import('../../kernel/vietnamTime.ts');
  const { withKeeping } = await import('../open.ts');
  const { numberJson, numberTable } = await import('../views/number.ts');
  const state = input.choice('state', ['reserved', 'issued', 'sent', 'voided']);
  const entries = await withKeeping(session, (keeping) =>
    keeping.store.numberEntries({
      register: input.choice('register', ['out', 'in', 'copy']) ?? 'out',
      agency: keeping.agency.code,
      year: input.count('year') ?? vietnamYear(session.clock.now()),
      ...defined({ state }),
      limit: input.count('limit') ?? 50,
    }),
  );
  session.output.result({
    json: { numbers: entries.map(numberJson) },
    text: (style) => numberTable(style, entries),
  });
  return 0;
}
