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
  const contents = contentsOf(cms, digest);
  const certificateChoices = found(certificates, contents.certificateChoices);
  const revocationChoices = found(crls, contents.revocationChoices);
  const unsignedValues = found(values, contents.unsignedValues);
  if (certificateChoices === undefined || revocationChoices === undefined || unsignedValues === undefined)
    return undefined;
  return { der: rawOf(node), digest, covered: { certificateChoices, revocationChoices, unsignedValues } };
}

/** What a signature holds, by the digest in hexadecimal. */
interface Contents {
  readonly certificateChoices: ReadonlyMap<string, Uint8Array>;
  readonly revocationChoices: ReadonlyMap<string, Uint8Array>;
  readonly unsignedValues: ReadonlyMap<string, UnsignedValue>;
}

const known = new WeakMap<CmsSignedData, Map<DigestName, Contents>>();

/** Hashed once, however many archive timestamps there are. */
function contentsOf(cms: CmsSignedData, digest: DigestName): Contents {
  const byDigest = known.get(cms) ?? new Map<DigestName, Contents>();
  known.set(cms, byDigest);
  const contents = byDigest.get(digest) ?? hashedContents(cms, digest);
  byDigest.set(digest, contents);
  return contents;
}

function hashedContents(cms: CmsSignedData, digest: DigestName): Contents {
  const hashed = (bytes: Uint8Array) => hash(DIGESTS[digest].node, bytes, 'hex');
  const values = [...cms.signerInfo.unsigned].flatMap(([type, all]) => all.map((value) => ({ type, value })));
  return {
    certificateChoices: new Map(cms.certificateChoices.map((der) => [hashed(der), der])),
    revocationChoices: new Map(cms.revocationChoices.map((der) => [hashed(der), der])),
    unsignedValues: new Map(values.map((each) => [hashed(valueOctets(each)), each])),
  };
}

/** attrType and one of attrValues, one behind the other. */
function valueOctets({ type, value }: UnsignedValue): Uint8Array {
  return Buffer.concat([oid(type), rawOf(value)]);
}

/** The items that the index names; undefined when it names one that is not there. */
function found<Item>(
  wanted: readonly string[] | undefined,
  items: ReadonlyMap<string, Item>,
): readonly Item[] | undefined {
  const all = (wanted ?? []).map((digest) => items.get(digest));
  const there = all.filter((item) => item !== undefined);
  return there.length === all.length ? there : undefined;
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
