import { hash } from 'node:crypto';
import { CongvanError } from '../../kernel/errors.ts';
import { decodeDer, TAG } from '../der/read.ts';
import { time } from '../der/time.ts';
import { encode, explicit, octetString, oid, sequence, setOf, sortedDer } from '../der/write.ts';
import type { DigestAlgorithm, SignerKey } from '../signerKey.ts';
import { DIGESTS } from '../x509/algorithms.ts';
import { OID } from '../x509/oids.ts';
import { attribute, type KeyEncodings, keyEncodingsOf, VERSION_1 } from './keyEncodings.ts';

export interface CmsRequest {
  /** The `digest` of the content that is signed (the bytes of the ByteRange, a whole file, …). */
  readonly contentDigest: Uint8Array;
  readonly digest: DigestAlgorithm;
  readonly key: SignerKey;
  /**
   * Gives a timestamp for level B-T.
   * @param imprint the `digest` of the signature value (RFC 3161 Appendix A)
   * @returns DER TimeStampToken; undefined to go on without one
   */
  readonly timestamp?: (imprint: Uint8Array) => Promise<Uint8Array | undefined>;
  /** `pades` never has the signing-time attribute: PDF's /M says it (EN 319 142-1 §6.3). */
  readonly profile: 'pades' | 'cades';
  /** What the signer claims; CAdES baseline asks for it (EN 319 122-1 §6.3). Whole seconds. */
  readonly signingTime?: Date;
}

const SIGNED_DATA = oid(OID.signedData);
const ID_DATA = sequence(oid(OID.data));

/**
 * Builds a detached CMS signature: one signer, signed attributes with signing-certificate-v2 (EN 319 122-1,
 * EN 319 142-1 level B-B, with `timestamp` B-T), the key's chain without its root.
 * @returns DER ContentInfo with SignedData (RFC 5652 §5)
 * @throws SIGNING_KEY_MISMATCH, CERTIFICATE_INVALID, and what the key and the timestamp throw
 */
export async function buildDetachedCms(request: CmsRequest): Promise<Uint8Array> {
  if (request.contentDigest.length !== DIGESTS[request.digest].bytes) {
    throw new CongvanError('SIGNING_KEY_MISMATCH', {
      detail: `the content digest is not a ${request.digest}`,
    });
  }
  const encodings = keyEncodingsOf(request.key, request.digest);
  const attributes = sortedDer(signedAttributes(request, encodings));
  const signature = await request.key.sign(encode(TAG.set, ...attributes), request.digest);
  const unsigned = await unsignedAttributes(request, signature);
  const signerInfo = sequence(
    ...[VERSION_1, encodings.signerIdentifier, encodings.digestIdentifier, encode(0xa0, ...attributes)],
    ...[encodings.signatureIdentifier, octetString(signature), unsigned],
  );
  return sequence(SIGNED_DATA, explicit(0, signedData(encodings, signerInfo)));
}

function signedAttributes(request: CmsRequest, encodings: KeyEncodings): readonly Buffer[] {
  const { profile, signingTime, contentDigest } = request;
  const claimed = profile === 'cades' && signingTime !== undefined ? [time(signingTime)] : [];
  return [
    encodings.contentType,
    attribute(OID.messageDigest, octetString(contentDigest)),
    encodings.signingCertificate,
    encodings.algorithmProtection,
    ...claimed.map((value) => attribute(OID.signingTime, value)),
  ];
}

async function unsignedAttributes(request: CmsRequest, signature: Uint8Array): Promise<Uint8Array> {
  if (request.timestamp === undefined) return Buffer.alloc(0);
  const token = await request.timestamp(hash(DIGESTS[request.digest].node, signature, 'buffer'));
  if (token === undefined) return Buffer.alloc(0);
  decodeDer(token);
  return encode(0xa1, attribute(OID.signatureTimeStampToken, token));
}

function signedData(encodings: KeyEncodings, signerInfo: Uint8Array): Buffer {
  return sequence(
    VERSION_1,
    setOf(encodings.digestIdentifier),
    ID_DATA,
    encodings.certificates,
    setOf(signerInfo),
  );
}
