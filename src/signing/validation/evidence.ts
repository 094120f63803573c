import { isCongvanError } from '../../kernel/errors.ts';
import type { Material } from '../material.ts';
import { type Crl, parseCrl } from '../revocation/crl.ts';
import { type OcspAnswer, parseOcspResponse } from '../revocation/ocsp.ts';
import type { RevocationEvidence } from '../revocationSource.ts';
import { type Certificate, tryParseCertificate } from '../x509/certificate.ts';

export type ParsedEvidence =
  | { readonly kind: 'ocsp'; readonly answer: OcspAnswer; readonly der: Uint8Array }
  | { readonly kind: 'crl'; readonly crl: Crl }
  | { readonly kind: 'unusable'; readonly why: string };

/** Material, parsed. */
export interface Evidence {
  readonly certificates: readonly Certificate[];
  readonly revocations: readonly ParsedEvidence[];
}

const parsedMaterial = new WeakMap<Material, Evidence>();
const parsedBytes = new WeakMap<Uint8Array, ParsedEvidence>();

/** Parses once per material, and once per answer: the same CRL serves many signatures. */
export function evidenceOf(material: Material): Evidence {
  let evidence = parsedMaterial.get(material);
  if (evidence === undefined) {
    evidence = {
      certificates: uniqueCertificates(material.certificates),
      revocations: material.revocations.map((each) => parsedOnce(each)),
    };
    parsedMaterial.set(material, evidence);
  }
  return evidence;
}

/** Malformed certificates only fail to help. */
export function uniqueCertificates(ders: readonly Uint8Array[]): readonly Certificate[] {
  const certificates = ders.flatMap((der) => tryParseCertificate(der) ?? []);
  return [...new Map(certificates.map((certificate) => [certificate.fingerprint, certificate])).values()];
}

export function parsedOnce(evidence: RevocationEvidence): ParsedEvidence {
  const known = parsedBytes.get(evidence.der);
  if (known !== undefined) return known;
  const parsed = parse(evidence);
  parsedBytes.set(evidence.der, parsed);
  return parsed;
}

function parse({ kind, der }: RevocationEvidence): ParsedEvidence {
  try {
    if (kind === 'crl') return { kind, crl: parseCrl(der) };
    const response = parseOcspResponse(der);
    if (response.kind === 'answer') return { kind, answer: response.answer, der };
    return { kind: 'unusable', why: response.status };
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return { kind: 'unusable', why: error.message };
  }
}
