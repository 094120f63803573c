import { isCongvanError } from '../../kernel/errors.ts';
import { derFromBer } from '../der/ber.ts';
import { fieldsOf, itemsOf } from '../der/fields.ts';
import { type Der, type DerLimits, decodeDer, innerOf, rawOf, TAG } from '../der/read.ts';
import { readSmallInteger } from '../der/values.ts';
import { encode, explicit, integer, oid, sequence } from '../der/write.ts';
import { OID } from '../x509/oids.ts';

const LIMITS: DerLimits = { bytes: 32 << 20, depth: 32, values: 500_000 };
/** More parallel signatures than this are not judged one by one. */
export const MAX_SIGNERS = 64;

/**
 * Takes a SignedData with several SignerInfos (parallel signatures, RFC 5652 §5.1) apart: one CMS signature each, to
 * be judged alone. What a SignerInfo signs and what its archive timestamps cover does not depend on its neighbours;
 * the version is written for the one that is left when it was right for all, so that a wrong one stays wrong.
 * @param bytes a ContentInfo, DER or BER
 * @returns `bytes` itself when there is one signer, or when it cannot be read: the judgement says what is wrong
 */
export function oneSignerEach(bytes: Uint8Array): readonly Uint8Array[] {
  try {
    const parts = readParts(bytes);
    const isSplit = parts.signers.length > 1 && parts.signers.length <= MAX_SIGNERS;
    return isSplit ? parts.signers.map((signer) => withOne(parts, signer)) : [bytes];
  } catch (error) {
    if (!isCongvanError(error, 'DER_INVALID')) throw error;
    return [bytes];
  }
}

interface Parts {
  readonly version: number;
  /** digestAlgorithms, encapContentInfo, certificates, crls: as they stand. */
  readonly middle: readonly Uint8Array[];
  readonly encapsulated: Der;
  readonly revocations: Der | undefined;
  readonly signers: readonly Der[];
}

function readParts(bytes: Uint8Array): Parts {
  const content = fieldsOf(decodeDer(asDer(bytes), LIMITS), 'ContentInfo');
  content.next(TAG.oid, 'contentType');
  const fields = fieldsOf(innerOf(content.next(0xa0, 'content')), 'SignedData');
  const version = readSmallInteger(fields.next(TAG.integer, 'version'));
  const digests = fields.next(TAG.set, 'digestAlgorithms');
  const encapsulated = fields.next(TAG.sequence, 'encapContentInfo');
  const certificates = fields.optional(0xa0);
  const revocations = fields.optional(0xa1);
  const signers = itemsOf(fields.next(TAG.set, 'signerInfos'), 'signerInfos', TAG.set);
  const middle = [digests, encapsulated, certificates, revocations].flatMap((node) => node ?? []).map(rawOf);
  return { version, middle, encapsulated, revocations, signers };
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

function withOne(parts: Parts, signer: Der): Uint8Array {
  const isRight = parts.version === Math.max(...parts.signers.map((each) => versionFor(parts, each)));
  const version = isRight ? versionFor(parts, signer) : parts.version;
  const signerInfos = encode(TAG.set, rawOf(signer));
  return sequence(oid(OID.signedData), explicit(0, sequence(integer(version), ...parts.middle, signerInfos)));
}

/** The version of SignedData (RFC 5652 §5.1) as far as this signer asks for it. */
function versionFor({ encapsulated, revocations }: Parts, signer: Der): number {
  const hasOther =
    revocations !== undefined && itemsOf(revocations, 'crls', 0xa1).some(({ tag }) => tag === 0xa1);
  if (hasOther) return 5;
  const [eContentType] = itemsOf(encapsulated, 'encapContentInfo');
  const isData = eContentType !== undefined && Buffer.compare(rawOf(eContentType), oid(OID.data)) === 0;
  const [version] = itemsOf(signer, 'SignerInfo');
  return !isData || (version !== undefined && readSmallInteger(version) === 3) ? 3 : 1;
}
