/** Is a file that lies where a result would go that very result? Then a run that was interrupted goes on behind it. */
import { judgeCase, openCase } from '../../flow/verify.ts';
import { sha256 } from '../../kernel/digest.ts';
import { isCongvanError } from '../../kernel/errors.ts';
import type { SignatureLevel, ValidationReport } from '../../signing/report.ts';
import { roleOfAct } from '../../signing/signerCertificate.ts';
import { readZip } from '../../signing/zip/readZip.ts';
import { readInput } from '../files.ts';
import type { Form } from '../signing/form.ts';
import type { Signer } from '../signing/make.ts';
import type { SignOrder } from '../signing/order.ts';
import { factsOfSigned, madeSignature, type SignedFacts } from '../signing/tell.ts';
import { openInput } from '../verifying/opened.ts';

export interface SignPlace {
  readonly file: string;
  readonly form: Form;
  readonly output: string;
}

/**
 * @returns what is told of it when `output` is exactly `file` with one valid signature more, of this key, in this role
 *   and at least at this level; undefined for anything else
 */
export async function alreadySigned(
  signer: Signer,
  order: SignOrder,
  place: SignPlace,
): Promise<SignedFacts | undefined> {
  try {
    const report = await reportOf(signer, place);
    if (!isAsOrdered(signer, order, report, place.form) || !(await isOf(signer, place, report)))
      return undefined;
    return factsOfSigned({ report, withoutTimestamp: null, older: [] }, place.form);
  } catch (error) {
    // What cannot be judged is no result of ours.
    if (isCongvanError(error)) return undefined;
    throw error;
  }
}

async function reportOf(
  { context, io }: Signer,
  { file, form, output }: SignPlace,
): Promise<ValidationReport> {
  const opened = await openInput(
    io,
    form === 'beside' ? file : output,
    form === 'beside' ? output : undefined,
  );
  return await judgeCase(await openCase(context, opened));
}

const LEVELS: readonly (SignatureLevel | null)[] = ['B-B', 'B-T', 'B-LT', 'B-LTA'];

function isAsOrdered({ key }: Signer, order: SignOrder, report: ValidationReport, form: Form): boolean {
  const made = madeSignature(report, form);
  const [leaf] = key.certificateChain;
  const least = order.timestampRequired === false ? 'B-B' : order.level;
  return (
    report.indication === 'TOTAL-PASSED' &&
    report.documentUnchanged &&
    leaf !== undefined &&
    made?.signer?.certificate.fingerprint === sha256(leaf) &&
    made.role === (form === 'pdf' ? order.role : roleOfAct(order.role)) &&
    LEVELS.indexOf(made.level) >= LEVELS.indexOf(least)
  );
}

/** Exactly this input, and one signature more. */
async function isOf(
  signer: Signer,
  { file, form, output }: SignPlace,
  report: ValidationReport,
): Promise<boolean> {
  if (form === 'beside') return signaturesIn(report) === 1;
  const [before, after] = [await readInput(signer.io, file), await readInput(signer.io, output)];
  if (form === 'pdf') {
    const began = after.length > before.length && after.subarray(0, before.length).equals(before);
    return began && signaturesIn(report) === (await signaturesBefore(signer, file, before)) + 1;
  }
  if (signaturesIn(report) !== 1) return false;
  if (form === 'xml') return isInsertedInto(before, after);
  const files = readZip(after).entries.filter(
    ({ name }) => name !== 'mimetype' && !name.startsWith('META-INF/'),
  );
  return files.length === 1 && files.every(({ bytes }) => bytes.equals(before));
}

async function signaturesBefore({ context }: Signer, file: string, bytes: Buffer): Promise<number> {
  return signaturesIn(await judgeCase(await openCase(context, { file, bytes, offline: true })));
}

function signaturesIn({ signatures }: ValidationReport): number {
  return signatures.filter(({ role }) => role !== 'timestamp').length;
}

/** Is `after` `before` with something put in at one place? */
function isInsertedInto(before: Buffer, after: Buffer): boolean {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  const rest = before.subarray(same);
  return after.length > before.length && after.subarray(after.length - rest.length).equals(rest);
}
