/** What extending, renewing and signing at a long-term level have in common: asking, judging, refusing. */
import { CongvanError } from '../kernel/errors.ts';
import { NO_MATERIAL } from '../signing/material.ts';
import { addMaterial, type OlderRevocation } from '../signing/pdf/levels/addMaterial.ts';
import { timestampPdf } from '../signing/pdf/levels/timestampPdf.ts';
import type { SignatureReport, ValidationReport } from '../signing/report.ts';
import { certificatesOfPdf, verifyPdf } from '../signing/verifyPdf.ts';
import type { Protecting } from './context.ts';
import { inFile } from './inFile.ts';
import { collected, judgePdf } from './verify.ts';

/** A file in one of its states, judged. */
export interface Judged {
  readonly file: string;
  readonly pdf: Uint8Array;
  readonly report: ValidationReport;
}

export async function judged(context: Protecting, file: string, pdf: Uint8Array): Promise<Judged> {
  return { file, pdf, report: await judgePdf(context, { file, bytes: pdf }) };
}

/**
 * Only what is proven valid now can be kept provable.
 * @throws LEVEL_BROKEN_SIGNATURE, LEVEL_NOT_PROVABLE, REVOCATION_UNAVAILABLE
 */
export function refuseDoubtful({ file, report }: Pick<Judged, 'file' | 'report'>): void {
  const broken = report.signatures.find(({ indication }) => indication === 'TOTAL-FAILED');
  if (broken !== undefined) throw new CongvanError('LEVEL_BROKEN_SIGNATURE', about(file, broken));
  const doubtful = report.signatures.find(({ indication }) => indication !== 'TOTAL-PASSED');
  if (doubtful !== undefined) {
    const isOpen = doubtful.subIndication === 'TRY_LATER';
    throw new CongvanError(isOpen ? 'REVOCATION_UNAVAILABLE' : 'LEVEL_NOT_PROVABLE', about(file, doubtful));
  }
  if (report.documentUnchanged) return;
  const detail = report.reasons.map(({ text }) => text).join('; ');
  throw new CongvanError('LEVEL_BROKEN_SIGNATURE', { where: file, detail });
}

function about(file: string, { field, subIndication, reasons }: SignatureReport) {
  const detail = [subIndication, ...reasons.map(({ text }) => text)].join('; ');
  return { where: field === null ? file : `${file}, ${field}`, detail };
}

/** The file with a document timestamp over all of it. @throws TIMESTAMP_*, LEVEL_SELF_CHECK_FAILED */
export async function withTimestamp(context: Protecting, before: Judged): Promise<Judged> {
  const { file, pdf } = before;
  const stamped = await inFile(file, () => timestampPdf(pdf, context));
  const after = await judged(context, file, stamped);
  refuseBadTimestamp(after);
  checkGrown(before, after, 1);
  return after;
}

/** Nothing is given out with a timestamp that no verifier here would accept. */
function refuseBadTimestamp({ file, report }: Judged): void {
  const made = report.signatures.at(-1);
  if (made?.indication === 'TOTAL-PASSED' || made?.role !== 'timestamp') return;
  const detail = made.reasons.map(({ text }) => text).join('; ');
  const isOpen = made.subIndication === 'TRY_LATER';
  throw new CongvanError(isOpen ? 'REVOCATION_UNAVAILABLE' : 'TIMESTAMP_REFUSED', { where: file, detail });
}

/** What was asked for a file, and what came of it. */
export interface Completed extends Judged {
  readonly added: boolean;
  readonly older: readonly OlderRevocation[];
}

/**
 * The file with everything that a verifier needs later, asked for anew. Without asking anybody the verifier must then
 * come to the same answer.
 * @throws REVOCATION_UNAVAILABLE, LEVEL_NOT_PROVABLE, LEVEL_SELF_CHECK_FAILED
 */
export async function withMaterial(
  context: Protecting,
  before: Judged,
  except: ReadonlySet<string> = new Set(),
): Promise<Completed> {
  const { file, pdf, report } = before;
  const asking = { ...context, revocation: context.currentRevocation };
  const material = await inFile(file, () => collected(asking, certificatesOfPdf(pdf, context.password)));
  const { trust, policy, clock, password } = context;
  const adding = {
    material,
    trust,
    policy,
    at: clock.now(),
    except,
    ...(password === undefined ? {} : { password }),
  };
  const { pdf: extended, older } = await inFile(file, async () => addMaterial(pdf, report, adding));
  if (extended === null) return { ...before, added: false, older };
  const after = await judged(context, file, extended);
  checkGrown(before, after, 0);
  if (except.size === 0) checkAlone(context, after);
  return { ...after, added: true, older };
}

/** Earlier bytes stay, earlier signatures stay good, and as many are there as should be. */
function checkGrown(before: Judged, after: Judged, more: number): void {
  const { report, pdf, file } = after;
  const isSameBeginning = Buffer.compare(pdf.subarray(0, before.pdf.length), before.pdf) === 0;
  const expected = before.report.signatures.length + more;
  const bad = report.signatures.find(({ indication }) => indication !== 'TOTAL-PASSED');
  if (isSameBeginning && bad === undefined && report.documentUnchanged) {
    if (report.signatures.length === expected) return;
  }
  const detail =
    bad === undefined ? `${report.signatures.length} of ${expected} signatures` : about(file, bad).detail;
  throw new CongvanError('LEVEL_SELF_CHECK_FAILED', { where: file, detail });
}

/** B-LT means that nobody has to be asked. */
function checkAlone({ trust, policy, clock, password }: Protecting, { file, pdf }: Judged): void {
  const opening = password === undefined ? {} : { password };
  const judging = { file, material: NO_MATERIAL, trust, policy, at: clock.now(), ...opening };
  const alone = verifyPdf(pdf, judging);
  const bad = alone.signatures.find(({ indication }) => indication !== 'TOTAL-PASSED');
  if (bad === undefined) return;
  throw new CongvanError('LEVEL_SELF_CHECK_FAILED', about(file, bad));
}
