import type { DigestName } from '../x509/algorithms.ts';

/** Names of ETSI EN 319 162-1 (Associated Signature Containers). */
export const ASIC_NAMESPACE = 'http://uri.etsi.org/02918/v1.2.1#';
export const XMLDSIG_NAMESPACE = 'http://www.w3.org/2000/09/xmldsig#';
export const ODF_MANIFEST_NAMESPACE = 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0';

export const MIMETYPE = 'mimetype';
export const MIMETYPES = {
  asics: 'application/vnd.etsi.asic-s+zip',
  asice: 'application/vnd.etsi.asic-e+zip',
} as const;

export type AsicKind = keyof typeof MIMETYPES;

/** Digests a manifest may name (RFC 9231); which are allowed is the policy's question. */
export const DIGEST_OF_URI: ReadonlyMap<string, DigestName> = new Map([
  ['http://www.w3.org/2001/04/xmldsig-more#md5', 'MD5'],
  ['http://www.w3.org/2000/09/xmldsig#sha1', 'SHA-1'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha224', 'SHA-224'],
  ['http://www.w3.org/2001/04/xmlenc#sha256', 'SHA-256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'SHA-384'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'SHA-512'],
  ['http://www.w3.org/2007/05/xmldsig-more#sha3-256', 'SHA3-256'],
  ['http://www.w3.org/2007/05/xmldsig-more#sha3-384', 'SHA3-384'],
  ['http://www.w3.org/2007/05/xmldsig-more#sha3-512', 'SHA3-512'],
]);
