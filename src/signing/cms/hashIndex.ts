import { hash } from 'node:crypto';
import { isCongvanError } from '../../kernel/errors.ts';
import { fieldsOf, itemsOf } from '../der/fields.ts';
import { type Der, rawOf, TAG } from '../der/read.ts';
import { hexOf, readOctets } from '../der/values.ts';
import { oid } from '../der/write.ts';
import { DIGESTS, type DigestName, digestOf, readAlgorithm } from '../x509/algorithms.ts';
import { OID } from '../x509/oids.ts';
import type { CmsSignedData } from './parse.ts';

/** One value of an unsigned attribute. */
export interface UnsignedValue {
  readonly type: string;
  readonly value: Der;
}

/** What an archive-time-stamp-v3 covers besides the signature itself. */
export interface Covered {
  /** DER of members of SignedData.certificates and .crls, as they stand. */
  readonly certificateChoices: readonly Uint8Array[];
  readonly revocationChoices: readonly Uint8Array[];
  readonly unsignedValues: readonly UnsignedValue[];
}

export interface HashIndex {
  readonly der: Uint8Array;
  readonly digest: DigestName;
  readonly covered: Covered;
}

/**
 * The ats-hash-index-v3 of an archive timestamp (EN 319 122-1 §5.5.2), looked up in the signature it stands in.
 * @param token the archive timestamp
 * @param cms the signature
 * @returns undefined when it is missing, malformed, or names what the signature does not hold
 */
export function hashIndexOf(token: CmsSignedData, cms: CmsSignedData): HashIndex | undefined {
  const [value, another] = token.signerInfo.unsigned.get(OID.atsHashIndexV3) ?? [];
  if (value === undefined || another !== undefined) return undefined;
  try {
    return readIndex(value, cms);
  } catch (error) {
    if (!isCongvanError(error, 'DER_INVALID')) throw error;
    return undefined;
  }
}

function readIndex(node: Der, cms: CmsSignedData): HashIndex | undefined {
  const fields = fieldsOf(node, 'ATSHashIndexV3');
  const digest = digestOf(readAlgorithm(fields.next(TAG.sequence, 'hashIndAlgorithm')));
  const [certificates, crls, values] = ['certificatesHashIndex', 'crlsHashIndex', 'unsignedAttrValues'].map(
    (what) => itemsOf(fields.next(TAG.sequence, what), what).map((item) => hexOf(readOctets(item))),
  );
  fields.end();
  if (digest === undefined) return undefined;
  const hashed = (bytes: Uint8Array) => hash(DIGESTS[digest].node, bytes, 'hex');
  const certificateChoices = found(certificates, cms.certificateChoices, hashed);
  const revocationChoices = found(crls, cms.revocationChoices, hashed);
  const unsignedValues = found(values, unsignedValuesOf(cms), (each) => hashed(valueOctets(each)));
  if (certificateChoices === undefined || revocationChoices === undefined || unsignedValues === undefined)
    return undefined;
  return { der: rawOf(node), digest, covered: { certificateChoices, revocationChoices, unsignedValues } };
}

function unsignedValuesOf({ signerInfo }: CmsSignedData): readonly UnsignedValue[] {
  return [...signerInfo.unsigned].flatMap(([type, values]) => values.map((value) => ({ type, value })));
}

/** attrType and one of attrValues, one behind the other. */
function valueOctets({ type, value }: UnsignedValue): Uint8Array {
  return Buffer.concat([oid(type), rawOf(value)]);
}

/** The items that the index names; undefined when it names one that is not there. */
function found<Item>(
  wanted: readonly string[] | undefined,
  items: readonly Item[],
  digestOfItem: (item: Item) => string,
): readonly Item[] | undefined {
  const byDigest = new Map(items.map((item) => [digestOfItem(item), item]));
  const all = (wanted ?? []).map((digest) => byDigest.get(digest));
  const known = all.filter((item) => item !== undefined);
  return known.length === all.length ? known : undefined;
}

/**
 * What an archive-time-stamp-v3 must have stamped (EN 319 122-1 §5.5.3): eContentType, the digest of the signed
 * content, the fields of the SignerInfo up to the signature, the hash index.
 * @param contentDigest with the digest of the imprint
 */
export function archiveImprint(cms: CmsSignedData, contentDigest: Uint8Array, index: HashIndex): Uint8Array {
  const parts = [cms.contentTypeDer, contentDigest, cms.signerInfo.signedFields, index.der];
  return hash(DIGESTS[index.digest].node, Buffer.concat(parts), 'buffer');
}
