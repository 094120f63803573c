import type { Bilingual, ExitCode } from '../../kernel/errors/row.ts';
import type { CirculationStamp, StampPositions, UrgencyStamp } from '../../signing/pdf/stampRequest.ts';
import type { CommandSpec, OptionSpec } from '../command.ts';
import { NUMBER_OPTION, OUTPUT_OPTIONS, URGENCY_OPTION, YEAR_OPTION } from '../commonOptions.ts';
import { defined } from '../defined.ts';
import type { Session } from '../session.ts';
import { ARRIVAL_OPTIONS, refuseOtherOptions, runStampArrival } from '../stampArrival.ts';

const PARTS = ['number', 'date', 'urgency', 'circulation'] as const;
const PART_WORDS: Readonly<Record<(typeof PARTS)[number], Bilingual>> = {
  number: { en: 'the number', vi: 'số, ký hiệu' },
  date: { en: 'place and date', vi: 'địa danh, ngày tháng' },
  urgency: { en: 'the urgency mark', vi: 'dấu độ khẩn' },
  circulation: { en: 'the circulation mark', vi: 'dấu phạm vi lưu hành' },
};

const positionOptions: readonly OptionSpec[] = PARTS.map((part) => ({
  flags: `--at-${part} <page,x,y>`,
  about: {
    en: `put ${PART_WORDS[part].en} here, mm from the top left`,
    vi: `đặt ${PART_WORDS[part].vi} tại đây, mm từ góc trên trái`,
  },
}));

export const stampCommand: CommandSpec = {
  description: {
    en: 'Puts number, place and date, and marks of urgency and circulation on a draft PDF, where NĐ 30/2020 annex I has them, before anybody signs. The bytes of the draft stay; the stamp is appended. A signed file is refused. With --arrival, the stamp ĐẾN on a rendition of a document that arrived: a new file without signatures, which shows theirs and names the original; the original is never changed.',
    vi: 'Đóng số, địa danh và ngày, dấu độ khẩn và phạm vi lưu hành lên bản thảo PDF, đúng chỗ theo phụ lục I NĐ 30/2020, trước khi ký. Nội dung bản thảo giữ nguyên, dấu được thêm vào cuối. Từ chối tệp đã ký. Với --arrival: đóng dấu ĐẾN lên bản thể hiện của văn bản đến, là tệp mới không có chữ ký số, vẫn hiển thị hình chữ ký và ghi rõ bản gốc; bản gốc không bao giờ bị sửa.',
  },
  arguments: [{ name: 'FILE', about: { en: 'the draft, PDF; - for stdin', vi: 'bản thảo PDF; - là stdin' } }],
  options: [
    NUMBER_OPTION,
    YEAR_OPTION,
    URGENCY_OPTION,
    {
      flags: '--circulation <mark>',
      about: { en: 'limit of circulation', vi: 'phạm vi lưu hành' },
      choices: ['XEM XONG TRẢ LẠI', 'LƯU HÀNH NỘI BỘ'],
    },
    ...positionOptions,
    {
      flags: '--pages <ranges>',
      about: {
        en: 'show the marks on these pages, at the same place of each: 1-3,5',
        vi: 'đóng các dấu trên những trang này, cùng một vị trí: 1-3,5',
      },
    },
    ...ARRIVAL_OPTIONS,
    ...OUTPUT_OPTIONS,
  ],
  examples: [
    {
      line: 'congvan stamp cv.pdf --number 15/STC-VP',
      what: { en: 'writes cv-stamped.pdf', vi: 'ghi ra cv-stamped.pdf' },
    },
    {
      line: 'congvan stamp cv.pdf --number 15/STC-VP --urgency "hỏa tốc" -o ready.pdf',
      what: { en: 'an urgent one', vi: 'văn bản hỏa tốc' },
    },
    {
      line: 'congvan stamp den.pdf --arrival --number 123 --to "Phòng Ngân sách" -o den-copy.pdf',
      what: { en: 'a rendition with the stamp ĐẾN', vi: 'bản thể hiện có dấu ĐẾN' },
    },
  ],
  exitCodes: [10, 11, 13, 14],
  run,
};

async function run(session: Session): Promise<ExitCode> {
  const { input, io } = session;
  refuseOtherOptions(session);
  if (input.flag('arrival')) return await runStampArrival(session);
  const { checkOutput, readInput, writeOutput } = await import('../files.ts');
  const { outputName } = await import('../outputName.ts');
  const output = outputName(input, input.first, 'stamped');
  checkOutput(io, output, input.flag('force'));
  const { parseCode } = await import('../../registry/numbers.ts');
  const { findNumber } = await import('../../flow/number.ts');
  const { stampFile } = await import('../../flow/stamp.ts');
  const { withKeeping } = await import('../open.ts');
  const code = parseCode(input.required('number'));
  const pdf = await readInput(io, input.first);
  const { entry, place } = await withKeeping(session, async (keeping) => ({
    entry: await findNumber(keeping, code, input.count('year')),
    place: keeping.agency.place,
  }));
  const at = await positions(session);
  const { pagesOf } = await import('../pageRanges.ts');
  const shown = { at, ...(await marks(session)), ...defined({ pages: pagesOf(input, 'pages') }) };
  const stamped = await stampFile({ file: input.first, pdf, entry, place, ...shown });
  session.output.stdoutTaken = output === '-';
  await writeOutput(io, output, stamped, input.flag('force'));
  session.output.result({
    json: { file: output, number: entry.number, notation: entry.notation, issuedDate: entry.issuedDate },
    text: (style) => style.say(`stamped: ${output}`, `đã đóng số: ${output}`),
  });
  return 0;
}

async function positions(session: Session): Promise<StampPositions> {
  const { positionOf } = await import('../position.ts');
  const found = PARTS.map((part) => {
    const option = `at${part[0]?.toUpperCase()}${part.slice(1)}`;
    return [part, positionOf(session.input, option)] as const;
  });
  return Object.fromEntries(found.filter(([, position]) => position !== undefined));
}

async function marks(session: Session): Promise<{ urgency?: UrgencyStamp; circulation?: CirculationStamp }> {
  const { input } = session;
  const { URGENCY_MARKS, urgencyOf } = await import('../urgency.ts');
  const { mark } = urgencyOf(input);
  const urgency = URGENCY_MARKS.find((known) => known === mark);
  const circulation = input.choice('circulation', ['XEM XONG TRẢ LẠI', 'LƯU HÀNH NỘI BỘ']);
  return defined({ urgency, circulation });
}
