/** `congvan sign` of what is not a PDF. */
import { basename, dirname, extname, join } from 'node:path';
import { looksLikePdf, sniff } from '../flow/fileKind.ts';
import type { SignedFile, SignFileRequest } from '../flow/signContent.ts';
import type { Bilingual, ExitCode } from '../kernel/errors/row.ts';
import type { SigningRole } from '../signing/pdf/signRequest.ts';
import { checkOutput, readInput, STANDARD_STREAM, streamInput, writeOutput } from './files.ts';
import type { Input } from './input.ts';
import type { Io } from './io.ts';
import { withSigning } from './open.ts';
import { outputName } from './outputName.ts';
import { graceOf } from './protectFile.ts';
import type { Session } from './session.ts';
import { sourceOf } from './verifying/opened.ts';

const CONTAINERS = ['asice'] as const;

/** Is this file signed inside, as a PDF? So is what calls itself one, and stdin. @throws FILE_NOT_FOUND, FILE_UNREADABLE */
export async function isSignedAsPdf(io: Io, file: string): Promise<boolean> {
  if (file === STANDARD_STREAM || extname(file).toLowerCase() === '.pdf') return true;
  for await (const head of await streamInput(io, file)) return looksLikePdf(head);
  return false;
}

const FOR_PDF: Bilingual = {
  en: 'only for PDFs: another file shows no signature',
  vi: 'chỉ dùng cho PDF: tệp khác không hiển thị chữ ký',
};
const PDF_OPTIONS = ['at', 'image', 'name', 'reason'] as const;

/** A signature beside the file, in XML itself, or both in one container. */
export async function signOther(
  session: Session,
  role: SigningRole,
  level: Pick<SignFileRequest, 'level' | 'timestampRequired'>,
): Promise<ExitCode> {
  const { input, io } = session;
  const ignored = PDF_OPTIONS.find((name) => input.text(name) !== undefined);
  if (ignored !== undefined) throw input.invalid(ignored, FOR_PDF);
  const form = input.choice('container', CONTAINERS) ?? (await formOf(io, input.first));
  const file = input.first;
  const output = outputFor(input, file, form, role);
  checkOutput(io, output, input.flag('force'));
  const config = await session.config();
  const signed = await withSigning(session, config.keys[role], `keys.${role}`, async (context, key) => {
    const { signFile, signIntoContainer, signXmlDocument } = await import('../flow/signFile.ts');
    const content = await rereadable(io, file);
    const request = { file, content, role, key, ...level, ...graceOf(session) };
    if (form === 'beside') return await signFile(context, request);
    if (form === 'xml') return await signXmlDocument(context, request);
    return await signIntoContainer(context, { ...request, name: basename(file).normalize('NFC') });
  });
  session.output.stdoutTaken = output === STANDARD_STREAM;
  await writeOutput(io, output, signed.bytes, input.flag('force'));
  tell(session, output, role, signed);
  return 0;
}

/** Where the signature goes: beside the file, into XML itself, or with the file into a container. */
type Form = 'beside' | 'xml' | (typeof CONTAINERS)[number];

async function formOf(io: Io, file: string): Promise<Form> {
  for await (const head of await streamInput(io, file)) return sniff(head) === 'xml' ? 'xml' : 'beside';
  return 'beside';
}

/** `luong.xlsx` → `luong.xlsx.p7s`, or `luong.asice`; `bao-cao.xml` → `bao-cao-signed.xml`. */
function outputFor(input: Input, file: string, form: Form, role: SigningRole): string {
  if (form === 'xml') return outputName(input, file, role === 'person' ? 'signed' : 'sealed');
  const chosen = input.text('output');
  if (chosen !== undefined) return chosen;
  if (file === STANDARD_STREAM) return STANDARD_STREAM;
  return form === 'beside' ? `${file}.p7s` : join(dirname(file), `${basename(file, extname(file))}.${form}`);
}

async function rereadable(io: Io, file: string) {
  if (file !== STANDARD_STREAM) return sourceOf(io, file);
  const bytes = await readInput(io, file);
  return async () => [bytes];
}

function tell(session: Session, file: string, role: SigningRole, signed: SignedFile): void {
  const { output } = session;
  const why = signed.withoutTimestamp;
  if (why !== null) {
    output.warn(
      `no timestamp authority answered: the signature is at level B-B, without a proven time (${why.detail ?? why.code})`,
      `không máy chủ dấu thời gian nào trả lời: chữ ký ở mức B-B, chưa có thời gian được chứng thực (${why.detail ?? why.code})`,
    );
  }
  const [made] = signed.report.signatures;
  output.result({
    json: {
      ...{ file, role, signer: made?.signer?.name ?? null, level: made?.level ?? null },
      ...{ indication: made?.indication ?? null, bestTime: made?.bestTime ?? null },
      timestampMissing: why?.code ?? null,
    },
    text: (style) => style.say(`signed as ${role}: ${file}`, `đã ký (${role}): ${file}`),
  });
}
