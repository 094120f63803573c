import type { ExitCode } from '../../kernel/errors/row.ts';
import { JOBS_OPTION } from '../batch/jobs.ts';
import type { CommandSpec } from '../command.ts';
import { OUTPUT_OPTIONS, PASSWORD_OPTION } from '../commonOptions.ts';
import { ONE_FILE } from '../input.ts';
import type { Session } from '../session.ts';
import type { VerifyOptions } from '../verifying/options.ts';

export const verifyCommand: CommandSpec = {
  description: {
    en: 'Judges the signatures of signed PDFs, sealed envelopes and other XML, of files with a CMS signature (.p7s beside it, .p7m around it) and of ASiC containers, by the words of ETSI EN 319 102-1, against the configured trust anchors only. --at judges as of that time: timestamps, OCSP answers and CRLs dated later do not count, so that an earlier time needs revocation data from then (in the file, in revocation.files, or in a bundle). With --json it prints one report per file and line. Several files, and folders with everything below, are judged on all cores and printed in their order; the exit code is that of the worst, and counts end the run on stderr.',
    vi: 'Kiểm tra chữ ký trên tệp PDF đã ký, gói tin đã niêm phong và XML khác, tệp có chữ ký CMS (.p7s đi kèm, .p7m bao ngoài) và gói ASiC, theo thuật ngữ ETSI EN 319 102-1, chỉ dựa vào các gốc tin cậy đã cấu hình. --at xét tại thời điểm đó: dấu thời gian, phản hồi OCSP và CRL đề ngày sau đó không tính, nên thời điểm trong quá khứ cần dữ liệu thu hồi từ khi ấy (trong tệp, ở revocation.files hoặc trong gói). Với --json: mỗi tệp một dòng báo cáo. Nhiều tệp, và thư mục với mọi thứ bên trong, được xét trên mọi nhân xử lý và in theo thứ tự; mã thoát là của tệp xấu nhất, số liệu tổng hợp in ra stderr.',
  },
  arguments: [
    {
      name: 'FILE',
      many: true,
      about: {
        en: 'files to judge, and folders with everything below; - for stdin',
        vi: 'các tệp cần kiểm tra, và thư mục với mọi thứ bên trong; - là stdin',
      },
    },
  ],
  options: [
    PASSWORD_OPTION,
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
      flags: '--parts <dir>',
      about: {
        en: 'the folder with the parts of the envelope: each is compared with the seal, and signatures in it count',
        vi: 'thư mục chứa các phần của gói tin: so từng phần với dấu niêm phong, và xét cả chữ ký bên trong',
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
    {
      flags: '--extract-content',
      about: {
        en: 'write to -o what is inside a CMS signature (.p7m); refused when it is not intact',
        vi: 'ghi ra -o nội dung nằm trong chữ ký CMS (.p7m); từ chối nếu không còn nguyên vẹn',
      },
    },
    ...OUTPUT_OPTIONS,
    JOBS_OPTION,
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
      line: 'congvan verify den/2026 --offline',
      what: { en: 'a folder, on all cores', vi: 'cả thư mục, trên mọi nhân xử lý' },
    },
    {
      line: 'congvan verify luong.xlsx --signature luong.xlsx.p7s',
      what: { en: 'a file and the signature beside it', vi: 'một tệp và chữ ký đi kèm' },
    },
    {
      line: 'congvan verify envelope.edxml --parts original',
      what: {
        en: 'an envelope, its parts and the signatures in them: one verdict',
        vi: 'gói tin, các phần và chữ ký bên trong: một kết luận',
      },
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
  const { refuseOneOfAKind, verifyOptions } = await import('../verifying/options.ts');
  const { isFolder } = await import('../batch/walk.ts');
  const { input, io } = session;
  const options = verifyOptions(input);
  const folder = input.arguments.find((name) => isFolder(io, name));
  if (folder !== undefined) refuseOneOfAKind(input, folder);
  if (folder === undefined && input.arguments.length === 1) return await verifyOne(session, options);
  if (input.text('passwordFile') !== undefined) throw input.invalid('passwordFile', ONE_FILE);
  const { verifyMany } = await import('../batch/verifyMany.ts');
  return await verifyMany(session, options);
}

async function verifyOne(session: Session, options: VerifyOptions): Promise<ExitCode> {
  const { openJudge } = await import('../verifying/judge.ts');
  const { checkOutputs, giveResults } = await import('../verifying/results.ts');
  const { exitFor } = await import('../verifying/exits.ts');
  checkOutputs(session, options);
  const judge = await openJudge(session, options);
  const judged = await judge(session.input.first);
  await giveResults(session, options, judged);
  return exitFor(judged.report);
}
