import { createHash } from 'node:crypto';
import { SignPdf } from '@signpdf/signpdf';
import { Signer } from '@signpdf/utils';
import { CongvanError } from '../../kernel/errors.ts';
import type { DigestAlgorithm } from '../signerKey.ts';
import { DIGESTS } from '../x509/algorithms.ts';
import { BYTE_RANGE } from './field.ts';

/** What stands in /Contents: a CMS signature, or a timestamp token. */
export interface ValueMaker {
  readonly digest: DigestAlgorithm;
  /** @returns DER over the digest of what /ByteRange covers */
  readonly value: (contentDigest: Uint8Array) => Promise<Uint8Array>;
}

/** What was signed, or how much room the value needs. */
export type Inserted =
  | { readonly kind: 'signed'; readonly pdf: Buffer }
  | { readonly kind: 'too-small'; readonly neededBytes: number };

/**
 * Fills the /ByteRange and /Contents of the unfinished signature that an update brought: the range is everything but
 * the value (ISO 32000-2 §12.8.1). @signpdf inserts the value. It is given the update alone, because it copies several
 * times what it is given; the range it writes counts from there, so ours is written over it, counted from the file's
 * beginning. The result stands in the bytes of `prepared`: a file is never copied for it.
 * @param prepared the file with the update, which ends with `%%EOF` and a line feed
 * @param from where the update begins; nothing before it is changed
 * @param room bytes in /Contents
 * @throws what making the value throws
 */
export async function insertSignature(
  prepared: Buffer,
  from: number,
  room: number,
  maker: ValueMaker,
): Promise<Inserted> {
  const range = unfinishedRange(prepared, from, room);
  const signer = new UpdateSigner(prepared, from, range, maker);
  try {
    const signed = await new SignPdf().sign(prepared.subarray(from), signer);
    signed.copy(prepared, from);
    prepared.write(range.text, range.at, 'latin1');
    return { kind: 'signed', pdf: prepared };
  } catch (error) {
    if (signer.valueBytes > room) return { kind: 'too-small', neededBytes: signer.valueBytes };
    throw error;
  }
}

interface UnfinishedRange {
  /** Where `[0 …]` stands, and what belongs there. */
  readonly at: number;
  readonly text: string;
}

/** The value stands behind its range: `signatureDictionary` writes them so. */
function unfinishedRange(prepared: Buffer, from: number, room: number): UnfinishedRange {
  const at = prepared.indexOf(BYTE_RANGE, from, 'latin1');
  const start = at < 0 ? -1 : prepared.indexOf('<0', at, 'latin1');
  const end = start + room * 2 + 2;
  if (start < 0 || prepared[end - 1] !== 0x3e) {
    throw new CongvanError('SIGNING_SELF_CHECK_FAILED', { detail: 'no room for the value' });
  }
  return { at, text: `[0 ${start} ${end} ${prepared.length - end}]`.padEnd(BYTE_RANGE.length) };
}

/** Is handed the update without its value by @signpdf, and digests the file before it as well. */
class UpdateSigner extends Signer {
  /** 0 until the value was made. */
  valueBytes = 0;
  readonly #prepared: Buffer;
  readonly #from: number;
  readonly #range: UnfinishedRange;
  readonly #maker: ValueMaker;

  constructor(prepared: Buffer, from: number, range: UnfinishedRange, maker: ValueMaker) {
    super();
    this.#prepared = prepared;
    this.#from = from;
    this.#range = range;
    this.#maker = maker;
  }

  override async sign(covered: Buffer): Promise<Buffer> {
    covered.write(this.#range.text, this.#range.at - this.#from, 'latin1');
    const digest = createHash(DIGESTS[this.#maker.digest].node);
    digest.update(this.#prepared.subarray(0, this.#from)).update(covered).update(LINE_FEED);
    const value = await this.#maker.value(digest.digest());
    this.valueBytes = value.length;
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
}

/** @signpdf takes the one at the end off; it is signed, and stays. */
const LINE_FEED = '\n';
