import { hash } from 'node:crypto';
import { isCongvanError } from '../../kernel/errors.ts';
import { fieldsOf, itemsOf } from '../der/fields.ts';
import { type Der, innerOf, rawOf, TAG } from '../der/read.ts';
import { readOctets, sameBytes } from '../der/values.ts';
import { type AlgorithmIdentifier, DIGESTS, digestOf, readAlgorithm } from '../x509/algorithms.ts';
import type { Certificate } from '../x509/certificate.ts';
import { readName, sameName } from '../x509/name.ts';
import { OID } from '../x509/oids.ts';
import type { Attributes } from './signerInfo.ts';

/** Which certificate the signer says it is (RFC 5035 signing-certificate-v2, RFC 2634 signing-certificate). */
export interface NamedCertificate {
  matches(certificate: Certificate): boolean;
}

export type SigningCertificate =
  | { readonly kind: 'absent' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'named'; readonly named: NamedCertificate };

const SHA1: AlgorithmIdentifier = { oid: DIGESTS['SHA-1'].oid, parameters: undefined };
const SHA256: AlgorithmIdentifier = { oid: DIGESTS['SHA-256'].oid, parameters: undefined };

/** When both attributes are there, both must name the certificate; each has one value. */
export function signingCertificateOf(attributes: Attributes): SigningCertificate {
  const first = attributes.get(OID.signingCertificate);
  const second = attributes.get(OID.signingCertificateV2);
  if (first === undefined && second === undefined) return { kind: 'absent' };
  try {
    const named = [
      ...(first === undefined ? [] : [readNamed(first, SHA1)]),
      ...(second === undefined ? [] : [readNamed(second, SHA256)]),
    ];
    return {
      kind: 'named',
      named: { matches: (certificate) => named.every((each) => each.matches(certificate)) },
    };
  } catch (error) {
    if (!isCongvanError(error, 'DER_INVALID')) throw error;
    return { kind: 'malformed' };
  }
}

/** The first ESSCertID is the signer's; further ones only limit the chain (RFC 5035 §5.4). */
function readNamed(values: readonly Der[], otherwise: AlgorithmIdentifier): NamedCertificate {
  const [value, second] = values;
  if (value === undefined || second !== undefined) return { matches: () => false };
  const fields = fieldsOf(value, 'SigningCertificate');
  const [first] = itemsOf(fields.next(TAG.sequence, 'certs'), 'certs');
  fields.optional(TAG.sequence);
  fields.end();
  return first === undefined ? { matches: () => false } : readCertId(first, otherwise);
}

function readCertId(node: Der, otherwise: AlgorithmIdentifier): NamedCertificate {
  const fields = fieldsOf(node, 'ESSCertID');
  const algorithm = fields.optional(TAG.sequence);
  const certHash = readOctets(fields.next(TAG.octetString, 'certHash'));
  const issuerSerial = fields.optional(TAG.sequence);
  fields.end();
  const digest = digestOf(algorithm === undefined ? otherwise : readAlgorithm(algorithm));
  const isIssued = issuerSerial === undefined ? () => true : readIssuerSerial(issuerSerial);
  if (digest === undefined) return { matches: () => false };
  const { node: name } = DIGESTS[digest];
  return {
    matches: (certificate) =>
      sameBytes(hash(name, certificate.der, 'buffer'), certHash) && isIssued(certificate),
  };
}

/** IssuerSerial (RFC 5035 §4): does it mean this certificate? @throws DER_INVALID */
export function readIssuerSerial(node: Der): (certificate: Certificate) => boolean {
  const fields = fieldsOf(node, 'IssuerSerial');
  const [issuer, another] = itemsOf(fields.next(TAG.sequence, 'issuer'), 'issuer');
  const serial = rawOf(fields.next(TAG.integer, 'serialNumber'));
  fields.end();
  if (issuer?.tag !== 0xa4 || another !== undefined) return () => false;
  const name = readName(innerOf(issuer));
  return (certificate) => sameName(name, certificate.issuer) && sameBytes(serial, certificate.serialDer);
}
