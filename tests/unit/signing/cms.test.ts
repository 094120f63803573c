import { constants, generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { buildDetachedCms } from '../../../src/signing/cms/build.ts';
import { attribute } from '../../../src/signing/cms/keyEncodings.ts';
import { cmsLength, parseCms } from '../../../src/signing/cms/parse.ts';
import { type CmsCheck, verifyCmsSignature } from '../../../src/signing/cms/verify.ts';
import {
  encode,
  explicit,
  integer,
  NULL,
  octetString,
  oid,
  sequence,
  setOf,
  sortedDer,
} from '../../../src/signing/der/write.ts';
import { algorithmProblem } from '../../../src/signing/policy/algorithms.ts';
import { DEFAULT_POLICY } from '../../../src/signing/policy/policy.ts';
import { digestIdentifier } from '../../../src/signing/x509/algorithms.ts';
import { OID } from '../../../src/signing/x509/oids.ts';
import { certify, type Entity, type KeyKind, NOW, SHA1_RSA, signerKey } from './pki.ts';

const CONTENT = Buffer.from('nội dung');
const sha256 = (bytes: Uint8Array) => hash('sha256', bytes, 'buffer');
const ca = certify('CMS CA', { ca: true });
const leaf = certify('CMS leaf', { issuer: ca, key: 'rsa2048' });
const other = certify('CMS other', { issuer: ca });

function check(cms: Uint8Array, content: Uint8Array = CONTENT, signingCertificateRequired = true): CmsCheck {
  return verifyCmsSignature(parseCms(cms), {
    candidates: [],
    contentDigest: (algorithm) => hash(algorithm.replace('-', '').toLowerCase(), content, 'buffer'),
    signingCertificateRequired,
  });
}

const codes = ({ reasons }: CmsCheck) => reasons.map(({ code }) => code);

/** What a hostile or a foreign signer may put together; everything else is as it should be. */
interface Parts {
  readonly attributes?: readonly Uint8Array[] | null;
  readonly order?: 'der' | 'reversed';
  readonly sign?: (bytes: Uint8Array) => Uint8Array;
  readonly signatureAlgorithm?: Uint8Array;
  readonly digestAlgorithm?: Uint8Array;
  readonly digests?: readonly Uint8Array[];
  readonly signers?: number;
  readonly content?: Uint8Array;
  readonly version?: number;
  readonly certificates?: readonly Uint8Array[];
  readonly unsigned?: readonly Uint8Array[];
  readonly signer?: Entity;
}

const CONTENT_TYPE = attribute(OID.contentType, oid(OID.data));
const DIGEST = attribute(OID.messageDigest, octetString(sha256(CONTENT)));
const ess = (certificate: Uint8Array) =>
  attribute(OID.signingCertificateV2, sequence(sequence(sequence(octetString(sha256(certificate))))));
const ESS = ess(leaf.certificate.der);
const SHA256 = digestIdentifier('SHA-256');
const RSA = sequence(oid(OID.rsaEncryption), NULL);

function assemble(parts: Parts): Buffer {
  const { attributes = [CONTENT_TYPE, DIGEST, ESS], signer = leaf, unsigned = [] } = parts;
  const inDer = sortedDer(attributes ?? []);
  const inFile = parts.order === 'reversed' ? inDer.toReversed() : inDer;
  const toBeSigned = attributes === null ? CONTENT : encode(0x31, ...inFile);
  const signature = (parts.sign ?? ((bytes) => sign('sha256', bytes, signer.privateKey)))(toBeSigned);
  const { issuer, serialDer } = signer.certificate;
  const info = sequence(
    ...[integer(1), sequence(issuer.der, serialDer), parts.digestAlgorithm ?? SHA256],
    ...(attributes === null ? [] : [encode(0xa0, ...inFile)]),
    ...[parts.signatureAlgorithm ?? RSA, octetString(signature)],
    ...(unsigned.length === 0 ? [] : [encode(0xa1, ...unsigned)]),
  );
  const content = parts.content === undefined ? [] : [explicit(0, octetString(parts.content))];
  const signedData = sequence(
    ...[integer(parts.version ?? 1), setOf(...(parts.digests ?? [SHA256]))],
    sequence(oid(OID.data), ...content),
    encode(0xa0, ...(parts.certificates ?? [signer.certificate.der])),
    encode(0x31, ...Array.from({ length: parts.signers ?? 1 }, () => info)),
  );
  return sequence(oid(OID.signedData), explicit(0, signedData));
}

describe('what is built', () => {
  const kinds: readonly KeyKind[] = ['rsa2048', 'p256', 'p384'];
  const digests = ['SHA-256', 'SHA-384', 'SHA-512'] as const;
  const rows = kinds.flatMap((kind) => digests.map((digest) => [kind, digest] as const));

  test.each(rows)('%s with %s is intact and names its certificate', async (kind, digest) => {
    const signer = certify(`builds ${kind}`, { issuer: ca, key: kind });
    const contentDigest = hash(digest.replace('-', '').toLowerCase(), CONTENT, 'buffer');
    const cms = await buildDetachedCms({
      contentDigest,
      digest,
      key: signerKey(signer, ca),
      profile: 'pades',
    });
    const checked = check(cms);
    expect(checked).toMatchObject({ cryptography: 'INTACT', failure: null, isBound: true, reasons: [] });
    expect(checked.signingTime).toBeUndefined();
    expect(parseCms(cms).certificates).toHaveLength(1);
  });

  test('signing-time only in CAdES, the chain without its root', async () => {
    const root = certify('root of chain', { ca: true });
    const middle = certify('middle of chain', { ca: true, issuer: root });
    const signer = certify('end of chain', { issuer: middle });
    const request = {
      contentDigest: sha256(CONTENT),
      digest: 'SHA-256',
      key: signerKey(signer, middle, root),
    } as const;
    const cades = await buildDetachedCms({ ...request, profile: 'cades', signingTime: NOW });
    expect(check(cades).signingTime).toEqual(NOW);
    expect(parseCms(cades).certificates).toHaveLength(2);
    const pades = await buildDetachedCms({ ...request, profile: 'pades', signingTime: NOW });
    expect(check(pades).signingTime).toBeUndefined();
  });

  test('a key that does not fit its certificate, a digest of another length', async () => {
    const wrong = { ...signerKey(leaf), algorithm: { kind: 'ecdsa', curve: 'P-256' } } as const;
    const request = { contentDigest: sha256(CONTENT), digest: 'SHA-256', profile: 'pades' } as const;
    const refused = { code: 'SIGNING_KEY_MISMATCH' };
    await expect(buildDetachedCms({ ...request, key: wrong })).rejects.toMatchObject(refused);
    await expect(
      buildDetachedCms({ ...request, key: signerKey(leaf), digest: 'SHA-512' }),
    ).rejects.toMatchObject(refused);
    await expect(
      buildDetachedCms({ ...request, key: { ...signerKey(leaf), certificateChain: [] } }),
    ).rejects.toMatchObject(refused);
  });
});

describe('what is not a signature at all is refused', () => {
  test.each<[string, Uint8Array]>([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(64)],
    ['two signers', assemble({ signers: 2 })],
    ['no signer', assemble({ signers: 0 })],
    ['content inside a detached signature', assemble({ content: CONTENT })],
    ['another content type', sequence(oid(OID.data), explicit(0, octetString(CONTENT)))],
    ['bytes after it', Buffer.concat([assemble({}), Buffer.of(0)])],
  ])('%s', (_, cms) => {
    expect(() => parseCms(cms)).toThrow(expect.objectContaining({ code: 'CMS_INVALID' }));
  });

  test('padding behind it is found by its length', () => {
    const cms = assemble({});
    expect(cmsLength(Buffer.concat([cms, Buffer.alloc(100)]))).toBe(cms.length);
    expect(() => cmsLength(Buffer.alloc(8))).not.toThrow();
    expect(() => cmsLength(Buffer.of(0x30))).toThrow(expect.objectContaining({ code: 'CMS_INVALID' }));
  });
});

describe('what was tampered with', () => {
  const signedBy = (key: KeyObject) => (bytes: Uint8Array) => sign('sha256', bytes, key);

  test.each<[string, Parts, string, string, string]>([
    [
      'other content',
      {
        attributes: [CONTENT_TYPE, attribute(OID.messageDigest, octetString(sha256(Buffer.from('x')))), ESS],
      },
      'BROKEN',
      'HASH_FAILURE',
      'CMS_DIGEST_MISMATCH',
    ],
    [
      'another key',
      { sign: signedBy(certify('thief', { key: 'rsa1024' }).privateKey) },
      'BROKEN',
      'SIG_CRYPTO_FAILURE',
      'CMS_SIGNATURE_BROKEN',
    ],
    [
      'no signed attributes',
      { attributes: null },
      'BROKEN',
      'FORMAT_FAILURE',
      'CMS_SIGNED_ATTRIBUTES_MISSING',
    ],
    [
      'no message-digest',
      { attributes: [CONTENT_TYPE, ESS] },
      'BROKEN',
      'FORMAT_FAILURE',
      'CMS_MESSAGE_DIGEST_MISSING',
    ],
    [
      'message-digest twice',
      { attributes: [CONTENT_TYPE, DIGEST, DIGEST, ESS] },
      'BROKEN',
      'FORMAT_FAILURE',
      'CMS_MESSAGE_DIGEST_MISSING',
    ],
    ['no content-type', { attributes: [DIGEST, ESS] }, 'BROKEN', 'FORMAT_FAILURE', 'CMS_CONTENT_TYPE_WRONG'],
    [
      'another content-type',
      { attributes: [attribute(OID.contentType, oid(OID.tstInfo)), DIGEST, ESS] },
      'BROKEN',
      'FORMAT_FAILURE',
      'CMS_CONTENT_TYPE_WRONG',
    ],
    [
      'no signing-certificate',
      { attributes: [CONTENT_TYPE, DIGEST] },
      'INTACT',
      'FORMAT_FAILURE',
      'CMS_SIGNING_CERTIFICATE_MISSING',
    ],
    [
      'signing-certificate of another',
      { attributes: [CONTENT_TYPE, DIGEST, ess(other.certificate.der)] },
      'INTACT',
      'NO_SIGNING_CERTIFICATE_FOUND',
      'CMS_SIGNING_CERTIFICATE_WRONG',
    ],
    [
      'signing-certificate twice',
      { attributes: [CONTENT_TYPE, DIGEST, ESS, ESS] },
      'INTACT',
      'NO_SIGNING_CERTIFICATE_FOUND',
      'CMS_SIGNING_CERTIFICATE_WRONG',
    ],
    [
      'signing-certificate malformed',
      { attributes: [CONTENT_TYPE, DIGEST, attribute(OID.signingCertificateV2, NULL)] },
      'INTACT',
      'FORMAT_FAILURE',
      'CMS_SIGNING_CERTIFICATE_MISSING',
    ],
    [
      'signing-time malformed',
      { attributes: [CONTENT_TYPE, DIGEST, ESS, attribute(OID.signingTime, NULL)] },
      'INTACT',
      'FORMAT_FAILURE',
      'CMS_SIGNING_TIME_MALFORMED',
    ],
    [
      'algorithms that were not signed',
      {
        attributes: [
          CONTENT_TYPE,
          DIGEST,
          ESS,
          attribute(
            OID.cmsAlgorithmProtection,
            sequence(digestIdentifier('SHA-512'), encode(0xa1, RSA.subarray(2))),
          ),
        ],
      },
      'BROKEN',
      'FORMAT_FAILURE',
      'CMS_ALGORITHM_PROTECTION_BROKEN',
    ],
    [
      'digests that disagree',
      { signatureAlgorithm: SHA1_RSA },
      'BROKEN',
      'FORMAT_FAILURE',
      'CMS_DIGEST_ALGORITHMS_DISAGREE',
    ],
    [
      'an unknown digest',
      { digestAlgorithm: sequence(oid('1.2.3.4')) },
      'UNSUPPORTED',
      'CRYPTO_CONSTRAINTS_FAILURE',
      'CMS_ALGORITHM_UNSUPPORTED',
    ],
    [
      'an unknown signature algorithm',
      { signatureAlgorithm: sequence(oid('1.2.3.4')) },
      'UNSUPPORTED',
      'CRYPTO_CONSTRAINTS_FAILURE',
      'CMS_ALGORITHM_UNSUPPORTED',
    ],
    [
      'an algorithm of another kind of key',
      { signatureAlgorithm: sequence(oid('1.2.840.10045.4.3.2')) },
      'BROKEN',
      'SIG_CRYPTO_FAILURE',
      'CMS_SIGNATURE_BROKEN',
    ],
    [
      'no certificate of the signer',
      { certificates: [other.certificate.der] },
      'UNSUPPORTED',
      'NO_SIGNING_CERTIFICATE_FOUND',
      'CMS_SIGNER_NOT_FOUND',
    ],
    ['another version', { version: 3 }, 'INTACT', 'SIG_CONSTRAINTS_FAILURE', 'CMS_VERSION_WRONG'],
    [
      'a digest that is not announced',
      { digests: [digestIdentifier('SHA-512')] },
      'INTACT',
      'SIG_CONSTRAINTS_FAILURE',
      'CMS_DIGEST_NOT_ANNOUNCED',
    ],
    [
      'an unsigned attribute',
      { unsigned: [attribute('1.2.3.4', NULL)] },
      'INTACT',
      'SIG_CONSTRAINTS_FAILURE',
      'CMS_UNSIGNED_ATTRIBUTE_UNKNOWN',
    ],
  ])('%s', (_, parts, cryptography, failure, code) => {
    const checked = check(assemble(parts));
    expect(checked).toMatchObject({ cryptography, failure });
    expect(codes(checked)).toContain(code);
  });

  test('the harness makes a sound one', () => {
    expect(check(assemble({}))).toMatchObject({ cryptography: 'INTACT', failure: null, reasons: [] });
  });
});

describe('what others write', () => {
  test('adbe.pkcs7.detached without signing-certificate: reported, not failed', () => {
    const checked = check(assemble({ attributes: [CONTENT_TYPE, DIGEST] }), CONTENT, false);
    expect(checked).toMatchObject({ cryptography: 'INTACT', failure: null, isBound: false });
    expect(codes(checked)).toEqual(['CMS_SIGNING_CERTIFICATE_MISSING']);
  });
  test('the older signing-certificate, by SHA-1', () => {
    const old = (certificate: Uint8Array) =>
      attribute(
        OID.signingCertificate,
        sequence(sequence(sequence(octetString(hash('sha1', certificate, 'buffer'))))),
      );
    const good = check(assemble({ attributes: [CONTENT_TYPE, DIGEST, old(leaf.certificate.der)] }));
    expect(good).toMatchObject({ failure: null, isBound: true });
    const both = check(assemble({ attributes: [CONTENT_TYPE, DIGEST, ESS, old(other.certificate.der)] }));
    expect(both).toMatchObject({ failure: 'NO_SIGNING_CERTIFICATE_FOUND', isBound: false });
  });
  test('attributes signed in the order of the file: reported', () => {
    const checked = check(assemble({ order: 'reversed' }));
    expect(checked).toMatchObject({ cryptography: 'INTACT', failure: null });
    expect(codes(checked)).toEqual(['CMS_SIGNED_ATTRIBUTES_NOT_DER']);
  });
  test('indefinite lengths: reported', () => {
    const der = assemble({});
    const content = der.subarray(4);
    const checked = check(Buffer.concat([Buffer.of(0x30, 0x80), content, Buffer.of(0, 0)]));
    expect(checked).toMatchObject({ cryptography: 'INTACT', failure: null });
    expect(codes(checked)).toEqual(['CMS_NOT_DER']);
  });
  test('the signature algorithm with its digest', () => {
    const signatureAlgorithm = sequence(oid('1.2.840.113549.1.1.11'), NULL);
    expect(check(assemble({ signatureAlgorithm }))).toMatchObject({ cryptography: 'INTACT', failure: null });
  });
  test('RSASSA-PSS', () => {
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    const pss = (salt: number) =>
      sequence(
        oid(OID.rsassaPss),
        sequence(
          explicit(0, SHA256),
          explicit(1, sequence(oid(OID.mgf1), SHA256)),
          explicit(2, integer(salt)),
        ),
      );
    const signed = (bytes: Uint8Array) => sign('sha256', bytes, { key: leaf.privateKey, ...padding });
    expect(check(assemble({ sign: signed, signatureAlgorithm: pss(32) })).cryptography).toBe('INTACT');
    expect(check(assemble({ sign: signed, signatureAlgorithm: pss(20) })).cryptography).toBe('BROKEN');
    const bare = sequence(oid(OID.rsassaPss));
    expect(check(assemble({ sign: signed, signatureAlgorithm: bare })).cryptography).toBe('UNSUPPORTED');
  });
  test.each<[string, readonly Uint8Array[]]>([
    [
      'a mask with another digest',
      [
        explicit(0, SHA256),
        explicit(1, sequence(oid(OID.mgf1), digestIdentifier('SHA-512'))),
        explicit(2, integer(32)),
      ],
    ],
    ['no mask function, which means SHA-1', [explicit(0, SHA256), explicit(2, integer(32))]],
    [
      'another mask function',
      [explicit(0, SHA256), explicit(1, sequence(oid('1.2.3.4'), SHA256)), explicit(2, integer(32))],
    ],
    [
      'another trailer',
      [
        explicit(0, SHA256),
        explicit(1, sequence(oid(OID.mgf1), SHA256)),
        explicit(2, integer(32)),
        explicit(3, integer(2)),
      ],
    ],
    [
      'a salt longer than any key',
      [explicit(0, SHA256), explicit(1, sequence(oid(OID.mgf1), SHA256)), explicit(2, integer(1000))],
    ],
    ['parameters that are none', [integer(1)]],
  ])('RSASSA-PSS with %s is not supported', (_, parameters) => {
    const signatureAlgorithm = sequence(oid(OID.rsassaPss), sequence(...parameters));
    const sign32 = (bytes: Uint8Array) =>
      sign('sha256', bytes, {
        key: leaf.privateKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: 32,
      });
    const checked = check(assemble({ sign: sign32, signatureAlgorithm }));
    expect(checked).toMatchObject({ cryptography: 'UNSUPPORTED', failure: 'CRYPTO_CONSTRAINTS_FAILURE' });
  });
  test.each(['P-521', 'brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1', 'secp256k1'])(
    '%s',
    (namedCurve) => {
      const pair = generateKeyPairSync('ec', { namedCurve });
      const signer = certify(`curve ${namedCurve}`, { issuer: ca, keys: pair });
      const attributes = [CONTENT_TYPE, DIGEST, ess(signer.certificate.der)];
      const parts = { signer, attributes, signatureAlgorithm: sequence(oid('1.2.840.10045.4.3.2')) };
      const good = check(assemble({ ...parts, sign: (bytes) => sign('sha256', bytes, pair.privateKey) }));
      expect(good).toMatchObject({ cryptography: 'INTACT', failure: null });
      const weak = algorithmProblem(DEFAULT_POLICY, good.algorithm, signer.certificate.spki.description, NOW);
      expect(weak?.subIndication).toBe(namedCurve === 'secp256k1' ? 'CRYPTO_CONSTRAINTS_FAILURE' : undefined);
    },
  );
  test('Ed448', () => {
    const pair = generateKeyPairSync('ed448');
    const signer = certify('Ed448', { issuer: ca, keys: pair });
    const attributes = [CONTENT_TYPE, DIGEST, ess(signer.certificate.der)];
    const parts = { signer, attributes, signatureAlgorithm: sequence(oid(OID.ed448)) };
    const good = assemble({ ...parts, sign: (bytes) => sign(null, bytes, pair.privateKey) });
    expect(check(good)).toMatchObject({ cryptography: 'INTACT', failure: null });
    expect(check(assemble({ ...parts, sign: () => Buffer.alloc(114) })).cryptography).toBe('BROKEN');
  });
  test('an Ed25519 identifier with parameters is not supported', () => {
    const signatureAlgorithm = sequence(oid(OID.ed25519), NULL);
    expect(check(assemble({ signatureAlgorithm })).cryptography).toBe('UNSUPPORTED');
  });
  test('Ed25519', () => {
    const pair = generateKeyPairSync('ed25519');
    const signer = certify('Ed25519', { issuer: ca, keys: pair });
    const attributes = [CONTENT_TYPE, DIGEST, ess(signer.certificate.der)];
    const parts = { signer, attributes, signatureAlgorithm: sequence(oid(OID.ed25519)) };
    const good = assemble({ ...parts, sign: (bytes) => sign(null, bytes, pair.privateKey) });
    expect(check(good)).toMatchObject({ cryptography: 'INTACT', failure: null });
    expect(check(assemble({ ...parts, sign: () => Buffer.alloc(64) })).cryptography).toBe('BROKEN');
  });
});
