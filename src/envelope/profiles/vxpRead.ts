import { CongvanError } from '../../kernel/errors.ts';
import { type GatedElement, type GatedXml, gateXml } from '../../kernel/xml/gate.ts';
import { isAttachmentEncoded, parseGated } from '../codec.ts';
import { EDXML_NAMESPACE, type Envelope, type Problem } from '../envelope.ts';
import { DEFAULT_LIMITS, type EnvelopeLimits } from '../limits.ts';
import { contentIdOf } from '../readDocument.ts';
import { type Cut, cutBase64, decodeBase64 } from './base64.ts';
import { extensionOf, isArchive, isTextDecoded, sniff } from './fileTypes.ts';
import { joinAttachments } from './join.ts';
import { readOneEntry } from './oneEntryZip.ts';

/** An `Attachment` as it stands in the package. */
export interface RawAttachment {
  /** Without `cid:`. */
  readonly contentId: string;
  readonly name: string;
  readonly contentType: string | undefined;
  readonly description: string | undefined;
  /** Base64 as it stands in the file. */
  readonly encoded: Buffer;
}

export type ReceivedFile = {
  readonly contentId: string;
  /** As received; not a file name until made safe. */
  readonly name: string;
} & (
  | {
      readonly kind: 'file';
      /** Decoded, and taken out of the one-entry ZIP of the official client. */
      readonly bytes: Buffer;
      readonly wasWrapped: boolean;
      /** What the bytes begin like; the declared type is not looked at. */
      readonly sniffedType: string | undefined;
    }
  /** Cannot be accepted: answer with status 02 and this reason, keep the received bytes. */
  | { readonly kind: 'damaged'; readonly reason: Problem }
);

export interface ReceivedPackage {
  readonly envelope: Envelope;
  readonly warnings: readonly Problem[];
  /** In the order of the manifest; what the manifest does not list comes last. */
  readonly files: readonly ReceivedFile[];
}

/**
 * Reads a package of the national axis (profile `vxp`): the envelope and its attachments in one file. Nothing here is
 * proven by anybody: trust comes from the signatures inside the files alone. Hash the decoded bytes, and keep the
 * received ones as they are.
 * @throws ENVELOPE_OVER_LIMIT, ENVELOPE_NOT_EDXML, ENVELOPE_AMBIGUOUS and what `gateXml` throws
 */
export function readPackage(bytes: Uint8Array, limits: EnvelopeLimits = DEFAULT_LIMITS): ReceivedPackage {
  if (bytes.length > limits.packageBytes) {
    throw over(`${bytes.length} bytes, limit ${limits.packageBytes}`);
  }
  const received = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const shortened = cutBase64(received);
  const gated = gateXml(shortened.bytes, limits);
  const claimed = new Set<Cut>();
  const raw = attachmentElements(gated).map((element) =>
    rawAttachment(gated, element, (data) => encodedBytes(gated, data, received, shortened, claimed)),
  );
  if (claimed.size !== shortened.cuts.length) throw over('a long text that is no attachment');
  const { envelope, warnings } = parseGated(gated);
  const references = envelope.kind === 'document' ? envelope.attachments : [];
  const joined = joinAttachments(references, raw);
  return { envelope, warnings: [...warnings, ...joined.warnings], files: decodeAll(joined.files, limits) };
}

/** `AttachmentEncoded/Attachment` below the root, with whatever prefix. */
function attachmentElements(gated: GatedXml): readonly number[] {
  const isEdxml = (element: GatedElement) => element.namespace === EDXML_NAMESPACE;
  const lists = gated.elements.flatMap((element, index) =>
    isAttachmentEncoded(element) && isEdxml(element) ? [index] : [],
  );
  if (lists.length > 1) throw ambiguous('AttachmentEncoded');
  return gated.elements.flatMap((element, index) =>
    lists.includes(element.parent) && element.local === 'Attachment' && isEdxml(element) ? [index] : [],
  );
}

function rawAttachment(
  gated: GatedXml,
  attachment: number,
  encodedOf: (data: GatedElement) => Buffer,
): RawAttachment {
  const child = (local: string): GatedElement | undefined => {
    const found = gated.elements.filter(
      (element) =>
        element.parent === attachment && element.local === local && element.namespace === EDXML_NAMESPACE,
    );
    if (found.length > 1) throw ambiguous(`Attachment/${local}`);
    return found[0];
  };
  const text = (local: string) => child(local)?.ownText.trim() || undefined;
  const data = child('ContentTransferEncoded');
  return {
    contentId: contentIdOf(text('ContentId') ?? ''),
    name: text('AttachmentName') ?? '',
    contentType: text('ContentType'),
    description: text('Description'),
    encoded: data === undefined ? Buffer.alloc(0) : encodedOf(data),
  };
}

/** The bytes between the tags as they were received, with what was cut out put back. */
function encodedBytes(
  gated: GatedXml,
  data: GatedElement,
  received: Buffer,
  shortened: { readonly bytes: Buffer; readonly cuts: readonly Cut[] },
  claimed: Set<Cut>,
): Buffer {
  const mark = gated.hasByteOrderMark ? 3 : 0;
  const start = mark + Buffer.byteLength(gated.text.slice(0, data.contentStart));
  const end = start + Buffer.byteLength(gated.text.slice(data.contentStart, data.contentEnd));
  const inside = shortened.cuts.filter((cut) => cut.at >= start && cut.at <= end);
  const pieces: Buffer[] = [];
  let at = start;
  for (const cut of inside) {
    claimed.add(cut);
    pieces.push(shortened.bytes.subarray(at, cut.at), received.subarray(cut.from, cut.to));
    at = cut.at;
  }
  pieces.push(shortened.bytes.subarray(at, end));
  return pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces);
}

function decodeAll(raw: readonly RawAttachment[], limits: EnvelopeLimits): readonly ReceivedFile[] {
  let left = limits.attachmentBytes;
  return raw.map((attachment) => {
    const file = decode(attachment, left, limits.zipRatio);
    if (file.kind === 'file') left -= file.bytes.length;
    if (left < 0) throw over(`attachments above ${limits.attachmentBytes} bytes`);
    return file;
  });
}

function decode(attachment: RawAttachment, bytesLeft: number, zipRatio: number): ReceivedFile {
  const { contentId, name } = attachment;
  const damaged = (rule: string, en: string, vi: string): ReceivedFile => {
    const reason = { path: `Attachment[${name}]`, rule, message: { en, vi } };
    return { kind: 'damaged', contentId, name, reason };
  };
  const decoded = decodeBase64(attachment.encoded);
  if (decoded === undefined) return damaged('base64', 'is not base64', 'không đúng mã base64');
  if (decoded.length === 0) return damaged('empty', 'has no content', 'không có nội dung');
  const unwrapped = unwrap(name, decoded, bytesLeft, zipRatio);
  const bytes = unwrapped ?? decoded;
  if (isTextDecoded(name, bytes)) {
    return damaged(
      'text-decoded',
      'was damaged by a text decoder on its way',
      'bị hỏng do chuyển mã văn bản',
    );
  }
  const wasWrapped = unwrapped !== undefined;
  return { kind: 'file', contentId, name, bytes, wasWrapped, sniffedType: sniff(bytes) };
}

/**
 * Undoes the official client's wrapping: a ZIP whose one entry has the extension of the attachment's name. The
 * declared content type says nothing; an archive that is meant as one is left alone.
 */
function unwrap(name: string, bytes: Buffer, bytesLeft: number, ratio: number): Buffer | undefined {
  if (sniff(bytes) !== 'application/zip' || isArchive(name)) return undefined;
  try {
    const entry = readOneEntry(bytes, { bytes: bytesLeft, ratio });
    return entry !== undefined && extensionOf(entry.name) === extensionOf(name) ? entry.bytes : undefined;
  } catch (cause) {
    throw new CongvanError('ENVELOPE_OVER_LIMIT', { where: name, detail: String(cause), cause });
  }
}

function over(detail: string): CongvanError {
  return new CongvanError('ENVELOPE_OVER_LIMIT', { detail });
}

function ambiguous(where: string): CongvanError {
  return new CongvanError('ENVELOPE_AMBIGUOUS', { where, detail: 'the element stands there more than once' });
}
