import type { Config, SignerKeyConfig } from '../../config/schema.ts';
import type { ExtendedLevel } from '../../flow/extend.ts';
import type { SignedDocument } from '../../flow/sign.ts';
import type { Bilingual, ExitCode } from '../../kernel/errors/row.ts';
import type { SigningRole } from '../../signing/pdf/signRequest.ts';
import type { CommandSpec } from '../command.ts';
import { OUTPUT_OPTIONS, SECRET_OPTIONS } from '../commonOptions.ts';
import { defined } from '../defined.ts';
import type { Result } from '../output.ts';
import { factsOf, GRACE_OPTION, graceOf, protectFile, warnOlder } from '../protectFile.ts';
import type { Session } from '../session.ts';

const ROLES = ['person', 'agency'] as const;
const EXTENDED_LEVELS = ['B-T', 'B-LT', 'B-LTA'] as const;
const LEVELS = ['B-B', ...EXTENDED_LEVELS] as const;

export const signCommand: CommandSpec = {
  description: {
    en: 'Signs a PDF as a person (blue signature image) or seals it as the agency (red seal image in true size, over the left third of the person’s signature; only after a valid signature of a person). The signature is appended; the bytes before it stay. With --level B-LT or B-LTA everything a verifier needs later goes into the file, for every signature in it; --extend does that to a file that is signed already, without any key. The result is verified before it gets its name; a failure leaves no file.',
    vi: 'Ký tệp PDF với tư cách cá nhân (ảnh chữ ký màu xanh) hoặc đóng dấu cơ quan (ảnh con dấu màu đỏ, kích thước thật, trùm 1/3 bên trái chữ ký cá nhân; chỉ sau khi có chữ ký cá nhân hợp lệ). Chữ ký được thêm vào cuối, nội dung trước đó giữ nguyên. Với --level B-LT hoặc B-LTA, mọi dữ liệu để kiểm tra về sau được ghi vào tệp, cho mọi chữ ký trong đó; --extend làm việc đó với tệp đã ký, không cần khóa. Kết quả được kiểm tra trước khi ghi; nếu lỗi thì không để lại tệp nào.',
  },
  arguments: [
    {
      name: 'FILE',
      about: {
        en: 'the PDF, or any other file, to sign; - for a PDF from stdin',
        vi: 'tệp PDF hoặc tệp khác cần ký; - là PDF từ stdin',
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
      flags: '--at <page,x,y>',
      about: {
        en: 'top-left corner of the image, mm from the top left of the page; found by itself unless given',
        vi: 'góc trên trái của ảnh, mm từ góc trên trái trang; tự tìm nếu không cho',
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
    {
      flags: '--container <kind>',
      about: {
        en: 'put the file and its signature into one ASiC-E container: FILE.asice',
        vi: 'đặt tệp và chữ ký vào cùng một gói ASiC-E: TỆP.asice',
      },
      choices: ['asice'],
    },
    ...SECRET_OPTIONS,
    ...OUTPUT_OPTIONS,
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
      line: 'congvan sign cv-sealed.pdf --extend B-LTA',
      what: {
        en: 'keeps it provable for decades: cv-extended.pdf',
        vi: 'giữ giá trị chứng minh lâu dài: cv-extended.pdf',
      },
    },
  ],
  exitCodes: [10, 12, 13, 14, 15],
  run,
};

async function run(session: Session): Promise<ExitCode> {
  const extended = session.input.choice('extend', EXTENDED_LEVELS);
  return extended === undefined ? await sign(session) : await extend(session, extended);
}

async function extend(session: Session, level: ExtendedLevel): Promise<ExitCode> {
  const { input } = session;
  if (input.text('as') !== undefined) throw input.invalid('as', NOT_BOTH);
  const { extendDocument } = await import('../../flow/extend.ts');
  return await protectFile(session, 'extended', (context, request) =>
    extendDocument(context, { ...request, level }),
  );
}

const NOT_BOTH: Bilingual = {
  en: '--extend signs nothing: leave --as out',
  vi: '--extend không ký: bỏ --as',
};

async function sign(session: Session): Promise<ExitCode> {
  const { input, io } = session;
  input.required('as');
  const role = input.choice('as', ROLES) ?? 'person';
  const { isSignedAsPdf, signOther } = await import('../signOther.ts');
  if (input.text('container') !== undefined || !(await isSignedAsPdf(io, input.first))) {
    return await signOther(session, role, levelOf(session, await session.config()));
  }
  const { checkOutput, readInput, writeOutput } = await import('../files.ts');
  const { outputName } = await import('../outputName.ts');
  const output = outputName(input, input.first, role === 'person' ? 'signed' : 'sealed');
  checkOutput(io, output, input.flag('force'));
  const config = await session.config();
  const image = await appearanceOf(session, config, role);
  const key = keyConfig(config, role);
  const pdf = await readInput(io, input.first);
  const { positionOf } = await import('../position.ts');
  const { signDocument } = await import('../../flow/sign.ts');
  const { withSigning } = await import('../open.ts');
  const signed = await withSigning(session, key, `keys.${role}`, (context, opened) =>
    signDocument(context, {
      file: input.first,
      pdf,
      role,
      key: opened,
      ...levelOf(session, config),
      ...graceOf(session),
      ...image,
      ...defined({ at: positionOf(input, 'at'), name: input.text('name'), reason: input.text('reason') }),
    }),
  );
  session.output.stdoutTaken = output === '-';
  await writeOutput(io, output, signed.pdf, input.flag('force'));
  warnOlder(session, signed);
  warnUntimed(session, signed);
  session.output.result(resultOf(output, role, signed));
  return 0;
}

/** A level that was asked for on the command line is the one to be reached. */
function levelOf({ input }: Session, { signing }: Config) {
  const level = input.choice('level', LEVELS);
  return level === undefined
    ? { level: signing.level, timestampRequired: signing.timestamp === 'required' }
    : { level };
}

function warnUntimed({ output }: Session, { withoutTimestamp: why }: SignedDocument): void {
  if (why === null) return;
  output.warn(
    `no timestamp authority answered: the signature is at level B-B, without a proven time (${why.detail ?? why.code}); congvan sign --extend adds one later`,
    `không máy chủ dấu thời gian nào trả lời: chữ ký ở mức B-B, chưa có thời gian được chứng thực (${why.detail ?? why.code}); dùng congvan sign --extend để bổ sung sau`,
  );
}

function resultOf(file: string, role: SigningRole, signed: SignedDocument): Result {
  const last = signed.report.signatures.findLast((each) => each.role !== 'timestamp');
  return {
    json: {
      file,
      role,
      signer: last?.signer?.name ?? null,
      level: last?.level ?? null,
      indication: last?.indication ?? null,
      bestTime: last?.bestTime ?? null,
      timestampMissing: signed.withoutTimestamp?.code ?? null,
      olderRevocation: factsOf(signed).olderRevocation ?? [],
    },
    text: (style) => style.say(`signed as ${role}: ${file}`, `đã ký (${role}): ${file}`),
  };
}

function keyConfig(config: Config, role: SigningRole): SignerKeyConfig | undefined {
  return config.keys[role];
}

/** Image and size: the person's as configured, the seal's in its true size. */
async function appearanceOf(session: Session, config: Config, role: SigningRole) {
  const { signing } = config;
  const { readInput } = await import('../files.ts');
  const { needed } = await import('../needed.ts');
  const { inFile } = await import('../../flow/inFile.ts');
  const { checkPng } = await import('../../signing/pdf/png.ts');
  const chosen = session.input.text('image');
  const configured = role === 'person' ? signing.person_image : signing.seal_image;
  const file =
    chosen ?? needed(configured, role === 'person' ? 'signing.person_image' : 'signing.seal_image');
  const image = await readInput(session.io, file);
  await inFile(file, async () => checkPng(image));
  if (role === 'person')
    return { image, widthMm: signing.person_width_mm, heightMm: signing.person_height_mm };
  const diameter = needed(signing.seal_diameter_mm, 'signing.seal_diameter_mm');
  return { image, widthMm: diameter, heightMm: diameter };
}
