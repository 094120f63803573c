import { rawOf, TAG } from '../der/read.ts';
import { bitString, oid, sequence } from '../der/write.ts';
import { type Certificate, withPublicKey } from '../x509/certificate.ts';

/**
 * The certificates of a path with whole keys: a DSA key without parameters takes those of its issuer's key
 * (RFC 5280 §6.1.4 d–f). Everything else stays as it is.
 * @param certificates leaf first, without the anchor
 */
export function withInheritedKeys(
  certificates: readonly Certificate[],
  anchor: Certificate,
): readonly Certificate[] {
  if (!certificates.some(lacksParameters)) return certificates;
  const whole: Certificate[] = [];
  let issuer = anchor;
  for (const certificate of [...certificates].reverse()) {
    issuer = lacksParameters(certificate) ? completed(certificate, issuer) : certificate;
    whole.unshift(issuer);
  }
  return whole;
}

export function lacksParameters({ spki }: Certificate): boolean {
  const { parameters } = spki.algorithm;
  return spki.description.kind === 'dsa' && (parameters === undefined || parameters.tag === TAG.null);
}

function completed(certificate: Certificate, issuer: Certificate): Certificate {
  const { spki } = certificate;
  const { parameters } = issuer.spki.algorithm;
  if (parameters === undefined || issuer.spki.algorithm.oid !== spki.algorithm.oid) return certificate;
  const der = sequence(sequence(oid(spki.algorithm.oid), rawOf(parameters)), bitString(spki.keyBits));
  const whole = { ...spki, der, algorithm: issuer.spki.algorithm, description: issuer.spki.description };
  return withPublicKey(certificate, whole);
}
