import { statSync } from 'node:fs';
import type { Bilingual, ExitCode } from '../kernel/errors/row.ts';
import { CongvanError } from '../kernel/errors.ts';
import { vietnamDay } from '../kernel/vietnamTime.ts';
import type { OptionSpec } from './command.ts';
import { defined } from './defined.ts';
import type { Session } from './session.ts';

export const ARRIVAL_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--arrival',
    about: {
      en: 'put the stamp ĐẾN on a new, unsigned rendition of a document that arrived; needs -o',
      vi: 'đóng dấu ĐẾN lên bản thể hiện mới, không chữ ký, của văn bản đến; cần -o',
    },
  },
  {
    flags: '--date <day>',
    about: {
      en: 'with --arrival: day of arrival; today unless given',
      vi: 'với --arrival: ngày đến; mặc định hôm nay',
    },
  },
  {
    flags: '--to <whom>',
    about: {
      en: 'with --arrival: what stands after "Chuyển"; else a blank',
      vi: 'với --arrival: nội dung sau chữ "Chuyển"; nếu không thì để trống',
    },
  },
  {
    flags: '--dossier <code>',
    about: {
      en: 'with --arrival: number and notation of the dossier; else a blank',
      vi: 'với --arrival: số và ký hiệu hồ sơ; nếu không thì để trống',
    },
  },
  {
    flags: '--at <page,x,y>',
    about: {
      en: 'with --arrival: where the stamp goes, mm from the top left; else free room',
      vi: 'với --arrival: vị trí dấu, mm từ góc trên trái; nếu không thì chỗ trống',
    },
  },
];

const ONLY_ARRIVAL = ['date', 'to', 'dossier', 'at'] as const;
const ONLY_DRAFT = [
  'year',
  'urgency',
  'circulation',
  'pages',
  'atNumber',
  'atDate',
  'atUrgency',
  'atCirculation',
];
const FOR_ARRIVAL: Bilingual = { en: 'it goes with --arrival', vi: 'chỉ dùng với --arrival' };
const FOR_DRAFT: Bilingual = {
  en: 'it is for a draft: leave it or --arrival out',
  vi: 'chỉ dùng cho bản thảo: bỏ tùy chọn này hoặc --arrival',
};
const PLAIN_NUMBER: Bilingual = {
  en: 'write the number in the book of arrivals, such as 123',
  vi: 'viết số đến theo sổ đăng ký văn bản đến, ví dụ 123',
};

/** What belongs to the other kind of stamp is refused, never passed over. @throws USAGE_INVALID_VALUE */
export function refuseOtherOptions({ input }: Session): void {
  const [wrong, hint] = input.flag('arrival') ? [ONLY_DRAFT, FOR_DRAFT] : [ONLY_ARRIVAL, FOR_ARRIVAL];
  for (const name of wrong) if (input.text(name) !== undefined) throw input.invalid(name, hint);
}

/** `congvan stamp --arrival`: a rendition with the stamp "ĐẾN"; the original is only read. */
export async function runStampArrival(session: Session): Promise<ExitCode> {
  const { input, io } = session;
  const { checkOutput, readInput, writeOutput } = await import('./files.ts');
  const output = input.required('output');
  refuseOriginal(session, output);
  checkOutput(io, output, input.flag('force'));
  const stamp = await arrivalText(session);
  const { positionOf } = await import('./position.ts');
  const { stampArrival } = await import('../flow/stampArrival.ts');
  const pdf = await readInput(io, input.first);
  const at = positionOf(input, 'at');
  const made = await stampArrival({
    file: input.first,
    pdf,
    stamp,
    now: session.clock.now(),
    ...defined({ at }),
  });
  session.output.stdoutTaken = output === '-';
  await writeOutput(io, output, made.pdf, input.flag('force'));
  const { stampWidthMm } = made;
  session.output.result({
    json: { file: output, original: input.first, number: stamp.number, day: stamp.day, stampWidthMm },
    text: (style) =>
      style.say(`rendition with the stamp ĐẾN: ${output}`, `bản thể hiện có dấu đến: ${output}`),
  });
  return 0;
}

async function arrivalText(session: Session) {
  const { input } = session;
  const { needed } = await import('./needed.ts');
  const number = input.required('number').trim();
  if (!/^\d{1,9}[A-Za-z]?$/.test(number)) throw input.invalid('number', PLAIN_NUMBER);
  const [year, month, date] = (input.day('date') ?? vietnamDay(session.clock.now())).split('-');
  const { name: agency } = needed((await session.config()).agency, 'agency.name');
  const [to, dossier] = (['to', 'dossier'] as const).map((name) =>
    input.text(name) === undefined ? undefined : input.required(name).trim(),
  );
  return { agency, number, day: `${date}/${month}/${year}`, ...defined({ to, dossier }) };
}

/** By another path, a link or `--force` it is still the original. @throws RENDITION_OVER_ORIGINAL */
function refuseOriginal(session: Session, output: string): void {
  const { first } = session.input;
  if (first === '-' || output === '-') return;
  const [one, other] = [first, output].map((name) =>
    statSync(session.resolve(name), { throwIfNoEntry: false, bigint: true }),
  );
  const isSame = one !== undefined && one.dev === other?.dev && one.ino === other.ino;
  if (isSame) throw new CongvanError('RENDITION_OVER_ORIGINAL', { where: output });
}
