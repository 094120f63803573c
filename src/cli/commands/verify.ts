import type { Judging } from '../../flow/context.ts';
import { asJson } from '../../kernel/canonicalJson.ts';
import type { Bilingual, ExitCode } from '../../kernel/errors/row.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { ValidationReport } from '../../signing/report.ts';
import type { CommandSpec } from '../command.ts';
import { defined } from '../defined.ts';
import type { Session } from '../session.ts';

export const verifyCommand: CommandSpec = {
  description: {
    en: 'Judges the signatures of signed PDFs and sealed envelopes by the words of ETSI EN 319 102-1, against the configured trust anchors only. With --json it prints one report per file and line. Several files: the exit code is that of the worst.',
    vi: 'Kiểm tra chữ ký trên tệp PDF đã ký và gói tin đã niêm phong theo thuật ngữ ETSI EN 319 102-1, chỉ dựa vào các gốc tin cậy đã cấu hình. Với --json: mỗi tệp một dòng báo cáo. Nhiều tệp: mã thoát là của tệp xấu nhất.',
  },
  arguments: [
    {
      name: 'FILE',
      many: true,
      about: { en: 'files to judge; - for stdin', vi: 'các tệp cần kiểm tra; - là stdin' },
    },
  ],
  options: [
    {
      flags: '--at <time>',
      about: {
        en: 'judge as of this time (2026-11-19 or 2026-11-19T09:30:00+07:00) instead of now',
        vi: 'xét tại thời điểm này (2026-11-19 hoặc 2026-11-19T09:30:00+07:00) thay vì bây giờ',
      },
    },
    {
      flags: '--trust <file...>',
      about: { en: 'trust these roots too, PEM or DER', vi: 'tin cậy thêm các gốc này, PEM hoặc DER' },
    },
    {
      flags: '--offline',
      about: { en: 'ask no OCSP responder and fetch no CRL', vi: 'không hỏi OCSP, không tải CRL' },
    },
  ],
  examples: [
    { line: 'congvan verify cv-sealed.pdf', what: { en: 'one file', vi: 'một tệp' } },
    {
      line: 'congvan verify *.pdf --json',
      what: { en: 'many files, one JSON line each', vi: 'nhiều tệp, mỗi tệp một dòng JSON' },
    },
    {
      line: 'congvan verify cv.pdf --trust root.pem --at 2026-01-31',
      what: { en: 'without a home, at an earlier day', vi: 'không cần thư mục cấu hình, tại ngày trước đó' },
    },
  ],
  exitCodes: [3, 4, 5, 6, 10, 13, 14, 15],
  run,
};

async function run(session: Session): Promise<ExitCode> {
  const { input } = session;
  const { judgingFor } = await import('../open.ts');
  const judging = await judgingFor(session, input.list('trust'));
  const at = timeOf(session);
  const exits: ExitCode[] = [];
  for (const file of input.arguments) exits.push(await judgeOne(session, judging, file, at));
  return worst(exits);
}

/** A file that cannot be judged does not stop the others; alone, its error is the answer. */
async function judgeOne(
  session: Session,
  judging: Judging,
  file: string,
  at: Date | undefined,
): Promise<ExitCode> {
  const { readInput } = await import('../files.ts');
  const { verifyFile } = await import('../../flow/verify.ts');
  try {
    const bytes = await readInput(session.io, file);
    const offline = session.input.flag('offline');
    const report = await verifyFile(judging, { file, bytes, offline, ...defined({ at }) });
    const { reportText } = await import('../../signing/reportText.ts');
    session.output.result({ json: asJson(report), text: ({ lang }) => reportText(report, lang) });
    return exitFor(report);
  } catch (error) {
    if (session.input.arguments.length === 1 || !(error instanceof CongvanError)) throw error;
    session.output.error(error);
    return error.row.exit;
  }
}

function exitFor(report: ValidationReport): ExitCode {
  if (report.indication === 'TOTAL-FAILED') return 4;
  if (report.signatures.length === 0) return 6;
  return report.indication === 'TOTAL-PASSED' ? 0 : 5;
}

/** 4 before errors before 5 before 6 before 0; several files with an error among them end with 3 unless one has failed. */
function worst(exits: readonly ExitCode[]): ExitCode {
  if (exits.includes(4)) return 4;
  if (exits.some((exit) => ![0, 5, 6].includes(exit))) return 3;
  if (exits.includes(5)) return 5;
  return exits.includes(6) ? 6 : 0;
}

const TIME: Bilingual = {
  en: 'write 2026-11-19 or 2026-11-19T09:30:00+07:00',
  vi: 'viết 2026-11-19 hoặc 2026-11-19T09:30:00+07:00',
};

function timeOf({ input }: Session): Date | undefined {
  const text = input.text('at');
  if (text === undefined) return undefined;
  const shaped = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(
    text,
  );
  const at = new Date(text.length === 10 ? `${text}T23:59:59+07:00` : text);
  if (!shaped || Number.isNaN(at.getTime())) throw input.invalid('at', TIME);
  return at;
}
