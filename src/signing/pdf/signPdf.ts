import type { Clock } from '../../kernel/clock.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { vietnamIso } from '../../kernel/vietnamTime.ts';
import { buildDetachedCms } from '../cms/build.ts';
import { digestForKey } from '../keyAlgorithm.ts';
import type { SigningAct } from '../policy/signingPolicy.ts';
import type { SignatureReport, ValidationReport } from '../report.ts';
import type { DigestAlgorithm, SignerKey } from '../signerKey.ts';
import { requestTimestamp } from '../tsp/timestamp.ts';
import type { Certificate } from '../x509/certificate.ts';
import { addForm, formSize } from './appearance.ts';
import {
  checkSigned,
  personUnderSeal,
  refuseAfterMark,
  refuseBroken,
  refuseWrongOrder,
  usableCertificate,
} from './checkSigning.ts';
import { refuseForbidden } from './encryption/refuseForbidden.ts';
import {
  addSignatureField,
  fillSignatureField,
  keptLock,
  nextFieldName,
  type SignatureDictionary,
  signatureDictionary,
} from './field.ts';
import { rectInUser, uprightForm } from './geometry.ts';
import { insertSignature, type ValueMaker } from './insertSignature.ts';
import { openPdf, type PdfDocument } from './read/document.ts';
import { fieldsOf } from './read/form.ts';
import { refuseCovering } from './refuseCovering.ts';
import { refuseToSign } from './refuseToSign.ts';
import { type IntendedSignature, refuseUnmet } from './seedValues.ts';
import { isMark, type ShownSignature, shownSignature } from './shownSignature.ts';
import { imageParts, PIECE_NAME } from './signaturePlace.ts';
import { refuseLocked, type WaitingField, waitingField } from './signedField.ts';
import type { SignPdfRequest } from './signRequest.ts';
import { PdfUpdate } from './write/update.ts';
import { dateString, dict, type ObjectRef } from './write/values.ts';

/** A CMS with a chain of three takes about 4 KB, with a timestamp 8 KB. */
const USUAL_CONTENTS_BYTES = { 'B-B': 8_192, 'B-T': 16_384 } as const;
const TIMESTAMP_BYTES = 8_192;
const CMS_BYTES = 2_048;

/** What is decided before anything is written. */
interface Plan {
  readonly request: SignPdfRequest;
  readonly pdf: PdfDocument;
  readonly shown: ShownSignature;
  readonly signer: string;
  /** Undefined: a new field of this name. */
  readonly waiting: WaitingField | undefined;
  readonly field: string;
  readonly signedAt: Date;
}

/**
 * Signs a PDF (PAdES B-B or B-T, EN 319 142-1) as one appended update: field, widget with image and text, value.
 * The bytes of the input are the beginning of the output. The output was judged by `request.judge` and found
 * intact, earlier signatures included, before it is returned.
 * @throws PDF_*, SIGNING_* (what must not be signed, or did not stand the check), SIGNER_* (the certificate),
 *   SEAL_WITHOUT_PERSON_SIGNATURE, SEAL_PLACE_NOT_FOUND, SIGNATURE_PLACE_*, SIGNATURE_FIELD_*, SIGNATURE_SEED_UNMET,
 *   SIGNATURE_TEXT_NOT_FOUND, MARK_PLACE_TAKEN, PLACE_OUTSIDE_PAGE, IMAGE_*, SIGNATURE_IMAGE_INVALID,
 *   TEXT_NOT_DRAWABLE, TIMESTAMP_*, and what the key throws
 */
export async function signPdf(request: SignPdfRequest): Promise<Uint8Array> {
  const { policy = {} } = request;
  const act = actOf(request);
  const certificate = usableCertificate(request.key, act, request.clock, policy);
  const pdf = openPdf(request.pdf, request.password);
  refuseForbidden(pdf.encryption, request.field === undefined);
  refuseToSign(pdf);
  const earlier = countSignatures(pdf);
  const report = earlier === 0 ? undefined : await request.judge(request.pdf);
  if (report !== undefined) refuseBroken(report);
  refuseAfterMark(act, report);
  refuseWrongOrder(act, report, policy);
  const person = act === 'agency' ? personUnderSeal(report) : undefined;
  const plan = await planOf(request, pdf, certificate, person);
  if (report !== undefined) refuseLocked(pdf, plan.field);
  const signed = await signPlan(plan, report);
  checkSigned(await request.judge(signed), plan.field, earlier + 1);
  return signed;
}

/** Signed fields; empty ones wait for somebody else. */
function countSignatures(pdf: PdfDocument): number {
  return fieldsOf(pdf).filter(({ type, value }) => type === 'Sig' && pdf.resolve(value).kind === 'dict')
    .length;
}

async function planOf(
  request: SignPdfRequest,
  pdf: PdfDocument,
  certificate: Certificate,
  person: SignatureReport | undefined,
): Promise<Plan> {
  const signer = (request.name ?? certificate.subject.commonName ?? '').normalize('NFC');
  const signedAt = wholeSecond(request.clock);
  const waiting = request.field === undefined ? undefined : waitingField(pdf, request.field);
  if (waiting?.seed !== undefined) refuseUnmet(pdf, waiting.name, waiting.seed, intended(request));
  const shown = await shownSignature(request, pdf, { signer, signedAt, person, waiting });
  const field = waiting?.name ?? nextFieldName(pdf);
  return { request, pdf, shown, signer, waiting, field, signedAt };
}

function intended({ key, level, reason }: SignPdfRequest): IntendedSignature {
  return { digest: digestForKey(key.algorithm), isTimestamped: level === 'B-T', reason };
}

/** The printed time, /M and the time asked of the authority are one: PDF knows whole seconds only. */
function wholeSecond(clock: Clock): Date {
  return new Date(Math.floor(clock.now().getTime() / 1000) * 1000);
}

async function signPlan(plan: Plan, earlier: ValidationReport | undefined): Promise<Buffer> {
  let contentsBytes = contentsBytesFor(plan.request.key, plan.request.level);
  for (let attempt = 0; attempt < 2; attempt++) {
    const prepared = await prepare(plan, contentsBytes);
    refuseCovering(prepared, plan.field, actOf(plan.request), earlier, plan.request.password);
    const from = plan.pdf.bytes.length;
    const inserted = await insertSignature(prepared, from, contentsBytes, cmsMaker(plan.request));
    if (inserted.kind === 'signed') return inserted.pdf;
    contentsBytes = inserted.neededBytes + CMS_BYTES;
  }
  throw new CongvanError('SIGNING_SELF_CHECK_FAILED', {
    detail: `the CMS grew beyond ${contentsBytes} bytes`,
  });
}

/** Guessed generously, because a second try means a second use of the key and a second timestamp. */
function contentsBytesFor(key: SignerKey, level: SignPdfRequest['level']): number {
  const chain = key.certificateChain.reduce((sum, certificate) => sum + certificate.length, 0);
  const needed = CMS_BYTES + chain + (level === 'B-T' ? TIMESTAMP_BYTES : 0);
  return Math.max(USUAL_CONTENTS_BYTES[level], Math.ceil(needed / 1024) * 1024);
}

/** The role that the verifier will report. */
function actOf({ role, appearance }: SignPdfRequest): SigningAct {
  return isMark(appearance) ? appearance.kind : role;
}

/** The update with its signature unfinished. */
async function prepare(plan: Plan, contentsBytes: number): Promise<Buffer> {
  const { pdf, waiting, shown } = plan;
  const { page } = shown.space;
  const update = new PdfUpdate(pdf);
  const value = update.add(signatureDictionary(dictionaryOf(plan, contentsBytes)));
  const appearance = await addAppearance(update, plan);
  if (waiting !== undefined) fillSignatureField(pdf, update, waiting, { value, appearance });
  else {
    const rect = rectInUser(shown.space, shown.drawing.box);
    addSignatureField(pdf, update, { page, rect, appearance, value, title: plan.field });
  }
  return update.bytes();
}

function dictionaryOf(
  { request, pdf, waiting, signer, signedAt }: Plan,
  contentsBytes: number,
): SignatureDictionary {
  const { reason, location, appearance } = request;
  return {
    ...{ contentsBytes, signer, reason, location },
    signedAt: dateString(vietnamIso(signedAt)),
    act: isMark(appearance) ? appearance : undefined,
    lock: waiting === undefined ? undefined : keptLock(pdf, waiting),
  };
}

async function addAppearance(update: PdfUpdate, { shown, signedAt }: Plan): Promise<ObjectRef> {
  const { space, drawing, image } = shown;
  const matrix = uprightForm(space, ...formSize(space, drawing.box));
  if (image === null) return await addForm(update, space, drawing, matrix);
  const when = dateString(vietnamIso(signedAt));
  const piece = dict({ LastModified: when, Private: dict({ ImageBox: imageParts(drawing.box, image) }) });
  const extra = { PieceInfo: dict({ [PIECE_NAME]: piece }), LastModified: when };
  return await addForm(update, space, drawing, matrix, extra);
}

function cmsMaker(request: SignPdfRequest): ValueMaker {
  const { key, level } = request;
  const digest = digestForKey(key.algorithm);
  const timestamp = (imprint: Uint8Array) => timestampFor(request, imprint, digest);
  const stamping = level === 'B-B' ? {} : { timestamp };
  return {
    digest,
    value: (contentDigest) => buildDetachedCms({ contentDigest, digest, key, profile: 'pades', ...stamping }),
  };
}

async function timestampFor(
  { authorities, random, withoutTimestamp }: SignPdfRequest,
  imprint: Uint8Array,
  digest: DigestAlgorithm,
): Promise<Uint8Array | undefined> {
  try {
    return await requestTimestamp(imprint, digest, authorities, random);
  } catch (error) {
    if (withoutTimestamp === undefined || !(error instanceof CongvanError)) throw error;
    withoutTimestamp(error);
    return undefined;
  }
}
