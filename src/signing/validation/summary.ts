import type { SignaturePolicy } from '../policy/policy.ts';
import { identityUnder } from '../policy/signingPolicy.ts';
import type { CertificateSummary, Role, SignerSummary } from '../report.ts';
import type { Certificate } from '../x509/certificate.ts';
import { agencyOf } from '../x509/role.ts';

export function certificateSummary(certificate: Certificate): CertificateSummary {
  return {
    subject: certificate.subject.text,
    issuer: certificate.issuer.text,
    serial: certificate.serialHex,
    fingerprint: certificate.fingerprint,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
  };
}

export function signerSummary(certificate: Certificate): SignerSummary {
  const { subject } = certificate;
  return {
    name: subject.commonName ?? subject.text,
    organization: subject.organization ?? null,
    agency: agencyOf(certificate),
    certificate: certificateSummary(certificate),
  };
}

/** Whose signature it is by certificate and policy; says nothing of trust. */
export function signerUnder(
  certificate: Certificate,
  policy: SignaturePolicy,
): { readonly role: Role; readonly signer: SignerSummary } {
  const { role, agency, rule } = identityUnder(certificate, policy);
  const named = { ...signerSummary(certificate), agency };
  return { role, signer: rule === null ? named : { ...named, rule } };
}
