import { hash } from 'node:crypto';
import { sameBytes } from '../der/values.ts';
import { algorithmProblem } from '../policy/algorithms.ts';
import type { Reason } from '../report.ts';
import { isIdOf } from '../revocation/certId.ts';
import type { OcspAnswer, ResponderId, SingleResponse } from '../revocation/ocsp.ts';
import { signatureAlgorithmOf } from '../x509/algorithms.ts';
import type { Certificate } from '../x509/certificate.ts';
import { ALL_REASONS } from '../x509/distributionPoint.ts';
import { sameName } from '../x509/name.ts';
import { verifyIssued } from '../x509/verifySignature.ts';
import { evidenceOf, uniqueCertificates } from './evidence.ts';
import { freshnessOf } from './freshness.ts';
import { certificateExistsSince, earlier, existsSince } from './proofs.ts';
import { reason } from './reasons.ts';
import type { RevocationFinding } from './revocationFinding.ts';
import type { RevocationQuestion, StatusJudge } from './revocationQuestion.ts';
import { usageProblem } from './usage.ts';

export interface OcspResult {
  readonly findings: readonly RevocationFinding[];
  readonly refused: readonly Reason[];
}

/** An answer, and since when it is known to exist: what its signer could be relied on then decides. */
interface ProvenAnswer {
  readonly answer: OcspAnswer;
  readonly exists: Date;
}

/**
 * What one OCSP answer says about the certificate (RFC 6960 §3.2): named by CertID, signed by the issuer's key or by a
 * responder that this very issuer delegated, in time; and from a time at which that signer could be relied on.
 * @param judge asks about the delegated responder's own certificate
 */
export function ocspFindings(
  { answer, der }: { readonly answer: OcspAnswer; readonly der: Uint8Array },
  question: RevocationQuestion,
  judge: StatusJudge,
): OcspResult {
  const { certificate, issuer } = question;
  const single = answer.responses.find(({ id }) => isIdOf(id, certificate, issuer));
  if (single === undefined) return { findings: [], refused: [] };
  const exists = existsSince(der, question.context);
  const problem = answerProblem({ answer, exists }, single, question, judge);
  if (problem !== undefined) return { findings: [], refused: [problem] };
  const { status } = single;
  const { thisUpdate, nextUpdate, archiveCutoff } = single;
  const { time, context } = question;
  const validity = { thisUpdate, nextUpdate, remembersFrom: archiveCutoff };
  const finding: RevocationFinding = {
    ...{ source: 'ocsp', thisUpdate, mask: ALL_REASONS },
    freshness: freshnessOf(validity, time, certificate, exists, context.policy),
    status: status.kind === 'revoked' ? status : status.kind,
  };
  return { findings: [finding], refused: [] };
}

function answerProblem(
  proven: ProvenAnswer,
  single: SingleResponse,
  question: RevocationQuestion,
  judge: StatusJudge,
): Reason | undefined {
  const { answer } = proven;
  const critical = [...answer.unknownCritical, ...single.unknownCritical];
  if (critical.length > 0) return reason('REVOCATION_UNSUPPORTED', `OCSP, critical ${critical.join(', ')}`);
  if (single.nextUpdate !== undefined && single.nextUpdate < single.thisUpdate) {
    return reason('REVOCATION_MALFORMED', 'OCSP, nextUpdate before thisUpdate');
  }
  const signers = responders(answer, question).filter(
    (signer) => verifyIssued(answer.signed, signer) === 'INTACT',
  );
  if (signers.length === 0) return reason('REVOCATION_NOT_AUTHENTIC', 'OCSP');
  const problems = signers.map((signer) => responderProblem(proven, signer, question, judge));
  return problems.includes(undefined) ? undefined : problems[0];
}

/** Certificates tried for one answer; honest answers bring theirs. */
const MAX_RESPONDERS = 16;

/** Certificates that fit the ResponderID: the issuer, those sent along, those collected. */
function responders(answer: OcspAnswer, { issuer, context }: RevocationQuestion): readonly Certificate[] {
  const candidates = [
    issuer,
    ...uniqueCertificates(answer.certificates),
    ...evidenceOf(context.material).certificates,
  ];
  const fitting = candidates.filter((certificate) => isResponder(answer.responder, certificate));
  return [...new Map(fitting.map((one) => [one.fingerprint, one])).values()].slice(0, MAX_RESPONDERS);
}

function isResponder(id: ResponderId, certificate: Certificate): boolean {
  if (id.kind === 'name') return sameName(id.name, certificate.subject);
  return sameBytes(id.keyHash, hash('sha1', certificate.spki.keyBits, 'buffer'));
}

function responderProblem(
  proven: ProvenAnswer,
  signer: Certificate,
  question: RevocationQuestion,
  judge: StatusJudge,
): Reason | undefined {
  const { issuer, context, issuerUntil } = question;
  const { answer, exists } = proven;
  const algorithm = signatureAlgorithmOf(answer.signed.signatureAlgorithm);
  const weak = algorithmProblem(context.policy, algorithm, signer.spki.description, exists);
  if (weak !== undefined) return weak.reason;
  const isIssuer = signer.spkiDigest === issuer.spkiDigest && sameName(signer.subject, issuer.subject);
  if (!isIssuer) return delegationProblem(proven, signer, question, judge);
  return issuerUntil !== undefined && exists > issuerUntil ? notProven(signer, issuerUntil) : undefined;
}

function notProven({ subject }: Certificate, until: Date): Reason {
  return reason('REVOCATION_NOT_PROVEN', `OCSP, ${subject.text}, ${until.toISOString()}`);
}

/**
 * RFC 6960 §4.2.2.2: issued by the certificate's issuer itself, for this purpose, valid when it answered. A responder's
 * key may be anyone's once its certificate has ended, so that its answer must be proven to be older.
 */
function delegationProblem(
  { answer, exists }: ProvenAnswer,
  signer: Certificate,
  question: RevocationQuestion,
  judge: StatusJudge,
): Reason | undefined {
  const { issuer, context, issuerUntil } = question;
  const refused = (why: string) => reason('REVOCATION_NOT_AUTHENTIC', `OCSP, ${signer.subject.text}: ${why}`);
  const isDelegate =
    sameName(signer.issuer, issuer.subject) && verifyIssued(signer.signed, issuer) === 'INTACT';
  if (!isDelegate) return refused('not delegated by the issuer');
  if (usageProblem(signer, 'ocsp', context.policy) !== undefined) return refused('not an OCSP responder');
  if (signer.unknownCritical.length > 0) return refused('unknown critical extension');
  const isSent = answer.certificates.some((der) => sameBytes(der, signer.der));
  const signerExists = earlier(isSent ? exists : undefined, certificateExistsSince(signer, context));
  const own = signatureAlgorithmOf(signer.signed.signatureAlgorithm);
  const weak = algorithmProblem(context.policy, own, issuer.spki.description, signerExists);
  if (weak !== undefined) return weak.reason;
  const { producedAt } = answer;
  if (producedAt < signer.notBefore || producedAt > signer.notAfter)
    return refused('not valid when it answered');
  if (exists > signer.notAfter) return notProven(signer, signer.notAfter);
  if (issuerUntil !== undefined && signerExists > issuerUntil) return notProven(issuer, issuerUntil);
  if (signer.ocspNoCheck || !context.policy.revocation.checkResponders) return undefined;
  const { status, revoked } = judge({ ...question, certificate: signer, time: producedAt });
  if (status === 'GOOD' || (revoked !== null && revoked.at > exists)) return undefined;
  return refused(`its own revocation: ${status}`);
}
