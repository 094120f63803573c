import { verify } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import type { FoundSeal } from './findSeal.ts';
import { XML } from './names.ts';
import { manifestXml, type SealValues, signedPropertiesXml } from './sealTemplate.ts';

/**
 * Does xml-crypto, a general implementation of XML-DSig, verify the same signature over the same bytes? It parses the
 * document, canonicalises and dereferences by itself; the key comes from us, never from the document.
 */
export function isValidXmlSignature(xml: string, found: FoundSeal, values: SealValues): boolean {
  const certificate = Buffer.from(values.certificates[0] ?? '', 'base64');
  const checker = new SignedXml({
    publicCert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----`,
    getCertFromKeyInfo: () => null,
  });
  reduceAlgorithms(checker);
  try {
    checker.loadSignature(found.seal);
    return checker.checkSignature(xml) === true && signedWhatWeSigned(checker, found, values);
  } catch {
    return false;
  }
}

/** Its canonical octets must be our bytes, reference by reference. */
function signedWhatWeSigned(checker: SignedXml, found: FoundSeal, values: SealValues): boolean {
  const expected = [found.envelope, signedPropertiesXml(values)];
  if (values.parts.length > 0) expected.push(manifestXml(values));
  const signed = checker.getSignedReferences();
  return signed.length === expected.length && signed.every((octets, index) => octets === expected[index]);
}

/** What a seal uses, and nothing else: no SHA-1, no inclusive C14N, no HMAC. */
function reduceAlgorithms(checker: SignedXml): void {
  checker.CanonicalizationAlgorithms = pick(checker.CanonicalizationAlgorithms, [
    XML.exclusiveC14n,
    XML.enveloped,
  ]);
  checker.HashAlgorithms = pick(checker.HashAlgorithms, [XML.sha256]);
  checker.SignatureAlgorithms = {
    ...pick(checker.SignatureAlgorithms, [XML.rsaSha256]),
    [XML.ecdsaSha256]: EcdsaSha256,
  };
}

function pick<Value>(from: Readonly<Record<string, Value>>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}

/** xml-crypto knows no ECDSA by itself. */
class EcdsaSha256 {
  getAlgorithmName(): string {
    return XML.ecdsaSha256;
  }

  getSignature(): string {
    throw new TypeError('only verifies');
  }

  verifySignature(material: string, key: Parameters<typeof verify>[2], signatureValue: string): boolean {
    const pem = typeof key === 'string' ? key : undefined;
    if (pem === undefined) return false;
    const signature = Buffer.from(signatureValue, 'base64');
    return verify(
      'sha256',
      Buffer.from(material, 'utf8'),
      { key: pem, dsaEncoding: 'ieee-p1363' },
      signature,
    );
  }
}
