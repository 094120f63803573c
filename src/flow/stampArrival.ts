/** The story of a document that arrived: its rendition gets the stamp "ĐẾN"; the signed file stays as it came. */
import { CongvanError } from '../kernel/errors.ts';
import { NO_MATERIAL } from '../signing/material.ts';
import type { ArrivalText } from '../signing/pdf/rendition/arrivalStamp.ts';
import { makeRendition, type Rendition } from '../signing/pdf/rendition/makeRendition.ts';
import type { PagePosition } from '../signing/pdf/signRequest.ts';
import { DEFAULT_POLICY } from '../signing/policy/policy.ts';
import { verifyPdf } from '../signing/verifyPdf.ts';
import { inFile } from './inFile.ts';

export interface StampArrivalRequest {
  /** For messages. */
  readonly file: string;
  readonly pdf: Uint8Array;
  readonly stamp: ArrivalText;
  readonly at?: PagePosition;
  /** UTC. */
  readonly now: Date;
}

/**
 * Makes a rendition with the stamp "ĐẾN" (NĐ 30/2020 PL IV, V). The signatures of the original are intact and nothing
 * was changed after them that may not be; who signed, with what certificate, is not judged here: that is `verify`.
 * @throws RENDITION_ORIGINAL_BROKEN and what `makeRendition` refuses
 */
export async function stampArrival(request: StampArrivalRequest): Promise<Rendition> {
  const { file, pdf, stamp, at } = request;
  return await inFile(file, async () => {
    refuseBroken(request);
    return await makeRendition({ pdf, stamp, ...(at === undefined ? {} : { at }) });
  });
}

/** Trust has no part in it: nobody is trusted, so that a sound signature is INDETERMINATE. */
function refuseBroken({ file, pdf, now }: StampArrivalRequest): void {
  const trust = { anchors: [], has: () => false };
  const report = verifyPdf(pdf, { file, material: NO_MATERIAL, trust, policy: DEFAULT_POLICY, at: now });
  if (report.signatures.length === 0 || report.documentUnchanged) return;
  throw new CongvanError('RENDITION_ORIGINAL_BROKEN', { where: file });
}
