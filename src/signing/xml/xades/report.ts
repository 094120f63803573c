import type { XmlDocument } from '../../../kernel/xml/document.ts';
import { FATAL, worstOf } from '../../cms/findings.ts';
import type { Reason, SignatureFormat, SignatureReport } from '../../report.ts';
import { REVOCATION_NOT_CHECKED } from '../../validation/chainJudgement.ts';
import type { JudgingContext } from '../../validation/context.ts';
import { certificateSummary, signerUnder } from '../../validation/summary.ts';
import { timestampSummary } from '../../validation/timestampSummary.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { coverageOf } from '../dsig/coverage.ts';
import { cryptographyLeft, type DsigFinding } from '../dsig/findings.ts';
import type { CheckedSignature } from './parts.ts';
import { judgeTrust, type TrustVerdict } from './trusted.ts';

/** A signature that could not even be examined. */
export function unexaminedReport(finding: DsigFinding): SignatureReport {
  return {
    ...UNJUDGED,
    ...verdictOf([finding]),
    format: 'XML-DSig',
    reasons: [finding.reason],
  };
}

const UNJUDGED: Omit<
  SignatureReport,
  'indication' | 'subIndication' | 'cryptography' | 'format' | 'reasons'
> = {
  ...{ field: null, role: 'unknown', signer: null, level: null },
  ...{ coverage: 'PARTIAL', signed: [], modifications: 'UNKNOWN' },
  chain: { status: 'NOT-CHECKED', certificates: [] },
  revocation: REVOCATION_NOT_CHECKED,
  ...{ signingTime: null, bestTime: null, timestamps: [] },
};

function verdictOf(
  findings: readonly DsigFinding[],
): Pick<SignatureReport, 'indication' | 'subIndication' | 'cryptography'> {
  const failure = worstOf(findings);
  return {
    indication: FATAL.includes(failure) ? 'TOTAL-FAILED' : 'INDETERMINATE',
    subIndication: failure,
    cryptography: cryptographyLeft(findings),
  };
}

/** Trust is asked for only when the cryptography is intact and a certificate stands behind it. */
export function reportOf(
  checked: CheckedSignature,
  document: XmlDocument,
  context: JudgingContext,
): SignatureReport {
  const { findings, signer, claims } = checked;
  const format: SignatureFormat = checked.properties === undefined ? 'XML-DSig' : 'XAdES';
  const verdict = verdictOf(findings);
  const isIntact = verdict.cryptography === 'INTACT';
  const cover = isIntact
    ? coverOf(checked, document)
    : ({ coverage: 'PARTIAL', signed: [], reasons: [] } as const);
  const common: SignatureReport = {
    ...{ ...UNJUDGED, ...verdict, format, coverage: cover.coverage, signed: cover.signed },
    ...(signer === undefined ? {} : signerParts(signer, context)),
    modifications: cover.coverage === 'WHOLE-FILE' ? 'NONE' : 'UNKNOWN',
    signingTime: claims?.signingTime?.toISOString() ?? null,
    reasons: [...findings.map(({ reason }) => reason), ...cover.reasons],
  };
  if (!isIntact || signer === undefined) return common;
  return withTrust(common, judgeTrust(checked, signer, context));
}

function coverOf({ examined, properties }: CheckedSignature, document: XmlDocument) {
  return coverageOf(examined.parsed, examined.references, document, properties?.object);
}

function signerParts(
  signer: Certificate,
  { policy }: JudgingContext,
): Pick<SignatureReport, 'role' | 'signer' | 'chain'> {
  return {
    ...signerUnder(signer, policy),
    chain: { status: 'NOT-CHECKED', certificates: [certificateSummary(signer)] },
  };
}

function withTrust(report: SignatureReport, trust: TrustVerdict): SignatureReport {
  const { indication, subIndication, level, certificate, stamps } = trust;
  return {
    ...{ ...report, indication, subIndication, level },
    ...{ chain: certificate.chain, revocation: certificate.revocation },
    bestTime: stamps.proven?.toISOString() ?? null,
    timestamps: stamps.stamps.map(({ judgement }) => timestampSummary(judgement)),
    reasons: unique([...report.reasons, ...trust.reasons]),
  };
}

/** The same chain stands behind signature and timestamp: its reasons are told once. */
function unique(reasons: readonly Reason[]): readonly Reason[] {
  return [...new Map(reasons.map((each) => [`${each.code} ${each.text}`, each])).values()];
}
