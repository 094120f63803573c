/** The story of an archive that renews what protects its files, before algorithms and certificates wear out. */
import type { Protecting } from './context.ts';
import type { Extended, ExtendRequest } from './extend.ts';
import { judged, refuseDoubtful, withMaterial, withTimestamp } from './protect.ts';

/**
 * Adds whatever validation material is still missing, that of earlier document timestamps too, and then a document
 * timestamp over everything (EN 319 142-1 §5.4.3). No key is used and certificates of signers may have expired, as long
 * as the file proves that they were good. A PDF without signatures gets the timestamp alone: it proves that these bytes
 * existed, not who made them.
 * @throws LEVEL_BROKEN_SIGNATURE, LEVEL_NOT_PROVABLE, LEVEL_SELF_CHECK_FAILED, TIMESTAMP_*, REVOCATION_UNAVAILABLE,
 *   PDF_*, SIGNING_*; nothing is given out then
 */
export async function timestampDocument(
  context: Protecting,
  { file, pdf, graceSeconds = 0 }: Omit<ExtendRequest, 'level'>,
): Promise<Extended> {
  const before = await judged(context, file, pdf);
  if (before.report.signatures.length === 0) {
    const stamped = await withTimestamp(context, before);
    return { pdf: stamped.pdf, report: stamped.report, older: [] };
  }
  refuseDoubtful(before);
  await context.pause(graceSeconds * 1000);
  const complete = await withMaterial(context, before);
  const { pdf: stamped, report } = await withTimestamp(context, complete);
  return { pdf: stamped, report, older: complete.older };
}
