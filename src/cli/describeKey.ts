import type { Config } from '../config/schema.ts';
import { isCongvanError } from '../kernel/errors.ts';
import { isSameAgency, parseAgencyCode } from '../registry/agencyCode.ts';
import { DEFAULT_POLICY } from '../signing/policy/policy.ts';
import { refuseUnfitSigner } from '../signing/signerCertificate.ts';
import type { SignerKey } from '../signing/signerKey.ts';
import { usageProblem } from '../signing/validation/usage.ts';
import { type Certificate, parseCertificate } from '../signing/x509/certificate.ts';
import { OID } from '../signing/x509/oids.ts';
import { agencyOf, roleOf } from '../signing/x509/role.ts';
import type { OpenedKey, RoleVerdict, ShownCertificate } from './views/key.ts';

/** What an open key says of itself. Judges neither trust nor revocation: that is asked when it signs. */
export function describeKey(key: SignerKey, config: Config, now: Date): OpenedKey {
  const chain = key.certificateChain.map((der) => parseCertificate(der));
  const leaf = chain[0] ?? parseCertificate(new Uint8Array());
  const purposes = leaf.extendedKeyUsage?.purposes;
  return {
    algorithm: key.algorithm,
    ...shown(leaf),
    role: roleOf(leaf),
    agency: agencyOf(leaf),
    usages: leaf.keyUsage === undefined ? null : [...leaf.keyUsage],
    purposes: purposes === undefined ? null : purposes.map(purposeName),
    may: (['person', 'agency'] as const).map((role) => ({
      role,
      refusal: refusalOf(leaf, role, config, now),
    })),
    chain: chain.map(shown),
    chainLength: chain.length,
  };
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

function refusalOf(
  certificate: Certificate,
  role: RoleVerdict['role'],
  config: Config,
  now: Date,
): RoleVerdict['refusal'] {
  try {
    refuseUnfitSigner(certificate, role, now);
  } catch (error) {
    if (isCongvanError(error)) return error.code;
    throw error;
  }
  if (usageProblem(certificate, 'document', DEFAULT_POLICY) !== undefined)
    return 'SIGNER_CERTIFICATE_UNTRUSTED';
  return role === 'agency' && isForeign(certificate, config) ? 'SIGNER_AGENCY_MISMATCH' : null;
}

/** As `flow/checkSigner` asks: a seal belongs to the agency of this installation. */
function isForeign(certificate: Certificate, { agency }: Config): boolean {
  if (agency === undefined) return false;
  const named = agencyOf(certificate);
  return named === null || !isSameAgency(parseAgencyCode(named), parseAgencyCode(agency.code));
}
