import { createHash, type KeyObject, sign } from 'node:crypto';
import { DEV_ROOT_OID } from '../src/signing/trust/devRoot.ts';
import {
  ATTRIBUTES,
  type CertificateSpec,
  type Extension,
  KEY_PURPOSES,
  KEY_USAGES,
  type Name,
} from './certificateSpec.ts';
import {
  bitString,
  bool,
  contextual,
  contextualPrimitive,
  derNull,
  integer,
  namedBits,
  octetString,
  oid,
  printableString,
  sequence,
  setOf,
  time,
  utf8String,
} from './der.ts';
import { type KeyPair, keyIdentifier, spkiOf } from './keys.ts';
import { URLS } from './pki.ts';

/** Everything about the issuer that a certificate shows. */
export interface Issuer {
  readonly id: string;
  readonly subject: Name;
  readonly publicKey: KeyObject;
}

type Digest = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';

const RSA_SIGNATURES: Readonly<Record<Digest, string>> = {
  'SHA-1': '1.2.840.113549.1.1.5',
  'SHA-256': '1.2.840.113549.1.1.11',
  'SHA-384': '1.2.840.113549.1.1.12',
  'SHA-512': '1.2.840.113549.1.1.13',
};
const ECDSA_SIGNATURES: Readonly<Record<Digest, string>> = {
  'SHA-1': '1.2.840.10045.4.1',
  'SHA-256': '1.2.840.10045.4.3.2',
  'SHA-384': '1.2.840.10045.4.3.3',
  'SHA-512': '1.2.840.10045.4.3.4',
};

/** AlgorithmIdentifier of a signature: RSA with NULL parameters, ECDSA without (RFC 4055 §5, RFC 5758 §3.2). */
export function signatureAlgorithm(key: KeyObject, digest: Digest): Buffer {
  return key.asymmetricKeyType === 'rsa'
    ? sequence(oid(RSA_SIGNATURES[digest]), derNull())
    : sequence(oid(ECDSA_SIGNATURES[digest]));
}

/** What certificates, CRLs and OCSP answers have in common: SEQUENCE { tbs, algorithm, signature, … }. */
export function signed(tbs: Buffer, key: KeyObject, digest: Digest, ...rest: readonly Buffer[]): Buffer {
  const value = sign(digest.replace('-', ''), tbs, key);
  return sequence(tbs, signatureAlgorithm(key, digest), bitString(value), ...rest);
}

/** RDNSequence, one attribute per RDN; country and serial number PrintableString, the rest UTF8String in NFC. */
export function nameDer(name: Name): Buffer {
  return sequence(
    ...name.map(([attribute, value]) => {
      const printable = attribute === 'C' || attribute === 'serialNumber';
      return setOf(
        sequence(oid(ATTRIBUTES[attribute]), printable ? printableString(value) : utf8String(value)),
      );
    }),
  );
}

/**
 * A certificate (RFC 5280 §4.1), DER.
 * @param keys the subject's keys; only the public one is used
 * @param signingKey normally the issuer's private key
 */
export function certificateDer(
  spec: CertificateSpec,
  keys: KeyPair,
  issuer: Issuer,
  signingKey: KeyObject,
): Buffer {
  const digest = spec.digest ?? 'SHA-256';
  const tbs = sequence(
    contextual(0, integer(2)),
    integer(spec.serial ?? freshSerial(keys.publicKey)),
    signatureAlgorithm(signingKey, digest),
    nameDer(issuer.subject),
    sequence(time(new Date(spec.notBefore)), time(new Date(spec.notAfter))),
    nameDer(spec.subject),
    spkiOf(keys.publicKey),
    contextual(3, sequence(...spec.extensions.map((one) => extensionDer(one, keys.publicKey, issuer)))),
  );
  return signed(tbs, signingKey, digest);
}

/** 127 bits of the key's digest: as new as the key, and positive. */
function freshSerial(key: KeyObject): bigint {
  const digest = createHash('sha256').update(spkiOf(key)).digest('hex').slice(0, 32);
  return (BigInt(`0x${digest}`) & ((1n << 127n) - 1n)) | (1n << 126n);
}

/** SEQUENCE { extnID, critical DEFAULT FALSE, extnValue }. */
export function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [bool(true)] : []), octetString(value));
}

function extensionDer(spec: Extension, subjectKey: KeyObject, issuer: Issuer): Buffer {
  switch (spec.kind) {
    case 'basicConstraints': {
      const length = spec.pathLength === undefined ? [] : [integer(spec.pathLength)];
      return extension('2.5.29.19', spec.critical, sequence(...(spec.ca ? [bool(true)] : []), ...length));
    }
    case 'keyUsage':
      return extension('2.5.29.15', true, namedBits(spec.usages.map((usage) => KEY_USAGES[usage])));
    case 'extendedKeyUsage': {
      const purposes = spec.purposes.map((purpose) => oid(KEY_PURPOSES[purpose]));
      return extension('2.5.29.37', spec.critical, sequence(...purposes));
    }
    case 'subjectKeyIdentifier':
      return extension('2.5.29.14', false, octetString(keyIdentifier(subjectKey)));
    case 'authorityKeyIdentifier':
      return authorityKeyIdentifier(issuer.publicKey);
    case 'certificatePolicies':
      return extension('2.5.29.32', false, sequence(...spec.policies.map((policy) => sequence(oid(policy)))));
    case 'qcType':
      return extension('1.3.6.1.5.5.7.1.3', false, qcStatements(spec.type));
    case 'authorityInformationAccess':
      return extension('1.3.6.1.5.5.7.1.1', false, accessDescriptions(spec, issuer.id));
    case 'crlDistributionPoint':
      return extension('2.5.29.31', false, sequence(distributionPoint(URLS.crl(issuer.id))));
    case 'subjectAltName':
      return extension('2.5.29.17', false, alternativeNames(spec.dns, spec.ipv4));
    case 'permittedName': {
      const subtree = sequence(contextual(4, nameDer(spec.name)));
      return extension('2.5.29.30', true, sequence(contextual(0, subtree)));
    }
    case 'ocspNoCheck':
      return extension('1.3.6.1.5.5.7.48.1.5', false, derNull());
    case 'devRoot':
      return extension(DEV_ROOT_OID, false, derNull());
    case 'unknown':
      return extension(`${DEV_ROOT_OID.slice(0, -2)}.99`, spec.critical, derNull());
    default:
      return spec satisfies never;
  }
}

export function authorityKeyIdentifier(issuerKey: KeyObject): Buffer {
  return extension('2.5.29.35', false, sequence(contextualPrimitive(0, keyIdentifier(issuerKey))));
}

/** ETSI EN 319 412-5 §4.2.3: id-etsi-qcs-QcType with one type. */
function qcStatements(type: 'esign' | 'eseal'): Buffer {
  const value = type === 'esign' ? '0.4.0.1862.1.6.1' : '0.4.0.1862.1.6.2';
  return sequence(sequence(oid('0.4.0.1862.1.6'), sequence(oid(value))));
}

const uri = (url: string): Buffer => contextualPrimitive(6, Buffer.from(url, 'latin1'));

function accessDescriptions(spec: { ocsp: boolean; caIssuers: boolean }, issuerId: string): Buffer {
  const ocsp = sequence(oid('1.3.6.1.5.5.7.48.1'), uri(URLS.ocsp));
  const caIssuers = sequence(oid('1.3.6.1.5.5.7.48.2'), uri(URLS.caIssuer(issuerId)));
  return sequence(...(spec.ocsp ? [ocsp] : []), ...(spec.caIssuers ? [caIssuers] : []));
}

const distributionPoint = (url: string): Buffer => sequence(contextual(0, contextual(0, uri(url))));

function alternativeNames(dns: readonly string[], ipv4: readonly string[]): Buffer {
  return sequence(
    ...dns.map((name) => contextualPrimitive(2, Buffer.from(name, 'latin1'))),
    ...ipv4.map((address) => contextualPrimitive(7, Buffer.from(address.split('.').map(Number)))),
  );
}
