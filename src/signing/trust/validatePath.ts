import { algorithmProblem, keyProblem } from '../policy/algorithms.ts';
import type { SignaturePolicy } from '../policy/policy.ts';
import type { Reason, SubIndication } from '../report.ts';
import { type ReasonCode, reason } from '../validation/reasons.ts';
import { signatureAlgorithmOf } from '../x509/algorithms.ts';
import type { Certificate } from '../x509/certificate.ts';
import { OID } from '../x509/oids.ts';
import { verifyIssued } from '../x509/verifySignature.ts';
import { ALL_NAMES, generalNameText, type NameScope, nameOutside, narrowed } from './nameConstraints.ts';
import type { Path } from './paths.ts';
import {
  hasAcceptablePolicy,
  INITIAL_POLICIES,
  type PolicyGraph,
  withMappings,
  withPolicies,
} from './policyGraph.ts';

export interface PathFinding {
  readonly subIndication: SubIndication;
  readonly reason: Reason;
}

/** RFC 5280 §6.1.2, without what never changes. */
interface State {
  readonly issuer: Certificate;
  readonly names: NameScope;
  readonly graph: PolicyGraph;
  readonly explicitPolicy: number;
  readonly inhibitAnyPolicy: number;
  readonly policyMapping: number;
  readonly maxPathLength: number;
}

interface Rules {
  readonly policy: SignaturePolicy;
  /** The time at which every certificate of the path must be valid. */
  readonly time: Date;
}

/**
 * Validates a path (RFC 5280 §6.1), the anchor's own path length and name constraints included. Not judged here:
 * revocation, and what the leaf is used for.
 * @returns what is wrong; nothing when the path is valid
 */
export function validatePath(path: Path, rules: Rules): readonly PathFinding[] {
  const findings: PathFinding[] = [];
  let state = initialState(path, rules.policy);
  const downwards = [...path.certificates].reverse();
  for (const [i, certificate] of downwards.entries()) {
    const isLeaf = i === downwards.length - 1;
    const policies = policyStep(state, certificate, isLeaf);
    findings.push(...basicFindings(state, certificate, isLeaf, rules), ...policyFindings(policies));
    if (isLeaf) findings.push(...wrapUp(policies, certificate, rules.policy));
    else {
      findings.push(...authorityFindings(policies, certificate));
      state = nextState(policies, certificate);
    }
  }
  return findings;
}

function finding(subIndication: SubIndication, code: ReasonCode, particulars?: string): PathFinding {
  return { subIndication, reason: reason(code, particulars) };
}

function initialState({ certificates, anchor }: Path, { path: rules }: SignaturePolicy): State {
  const never = certificates.length + 1;
  const { certificate } = anchor;
  return {
    issuer: certificate,
    names: narrowed(ALL_NAMES, certificate),
    graph: INITIAL_POLICIES,
    explicitPolicy: rules.explicitPolicy ? 0 : never,
    inhibitAnyPolicy: rules.inhibitAnyPolicy ? 0 : never,
    policyMapping: rules.inhibitPolicyMapping ? 0 : never,
    maxPathLength: Math.min(
      certificates.length,
      certificate.basicConstraints?.pathLength ?? Number.POSITIVE_INFINITY,
    ),
  };
}

/** §6.1.3 (a)–(c), (f is `policyFindings`), and what the policy asks of every certificate. */
function basicFindings(
  state: State,
  certificate: Certificate,
  isLeaf: boolean,
  { policy, time }: Rules,
): readonly PathFinding[] {
  const name = certificate.subject.text;
  const findings = [
    ...validityFindings(certificate, isLeaf, time),
    ...cryptographyFindings(state, certificate, policy, time),
  ];
  if (policy.path.positiveSerials && !/^(?!0*$)[0-7]/.test(certificate.serialHex)) {
    findings.push(finding('CERTIFICATE_CHAIN_GENERAL_FAILURE', 'CERT_SERIAL_NOT_POSITIVE', name));
  }
  if (certificate.unknownCritical.length > 0) {
    const which = `${name}: ${certificate.unknownCritical.join(', ')}`;
    findings.push(finding('CERTIFICATE_CHAIN_GENERAL_FAILURE', 'CERT_UNKNOWN_CRITICAL', which));
  }
  const outside = certificate.selfIssued && !isLeaf ? undefined : nameOutside(state.names, certificate);
  if (outside !== undefined) {
    findings.push(finding('CHAIN_CONSTRAINTS_FAILURE', 'CHAIN_NAME_NOT_PERMITTED', generalNameText(outside)));
  }
  return findings;
}

function validityFindings(certificate: Certificate, isLeaf: boolean, time: Date): readonly PathFinding[] {
  const { subject, notBefore, notAfter } = certificate;
  if (time < notBefore) {
    const sub = isLeaf ? 'NOT_YET_VALID' : 'OUT_OF_BOUNDS_NO_POE';
    return [finding(sub, 'CERT_NOT_YET_VALID', `${subject.text}, ${notBefore.toISOString()}`)];
  }
  if (time <= notAfter) return [];
  return [finding('OUT_OF_BOUNDS_NO_POE', 'CERT_EXPIRED', `${subject.text}, ${notAfter.toISOString()}`)];
}

function cryptographyFindings(
  { issuer }: State,
  certificate: Certificate,
  policy: SignaturePolicy,
  time: Date,
): readonly PathFinding[] {
  const { signed, subject, spki } = certificate;
  const algorithm = signatureAlgorithmOf(signed.signatureAlgorithm);
  if (verifyIssued(signed, issuer) !== 'INTACT')
    return [finding('CERTIFICATE_CHAIN_GENERAL_FAILURE', 'CHAIN_SIGNATURE_BROKEN', subject.text)];
  const problems = [
    algorithmProblem(policy, algorithm, issuer.spki.description, time),
    keyProblem(policy, spki.description, time),
  ];
  return problems.flatMap((problem) => (problem === undefined ? [] : [problem]));
}

/** §6.1.3 (d), (e): the policies after this certificate. */
function policyStep(state: State, certificate: Certificate, isLeaf: boolean): State {
  const anyAllowed = state.inhibitAnyPolicy > 0 || (!isLeaf && certificate.selfIssued);
  return { ...state, graph: withPolicies(state.graph, certificate.policies, anyAllowed) };
}

/** §6.1.3 (f) */
function policyFindings({ explicitPolicy, graph }: State): readonly PathFinding[] {
  if (explicitPolicy > 0 || graph !== undefined) return [];
  return [finding('CHAIN_CONSTRAINTS_FAILURE', 'CHAIN_POLICY_NOT_ACCEPTED')];
}

/** §6.1.4 (a), (k)–(n): what a certificate that issues others must be. */
function authorityFindings(state: State, certificate: Certificate): readonly PathFinding[] {
  const name = certificate.subject.text;
  const findings: PathFinding[] = [];
  const { basicConstraints, keyUsage, policyMappings, selfIssued } = certificate;
  const mapsAny = policyMappings.some(
    ({ issuerDomain, subjectDomain }) => issuerDomain === OID.anyPolicy || subjectDomain === OID.anyPolicy,
  );
  if (mapsAny) findings.push(finding('CHAIN_CONSTRAINTS_FAILURE', 'CHAIN_POLICY_NOT_ACCEPTED', name));
  const mayIssue = basicConstraints?.ca === true && (keyUsage === undefined || keyUsage.has('keyCertSign'));
  if (!mayIssue) findings.push(finding('CHAIN_CONSTRAINTS_FAILURE', 'CHAIN_NOT_AN_AUTHORITY', name));
  if (!selfIssued && state.maxPathLength <= 0) {
    findings.push(finding('CHAIN_CONSTRAINTS_FAILURE', 'CHAIN_TOO_LONG', name));
  }
  return findings;
}

/** §6.1.4 (b)–(j), (m): what holds for the certificates below. */
function nextState(state: State, certificate: Certificate): State {
  const less = (count: number) => (certificate.selfIssued || count === 0 ? count : count - 1);
  const { requireExplicitPolicy, inhibitPolicyMapping } = certificate.policyConstraints ?? {};
  const { basicConstraints, inhibitAnyPolicy } = certificate;
  const atMost = (count: number, limit: number | undefined) => Math.min(count, limit ?? count);
  return {
    issuer: certificate,
    names: narrowed(state.names, certificate),
    graph: withMappings(state.graph, certificate.policyMappings, state.policyMapping > 0),
    explicitPolicy: atMost(less(state.explicitPolicy), requireExplicitPolicy),
    policyMapping: atMost(less(state.policyMapping), inhibitPolicyMapping),
    inhibitAnyPolicy: atMost(less(state.inhibitAnyPolicy), inhibitAnyPolicy),
    maxPathLength: atMost(less(state.maxPathLength), basicConstraints?.pathLength),
  };
}

/** §6.1.5 (a), (b), (g) */
function wrapUp(state: State, certificate: Certificate, { path }: SignaturePolicy): readonly PathFinding[] {
  const less = Math.max(0, state.explicitPolicy - 1);
  const explicit = certificate.policyConstraints?.requireExplicitPolicy === 0 ? 0 : less;
  if (explicit > 0 || hasAcceptablePolicy(state.graph, path.acceptablePolicies)) return [];
  return [finding('CHAIN_CONSTRAINTS_FAILURE', 'CHAIN_POLICY_NOT_ACCEPTED')];
}
