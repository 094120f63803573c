import { asJson } from '../../kernel/canonicalJson.ts';
import { sha256 } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { ValidationReport } from '../../signing/report.ts';
import { checkOutput, STANDARD_STREAM, writeOutput } from '../files.ts';
import type { Lang } from '../language.ts';
import type { Session } from '../session.ts';
import type { Judged } from './judge.ts';
import type { ReportKind, VerifyOptions } from './options.ts';

/** Refuses before any work what could not be written after it. @throws OUTPUT_EXISTS, OUTPUT_FAILED */
export function checkOutputs({ io, output }: Session, options: VerifyOptions): void {
  const { report, extract, content, saveBundle, force } = options;
  const isText = report !== undefined && options.output === STANDARD_STREAM;
  const isWritten = report !== undefined || extract !== undefined || content;
  if (isWritten && !isText) checkOutput(io, options.output, force);
  if (saveBundle !== undefined) checkOutput(io, saveBundle, force);
  const taken = [saveBundle, isWritten ? options.output : undefined];
  if (taken.includes(STANDARD_STREAM)) output.stdoutTaken = true;
}

/** Everything a judged file leads to: the files that were asked for, then the report for whoever runs it. */
export async function giveResults(session: Session, options: VerifyOptions, judged: Judged): Promise<void> {
  const { report: kind, extract, saveBundle, output } = options;
  if (saveBundle !== undefined) await saveAs(session, options, saveBundle, judged);
  if (extract !== undefined) await giveRevision(session, options, extract, judged);
  if (options.content) await (await import('./content.ts')).giveContent(session, options, judged);
  if (kind !== undefined) {
    const bytes = Buffer.from(await rendered(await fullReport(judged, kind), kind, session.lang), 'utf8');
    await writeOutput(session.io, output, bytes, options.force);
    if (output === STANDARD_STREAM) return;
  }
  await printReport(session, judged.report);
}

/** A page or an XML report is for whoever was not there: it tells the changes unasked. */
async function fullReport({ report, one }: Judged, kind: ReportKind): Promise<ValidationReport> {
  if (report.kind !== 'pdf' || (kind !== 'html' && kind !== 'etsi')) return report;
  const { updatesOfPdf } = await import('../../signing/pdf/updates.ts');
  return { ...report, updates: updatesOfPdf(one.bytes) };
}

/** The report as text or JSON, on stdout. */
export async function printReport(session: Session, report: ValidationReport): Promise<void> {
  const { reportText } = await import('../../signing/reportText.ts');
  session.output.result({ json: asJson(report), text: ({ lang }) => reportText(report, lang) });
}

/** A report in one of its forms; only `text` and `html` speak a language. */
export async function rendered(report: ValidationReport, kind: ReportKind, lang: Lang): Promise<string> {
  switch (kind) {
    case 'text':
      return (await import('../../signing/reportText.ts')).reportText(report, lang);
    case 'json':
      return `${JSON.stringify(asJson(report))}\n`;
    case 'html':
      return (await import('../../signing/report/html.ts')).reportHtml(report, lang);
    case 'etsi':
      return (await import('../../signing/report/etsi.ts')).reportEtsi(report);
    default:
      return kind satisfies never;
  }
}

async function saveAs(
  session: Session,
  { force }: VerifyOptions,
  name: string,
  { one }: Judged,
): Promise<void> {
  const { bundleOf } = await import('../../flow/bundle.ts');
  const { writeBundle } = await import('../../signing/bundle/writeBundle.ts');
  const bytes = writeBundle(bundleOf(one, await policyText(session, one.policyFile === null)));
  await writeOutput(session.io, name, bytes, force);
  session.output.note(`bundle ${name}: ${sha256(bytes)}`, `gói ${name}: ${sha256(bytes)}`);
}

/** The policy file in force, as it is on the disk; the program's own when there is none. */
async function policyText(session: Session, isOwn: boolean): Promise<string> {
  if (isOwn) {
    const { policyFileOf } = await import('../../config/policyFile.ts');
    const { DEFAULT_POLICY } = await import('../../signing/policy/policy.ts');
    return policyFileOf(DEFAULT_POLICY);
  }
  const { fileAt } = await import('../../wireSigning.ts');
  const given = session.input.text('policy');
  const { trust } = await session.config();
  return (await fileAt(given === undefined ? (trust.policy ?? '') : session.resolve(given))).toString('utf8');
}

/** @throws REVISION_UNKNOWN, REVISION_NOT_INTACT */
async function giveRevision(
  { io, output }: Session,
  options: VerifyOptions,
  number: number,
  { one, report }: Judged,
): Promise<void> {
  const { signedRevisionOf } = await import('../../signing/pdf/updates.ts');
  const where = `${report.file}, ${number}`;
  const signature = report.signatures[number - 1];
  if (report.kind !== 'pdf' || signature === undefined) throw new CongvanError('REVISION_UNKNOWN', { where });
  const revision =
    signature.cryptography === 'INTACT' ? signedRevisionOf(one.bytes, number, one.password) : undefined;
  if (revision === undefined) throw new CongvanError('REVISION_NOT_INTACT', { where });
  await writeOutput(io, options.output, revision.bytes, options.force);
  const size = revision.bytes.length;
  output.note(
    `${options.output}: ${size} bytes, as signed by ${revision.field}`,
    `${options.output}: ${size} byte, như khi ký bởi ${revision.field}`,
  );
}
