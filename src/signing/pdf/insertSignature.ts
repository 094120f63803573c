import { createHash } from 'node:crypto';
import { CongvanError } from '../../kernel/errors.ts';
import { buildDetachedCms } from '../cms/build.ts';
import type { DigestAlgorithm, SignerKey } from '../signerKey.ts';
import { DIGESTS } from '../x509/algorithms.ts';
import { BYTE_RANGE } from './field.ts';

export interface CmsMaker {
  readonly key: SignerKey;
  readonly digest: DigestAlgorithm;
  /** For level B-T. */
  readonly timestamp: ((imprint: Uint8Array) => Promise<Uint8Array | undefined>) | undefined;
}

/** What was signed, or how much room the value needs. */
export type Inserted =
  | { readonly kind: 'signed'; readonly pdf: Buffer }
  | { readonly kind: 'too-small'; readonly neededBytes: number };

/**
 * Fills the /ByteRange and /Contents of the unfinished signature that an update brought, in the update's own bytes:
 * a file is never copied for it. The range is everything but the value (ISO 32000-2 §12.8.1).
 * @param prepared the file with the update
 * @param from where the update begins; nothing before it is looked at or changed
 * @param contentsBytes room in /Contents
 * @throws what the key and the timestamp throw
 */
export async function insertSignature(
  prepared: Buffer,
  from: number,
  contentsBytes: number,
  maker: CmsMaker,
): Promise<Inserted> {
  const { start, end } = fillByteRange(prepared, from, contentsBytes);
  const covered = createHash(DIGESTS[maker.digest].node);
  covered.update(prepared.subarray(0, start)).update(prepared.subarray(end));
  const { key, digest, timestamp } = maker;
  const stamping = timestamp === undefined ? {} : { timestamp };
  const contentDigest = covered.digest();
  const cms = await buildDetachedCms({ contentDigest, digest, key, profile: 'pades', ...stamping });
  if (cms.length > contentsBytes) return { kind: 'too-small', neededBytes: cms.length };
  prepared.write(Buffer.from(cms).toString('hex'), start + 1, 'latin1');
  return { kind: 'signed', pdf: prepared };
}

/** The string of /Contents with its brackets: [start, end). */
export interface Placeholder {
  readonly start: number;
  readonly end: number;
}

/** The value stands behind its range: `signatureDictionary` writes them so. */
export function fillByteRange(prepared: Buffer, from: number, contentsBytes: number): Placeholder {
  const range = prepared.indexOf(BYTE_RANGE, from, 'latin1');
  const start = range < 0 ? -1 : prepared.indexOf('<0', range, 'latin1');
  const end = start + contentsBytes * 2 + 2;
  if (start < 0 || prepared[end - 1] !== 0x3e) {
    throw new CongvanError('SIGNING_SELF_CHECK_FAILED', { detail: 'no room for the value' });
  }
  const text = `[0 ${start} ${end} ${prepared.length - end}]`.padEnd(BYTE_RANGE.length);
  prepared.write(text, range, 'latin1');
  return { start, end };
}
