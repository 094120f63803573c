import type { Config } from '../config/schema.ts';
import { belongsTo } from '../flow/sealed.ts';
import { isCongvanError } from '../kernel/errors.ts';
import { parseAgencyCode } from '../registry/agencyCode.ts';
import { keyProblem } from '../signing/policy/algorithms.ts';
import type { SignaturePolicy } from '../signing/policy/policy.ts';
import { identityUnder } from '../signing/policy/signingPolicy.ts';
import { refuseUnfitSigner } from '../signing/signerCertificate.ts';
import type { SignerKey } from '../signing/signerKey.ts';
import { usageProblem } from '../signing/validation/usage.ts';
import { type Certificate, parseCertificate } from '../signing/x509/certificate.ts';
import { OID } from '../signing/x509/oids.ts';
import type { OpenedKey, RoleVerdict, ShownCertificate } from './views/key.ts';

/** What an open key says of itself. Judges neither trust nor revocation: that is asked when it signs. */
export function describeKey(key: SignerKey, judge: Judge): OpenedKey {
  const chain = key.certificateChain.map((der) => parseCertificate(der));
  const leaf = chain[0] ?? parseCertificate(new Uint8Array());
  const purposes = leaf.extendedKeyUsage?.purposes;
  return {
    algorithm: key.algorithm,
    ...shown(leaf),
    ...identityOf(leaf, judge.policy),
    usages: leaf.keyUsage === undefined ? null : [...leaf.keyUsage],
    purposes: purposes === undefined ? null : purposes.map(purposeName),
    may: (['person', 'agency'] as const).map((role) => ({ role, refusal: refusalOf(leaf, role, judge) })),
    chain: chain.map(shown),
    chainLength: chain.length,
  };
}

function identityOf(leaf: Certificate, policy: SignaturePolicy): Pick<OpenedKey, 'role' | 'agency'> {
  const { role, agency } = identityUnder(leaf, policy);
  return { role, agency };
}

function shown(certificate: Certificate): ShownCertificate {
  return {
    subject: certificate.subject.text,
    issuer: certificate.issuer.text,
    serial: certificate.serialHex,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
  };
}

function purposeName(oid: string): string {
  return Object.entries(OID).find(([, known]) => known === oid)?.[0] ?? oid;
}

interface Judge {
  readonly config: Pick<Config, 'agency'>;
  readonly policy: SignaturePolicy;
  readonly now: Date;
}

/** What `flow/checkSigner` would refuse before it asks anybody. */
function refusalOf(
  certificate: Certificate,
  role: RoleVerdict['role'],
  { config, policy, now }: Judge,
): string | null {
  try {
    refuseUnfitSigner(certificate, role, now, policy);
  } catch (error) {
    if (isCongvanError(error)) return error.code;
    throw error;
  }
  const isUnfit =
    usageProblem(certificate, 'document', policy) !== undefined ||
    keyProblem(policy, certificate.spki.description, now) !== undefined;
  if (isUnfit) return 'SIGNER_CERTIFICATE_UNTRUSTED';
  const isOwn =
    role === 'person' ||
    config.agency === undefined ||
    belongsTo(identityUnder(certificate, policy).agency, parseAgencyCode(config.agency.code));
  return isOwn ? null : 'SIGNER_AGENCY_MISMATCH';
}
