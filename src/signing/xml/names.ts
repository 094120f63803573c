/** The names of XML-DSig 1.1 and XAdES (EN 319 132-1) that a seal uses; nothing else is accepted. */
export const XML = {
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  xades: 'http://uri.etsi.org/01903/v1.3.2#',
  exclusiveC14n: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  enveloped: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  rsaSha256: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  ecdsaSha256: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
  signedProperties: 'http://uri.etsi.org/01903#SignedProperties',
  manifest: 'http://www.w3.org/2000/09/xmldsig#Manifest',
} as const;

export type SealAlgorithm = typeof XML.rsaSha256 | typeof XML.ecdsaSha256;
