import type { Material } from '../../material.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { ExaminedSignature } from '../dsig/examine.ts';
import type { DsigFinding } from '../dsig/findings.ts';
import type { QualifyingProperties } from './properties.ts';
import type { SignerClaims } from './signedProperties.ts';

/** What is known of a signature when its cryptography has been checked. */
export interface CheckedSignature {
  readonly examined: ExaminedSignature;
  /** Undefined for plain XML-DSig. */
  readonly properties: QualifyingProperties | undefined;
  /** Undefined unless the properties are signed. */
  readonly claims: SignerClaims | undefined;
  readonly findings: readonly DsigFinding[];
  /** Whose key made the value; not judged. */
  readonly signer: Certificate | undefined;
  /** Certificates and answers that the signature carries. */
  readonly inFile: Material;
}
