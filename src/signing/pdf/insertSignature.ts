import { hash } from 'node:crypto';
import { SignPdf } from '@signpdf/signpdf';
import { Signer } from '@signpdf/utils';
import { buildDetachedCms } from '../cms/build.ts';
import type { DigestAlgorithm, SignerKey } from '../signerKey.ts';
import { DIGESTS } from '../x509/algorithms.ts';

export interface CmsMaker {
  readonly key: SignerKey;
  readonly digest: DigestAlgorithm;
  /** For level B-T. */
  readonly timestamp: ((imprint: Uint8Array) => Promise<Uint8Array>) | undefined;
}

/** What was signed, or how much room the value needs. */
export type Inserted =
  | { readonly kind: 'signed'; readonly pdf: Buffer }
  | { readonly kind: 'too-small'; readonly neededBytes: number };

/**
 * Fills the /ByteRange and /Contents of the one unfinished signature in the file. @signpdf computes the range,
 * hands our signer the bytes it covers and inserts the value; every other byte stays where it is.
 * @param prepared ends with `%%EOF` and a line feed, which @signpdf takes off
 * @param contentsBytes room in /Contents
 * @throws what the key and the timestamp throw
 */
export async function insertSignature(
  prepared: Buffer,
  contentsBytes: number,
  maker: CmsMaker,
): Promise<Inserted> {
  const signer = new CmsSigner(maker);
  try {
    return { kind: 'signed', pdf: await new SignPdf().sign(prepared, signer) };
  } catch (error) {
    if (signer.cmsBytes > contentsBytes) return { kind: 'too-small', neededBytes: signer.cmsBytes };
    throw error;
  }
}

/** Signs what @signpdf says is covered: the file without the value of /Contents. */
class CmsSigner extends Signer {
  cmsBytes = 0;
  readonly #maker: CmsMaker;

  constructor(maker: CmsMaker) {
    super();
    this.#maker = maker;
  }

  override async sign(covered: Buffer): Promise<Buffer> {
    const { key, digest, timestamp } = this.#maker;
    const contentDigest = hash(DIGESTS[digest].node, covered, 'buffer');
    const stamping = timestamp === undefined ? {} : { timestamp };
    const cms = await buildDetachedCms({ contentDigest, digest, key, profile: 'pades', ...stamping });
    this.cmsBytes = cms.length;
    return Buffer.from(cms.buffer, cms.byteOffset, cms.byteLength);
  }
}
