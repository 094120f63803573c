import { isCongvanError } from '../../kernel/errors.ts';
import { sameBytes } from '../der/values.ts';
import { algorithmProblem } from '../policy/algorithms.ts';
import type { Reason } from '../report.ts';
import type { Crl } from '../revocation/crl.ts';
import { CRL_REASON, type CrlEntry } from '../revocation/crlEntries.ts';
import { pathsFrom } from '../trust/paths.ts';
import { validatePath } from '../trust/validatePath.ts';
import { signatureAlgorithmOf } from '../x509/algorithms.ts';
import type { Certificate } from '../x509/certificate.ts';
import { sameName } from '../x509/name.ts';
import { verifyIssued } from '../x509/verifySignature.ts';
import { scopeOf } from './crlScope.ts';
import { evidenceOf } from './evidence.ts';
import { freshnessOf } from './freshness.ts';
import { existsSince } from './proofs.ts';
import { reason } from './reasons.ts';
import type { Revocation, RevocationFinding } from './revocationFinding.ts';
import type { RevocationQuestion, StatusJudge } from './revocationQuestion.ts';

export interface CrlResult {
  readonly findings: readonly RevocationFinding[];
  readonly refused: readonly Reason[];
}

/**
 * What the CRLs say about the certificate (RFC 5280 §6.3.3): in scope, signed by who may, understood whole. Delta CRLs
 * count only together with the complete CRL they extend.
 * @param judge asks about the status of a CRL signer that is not in the path
 */
export function crlFindings(
  crls: readonly Crl[],
  question: RevocationQuestion,
  judge: StatusJudge,
): CrlResult {
  const findings: RevocationFinding[] = [];
  const refused: Reason[] = [];
  const inScope = crls.filter((crl) => scopeOf(crl, question.certificate) !== 0);
  if (inScope.length * mostSigners(inScope, question) > MAX_CHECKS) {
    return { findings, refused: [reason('REVOCATION_UNSUPPORTED', 'more CRLs and signers than are judged')] };
  }
  const usable = inScope.filter((crl) => {
    const problem = crlProblem(crl, question, judge);
    if (problem !== undefined) refused.push(problem);
    return problem === undefined;
  });
  const deltas = usable.filter(({ deltaBase }) => deltaBase !== undefined);
  for (const base of usable.filter(({ deltaBase }) => deltaBase === undefined)) {
    findings.push(findingOf(base, undefined, question));
    for (const delta of deltas) if (extendsBase(delta, base)) findings.push(findingOf(base, delta, question));
  }
  if (findings.length === 0 && deltas[0] !== undefined) {
    refused.push(reason('REVOCATION_DELTA_ALONE', deltas[0].issuer.text));
  }
  return { findings, refused };
}

/** Signatures checked for one certificate; beyond it no CRL counts, so that none can be crowded out by others. */
const MAX_CHECKS = 4000;

/** How many certificates bear the name under which most could have signed. */
function mostSigners(crls: readonly Crl[], { context }: RevocationQuestion): number {
  const { certificates } = evidenceOf(context.material);
  const names = [...new Map(crls.map(({ issuer }) => [issuer.text, issuer])).values()].slice(0, MAX_NAMES);
  const counts = names.map((name) => certificates.filter(({ subject }) => sameName(subject, name)).length);
  return counts.reduce((most, count) => Math.max(most, count), 1);
}

/** A certificate names its own issuer and those of its distribution points. */
const MAX_NAMES = 50;

/** §6.3.3 (c), §5.2.4: same issuer, same scope, same key, and no gap between them. */
function extendsBase(delta: Crl, base: Crl): boolean {
  if (delta.deltaBase === undefined || base.number === undefined || delta.number === undefined) return false;
  return (
    sameName(delta.issuer, base.issuer) &&
    sameOptional(delta.authorityKeyIdentifier, base.authorityKeyIdentifier) &&
    sameOptional(delta.issuingPointDer, base.issuingPointDer) &&
    delta.deltaBase <= base.number &&
    base.number < delta.number
  );
}

function sameOptional(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameBytes(a, b);
}

/** §6.3.3 (i)–(l). A delta's word on a certificate replaces the base's. */
function findingOf(base: Crl, delta: Crl | undefined, question: RevocationQuestion): RevocationFinding {
  const { certificate, time, context } = question;
  const entry = delta?.entries.find(certificate) ?? base.entries.find(certificate);
  const newest = delta ?? base;
  const exists = existsSince(newest.der, context);
  const { thisUpdate, nextUpdate } = newest;
  const validity = { thisUpdate, nextUpdate, remembersFrom: base.expiredCertsFrom };
  return {
    ...{ source: 'crl', thisUpdate, mask: scopeOf(base, certificate) },
    freshness: freshnessOf(validity, time, certificate, exists, context.policy),
    status: entry === undefined || entry.reason === CRL_REASON.removeFromCRL ? 'good' : revocationOf(entry),
  };
}

/** The key is not trusted from the day on which its authority says it went bad. */
function revocationOf({ revokedAt, invalidityDate, reason: why }: CrlEntry): Revocation {
  const isEarlier = invalidityDate !== undefined && invalidityDate < revokedAt;
  return { kind: 'revoked', at: isEarlier ? invalidityDate : revokedAt, reason: why };
}

function crlProblem(crl: Crl, question: RevocationQuestion, judge: StatusJudge): Reason | undefined {
  if (crl.unknownCritical.length > 0) {
    return reason('REVOCATION_UNSUPPORTED', `CRL, critical ${crl.unknownCritical.join(', ')}`);
  }
  try {
    if (crl.entries.hasUnknownCritical)
      return reason('REVOCATION_UNSUPPORTED', 'CRL, critical entry extension');
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return reason('REVOCATION_MALFORMED', error.message);
  }
  const { policy } = question.context;
  const exists = existsSince(crl.der, question.context);
  const signer = signerOf(crl, question, judge);
  if (signer === undefined) return reason('REVOCATION_NOT_AUTHENTIC', `CRL, ${crl.issuer.text}`);
  const algorithm = signatureAlgorithmOf(crl.signed.signatureAlgorithm);
  const until = reliedOnUntil(signer, question);
  if (until !== undefined && exists > until) {
    return reason('REVOCATION_NOT_PROVEN', `CRL, ${signer.subject.text}, ${until.toISOString()}`);
  }
  return algorithmProblem(policy, algorithm, signer.spki.description, exists)?.reason;
}

/** Until when the key that signed the CRL could be relied on; an anchor has no end. */
function reliedOnUntil(signer: Certificate, { issuer, issuerUntil, context }: RevocationQuestion) {
  if (signer.fingerprint === issuer.fingerprint) return issuerUntil;
  return context.trust.has(signer.fingerprint) ? undefined : signer.notAfter;
}

/** §6.3.3 (f), (g): the certificate's own issuer, or another certificate of the CRL's issuer below the same anchor. */
function signerOf(crl: Crl, question: RevocationQuestion, judge: StatusJudge): Certificate | undefined {
  const { issuer, path, context } = question;
  const inPath = [issuer, ...path.certificates, path.anchor.certificate];
  const candidates = [...inPath, ...evidenceOf(context.material).certificates];
  return candidates.find(
    (signer) =>
      sameName(signer.subject, crl.issuer) &&
      (signer.keyUsage === undefined || signer.keyUsage.has('cRLSign')) &&
      verifyIssued(crl.signed, signer) === 'INTACT' &&
      (signer.fingerprint === issuer.fingerprint ||
        isNamedForItself(signer, question) ||
        isTrustedSigner(signer, question, judge)),
  );
}

/**
 * A CRL signer whose own certificate says, by its authority's word (cRLIssuer), that its status is in its own CRL. A
 * self-issued one would only vouch for itself.
 */
function isNamedForItself(signer: Certificate, { certificate }: RevocationQuestion): boolean {
  return signer.fingerprint === certificate.fingerprint && !signer.selfIssued;
}

function isTrustedSigner(signer: Certificate, question: RevocationQuestion, judge: StatusJudge): boolean {
  const { context, path, time, allowance } = question;
  const { trust, policy, material } = context;
  if (signer.fingerprint === path.anchor.certificate.fingerprint) return true;
  if (question.asking.has(signer.fingerprint)) return false;
  const pool = [...path.certificates, ...evidenceOf(material).certificates];
  for (const found of pathsFrom(signer, { trust, pool, maxLength: policy.path.maxLength })) {
    const isSameAnchor = found.anchor.certificate.fingerprint === path.anchor.certificate.fingerprint;
    if (!isSameAnchor || validatePath(found, { policy, time }).length > 0) continue;
    const asking = new Set([...question.asking, question.certificate.fingerprint]);
    const statuses = found.certificates.map((certificate, i) =>
      judge({
        ...{ certificate, time, path: found, context, asking, allowance },
        issuer: found.certificates[i + 1] ?? found.anchor.certificate,
      }),
    );
    if (statuses.every(({ status }) => status === 'GOOD')) return true;
  }
  return false;
}
