import { isCongvanError } from '../../kernel/errors.ts';
import { itemsOf } from '../der/fields.ts';
import { type Der, rawOf } from '../der/read.ts';
import { readSmallInteger } from '../der/values.ts';
import { oid } from '../der/write.ts';
import { OID } from '../x509/oids.ts';
import { readParts, type SignedDataParts, writeParts } from './signedDataParts.ts';

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

function withOne(parts: SignedDataParts, signer: Der): Uint8Array {
  const isRight = parts.version === Math.max(...parts.signers.map((each) => versionFor(parts, each)));
  return writeParts({
    ...parts,
    version: isRight ? versionFor(parts, signer) : parts.version,
    encapsulated: rawOf(parts.encapsulated),
    revocations: parts.revocations.map(rawOf),
    signers: [rawOf(signer)],
  });
}

/** The version of SignedData (RFC 5652 §5.1) as far as this signer asks for it. */
function versionFor({ encapsulated, revocations }: SignedDataParts, signer: Der): number {
  if (revocations.some(({ tag }) => tag === 0xa1)) return 5;
  const [eContentType] = itemsOf(encapsulated, 'encapContentInfo');
  const isData = eContentType !== undefined && Buffer.compare(rawOf(eContentType), oid(OID.data)) === 0;
  const [version] = itemsOf(signer, 'SignerInfo');
  return !isData || (version !== undefined && readSmallInteger(version) === 3) ? 3 : 1;
}
