/** The story of an auditor: collect what a judgement needs, then judge. */
import { collectMaterial } from '../signing/collect.ts';
import type { Material } from '../signing/material.ts';
import type { Indication, ValidationReport } from '../signing/report.ts';
import { certificatesOfPdf, verifyPdf } from '../signing/verifyPdf.ts';
import { certificatesOfSeal, verifySeal } from '../signing/xml/verifySeal.ts';
import type { Judging } from './context.ts';
import { fileKindOf } from './fileKind.ts';
import { inFile } from './inFile.ts';

export interface VerifyRequest {
  /** For the report; not opened. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Judge as of this time instead of now. */
  readonly at?: Date;
  /** Ask nobody: only what the file carries and what lies on the disk. */
  readonly offline?: boolean;
}

/**
 * Judges a signed PDF or a sealed envelope. A bad signature is in the report; only what cannot be judged at all throws.
 * Attachments of an envelope are not part of it: their digests are in the seal, their bytes travel beside it.
 * @throws FILE_KIND_UNKNOWN, PDF_*, ENVELOPE_*
 */
export async function verifyFile(judging: Judging, request: VerifyRequest): Promise<ValidationReport> {
  switch (fileKindOf(request.file, request.bytes)) {
    case 'pdf':
      return await judgePdf(judging, request);
    case 'envelope':
      return await inFile(request.file, () => judgeEnvelope(judging, request));
  }
}

export async function judgePdf(judging: Judging, request: VerifyRequest): Promise<ValidationReport> {
  const { file, bytes } = request;
  return await inFile(file, async () => {
    const at = request.at ?? judging.clock.now();
    const material = await collected(judging, certificatesOfPdf(bytes), request.offline);
    const { trust, policy } = judging;
    return verifyPdf(bytes, { file, material, trust, policy, at });
  });
}

async function judgeEnvelope(judging: Judging, request: VerifyRequest): Promise<ValidationReport> {
  const at = request.at ?? judging.clock.now();
  const { trust, policy } = judging;
  const material = await collected(judging, certificatesOfSeal(request.bytes), request.offline);
  const { report } = verifySeal(request.bytes, { material, trust, policy, at });
  const about = { file: request.file, kind: 'envelope', policy: policy.name, at: at.toISOString() } as const;
  if (report.reasons.some(({ code }) => code === 'XML_SEAL_MISSING')) {
    const { reasons } = report;
    return { ...about, indication: 'INDETERMINATE', documentUnchanged: false, signatures: [], reasons };
  }
  return {
    ...about,
    indication: report.indication,
    documentUnchanged: report.cryptography === 'INTACT' && report.coverage === 'WHOLE-FILE',
    signatures: [report],
    reasons: [],
  };
}

/** Material for these certificates: the intermediates we know, and what the revocation sources say. */
export async function collected(
  judging: Judging,
  certificates: readonly Uint8Array[],
  offline = false,
): Promise<Material> {
  const known = [...certificates, ...judging.intermediates];
  return await collectMaterial(known, judging.trust, offline ? judging.keptRevocation : judging.revocation);
}

const BADNESS: Readonly<Record<Indication, number>> = {
  'TOTAL-PASSED': 0,
  INDETERMINATE: 1,
  'TOTAL-FAILED': 2,
};

/** The worst of several; TOTAL-PASSED when there is none to doubt. */
export function worstOf(indications: readonly Indication[]): Indication {
  return indications.reduce<Indication>(
    (worst, one) => (BADNESS[one] > BADNESS[worst] ? one : worst),
    'TOTAL-PASSED',
  );
}
