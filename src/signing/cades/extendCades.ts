import { hash } from 'node:crypto';
import { sha256 } from '../../kernel/digest.ts';
import { archiveImprint } from '../cms/hashIndex.ts';
import { attribute } from '../cms/keyEncodings.ts';
import { parseSignedData } from '../cms/parse.ts';
import { fieldsOf, itemsOf } from '../der/fields.ts';
import { type Der, rawOf, TAG } from '../der/read.ts';
import { encode, octetString, oid, sequence, sortedDer } from '../der/write.ts';
import type { Material } from '../material.ts';
import type { RevocationEvidence } from '../revocationSource.ts';
import type { DigestAlgorithm } from '../signerKey.ts';
import { DIGESTS, digestIdentifier } from '../x509/algorithms.ts';
import { OID } from '../x509/oids.ts';
import { readParts, type SignedDataParts, type WrittenParts, writeParts } from './signedDataParts.ts';

/**
 * Level B-LT (EN 319 122-1 §6.3): certificates and revocation answers go into SignedData.certificates and .crls, OCSP
 * answers as OtherRevocationInfo (RFC 5940), each once. Signatures and what they sign stay byte for byte.
 * @param cms DER ContentInfo
 */
export function withMaterial(cms: Uint8Array, material: Material): Buffer {
  const parts = readParts(cms);
  const certificates = unique([...parts.certificates, ...material.certificates]);
  const revocations = unique([...parts.revocations.map(rawOf), ...material.revocations.map(choiceOf)]);
  const hasOther = revocations.some((choice) => choice[0] === 0xa1);
  const version = hasOther ? 5 : parts.version;
  return writeParts({ ...asWritten(parts), version, certificates, revocations });
}

function choiceOf({ kind, der }: RevocationEvidence): Uint8Array {
  return kind === 'crl' ? der : encode(0xa1, oid(OID.ocspResponse), der);
}

function unique(ders: readonly Uint8Array[]): readonly Uint8Array[] {
  return [...new Map(ders.map((der) => [sha256(der), der])).values()];
}

/** The members once more, as they stand. */
export function asWritten(parts: SignedDataParts): WrittenParts {
  const { encapsulated, revocations, signers } = parts;
  return {
    ...parts,
    encapsulated: rawOf(encapsulated),
    revocations: revocations.map(rawOf),
    signers: signers.map(rawOf),
  };
}

/**
 * Level B-T: a signature-time-stamp (EN 319 122-1 §5.3).
 * @param cms DER ContentInfo with one signer
 * @param token DER TimeStampToken over the signature value
 */
export function withSignatureTimestamp(cms: Uint8Array, token: Uint8Array): Buffer {
  return withUnsigned(cms, attribute(OID.signatureTimeStampToken, token));
}

/**
 * Level B-LTA: an archive-time-stamp-v3 with its hash index (EN 319 122-1 §5.5.3) over everything that is there.
 * @param cms DER ContentInfo with one signer
 * @param contentDigest the `digest` of the signed content
 * @param timestamp gives a DER TimeStampToken for an imprint made with `digest`
 */
export async function withArchiveTimestamp(
  cms: Uint8Array,
  contentDigest: Uint8Array,
  digest: DigestAlgorithm,
  timestamp: (imprint: Uint8Array) => Promise<Uint8Array>,
): Promise<Buffer> {
  const parsed = parseSignedData(cms);
  const parts = readParts(cms);
  const index = hashIndex(parts, digest);
  const covered = { certificateChoices: [], revocationChoices: [], unsignedValues: [] };
  const token = await timestamp(archiveImprint(parsed, contentDigest, { der: index, digest, covered }));
  const indexed = withUnsigned(token, attribute(OID.atsHashIndexV3, index));
  return withUnsigned(cms, attribute(OID.archiveTimeStampV3, indexed));
}

/** ATSHashIndexV3 (EN 319 122-1 §5.5.2): digests of what is covered besides the signature itself. */
function hashIndex(parts: SignedDataParts, digest: DigestAlgorithm): Buffer {
  const hashes = (items: readonly Uint8Array[]) =>
    sequence(...items.map((item) => octetString(hash(DIGESTS[digest].node, item, 'buffer'))));
  const [signer] = parts.signers;
  return sequence(
    digestIdentifier(digest),
    hashes(parts.certificates),
    hashes(parts.revocations.map(rawOf)),
    hashes(signer === undefined ? [] : unsignedIn(signer).flatMap(valuesOf)),
  );
}

function unsignedIn(signer: Der): readonly Der[] {
  const last = itemsOf(signer, 'SignerInfo').at(-1);
  return last?.tag === 0xa1 ? itemsOf(last, 'unsignedAttrs', 0xa1) : [];
}

/** attrType and one of attrValues, one behind the other. */
function valuesOf(node: Der): readonly Uint8Array[] {
  const fields = fieldsOf(node, 'Attribute');
  const type = rawOf(fields.next(TAG.oid, 'attrType'));
  const values = itemsOf(fields.next(TAG.set, 'attrValues'), 'attrValues', TAG.set);
  return values.map((value) => Buffer.concat([type, rawOf(value)]));
}

/** The same with one more unsigned attribute of its one signer. */
function withUnsigned(cms: Uint8Array, added: Uint8Array): Buffer {
  const parts = readParts(cms);
  const signers = parts.signers.map((signer) => {
    const unsigned = encode(0xa1, ...sortedDer([...unsignedIn(signer).map(rawOf), added]));
    const fixed = itemsOf(signer, 'SignerInfo').filter(({ tag }) => tag !== 0xa1);
    return sequence(...fixed.map(rawOf), unsigned);
  });
  return writeParts({ ...asWritten(parts), signers });
}
