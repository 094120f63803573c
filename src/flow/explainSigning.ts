/** What keeps a PDF from being signed, without a key: all of it, with its places. */
import { type CongvanError, isCongvanError } from '../kernel/errors.ts';
import { vietnamDay } from '../kernel/vietnamTime.ts';
import { refuseAfterMark, refuseBroken, refuseWrongOrder } from '../signing/pdf/checkSigning.ts';
import { type Obstacle, obstaclesIn } from '../signing/pdf/obstacles.ts';
import type { SigningAct } from '../signing/policy/signingPolicy.ts';
import type { ValidationReport } from '../signing/report.ts';
import type { Judging } from './context.ts';
import { checkPdfNotSecret } from './secrecy.ts';
import { judgePdf } from './verify.ts';

export interface ExplainRequest {
  readonly file: string;
  readonly pdf: Uint8Array;
  /** Also asks for the order the policy wants before this act. */
  readonly act?: SigningAct;
}

/**
 * Every obstacle that `signDocument` would meet in the document: its structure, marks of secrecy, earlier signatures,
 * their order. Whether a certificate may sign is another question; so is the place of the image.
 * @returns none when it could be signed
 */
export async function explainSigning(
  judging: Judging,
  request: ExplainRequest,
): Promise<readonly Obstacle[]> {
  const { file, pdf, act } = request;
  const structure = obstaclesIn(pdf, judging.password);
  if (structure.some(({ code }) => code.startsWith('PDF_'))) return structure;
  const day = vietnamDay(judging.clock.now());
  const report = await judgePdf(judging, { file, bytes: pdf });
  const isEarlier = structure.some(({ code }) => code.startsWith('SIGNING_EARLIER'));
  return [
    ...structure,
    ...found(() => checkPdfNotSecret(file, pdf, day, judging.password), 1),
    ...(isEarlier ? [] : found(() => refuseBroken(report))),
    ...(act === undefined ? [] : found(() => orderOf(act, report, judging))),
  ];
}

function orderOf(act: SigningAct, report: ValidationReport, { policy }: Judging): void {
  refuseAfterMark(act, report);
  refuseWrongOrder(act, report, policy);
}

/** @param page when the refusal is about one */
function found(check: () => void, page: number | null = null): readonly Obstacle[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return [{ ...told(error), object: null, byte: null, page }];
  }
}

function told(error: CongvanError): Pick<Obstacle, 'code' | 'where' | 'detail'> {
  return { code: error.code, where: error.where ?? null, detail: error.detail ?? null };
}
