import type { Clock } from '../../kernel/clock.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { vietnamIso } from '../../kernel/vietnamTime.ts';
import { buildDetachedCms } from '../cms/build.ts';
import { digestForKey } from '../keyAlgorithm.ts';
import type { SignatureReport, ValidationReport } from '../report.ts';
import type { DigestAlgorithm, SignerKey } from '../signerKey.ts';
import { requestTimestamp } from '../tsp/timestamp.ts';
import type { Certificate } from '../x509/certificate.ts';
import { addForm, formSize } from './appearance.ts';
import { embedImage } from './appearanceImage.ts';
import {
  checkSigned,
  personUnderSeal,
  refuseBroken,
  refuseWrongOrder,
  usableCertificate,
} from './checkSigning.ts';
import { addSignatureField, nextFieldName, signatureDictionary } from './field.ts';
import { rectInUser, uprightForm } from './geometry.ts';
import { insertSignature, type ValueMaker } from './insertSignature.ts';
import { openPdf, type PdfDocument } from './read/document.ts';
import { fieldsOf } from './read/form.ts';
import { refuseCovering } from './refuseCovering.ts';
import { refuseToSign } from './refuseToSign.ts';
import { fitImage, signatureDrawing } from './signatureLayout.ts';
import {
  imageParts,
  PIECE_NAME,
  placeAt,
  placeOfPerson,
  placeOfSeal,
  type SignaturePlace,
} from './signaturePlace.ts';
import type { SignPdfRequest } from './signRequest.ts';
import { PdfUpdate } from './write/update.ts';
import { dateString, dict } from './write/values.ts';

/** A CMS with a chain of three takes about 4 KB, with a timestamp 8 KB. */
const USUAL_CONTENTS_BYTES = { 'B-B': 8_192, 'B-T': 16_384 } as const;
const TIMESTAMP_BYTES = 8_192;
const CMS_BYTES = 2_048;

/** What is decided before anything is written. */
interface Plan {
  readonly request: SignPdfRequest;
  readonly pdf: PdfDocument;
  readonly place: SignaturePlace;
  readonly lines: readonly string[];
  readonly signer: string;
  readonly field: string;
  readonly signedAt: Date;
}

/**
 * Signs a PDF (PAdES B-B or B-T, EN 319 142-1) as one appended update: field, widget with image and text, value.
 * The bytes of the input are the beginning of the output. The output was judged by `request.judge` and found
 * intact, earlier signatures included, before it is returned.
 * @throws PDF_*, SIGNING_* (what must not be signed, or did not stand the check), SIGNER_* (the certificate),
 *   SEAL_WITHOUT_PERSON_SIGNATURE, SEAL_PLACE_NOT_FOUND, SIGNATURE_PLACE_TAKEN, PLACE_OUTSIDE_PAGE,
 *   SIGNATURE_IMAGE_INVALID, TEXT_NOT_DRAWABLE, TIMESTAMP_*, and what the key throws
 */
export async function signPdf(request: SignPdfRequest): Promise<Uint8Array> {
  const { policy = {} } = request;
  const certificate = usableCertificate(request.key, request.role, request.clock, policy);
  const pdf = openPdf(request.pdf);
  refuseToSign(pdf);
  const earlier = countSignatures(pdf);
  const report = earlier === 0 ? undefined : await request.judge(request.pdf);
  if (report !== undefined) refuseBroken(report);
  refuseWrongOrder(request.role, report, policy);
  const person = request.role === 'agency' ? personUnderSeal(report) : undefined;
  const plan = planOf(request, pdf, certificate, person);
  const signed = await signPlan(plan, report);
  checkSigned(await request.judge(signed), plan.field, earlier + 1);
  return signed;
}

/** Signed fields; empty ones wait for somebody else. */
function countSignatures(pdf: PdfDocument): number {
  return fieldsOf(pdf).filter(({ type, value }) => type === 'Sig' && pdf.resolve(value).kind === 'dict')
    .length;
}

function planOf(
  request: SignPdfRequest,
  pdf: PdfDocument,
  certificate: Certificate,
  person: SignatureReport | undefined,
): Plan {
  const { appearance, clock } = request;
  const signer = (request.name ?? certificate.subject.commonName ?? '').normalize('NFC');
  const signedAt = wholeSecond(clock);
  const lines = appearance.lines ?? usualLines(request.role, signer, signedAt);
  const place = placeOf(request, pdf, signer, lines, person);
  return { request, pdf, place, lines, signer, field: nextFieldName(pdf), signedAt };
}

/** The printed time, /M and the time asked of the authority are one: PDF knows whole seconds only. */
function wholeSecond(clock: Clock): Date {
  return new Date(Math.floor(clock.now().getTime() / 1000) * 1000);
}

function usualLines(role: SignPdfRequest['role'], signer: string, at: Date): readonly string[] {
  const who = role === 'person' ? 'Người ký' : 'Cơ quan';
  return [`${who}: ${signer}`, `Thời gian ký: ${signingTimeText(at)}`];
}

/** `21/11/2026 09:30:05 +07:00`: day, time and zone as NĐ 30/2020 PL I asks for. */
export function signingTimeText(at: Date): string {
  const [day = '', time = ''] = vietnamIso(at).split('T');
  return `${day.split('-').reverse().join('/')} ${time.slice(0, 8)} ${time.slice(8)}`;
}

function placeOf(
  { appearance }: SignPdfRequest,
  pdf: PdfDocument,
  signer: string,
  lines: readonly string[],
  person: SignatureReport | undefined,
): SignaturePlace {
  if (appearance.at !== undefined) return placeAt(pdf, appearance.at, appearance);
  if (person === undefined) return placeOfPerson(pdf, signer, appearance, lines);
  return placeOfSeal(pdf, person.field ?? '', appearance);
}

async function signPlan(plan: Plan, earlier: ValidationReport | undefined): Promise<Buffer> {
  let contentsBytes = contentsBytesFor(plan.request.key, plan.request.level);
  for (let attempt = 0; attempt < 2; attempt++) {
    const prepared = await prepare(plan, contentsBytes);
    refuseCovering(prepared, plan.field, plan.request.role, earlier);
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

/** The update with its signature unfinished. */
async function prepare(plan: Plan, contentsBytes: number): Promise<Buffer> {
  const { request, pdf, place, signer, signedAt } = plan;
  const update = new PdfUpdate(pdf);
  const when = dateString(vietnamIso(signedAt));
  const { reason, location } = request;
  const value = update.add(signatureDictionary({ contentsBytes, signedAt: when, signer, reason, location }));
  const image = await embedImage(request.appearance.image);
  const box = fitImage(image, place.box);
  const align = request.role === 'person' ? 'right-thirds' : 'centre';
  const drawing = signatureDrawing(place.space, image, box, plan.lines, place.rows, align);
  const matrix = uprightForm(place.space, ...formSize(place.space, drawing.box));
  const piece = dict({ LastModified: when, Private: dict({ ImageBox: imageParts(drawing.box, box) }) });
  const appearance = await addForm(update, place.space, drawing, matrix, {
    PieceInfo: dict({ [PIECE_NAME]: piece }),
    LastModified: when,
  });
  const rect = rectInUser(place.space, drawing.box);
  addSignatureField(pdf, update, { page: place.space.page, rect, appearance, value, title: plan.field });
  return update.bytes();
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
