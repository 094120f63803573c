/** The story of lasting: a signature that can be judged when its certificates and servers are gone. */
import { CongvanError } from '../kernel/errors.ts';
import type { OlderRevocation } from '../signing/pdf/levels/addMaterial.ts';
import type { SignatureLevel, ValidationReport } from '../signing/report.ts';
import type { Protecting } from './context.ts';
import { type Judged, judged, refuseDoubtful, withMaterial, withTimestamp } from './protect.ts';

/** Levels of EN 319 142-1 §6 that a file can be lifted to without any key. */
export type ExtendedLevel = 'B-T' | 'B-LT' | 'B-LTA';

export interface ExtendRequest {
  /** For messages. */
  readonly file: string;
  readonly pdf: Uint8Array;
  readonly level: ExtendedLevel;
  /**
   * How long to wait between the last timestamp and asking for revocation data: a revocation that was reported before
   * the signature but not yet published is then seen (EN 319 102-1 §5.2.5, grace period). Seconds.
   */
  readonly graceSeconds?: number;
}

export interface Extended {
  readonly pdf: Uint8Array;
  readonly report: ValidationReport;
  /** Signatures about which nothing newer than themselves could be had. */
  readonly older: readonly OlderRevocation[];
}

/**
 * Lifts every signature of a PDF to a level, as appended updates: a document timestamp where a signature has no proven
 * time (B-T; the signatures themselves are not touched), the Document Security Store (B-LT), a document timestamp over
 * it (B-LTA). The result was judged and passed before it is returned.
 * @throws LEVEL_*, TIMESTAMP_*, REVOCATION_UNAVAILABLE, PDF_*, SIGNING_*; nothing is given out then
 */
export async function extendDocument(context: Protecting, request: ExtendRequest): Promise<Extended> {
  const before = await judged(context, request.file, request.pdf);
  if (before.report.signatures.length === 0) {
    throw new CongvanError('LEVEL_WITHOUT_SIGNATURE', { where: request.file });
  }
  refuseDoubtful(before);
  return await lift(context, before, request);
}

/** From a file that passed. @throws as `extendDocument` */
export async function lift(
  context: Protecting,
  before: Judged,
  { level, graceSeconds = 0 }: Pick<ExtendRequest, 'level' | 'graceSeconds'>,
): Promise<Extended> {
  const timed = isTimed(before) ? before : await withTimestamp(context, before);
  if (level === 'B-T') return lifted(before, { ...timed, older: [] }, level);
  await context.pause(graceSeconds * 1000);
  if (level === 'B-LTA' && timed === before && (await isClosed(context, before))) {
    throw new CongvanError('LEVEL_ALREADY_REACHED', { where: before.file, detail: level });
  }
  const complete = await withMaterial(context, timed);
  if (level === 'B-LT') return lifted(before, complete, level);
  const last = await withTimestamp(context, complete);
  return lifted(before, { ...last, older: complete.older }, level);
}

/** Every signature is proven to be as old as some timestamp says. */
function isTimed({ report }: Judged): boolean {
  return report.signatures.every(({ bestTime }) => bestTime !== null);
}

/** A document timestamp is the last thing in the file, and all before it has its material under it. */
async function isClosed(context: Protecting, before: Judged): Promise<boolean> {
  const last = before.report.signatures.at(-1);
  if (last?.role !== 'timestamp' || last.coverage !== 'WHOLE-FILE' || last.field === null) return false;
  const { added } = await withMaterial(context, before, new Set([last.field]));
  return !added;
}

function lifted(before: Judged, after: Judged & Pick<Extended, 'older'>, level: ExtendedLevel): Extended {
  const { file, pdf, report, older } = after;
  if (pdf === before.pdf) throw new CongvanError('LEVEL_ALREADY_REACHED', { where: file, detail: level });
  // Timestamps have no level, nor has adbe.pkcs7.detached: the same is done for it, under no name of ETSI's.
  const below = report.signatures.find((each) => each.level !== null && !isReached(each.level, level));
  if (below === undefined) return { pdf, report, older };
  const detail = `${below.field} is at ${below.level}, not ${level}`;
  throw new CongvanError('LEVEL_SELF_CHECK_FAILED', { where: file, detail });
}

const LEVELS: readonly SignatureLevel[] = ['B-B', 'B-T', 'B-LT', 'B-LTA'];

function isReached(level: SignatureLevel, wanted: ExtendedLevel): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(wanted);
}
