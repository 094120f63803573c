import type { Reason } from '../report.ts';
import { crlFindings } from './crlJudgement.ts';
import { evidenceOf } from './evidence.ts';
import { ocspFindings } from './ocspJudgement.ts';
import { reason } from './reasons.ts';
import { combined, type RevocationFinding, type RevocationJudgement } from './revocationFinding.ts';
import type { RevocationQuestion } from './revocationQuestion.ts';

/** Certificates behind certificates behind answers: deeper than this nobody's PKI is. */
const MAX_ASKING = 6;

/**
 * Was the certificate revoked at the time in question? From all OCSP answers and CRLs in the material; an answer that
 * is not authentic, not understood or not about that time counts for nothing, and nothing at all is UNKNOWN.
 */
export function judgeRevocation(question: RevocationQuestion): RevocationJudgement {
  if (question.asking.has(question.certificate.fingerprint) || question.asking.size > MAX_ASKING) {
    return combined([], [reason('REVOCATION_NOT_AUTHENTIC', 'an answer that vouches for itself')]);
  }
  question.allowance.left -= 1;
  if (question.allowance.left < 0) {
    return combined([], [reason('REVOCATION_UNSUPPORTED', 'more signers of answers than are judged')]);
  }
  const { revocations } = evidenceOf(question.context.material);
  const findings: RevocationFinding[] = [];
  const refused: Reason[] = [];
  const asking = new Set([...question.asking, question.certificate.fingerprint]);
  const judge = (next: RevocationQuestion) => judgeRevocation({ ...next, asking });
  for (const evidence of revocations) {
    if (evidence.kind !== 'ocsp') continue;
    const result = ocspFindings(evidence, question, judge);
    findings.push(...result.findings);
    refused.push(...result.refused);
  }
  const crls = revocations.flatMap((evidence) => (evidence.kind === 'crl' ? [evidence.crl] : []));
  const result = crlFindings(crls, question, judge);
  return combined([...findings, ...result.findings], [...refused, ...result.refused]);
}
