import { isCongvanError } from '../../kernel/errors.ts';
import { derFromBer } from '../der/ber.ts';
import { fieldsOf, itemsOf } from '../der/fields.ts';
import { type Der, type DerLimits, decodeDer, innerOf, rawOf, TAG } from '../der/read.ts';
import { readSmallInteger } from '../der/values.ts';
import { encode, explicit, integer, oid, sequence } from '../der/write.ts';
import { OID } from '../x509/oids.ts';

const LIMITS: DerLimits = { bytes: 32 << 20, depth: 32, values: 500_000 };

/** The members of a SignedData (RFC 5652 §5.1), each as it stands; nothing in them is read further. */
export interface SignedDataParts {
  readonly version: number;
  readonly digestAlgorithms: Uint8Array;
  readonly encapsulated: Der;
  readonly certificates: readonly Uint8Array[];
  readonly revocations: readonly Der[];
  readonly signers: readonly Der[];
}

/**
 * Takes a SignedData apart, to be put together again with other signers, certificates or attributes.
 * @param bytes a ContentInfo, DER or BER
 * @throws DER_INVALID
 */
export function readParts(bytes: Uint8Array): SignedDataParts {
  const content = fieldsOf(decodeDer(asDer(bytes), LIMITS), 'ContentInfo');
  content.next(TAG.oid, 'contentType');
  const fields = fieldsOf(innerOf(content.next(0xa0, 'content')), 'SignedData');
  const version = readSmallInteger(fields.next(TAG.integer, 'version'));
  const digestAlgorithms = rawOf(fields.next(TAG.set, 'digestAlgorithms'));
  const encapsulated = fields.next(TAG.sequence, 'encapContentInfo');
  const certificates = fields.optional(0xa0);
  const revocations = fields.optional(0xa1);
  const signers = itemsOf(fields.next(TAG.set, 'signerInfos'), 'signerInfos', TAG.set);
  return {
    ...{ version, digestAlgorithms, encapsulated, signers },
    certificates: certificates === undefined ? [] : itemsOf(certificates, 'certificates', 0xa0).map(rawOf),
    revocations: revocations === undefined ? [] : itemsOf(revocations, 'crls', 0xa1),
  };
}

function asDer(bytes: Uint8Array): Uint8Array {
  try {
    decodeDer(bytes, LIMITS);
    return bytes;
  } catch (error) {
    if (!isCongvanError(error, 'DER_INVALID')) throw error;
    return derFromBer(bytes);
  }
}

/** What `writeParts` needs: members as they stand in DER. */
export interface WrittenParts {
  readonly version: number;
  readonly digestAlgorithms: Uint8Array;
  readonly encapsulated: Uint8Array;
  readonly certificates: readonly Uint8Array[];
  readonly revocations: readonly Uint8Array[];
  readonly signers: readonly Uint8Array[];
}

/** @returns DER ContentInfo */
export function writeParts(parts: WrittenParts): Buffer {
  const { version, digestAlgorithms, encapsulated, certificates, revocations, signers } = parts;
  const signedData = sequence(
    ...[integer(version), digestAlgorithms, encapsulated],
    ...(certificates.length === 0 ? [] : [encode(0xa0, ...certificates)]),
    ...(revocations.length === 0 ? [] : [encode(0xa1, ...revocations)]),
    encode(TAG.set, ...signers),
  );
  return sequence(oid(OID.signedData), explicit(0, signedData));
}
