import { isCongvanError } from '../../kernel/errors.ts';
import { embeddedRevocations } from '../cms/embeddedRevocations.ts';
import type { CmsCheck } from '../cms/verify.ts';
import { sameBytes } from '../der/values.ts';
import { algorithmProblem, digestProblem } from '../policy/algorithms.ts';
import type {
  ChainSummary,
  Cryptography,
  Indication,
  Reason,
  RevocationSummary,
  SubIndication,
} from '../report.ts';
import type { Path } from '../trust/paths.ts';
import { parseTimestampToken, type TimestampToken } from '../tsp/token.ts';
import { verifyToken } from '../tsp/verifyToken.ts';
import type { DigestName } from '../x509/algorithms.ts';
import type { Certificate } from '../x509/certificate.ts';
import {
  type CertificateJudgement,
  isHarmless,
  judgeCertificate,
  REVOCATION_NOT_CHECKED,
} from './chainJudgement.ts';
import type { JudgingContext } from './context.ts';
import { unexplained } from './embedded.ts';
import { evidenceOf, uniqueCertificates } from './evidence.ts';
import { earlier, existsSince } from './proofs.ts';
import { reason } from './reasons.ts';

export interface TimestampQuestion extends JudgingContext {
  /** DER TimeStampToken. */
  readonly token: Uint8Array;
  /** The digest of the bytes that should have been stamped. */
  readonly imprintOf: (algorithm: DigestName) => Uint8Array;
  /** When the token itself is proven to have existed, by a later timestamp over it. */
  readonly provenAt?: Date;
}

export interface TimestampJudgement {
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  readonly reasons: readonly Reason[];
  readonly cryptography: Cryptography;
  /** What the token says; a proof only when it passed. */
  readonly genTime: Date | null;
  readonly authority: Certificate | null;
  readonly chain: ChainSummary;
  readonly revocation: RevocationSummary;
  /** The authority's path, accepted or not; null when there is none. */
  readonly path: Path | null;
}

const NO_CHAIN: ChainSummary = { status: 'NOT-CHECKED', certificates: [] };

/**
 * Judges an RFC 3161 token: it stamps these bytes, its signature is intact and names its certificate, that certificate
 * is a timestamp authority's (critical, sole purpose) with a valid chain now, or when the token was proven to exist
 * (`provenAt`, or `proofs` of the context), and at its own time. A revocation for a harmless reason leaves earlier
 * timestamps good (RFC 3161 §4). Pure.
 */
export function judgeTimestamp(asked: TimestampQuestion): TimestampJudgement {
  const token = parsedOrReason(asked.token);
  if ('code' in token) return failedTimestamp('TOTAL-FAILED', 'FORMAT_FAILURE', [token]);
  const question = withEverything(asked, token);
  const candidates = evidenceOf(question.material).certificates;
  const check = verifyToken(token, candidates);
  const problem = tokenProblem(token, check, question);
  if (problem !== undefined)
    return { ...problem, genTime: token.info.genTime, authority: check.signer ?? null };
  if (check.signer === undefined) return failedTimestamp('INDETERMINATE', 'NO_SIGNING_CERTIFICATE_FOUND', []);
  return judgeAuthority(token, check.signer, question);
}

/** The answers inside the token are material too, and it exists since the earliest of all proofs. */
function withEverything(question: TimestampQuestion, { cms }: TimestampToken): TimestampQuestion {
  const { material, provenAt, at } = question;
  const exists = earlier(provenAt, existsSince(question.token, question));
  const inside = embeddedRevocations(cms);
  return {
    ...question,
    ...(inside.length === 0
      ? {}
      : { material: { ...material, revocations: [...material.revocations, ...inside] } }),
    ...(exists < at ? { provenAt: exists } : {}),
  };
}

function parsedOrReason(der: Uint8Array): TimestampToken | Reason {
  try {
    return parseTimestampToken(der);
  } catch (error) {
    if (!isCongvanError(error, 'TIMESTAMP_INVALID')) throw error;
    return reason('TIMESTAMP_MALFORMED', error.detail);
  }
}

/** A timestamp that proves nothing, and why. */
export function failedTimestamp(
  indication: Indication,
  subIndication: SubIndication,
  reasons: readonly Reason[],
  cryptography: Cryptography = 'BROKEN',
): TimestampJudgement {
  return {
    ...{ indication, subIndication, reasons, cryptography, genTime: null, authority: null },
    ...{ chain: NO_CHAIN, revocation: REVOCATION_NOT_CHECKED, path: null },
  };
}

/** What is wrong with the token itself. */
function tokenProblem(
  { info }: TimestampToken,
  check: CmsCheck,
  question: TimestampQuestion,
): TimestampJudgement | undefined {
  const { policy, at, provenAt = at } = question;
  if (info.digest === undefined) {
    return failedTimestamp(
      'INDETERMINATE',
      'CRYPTO_CONSTRAINTS_FAILURE',
      [reason('CMS_ALGORITHM_UNSUPPORTED')],
      'UNSUPPORTED',
    );
  }
  if (!sameBytes(info.imprint, question.imprintOf(info.digest))) {
    return failedTimestamp('TOTAL-FAILED', 'HASH_FAILURE', [reason('TIMESTAMP_OF_SOMETHING_ELSE')]);
  }
  if (check.failure !== null) {
    const indication = check.cryptography === 'BROKEN' ? 'TOTAL-FAILED' : 'INDETERMINATE';
    return failedTimestamp(indication, check.failure, check.reasons, check.cryptography);
  }
  const key = check.signer?.spki.description;
  const weak =
    digestProblem(policy, info.digest, provenAt) ??
    (key && algorithmProblem(policy, check.algorithm, key, provenAt));
  if (weak !== undefined)
    return failedTimestamp('INDETERMINATE', weak.subIndication, [weak.reason], 'INTACT');
  return orderProblem(info.genTime, question);
}

/** A token cannot be newer than its judgement, nor than the proof that it existed. */
function orderProblem(genTime: Date, question: TimestampQuestion): TimestampJudgement | undefined {
  const { policy, at, provenAt = at } = question;
  if (genTime.getTime() <= provenAt.getTime() + policy.clockSkewSeconds * 1000) return undefined;
  const isFuture = genTime.getTime() > at.getTime() + policy.clockSkewSeconds * 1000;
  const code = isFuture ? 'TIMESTAMP_FROM_THE_FUTURE' : 'TIMESTAMP_OUT_OF_ORDER';
  const why = reason(code, genTime.toISOString());
  return failedTimestamp('INDETERMINATE', 'TIMESTAMP_ORDER_FAILURE', [why], 'INTACT');
}

function judgeAuthority(
  token: TimestampToken,
  signer: Certificate,
  question: TimestampQuestion,
): TimestampJudgement {
  const { material, trust, policy, at, provenAt, proofs } = question;
  const { cms, info } = token;
  const { genTime } = info;
  const judged = judgeCertificate({
    ...{ material, trust, policy, at, certificate: signer, purpose: 'timestamp' },
    ...(proofs === undefined ? {} : { proofs }),
    candidates: uniqueCertificates(cms.certificates),
    time: policy.timestamps.acceptExpiredAuthority ? genTime : (provenAt ?? at),
    isProven: policy.timestamps.acceptExpiredAuthority || provenAt !== undefined,
  });
  const { indication, subIndication, reasons, chain, revocation } = mended(judged, genTime);
  const { path } = judged;
  const base = { cryptography: 'INTACT', genTime, authority: signer, chain, revocation, path } as const;
  if (subIndication !== null) return { ...base, indication, subIndication, reasons };
  const odd = unexplained(cms, signer, question);
  if (odd.length > 0) {
    const all = [...reasons, ...odd];
    return { ...base, indication: 'INDETERMINATE', subIndication: 'SIG_CONSTRAINTS_FAILURE', reasons: all };
  }
  const outside = genTime < signer.notBefore || genTime > signer.notAfter;
  if (!outside) return { ...base, indication, subIndication, reasons };
  const code = genTime < signer.notBefore ? 'CERT_NOT_YET_VALID' : 'CERT_EXPIRED';
  const why = [...reasons, reason(code, `${signer.subject.text}, ${genTime.toISOString()}`)];
  return { ...base, indication: 'INDETERMINATE', subIndication: 'TIMESTAMP_ORDER_FAILURE', reasons: why };
}

/**
 * A revocation for a harmless reason after the timestamp was made does not undo it; for any other reason the token
 * would have to be proven older than the revocation.
 */
function mended(judged: CertificateJudgement, genTime: Date): CertificateJudgement {
  const { revoked, subIndication } = judged;
  if (subIndication !== 'REVOKED' || revoked === null) return judged;
  if (revoked.at <= genTime || judged.chain.status !== 'VALID') return judged;
  if (!isHarmless(revoked))
    return { ...judged, indication: 'INDETERMINATE', subIndication: 'REVOKED_NO_POE' };
  const reasons = judged.reasons.map((each) =>
    each.code === 'CERT_REVOKED' ? reason('CERT_REVOKED_LATER', revoked.at.toISOString()) : each,
  );
  return { ...judged, indication: 'TOTAL-PASSED', subIndication: null, reasons };
}
