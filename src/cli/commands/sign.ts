import type { ExtendedLevel } from '../../flow/extend.ts';
import type { Bilingual, ExitCode } from '../../kernel/errors/row.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { JOBS_OPTION } from '../batch/jobs.ts';
import type { CommandSpec } from '../command.ts';
import { OUTPUT_OPTIONS, PASSWORD_OPTION, SECRET_OPTIONS } from '../commonOptions.ts';
import { ONE_FILE, oneOf } from '../input.ts';
import { GRACE_OPTION, protectFile, SIGNATURE_OPTION } from '../protectFile.ts';
import type { Session } from '../session.ts';
import { EXTENDED_LEVELS, LEVELS } from '../signing/order.ts';

const ROLES = ['person', 'agency', 'attachment', 'copy'] as const;

export const signCommand: CommandSpec = {
  description: {
    en: 'Signs a PDF as a person (blue signature image) or seals it as the agency (red seal image in true size, over the left third of the person’s signature; only after a valid signature of a person). --as attachment and --as copy are the agency’s signature on an attachment in its own file and on a copy: a line of text at the top right of page 1, no image, no person before it (NĐ 30/2020 annex I). The signature is appended; the bytes before it stay. With --level B-LT or B-LTA everything a verifier needs later goes into the file, for every signature in it; --extend does that to a file that is signed already, without any key. The result is verified before it gets its name; a failure leaves no file. Several files are signed on all cores with one PIN; a bad one does not stop the rest (exit 3), and a run that was interrupted can be repeated: what is signed already is left as it is.',
    vi: 'Ký tệp PDF với tư cách cá nhân (ảnh chữ ký màu xanh) hoặc đóng dấu cơ quan (ảnh con dấu màu đỏ, kích thước thật, trùm 1/3 bên trái chữ ký cá nhân; chỉ sau khi có chữ ký cá nhân hợp lệ). --as attachment và --as copy là chữ ký của cơ quan trên văn bản kèm theo tệp riêng và trên bản sao: một dòng thông tin ở góc trên bên phải trang 1, không có hình ảnh, không cần chữ ký cá nhân (phụ lục I NĐ 30/2020). Chữ ký được thêm vào cuối, nội dung trước đó giữ nguyên. Với --level B-LT hoặc B-LTA, mọi dữ liệu để kiểm tra về sau được ghi vào tệp, cho mọi chữ ký trong đó; --extend làm việc đó với tệp đã ký, không cần khóa. Kết quả được kiểm tra trước khi ghi; nếu lỗi thì không để lại tệp nào. Nhiều tệp được ký trên mọi nhân xử lý với một lần nhập PIN; tệp lỗi không làm dừng các tệp khác (mã thoát 3), và có thể chạy lại sau khi bị ngắt: tệp đã ký được giữ nguyên.',
  },
  arguments: [
    {
      name: 'FILE',
      many: true,
      about: {
        en: 'the PDFs, or any other files, to sign; - for a PDF from stdin',
        vi: 'các tệp PDF hoặc tệp khác cần ký; - là PDF từ stdin',
      },
    },
  ],
  options: [
    {
      flags: '--as <role>',
      about: {
        en: 'in which role; needed unless --extend',
        vi: 'với tư cách nào; cần có nếu không dùng --extend',
      },
      choices: ROLES,
    },
    {
      flags: '--copy <form>',
      about: { en: 'with --as copy: which kind of copy', vi: 'với --as copy: hình thức sao' },
      choices: ['sao-y', 'sao-luc', 'trich-sao'],
    },
    {
      flags: '--number <code>',
      about: {
        en: 'with --as attachment: number of the document it belongs to, e.g. 15/QĐ-STC',
        vi: 'với --as attachment: số, ký hiệu của văn bản chính, ví dụ 15/QĐ-STC',
      },
    },
    {
      flags: '--at <page,x,y[,w,h]>',
      about: {
        en: 'top-left corner of the image or text, mm from the top left of the page, and for a person the size; found by itself unless given',
        vi: 'góc trên trái của ảnh hoặc dòng chữ, mm từ góc trên trái trang, và kích thước với chữ ký cá nhân; tự tìm nếu không cho',
      },
    },
    {
      flags: '--field <name>',
      about: {
        en: 'sign in this empty signature field of the PDF; its lock and seed values hold',
        vi: 'ký vào trường chữ ký trống có tên này trong PDF; tuân theo khóa và yêu cầu của trường',
      },
    },
    {
      flags: '--after <text>',
      about: {
        en: 'put the image under this text of the page, such as the position of the signer',
        vi: 'đặt ảnh ngay dưới dòng chữ này trên trang, ví dụ chức vụ người ký',
      },
    },
    {
      flags: '--image <file>',
      about: { en: 'PNG instead of the configured one', vi: 'ảnh PNG thay cho ảnh đã cấu hình' },
    },
    {
      flags: '--name <name>',
      about: {
        en: 'name as printed on the page, to stand above it',
        vi: 'họ tên in trên văn bản, để đặt chữ ký phía trên',
      },
    },
    {
      flags: '--reason <text>',
      about: { en: 'reason written into the signature', vi: 'lý do ghi trong chữ ký' },
    },
    {
      flags: '--level <level>',
      about: {
        en: 'instead of the configured level; must be reached, also when signing.timestamp is preferred',
        vi: 'thay cho mức đã cấu hình; phải đạt được, kể cả khi signing.timestamp là preferred',
      },
      choices: LEVELS,
    },
    {
      flags: '--extend <level>',
      about: {
        en: 'sign nothing: lift the signatures in the file to this level',
        vi: 'không ký: nâng các chữ ký có trong tệp lên mức này',
      },
      choices: EXTENDED_LEVELS,
    },
    GRACE_OPTION,
    PASSWORD_OPTION,
    SIGNATURE_OPTION,
    {
      flags: '--explain',
      about: {
        en: 'sign nothing: tell what keeps this PDF from being signed, and where (no key; exit 14 when something does)',
        vi: 'không ký: cho biết điều gì ngăn việc ký tệp PDF này và ở đâu (không cần khóa; mã thoát 14 nếu có)',
      },
    },
    {
      flags: '--container <kind>',
      about: {
        en: 'put the file and its signature into one ASiC-E container: FILE.asice; with -o several files into one',
        vi: 'đặt tệp và chữ ký vào cùng một gói ASiC-E: TỆP.asice; với -o: nhiều tệp vào một gói',
      },
      choices: ['asice'],
    },
    ...SECRET_OPTIONS,
    ...OUTPUT_OPTIONS,
    {
      flags: '--out-dir <dir>',
      about: {
        en: 'put results into this folder, named as they would be beside their files',
        vi: 'ghi kết quả vào thư mục này, tên như khi ghi cạnh tệp gốc',
      },
    },
    JOBS_OPTION,
  ],
  examples: [
    {
      line: 'congvan sign cv-stamped.pdf --as person',
      what: { en: 'asks for the PIN, writes cv-signed.pdf', vi: 'hỏi mã PIN, ghi ra cv-signed.pdf' },
    },
    {
      line: 'congvan sign cv-signed.pdf --as agency --pin-file /run/secrets/seal.pin',
      what: { en: 'seals it: cv-sealed.pdf', vi: 'đóng dấu cơ quan: cv-sealed.pdf' },
    },
    {
      line: 'congvan sign phu-luc.pdf --as attachment --number 15/QĐ-STC',
      what: {
        en: 'an annex in its own file: phu-luc-attached.pdf',
        vi: 'phụ lục tệp riêng: phu-luc-attached.pdf',
      },
    },
    {
      line: 'congvan sign scan.pdf --as copy --copy sao-y',
      what: { en: 'a certified copy: scan-copied.pdf', vi: 'bản sao y: scan-copied.pdf' },
    },
    {
      line: 'congvan sign - --as person --pin-fd 3 <cv.pdf >signed.pdf 3<pin',
      what: { en: 'in a pipe', vi: 'trong đường ống' },
    },
    {
      line: 'congvan sign luong.xlsx --as agency',
      what: {
        en: 'any other file: luong.xlsx.p7s, a signature beside it',
        vi: 'tệp loại khác: luong.xlsx.p7s, chữ ký đi kèm',
      },
    },
    {
      line: 'congvan sign *-signed.pdf --as agency --out-dir phat-hanh',
      what: { en: 'many files, one PIN', vi: 'nhiều tệp, nhập PIN một lần' },
    },
    {
      line: 'congvan sign cv.pdf --explain',
      what: {
        en: 'could it be signed? if not, why and where',
        vi: 'có ký được không? nếu không, vì sao và ở đâu',
      },
    },
    {
      line: 'congvan sign cv-sealed.pdf --extend B-LTA',
      what: {
        en: 'keeps it provable for decades: cv-extended.pdf',
        vi: 'giữ giá trị chứng minh lâu dài: cv-extended.pdf',
      },
    },
  ],
  exitCodes: [3, 10, 12, 13, 14, 15],
  run,
};

async function run(session: Session): Promise<ExitCode> {
  const { input } = session;
  if (input.text('output') !== undefined && input.text('outDir') !== undefined) {
    throw input.invalid('outDir', oneOf(['--output FILE', '--out-dir DIR']));
  }
  const extended = input.choice('extend', EXTENDED_LEVELS);
  if (input.flag('explain')) return await explain(session);
  return extended === undefined ? await sign(session) : await extend(session, extended);
}

async function explain(session: Session): Promise<ExitCode> {
  const { input } = session;
  const [, second] = input.arguments;
  if (second !== undefined) throw new CongvanError('USAGE_EXCESS', { where: second });
  const { explainFile } = await import('../signing/explain.ts');
  return await explainFile(session, input.choice('as', ROLES));
}

async function extend(session: Session, level: ExtendedLevel): Promise<ExitCode> {
  const { input } = session;
  if (input.text('as') !== undefined) throw input.invalid('as', NOT_BOTH);
  const [, second] = input.arguments;
  if (second !== undefined) throw new CongvanError('USAGE_EXCESS', { where: second });
  const { extendDocument } = await import('../../flow/extend.ts');
  const { extendFile } = await import('../../flow/extendFile.ts');
  return await protectFile(session, 'extended', {
    pdf: (context, request) => extendDocument(context, { ...request, level }),
    other: (context, request) => extendFile(context, { ...request, level }),
  });
}

const NOT_BOTH: Bilingual = {
  en: '--extend signs nothing: leave --as out',
  vi: '--extend không ký: bỏ --as',
};

async function sign(session: Session): Promise<ExitCode> {
  const { input } = session;
  input.required('as');
  const role = input.choice('as', ROLES) ?? 'person';
  const isOneContainer = input.text('container') !== undefined && input.text('output') !== undefined;
  if (input.arguments.length > 1 && !isOneContainer) {
    if (input.text('passwordFile') !== undefined) throw input.invalid('passwordFile', ONE_FILE);
    const { signMany } = await import('../batch/signMany.ts');
    return await signMany(session, role);
  }
  const { signOne } = await import('../signing/signOne.ts');
  return await signOne(session, role);
}
