/** The story of signing: is this key allowed to, then sign, then judge what was made before it is given out. */
import type { Bilingual } from '../kernel/errors/row.ts';
import { CongvanError } from '../kernel/errors.ts';
import { vietnamDay } from '../kernel/vietnamTime.ts';
import { signPdf } from '../signing/pdf/signPdf.ts';
import type {
  CornerMark,
  PagePosition,
  SignatureAppearance,
  SigningRole,
} from '../signing/pdf/signRequest.ts';
import type { SignatureLevel, ValidationReport } from '../signing/report.ts';
import type { SignerKey } from '../signing/signerKey.ts';
import { checkLevel, checkSigner } from './checkSigner.ts';
import type { Signing } from './context.ts';
import { type Extended, lift } from './extend.ts';
import { inFile } from './inFile.ts';
import { judged, refuseDoubtful } from './protect.ts';
import { checkPdfNotSecret } from './secrecy.ts';
import { judgePdf } from './verify.ts';

interface Asked {
  /** For messages. */
  readonly file: string;
  readonly pdf: Uint8Array;
  /** Whose key it is; a mark is signed with the agency's. */
  readonly role: SigningRole;
  readonly key: SignerKey;
  readonly level: SignatureLevel;
  /** Default true. False: when no authority answers, it is signed all the same, at B-B. */
  readonly timestampRequired?: boolean;
  /** See `ExtendRequest`; counts for B-LT and B-LTA. */
  readonly graceSeconds?: number;
  readonly at?: PagePosition;
  /** Full name of an empty signature field to sign in. */
  readonly field?: string;
  readonly name?: string;
  readonly reason?: string;
}

export interface ShownImage {
  /** PNG with transparency. */
  readonly image: Uint8Array;
  /** Size of the image on the page, millimetres; the seal's is its true size. */
  readonly widthMm: number;
  readonly heightMm: number;
  /** The text that the signature stands under, when there is no `at`. */
  readonly after?: string;
  readonly lines?: readonly string[];
}

/** A signature on an attachment or a copy; `at` counts for it, too. */
export interface ShownMark {
  readonly mark: CornerMark;
}

export type SignRequest = Asked & ShownImage;
export type MarkRequest = Asked & ShownMark;

export interface SignedDocument extends Extended {
  /** Why there is no timestamp although one was wanted; null when all is as asked. The signature is then B-B. */
  readonly withoutTimestamp: CongvanError | null;
}

/**
 * Signs or seals a PDF as one appended update; at B-LT and B-LTA the updates of `flow/extend.ts` follow, for every
 * signature in the file. What can be refused is refused before the key is used.
 * @returns the signed file, whose beginning is the input byte for byte, and the report about it
 * @throws SIGNER_* when this key may not, SECRET_DOCUMENT, SEAL_WITHOUT_PERSON_SIGNATURE, PDF_*, TIMESTAMP_*, REVOCATION_UNAVAILABLE,
 * LEVEL_*, SIGNING_SELF_CHECK_FAILED; nothing is given out then
 */
export async function signDocument(
  context: Signing,
  request: SignRequest | MarkRequest,
): Promise<SignedDocument> {
  const { file, level, graceSeconds = 0 } = request;
  const act = 'mark' in request ? request.mark.kind : request.role;
  checkLevel(context, act, level);
  await checkSigner(context, request.key, act);
  const today = vietnamDay(context.clock.now());
  await inFile(file, async () => checkPdfNotSecret(file, request.pdf, today, context.password));
  if (level !== 'B-B' && request.timestampRequired !== false) refuseWithoutAuthority(context);
  if (level === 'B-LT' || level === 'B-LTA') await refuseEarlier(context, request);
  const { withoutTimestamp, ...signed } = await signOnce(context, request);
  if (level === 'B-B' || level === 'B-T' || withoutTimestamp !== null) {
    return { ...signed, older: [], withoutTimestamp };
  }
  const extended = await lift(context, { file, ...signed }, { level, graceSeconds });
  return { ...extended, withoutTimestamp: null };
}

/** Nobody to ask is known beforehand. */
function refuseWithoutAuthority({ authorities }: Signing): void {
  if (authorities.length > 0) return;
  throw new CongvanError('TIMESTAMP_UNAVAILABLE', {
    detail: 'no authority is configured',
    hint: NO_AUTHORITY,
  });
}

const NO_AUTHORITY: Bilingual = {
  en: 'set signing.tsa to the addresses of timestamp authorities',
  vi: 'đặt signing.tsa là địa chỉ các máy chủ dấu thời gian',
};

/** Whoever lifts a file lifts all its signatures; one that is in doubt would only be found out after the key was used. */
async function refuseEarlier(context: Signing, { file, pdf }: Asked): Promise<void> {
  const before = await judged(context, file, pdf);
  if (before.report.signatures.length > 0) refuseDoubtful(before);
}

async function signOnce(
  context: Signing,
  request: SignRequest | MarkRequest,
): Promise<Omit<SignedDocument, 'older'>> {
  let report: ValidationReport | undefined;
  let withoutTimestamp: CongvanError | null = null;
  const judge = async (bytes: Uint8Array): Promise<ValidationReport> => {
    report = await judgePdf(context, { file: request.file, bytes });
    return report;
  };
  const missing = (why: CongvanError) => {
    withoutTimestamp = why;
  };
  const asked = { ...pdfRequest(context, request), judge };
  const wanted = request.timestampRequired === false ? { ...asked, withoutTimestamp: missing } : asked;
  const pdf = await inFile(request.file, () => signPdf(wanted));
  if (report === undefined) throw new CongvanError('SIGNING_SELF_CHECK_FAILED', { where: request.file });
  checkPassed(report);
  return { pdf, report, withoutTimestamp };
}

/**
 * The signer was found good before the key was used; what still keeps the signature from passing is the timestamp.
 * @throws TIMESTAMP_REFUSED, REVOCATION_UNAVAILABLE
 */
function checkPassed({ file, signatures }: ValidationReport): void {
  const made = signatures.at(-1);
  if (made?.indication === 'TOTAL-PASSED') return;
  const detail = made?.reasons.map(({ text }) => text).join('; ') ?? 'no signature';
  const code = made?.subIndication === 'TRY_LATER' ? 'REVOCATION_UNAVAILABLE' : 'TIMESTAMP_REFUSED';
  throw new CongvanError(code, { where: file, detail });
}

function pdfRequest(context: Signing, request: SignRequest | MarkRequest) {
  const { pdf, role, key, level, field, name, reason } = request;
  const { authorities, clock, random, policy, password } = context;
  return {
    ...{ pdf, role, key, authorities, clock, random, policy },
    level: level === 'B-B' ? ('B-B' as const) : ('B-T' as const),
    appearance: appearanceOf(request),
    ...(password === undefined ? {} : { password }),
    ...(field === undefined ? {} : { field }),
    ...(name === undefined ? {} : { name }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function appearanceOf(request: SignRequest | MarkRequest): CornerMark | SignatureAppearance {
  const at = request.at === undefined ? {} : { at: request.at };
  if ('mark' in request) return { ...request.mark, ...at };
  const { image, widthMm, heightMm, after, lines } = request;
  return {
    ...{ image, widthMm, heightMm, ...at },
    ...(after === undefined ? {} : { after }),
    ...(lines === undefined ? {} : { lines }),
  };
}
