import { type AlgorithmProblem, algorithmProblem, digestProblem } from '../../policy/algorithms.ts';
import type { Indication, Reason, SignatureLevel, SubIndication } from '../../report.ts';
import { type CertificateJudgement, judgeCertificate } from '../../validation/chainJudgement.ts';
import type { JudgingContext } from '../../validation/context.ts';
import { uniqueCertificates } from '../../validation/evidence.ts';
import { lastingLevel } from '../../validation/level.ts';
import { NO_PROOFS } from '../../validation/proofs.ts';
import { reason } from '../../validation/reasons.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { joined } from './embedded.ts';
import type { CheckedSignature } from './parts.ts';
import { judgeStamps, type XadesTimestamps } from './timestamps.ts';

/** The verdict on an intact signature whose certificate is there. */
export interface TrustVerdict {
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  readonly reasons: readonly Reason[];
  readonly certificate: CertificateJudgement;
  readonly stamps: XadesTimestamps;
  readonly level: SignatureLevel | null;
}

/**
 * Timestamps from the newest back, then the certificate at the time they prove, then algorithms at that time, as for
 * CMS (EN 319 102-1 §5.5, §5.6).
 */
export function judgeTrust(
  checked: CheckedSignature,
  signer: Certificate,
  asked: JudgingContext,
): TrustVerdict {
  const context = { ...asked, material: joined(asked.material, checked.inFile) };
  const stamps = stampsOf(checked, context);
  const { proven, proofs, stamps: judged } = stamps;
  const certificate = judgeSigner(checked, signer, { ...context, proofs }, stamps);
  const weak = weaknesses(checked, signer, context, proven);
  const spoilt = spoiltBy(stamps);
  const own =
    checked.findings.find(({ failure }) => failure !== null)?.failure ?? weak[0]?.subIndication ?? spoilt;
  const isOwn = certificate.subIndication === null && own !== null;
  return {
    indication: isOwn ? 'INDETERMINATE' : certificate.indication,
    subIndication: certificate.subIndication ?? own,
    reasons: [
      ...certificate.reasons,
      ...weak.map((each) => each.reason),
      ...(judged.length === 0 ? [reason('TIMESTAMP_MISSING')] : stampReasons(stamps)),
      ...stamps.findings.map((finding) => finding.reason),
    ],
    ...{ certificate, stamps, level: levelOf(checked, certificate, stamps, { ...context, proofs }) },
  };
}

function stampsOf({ properties, examined }: CheckedSignature, context: JudgingContext): XadesTimestamps {
  if (properties !== undefined) return judgeStamps(properties, examined, context);
  return { stamps: [], proofs: context.proofs ?? NO_PROOFS, proven: undefined, findings: [] };
}

function judgeSigner(
  { inFile, claims }: CheckedSignature,
  certificate: Certificate,
  context: JudgingContext,
  { proven, stamps }: XadesTimestamps,
): CertificateJudgement {
  const { at } = context;
  const judged = judgeCertificate({
    ...context,
    ...{ certificate, candidates: uniqueCertificates(inFile.certificates), purpose: 'document' },
    ...{ time: proven ?? at, isProven: proven !== undefined },
    isNamed: claims?.isNamed?.(certificate) === true,
  });
  const { revoked, subIndication } = judged;
  const mayBeOlder = stamps.some(
    ({ judgement: { indication, cryptography, genTime } }) =>
      indication === 'INDETERMINATE' &&
      cryptography === 'INTACT' &&
      genTime !== null &&
      revoked !== null &&
      genTime < revoked.at,
  );
  const isOpen = subIndication === 'REVOKED' && mayBeOlder;
  return isOpen ? { ...judged, indication: 'INDETERMINATE', subIndication: 'REVOKED_NO_POE' } : judged;
}

/** Of the signature and of every digest in it, at the time that is proven. */
function weaknesses(
  { examined }: CheckedSignature,
  signer: Certificate,
  { policy, at }: JudgingContext,
  proven: Date | undefined,
): readonly AlgorithmProblem[] {
  const time = proven ?? at;
  const digests = new Set(
    examined.references.flatMap((each) => [each, ...each.entries]).map(({ reference }) => reference.digest),
  );
  const own = algorithmProblem(policy, examined.algorithm, signer.spki.description, time);
  return [own, ...[...digests].map((digest) => digestProblem(policy, digest, time))].flatMap(
    (problem) => problem ?? [],
  );
}

/** A timestamp that is there must be good, as in CMS. */
function spoiltBy({ stamps }: XadesTimestamps): SubIndication | null {
  const bad = stamps.filter(({ judgement }) => judgement.subIndication !== null);
  if (bad.some(({ judgement }) => judgement.indication === 'TOTAL-FAILED')) return 'SIG_CONSTRAINTS_FAILURE';
  return bad[0]?.judgement.subIndication ?? null;
}

function stampReasons({ stamps }: XadesTimestamps): readonly Reason[] {
  return stamps.flatMap(({ judgement: { subIndication, reasons } }) =>
    subIndication === null ? reasons : [reason('TIMESTAMP_NOT_ACCEPTED', subIndication), ...reasons],
  );
}

/** EN 319 132-1 §6; null for what lacks a property of level B-B, and for plain XML-DSig. */
function levelOf(
  { claims, inFile }: CheckedSignature,
  { path }: CertificateJudgement,
  { proven, stamps }: XadesTimestamps,
  context: JudgingContext,
): SignatureLevel | null {
  if (claims?.isBaseline !== true) return null;
  if (proven === undefined) return 'B-B';
  const tokens = stamps.filter(({ kind }) => kind !== 'archive');
  const authorities = tokens.flatMap(({ judgement: { indication, path: behind, genTime } }) =>
    indication !== 'TOTAL-PASSED' || behind === null || genTime === null
      ? []
      : [{ path: behind, time: genTime }],
  );
  const paths = path === null ? [] : [{ path, time: proven }, ...authorities];
  return lastingLevel(paths, joined(inFile, ...stamps.map(({ inside }) => inside)), context);
}
