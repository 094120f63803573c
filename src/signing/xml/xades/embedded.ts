import { elementsOf, onlyText, type XmlElementNode } from '../../../kernel/xml/document.ts';
import type { Material } from '../../material.ts';
import { fromBase64 } from '../dsig/strict.ts';
import { XADES } from './names.ts';

const MAX_VALUES = 500;

/**
 * Certificates, CRLs and OCSP answers in the unsigned properties (CertificateValues, RevocationValues,
 * AttrAuthoritiesCertValues, TimeStampValidationData, …): unverified, to be judged like any other material. What cannot
 * be read is left out.
 * @param at stands for the time they were fetched
 */
export function embeddedMaterial(unsigned: readonly XmlElementNode[], at: Date): Material {
  const certificates: Uint8Array[] = [];
  const revocations: Material['revocations'][number][] = [];
  for (const element of unsigned.flatMap((each) => [...elementsOf(each)]).slice(0, 20 * MAX_VALUES)) {
    const kind = KINDS.get(element.local);
    if (kind === undefined || element.namespace !== XADES) continue;
    const der = fromBase64(onlyText(element) ?? '?');
    if (der === undefined || certificates.length + revocations.length >= MAX_VALUES) continue;
    if (kind === 'certificate') certificates.push(der);
    else revocations.push({ kind, der, fetchedAt: at, source: null });
  }
  return { certificates, revocations };
}

const KINDS: ReadonlyMap<string, 'certificate' | 'crl' | 'ocsp'> = new Map([
  ['EncapsulatedX509Certificate', 'certificate'],
  ['EncapsulatedCRLValue', 'crl'],
  ['EncapsulatedOCSPValue', 'ocsp'],
]);

export function joined(...materials: readonly Material[]): Material {
  return {
    certificates: materials.flatMap(({ certificates }) => certificates),
    revocations: materials.flatMap(({ revocations }) => revocations),
  };
}
