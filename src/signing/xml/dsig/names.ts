import type { DigestName, SignatureAlgorithm } from '../../x509/algorithms.ts';

export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const DSIG11 = 'http://www.w3.org/2009/xmldsig11#';
export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const MORE_2007 = 'http://www.w3.org/2007/05/xmldsig-more#';
const MORE_2021 = 'http://www.w3.org/2021/04/xmldsig-more#';
const ENC = 'http://www.w3.org/2001/04/xmlenc#';

export const MANIFEST_TYPE = `${DSIG}Manifest`;
export const OBJECT_TYPE = `${DSIG}Object`;

export const TRANSFORM = {
  enveloped: `${DSIG}enveloped-signature`,
  base64: `${DSIG}base64`,
  xpath: 'http://www.w3.org/TR/1999/REC-xpath-19991116',
  filter2: 'http://www.w3.org/2002/06/xmldsig-filter2',
} as const;

const DIGESTS: ReadonlyMap<string, DigestName> = new Map([
  [`${MORE}md5`, 'MD5'],
  [`${DSIG}sha1`, 'SHA-1'],
  [`${MORE}sha224`, 'SHA-224'],
  [`${ENC}sha256`, 'SHA-256'],
  [`${MORE}sha384`, 'SHA-384'],
  [`${ENC}sha512`, 'SHA-512'],
  [`${MORE_2007}sha3-256`, 'SHA3-256'],
  [`${MORE_2007}sha3-384`, 'SHA3-384'],
  [`${MORE_2007}sha3-512`, 'SHA3-512'],
]);

/** RFC 9231 §2.1; undefined for what is not known here. */
export function digestNamed(uri: string): DigestName | undefined {
  return DIGESTS.get(uri);
}

const SALTS: Readonly<Record<string, readonly [DigestName, number]>> = {
  sha1: ['SHA-1', 20],
  sha224: ['SHA-224', 28],
  sha256: ['SHA-256', 32],
  sha384: ['SHA-384', 48],
  sha512: ['SHA-512', 64],
  'sha3-256': ['SHA3-256', 32],
  'sha3-384': ['SHA3-384', 48],
  'sha3-512': ['SHA3-512', 64],
};

const PSS = Object.entries(SALTS).map(
  ([name, [digest, saltLength]]) =>
    [`${MORE_2007}${name}-rsa-MGF1`, { kind: 'rsa-pss', digest, saltLength }] as const,
);

const SIGNATURES: ReadonlyMap<string, SignatureAlgorithm> = new Map<string, SignatureAlgorithm>([
  [`${DSIG}rsa-sha1`, { kind: 'rsa-pkcs1', digest: 'SHA-1' }],
  [`${MORE}rsa-md5`, { kind: 'rsa-pkcs1', digest: 'MD5' }],
  [`${MORE}rsa-sha224`, { kind: 'rsa-pkcs1', digest: 'SHA-224' }],
  [`${MORE}rsa-sha256`, { kind: 'rsa-pkcs1', digest: 'SHA-256' }],
  [`${MORE}rsa-sha384`, { kind: 'rsa-pkcs1', digest: 'SHA-384' }],
  [`${MORE}rsa-sha512`, { kind: 'rsa-pkcs1', digest: 'SHA-512' }],
  ...PSS,
  [`${MORE}ecdsa-sha1`, { kind: 'ecdsa', digest: 'SHA-1' }],
  [`${MORE}ecdsa-sha224`, { kind: 'ecdsa', digest: 'SHA-224' }],
  [`${MORE}ecdsa-sha256`, { kind: 'ecdsa', digest: 'SHA-256' }],
  [`${MORE}ecdsa-sha384`, { kind: 'ecdsa', digest: 'SHA-384' }],
  [`${MORE}ecdsa-sha512`, { kind: 'ecdsa', digest: 'SHA-512' }],
  [`${MORE_2021}ecdsa-sha3-256`, { kind: 'ecdsa', digest: 'SHA3-256' }],
  [`${MORE_2021}ecdsa-sha3-384`, { kind: 'ecdsa', digest: 'SHA3-384' }],
  [`${MORE_2021}ecdsa-sha3-512`, { kind: 'ecdsa', digest: 'SHA3-512' }],
  [`${DSIG}dsa-sha1`, { kind: 'dsa', digest: 'SHA-1' }],
  [`${DSIG11}dsa-sha256`, { kind: 'dsa', digest: 'SHA-256' }],
  [`${MORE_2021}eddsa-ed25519`, { kind: 'ed25519' }],
  [`${MORE_2021}eddsa-ed448`, { kind: 'ed448' }],
]);

/** RFC 9231 §2.3. `hmac`: no signature at all. */
export function signatureNamed(uri: string): SignatureAlgorithm | 'hmac' {
  if (/[#/]hmac-/.test(uri)) return 'hmac';
  return SIGNATURES.get(uri) ?? { kind: 'unknown', name: uri };
}
