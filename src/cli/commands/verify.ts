import type { ExitCode } from '../../kernel/errors/row.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { ValidationReport } from '../../signing/report.ts';
import type { CommandSpec } from '../command.ts';
import { OUTPUT_OPTIONS } from '../commonOptions.ts';
import type { Session } from '../session.ts';

export const verifyCommand: CommandSpec = {
  description: {
    en: 'Judges the signatures of signed PDFs, sealed envelopes and other XML, of files with a CMS signature (.p7s beside it, .p7m around it) and of ASiC containers, by the words of ETSI EN 319 102-1, against the configured trust anchors only. --at judges as of that time: timestamps, OCSP answers and CRLs dated later do not count, so that an earlier time needs revocation data from then (in the file, in revocation.files, or in a bundle). With --json it prints one report per file and line. Several files: the exit code is that of the worst.',
    vi: 'Kiểm tra chữ ký trên tệp PDF đã ký, gói tin đã niêm phong và XML khác, tệp có chữ ký CMS (.p7s đi kèm, .p7m bao ngoài) và gói ASiC, theo thuật ngữ ETSI EN 319 102-1, chỉ dựa vào các gốc tin cậy đã cấu hình. --at xét tại thời điểm đó: dấu thời gian, phản hồi OCSP và CRL đề ngày sau đó không tính, nên thời điểm trong quá khứ cần dữ liệu thu hồi từ khi ấy (trong tệp, ở revocation.files hoặc trong gói). Với --json: mỗi tệp một dòng báo cáo. Nhiều tệp: mã thoát là của tệp xấu nhất.',
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
    {
      flags: '--signature <file>',
      about: {
        en: 'the CMS signature (.p7s) that lies beside FILE; FILE.p7s unless given',
        vi: 'tệp chữ ký CMS (.p7s) đi kèm; mặc định TỆP.p7s',
      },
    },
    {
      flags: '--policy <file>',
      about: {
        en: 'judge by this policy file (see congvan policy show); else trust.policy, else the program’s own',
        vi: 'xét theo tệp chính sách này (xem congvan policy show); nếu không: trust.policy, rồi của chương trình',
      },
    },
    {
      flags: '--show-changes',
      about: {
        en: 'tell what each update after a signature changed, object by object',
        vi: 'nêu từng đối tượng bị thay đổi trong mỗi bản cập nhật sau chữ ký',
      },
    },
    {
      flags: '--report <kind>',
      choices: ['text', 'json', 'html', 'etsi'],
      about: {
        en: 'write a report to -o: text, JSON, an HTML page to print, or ETSI TS 119 102-2 XML',
        vi: 'ghi báo cáo ra -o: văn bản, JSON, trang HTML để in, hoặc XML theo ETSI TS 119 102-2',
      },
    },
    {
      flags: '--extract-revision <number>',
      about: {
        en: 'write to -o the file as this signature signed it; refused when that is not intact',
        vi: 'ghi ra -o tệp đúng như khi chữ ký này ký; từ chối nếu không còn nguyên vẹn',
      },
    },
    ...OUTPUT_OPTIONS,
    {
      flags: '--save-bundle <file>',
      about: {
        en: 'keep everything the judgement looked at, for judging again without asking anybody',
        vi: 'lưu mọi thứ đã dùng để xét, để xét lại về sau mà không phải hỏi ai',
      },
    },
    {
      flags: '--bundle <file>',
      about: {
        en: 'judge from this bundle: its time, its material; the report is the same',
        vi: 'xét theo gói này: thời điểm và dữ liệu của gói; báo cáo giống hệt',
      },
    },
    {
      flags: '--accept-bundle <digest>',
      about: {
        en: 'trust the anchors and the policy in the bundle when its SHA-256 is this',
        vi: 'tin gốc và chính sách trong gói nếu SHA-256 của gói đúng như vậy',
      },
    },
  ],
  examples: [
    { line: 'congvan verify cv-sealed.pdf', what: { en: 'one file', vi: 'một tệp' } },
    {
      line: 'congvan verify *.pdf --json',
      what: { en: 'many files, one JSON line each', vi: 'nhiều tệp, mỗi tệp một dòng JSON' },
    },
    {
      line: 'congvan verify luong.xlsx --signature luong.xlsx.p7s',
      what: { en: 'a file and the signature beside it', vi: 'một tệp và chữ ký đi kèm' },
    },
    {
      line: 'congvan verify cv.pdf --trust root.pem --at 2026-01-31',
      what: { en: 'without a home, at an earlier day', vi: 'không cần thư mục cấu hình, tại ngày trước đó' },
    },
    {
      line: 'congvan verify cv.pdf --report html -o cv.html --lang vi',
      what: { en: 'a page to print', vi: 'trang báo cáo để in' },
    },
    {
      line: 'congvan verify cv.pdf --extract-revision 1 -o as-signed.pdf',
      what: { en: 'what the first signature signed', vi: 'phần chữ ký thứ nhất đã ký' },
    },
    {
      line: 'congvan verify cv.pdf --save-bundle cv.bundle',
      what: { en: 'keep what was looked at', vi: 'lưu lại dữ liệu đã dùng để xét' },
    },
    {
      line: 'congvan verify cv.pdf --bundle cv.bundle',
      what: { en: 'ten years later, offline', vi: 'mười năm sau, ngoại tuyến' },
    },
  ],
  exitCodes: [3, 4, 5, 6, 10, 13, 14, 15],
  run,
};

async function run(session: Session): Promise<ExitCode> {
  const { verifyOptions } = await import('../verifying/options.ts');
  const { openJudge } = await import('../verifying/judge.ts');
  const { checkOutputs, giveResults } = await import('../verifying/results.ts');
  const options = verifyOptions(session.input);
  checkOutputs(session, options);
  const judge = await openJudge(session, options);
  const exits: ExitCode[] = [];
  for (const file of session.input.arguments) {
    exits.push(
      await tolerant(session, async () => {
        const judged = await judge(file);
        await giveResults(session, options, judged);
        return exitFor(judged.report);
      }),
    );
  }
  return worst(exits);
}

/** A file that cannot be judged does not stop the others; alone, its error is the answer. */
async function tolerant(session: Session, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (session.input.arguments.length === 1 || !(error instanceof CongvanError)) throw error;
    session.output.error(error);
    return error.row.exit;
  }
}

function exitFor(report: ValidationReport): ExitCode {
  if (report.indication === 'TOTAL-FAILED') return 4;
  // A timestamp alone says that the bytes existed, not who made them.
  if (report.signatures.every(({ role }) => role === 'timestamp')) return 6;
  return report.indication === 'TOTAL-PASSED' ? 0 : 5;
}

/** 4 before errors before 5 before 6 before 0; several files with an error among them end with 3 unless one has failed. */
function worst(exits: readonly ExitCode[]): ExitCode {
  if (exits.includes(4)) return 4;
  if (exits.some((exit) => ![0, 5, 6].includes(exit))) return 3;
  if (exits.includes(5)) return 5;
  return exits.includes(6) ? 6 : 0;
}
