/** A PKI small enough to bend: makes keys, certificates, CRLs, OCSP answers and timestamps for one test. */

import { createHash, generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto';
import { generalizedTime, time } from '../../../src/signing/der/time.ts';
import {
  bitString,
  boolean,
  encode,
  enumerated,
  explicit,
  ia5String,
  integer,
  NULL,
  octetString,
  oid,
  sequence,
  setOf,
  utf8String,
} from '../../../src/signing/der/write.ts';
import type { DigestAlgorithm, KeyAlgorithm, SignerKey } from '../../../src/signing/signerKey.ts';
import { signatureIdentifier } from '../../../src/signing/x509/algorithms.ts';
import { type Certificate, parseCertificate } from '../../../src/signing/x509/certificate.ts';
import { OID } from '../../../src/signing/x509/oids.ts';
import type { PublicKeyDescription } from '../../../src/signing/x509/publicKey.ts';
import { implicitPrimitive, namedBits } from './derOnlyTestsWrite.ts';

export type KeyKind = 'rsa2048' | 'rsa1024' | 'p256' | 'p384';

export interface Entity {
  readonly certificate: Certificate;
  readonly privateKey: KeyObject;
  readonly algorithm: KeyAlgorithm;
}

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const keys = new Map<string, KeyPair>();

/** One key per name and kind: making RSA keys is slow. */
function keyPair(name: string, kind: KeyKind) {
  const known = keys.get(`${kind}/${name}`);
  if (known !== undefined) return known;
  const pair = kind.startsWith('rsa')
    ? generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(3)) })
    : generateKeyPairSync('ec', { namedCurve: kind === 'p256' ? 'P-256' : 'P-384' });
  keys.set(`${kind}/${name}`, pair);
  return pair;
}

function algorithmOf(kind: KeyKind): KeyAlgorithm {
  if (kind.startsWith('rsa')) return { kind: 'rsa', bits: Number(kind.slice(3)) };
  return { kind: 'ecdsa', curve: kind === 'p256' ? 'P-256' : 'P-384' };
}

export function keyAlgorithmOf(key: PublicKeyDescription): KeyAlgorithm {
  if (key.kind === 'rsa') return { kind: 'rsa', bits: key.bits };
  if (key.kind !== 'ec' || (key.curve !== 'P-256' && key.curve !== 'P-384')) throw new Error(key.kind);
  return { kind: 'ecdsa', curve: key.curve };
}

export function nameDer(commonName: string, more: readonly (readonly [string, string])[] = []): Buffer {
  const rdn = ([type, value]: readonly [string, string]) => setOf(sequence(oid(type), utf8String(value)));
  return sequence(
    ...[['2.5.4.6', 'VN'] as const, ['2.5.4.10', 'Test'] as const, ...more].map(rdn),
    rdn([OID.commonName, commonName]),
  );
}

export function extension(type: string, value: Uint8Array, critical = false): Buffer {
  return sequence(oid(type), ...(critical ? [boolean(true)] : []), octetString(value));
}

export const DAY = 24 * 60 * 60 * 1000;
export const NOW = new Date('2026-11-21T03:00:00Z');
export const later = (days: number, from = NOW) => new Date(from.getTime() + days * DAY);

export interface CertificateOptions {
  readonly issuer?: Entity;
  readonly key?: KeyKind;
  /** Another certificate for the key of this name. */
  readonly keyName?: string;
  /** A key pair of any other kind. */
  readonly keys?: KeyPair;
  readonly ca?: boolean;
  readonly pathLength?: number;
  readonly usage?: readonly number[] | null;
  readonly purposes?: readonly string[];
  readonly purposesCritical?: boolean;
  readonly from?: Date;
  readonly to?: Date;
  readonly serial?: Uint8Array;
  readonly extensions?: readonly Uint8Array[];
  readonly digest?: DigestAlgorithm | 'SHA-1';
  readonly subject?: readonly (readonly [string, string])[];
}

let serials = 0x1000;

export function certify(name: string, options: CertificateOptions = {}): Entity {
  const kind = options.key ?? 'p256';
  const pair = options.keys ?? keyPair(options.keyName ?? name, kind);
  const issuerKey = options.issuer?.privateKey ?? pair.privateKey;
  const subject = nameDer(name, options.subject);
  const algorithm = signatureAlgorithmDer(issuerKey, options.digest ?? 'SHA-256');
  const tbs = sequence(
    explicit(0, integer(2)),
    options.serial === undefined ? integer(++serials) : encode(2, options.serial),
    algorithm,
    options.issuer?.certificate.subject.der ?? subject,
    sequence(time(options.from ?? later(-100)), time(options.to ?? later(1000))),
    subject,
    pair.publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensionsOf(pair.publicKey, options))),
  );
  const der = signed(tbs, algorithm, issuerKey, options.digest ?? 'SHA-256');
  return { certificate: parseCertificate(der), privateKey: pair.privateKey, algorithm: algorithmOf(kind) };
}

function extensionsOf(key: KeyObject, options: CertificateOptions): readonly Uint8Array[] {
  const usage = options.usage === undefined ? (options.ca ? [5, 6] : [0, 1]) : options.usage;
  const constraints = options.ca
    ? [boolean(true), ...(options.pathLength === undefined ? [] : [integer(options.pathLength)])]
    : [];
  const identifier = createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
  const purposes = options.purposes?.map((purpose) => oid(purpose));
  return [
    ...(options.ca === undefined ? [] : [extension(OID.basicConstraints, sequence(...constraints), true)]),
    ...(usage === null ? [] : [extension(OID.keyUsage, namedBits(usage), true)]),
    ...(purposes ? [extension(OID.extKeyUsage, sequence(...purposes), options.purposesCritical)] : []),
    extension(OID.subjectKeyIdentifier, octetString(identifier)),
    ...(options.extensions ?? []),
  ];
}

export const SHA1_RSA = sequence(oid('1.2.840.113549.1.1.5'), NULL);
const RSA_OIDS = {
  'SHA-1': '1.2.840.113549.1.1.5',
  'SHA-256': '1.2.840.113549.1.1.11',
  'SHA-384': '1.2.840.113549.1.1.12',
  'SHA-512': '1.2.840.113549.1.1.13',
};

function signatureAlgorithmDer(key: KeyObject, digest: DigestAlgorithm | 'SHA-1'): Buffer {
  if (key.asymmetricKeyType === 'rsa') return sequence(oid(RSA_OIDS[digest]), NULL);
  if (digest === 'SHA-1') return sequence(oid('1.2.840.10045.4.1'));
  return signatureIdentifier('ecdsa', digest);
}

export function signed(
  tbs: Uint8Array,
  algorithm: Uint8Array,
  key: KeyObject,
  digest: DigestAlgorithm | 'SHA-1' = 'SHA-256',
): Buffer {
  return sequence(tbs, algorithm, bitString(sign(digest.replace('-', ''), tbs, key)));
}

export function signerKey(entity: Entity, ...chain: readonly Entity[]): SignerKey {
  return {
    algorithm: entity.algorithm,
    certificateChain: [entity, ...chain].map(({ certificate }) => certificate.der),
    sign: async (bytes, digest) => sign(digest.replace('-', ''), bytes, entity.privateKey),
    close: async () => {},
  };
}

export interface CrlOptions {
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date | null;
  readonly revoked?: readonly { readonly entity: Entity; readonly at: Date; readonly reason?: number }[];
  readonly extensions?: readonly Uint8Array[];
  readonly entryExtensions?: readonly Uint8Array[];
  readonly signedBy?: Entity;
}

export function crl(issuer: Entity, options: CrlOptions = {}): Buffer {
  const key = (options.signedBy ?? issuer).privateKey;
  const algorithm = signatureAlgorithmDer(key, 'SHA-256');
  const next = options.nextUpdate === undefined ? later(5) : options.nextUpdate;
  const entries = (options.revoked ?? []).map(({ entity, at, reason }) =>
    sequence(
      entity.certificate.serialDer,
      time(at),
      ...entryExtensions(reason, options.entryExtensions ?? []),
    ),
  );
  const tbs = sequence(
    ...[integer(1), algorithm, issuer.certificate.subject.der, time(options.thisUpdate ?? later(-1))],
    ...(next === null ? [] : [time(next)]),
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    explicit(0, sequence(extension(OID.cRLNumber, integer(1)), ...(options.extensions ?? []))),
  );
  return signed(tbs, algorithm, key);
}

function entryExtensions(reason: number | undefined, more: readonly Uint8Array[]): readonly Uint8Array[] {
  const all = [...(reason === undefined ? [] : [extension(OID.cRLReason, enumerated(reason))]), ...more];
  return all.length === 0 ? [] : [sequence(...all)];
}

export interface OcspOptions {
  readonly status?: 'good' | 'unknown' | { readonly revokedAt: Date };
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date | null;
  readonly producedAt?: Date;
  /** The responder, when it is not the issuer; its certificate is sent along. */
  readonly responder?: Entity;
  readonly serialOf?: Entity;
  readonly extensions?: readonly Uint8Array[];
}

export function ocsp(subject: Entity, issuer: Entity, options: OcspOptions = {}): Buffer {
  const responder = options.responder ?? issuer;
  const thisUpdate = options.thisUpdate ?? later(-1);
  const next = options.nextUpdate === undefined ? later(1) : options.nextUpdate;
  const status = options.status ?? 'good';
  const single = sequence(
    certIdDer(options.serialOf ?? subject, issuer),
    status === 'good'
      ? implicitPrimitive(0, Buffer.alloc(0))
      : status === 'unknown'
        ? implicitPrimitive(2, Buffer.alloc(0))
        : encode(0xa1, generalizedTime(status.revokedAt)),
    generalizedTime(thisUpdate),
    ...(next === null ? [] : [explicit(0, generalizedTime(next))]),
  );
  const tbs = sequence(
    explicit(1, responder.certificate.subject.der),
    generalizedTime(options.producedAt ?? thisUpdate),
    sequence(single),
    ...(options.extensions ? [explicit(1, sequence(...options.extensions))] : []),
  );
  const algorithm = signatureAlgorithmDer(responder.privateKey, 'SHA-256');
  const basic = sequence(
    tbs,
    algorithm,
    bitString(sign('SHA256', tbs, responder.privateKey)),
    ...(options.responder ? [explicit(0, sequence(options.responder.certificate.der))] : []),
  );
  return sequence(enumerated(0), explicit(0, sequence(oid(OID.ocspBasic), octetString(basic))));
}

function certIdDer(subject: Entity, issuer: Entity): Buffer {
  return sequence(
    sequence(oid('1.3.14.3.2.26'), NULL),
    octetString(hash('sha1', issuer.certificate.subject.der, 'buffer')),
    octetString(hash('sha1', issuer.certificate.spki.keyBits, 'buffer')),
    subject.certificate.serialDer,
  );
}

export function uri(text: string): Buffer {
  return implicitPrimitive(6, ia5String(text).subarray(2));
}
