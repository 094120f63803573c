import { isCongvanError } from '../../kernel/errors.ts';
import { archiveTimestamps, certificatesInside, signatureTimestamps } from '../cms/certificates.ts';
import { embeddedRevocations, revocationValuesIn } from '../cms/embeddedRevocations.ts';
import type { Covered, UnsignedValue } from '../cms/hashIndex.ts';
import { ocspResponseIn } from '../cms/otherRevocation.ts';
import { type CmsSignedData, parseSignedData } from '../cms/parse.ts';
import { itemsOf } from '../der/fields.ts';
import { decodeDer, rawOf, TAG } from '../der/read.ts';
import type { Material } from '../material.ts';
import { OID } from '../x509/oids.ts';

/** How deep timestamps within timestamps are looked into. */
const DEPTH = 3;

/** Certificates and revocation answers that a CMS signature and its timestamps carry; unverified. */
export function materialIn(cms: CmsSignedData, depth: number = DEPTH): Material {
  const inTokens = depth === 0 ? [] : tokensOf(cms).flatMap((token) => materialInToken(token, depth - 1));
  return {
    certificates: [...certificatesInside(cms), ...inTokens.flatMap(({ certificates }) => certificates)],
    revocations: [...embeddedRevocations(cms), ...inTokens.flatMap(({ revocations }) => revocations)],
  };
}

/** DER of everything whose existence follows from that of a CMS signature: itself, its timestamps, what they carry. */
export function objectsInCms(der: Uint8Array, depth: number = DEPTH): readonly Uint8Array[] {
  const cms = depth === 0 ? undefined : parsedOrNothing(der);
  if (cms === undefined) return [der];
  return [
    der,
    ...objectsOf(materialIn(cms, 0)),
    ...tokensOf(cms).flatMap((one) => objectsInCms(one, depth - 1)),
  ];
}

/** DER of the members of a material. */
export function objectsOf({ certificates, revocations }: Material): readonly Uint8Array[] {
  return [...certificates, ...revocations.map(({ der }) => der)];
}

/** DER of what an archive timestamp covers, as it is met when judging. */
export function objectsCovered(covered: Covered): readonly Uint8Array[] {
  return [
    ...covered.certificateChoices,
    ...covered.revocationChoices.map((choice) => ocspResponseIn(decodeDer(choice)) ?? choice),
    ...covered.unsignedValues.flatMap(objectsInValue),
  ];
}

function objectsInValue({ type, value }: UnsignedValue): readonly Uint8Array[] {
  if (type === OID.signatureTimeStampToken || type === OID.archiveTimeStampV3)
    return objectsInCms(rawOf(value));
  if (type === OID.certificateValues && value.tag === TAG.sequence) {
    return itemsOf(value, 'CertificateValues').map((item) => rawOf(item));
  }
  return type === OID.revocationValues ? revocationValuesIn(value).map(({ der }) => der) : [];
}

function tokensOf(cms: CmsSignedData): readonly Uint8Array[] {
  return [...signatureTimestamps(cms), ...archiveTimestamps(cms)];
}

function materialInToken(token: Uint8Array, depth: number): readonly Material[] {
  const cms = parsedOrNothing(token);
  return cms === undefined ? [] : [materialIn(cms, depth)];
}

function parsedOrNothing(der: Uint8Array): CmsSignedData | undefined {
  try {
    return parseSignedData(der);
  } catch (error) {
    if (!isCongvanError(error, 'CMS_INVALID')) throw error;
    return undefined;
  }
}
