/** The story of signing: is this key allowed to, then sign, then judge what was made before it is given out. */
import { CongvanError } from '../kernel/errors.ts';
import { signPdf } from '../signing/pdf/signPdf.ts';
import type { PagePosition, SigningRole } from '../signing/pdf/signRequest.ts';
import type { ValidationReport } from '../signing/report.ts';
import type { SignerKey } from '../signing/signerKey.ts';
import { checkSigner } from './checkSigner.ts';
import type { Signing } from './context.ts';
import { inFile } from './inFile.ts';
import { judgePdf } from './verify.ts';

export interface SignRequest {
  /** For messages. */
  readonly file: string;
  readonly pdf: Uint8Array;
  readonly role: SigningRole;
  readonly key: SignerKey;
  readonly level: 'B-B' | 'B-T';
  /** PNG with transparency. */
  readonly image: Uint8Array;
  /** Size of the image on the page, millimetres; the seal's is its true size. */
  readonly widthMm: number;
  readonly heightMm: number;
  readonly at?: PagePosition;
  readonly lines?: readonly string[];
  readonly name?: string;
  readonly reason?: string;
}

/**
 * Signs or seals a PDF as one appended update.
 * @returns the signed file, whose beginning is the input byte for byte, and the report about it
 * @throws SIGNER_* when this key may not, SEAL_WITHOUT_PERSON_SIGNATURE, PDF_*, TIMESTAMP_*, REVOCATION_UNAVAILABLE,
 * SIGNING_SELF_CHECK_FAILED; nothing is given out then
 */
export async function signDocument(
  context: Signing,
  request: SignRequest,
): Promise<{ readonly pdf: Uint8Array; readonly report: ValidationReport }> {
  await checkSigner(context, request.key, request.role);
  let report: ValidationReport | undefined;
  const judge = async (bytes: Uint8Array): Promise<ValidationReport> => {
    report = await judgePdf(context, { file: request.file, bytes });
    return report;
  };
  const pdf = await inFile(request.file, () => signPdf({ ...pdfRequest(context, request), judge }));
  if (report === undefined) throw new CongvanError('SIGNING_SELF_CHECK_FAILED', { where: request.file });
  checkPassed(report);
  return { pdf, report };
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

function pdfRequest(context: Signing, request: SignRequest) {
  const { pdf, role, key, level, image, widthMm, heightMm, at, lines, name, reason } = request;
  const { authorities, clock, random } = context;
  return {
    ...{ pdf, role, key, level, authorities, clock, random },
    appearance: {
      ...{ image, widthMm, heightMm },
      ...(at === undefined ? {} : { at }),
      ...(lines === undefined ? {} : { lines }),
    },
    ...(name === undefined ? {} : { name }),
    ...(reason === undefined ? {} : { reason }),
  };
}
