import { digestHex, sha256 } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { type AttachmentReference, EDXML_NAMESPACE, type Envelope } from '../envelope.ts';
import { writeDocument } from '../writeDocument.ts';
import { edxmlFile, escapeText } from '../writer.ts';
import { writeStatus } from '../writeStatus.ts';
import { extensionOf, isSentRaw } from './fileTypes.ts';
import { writeOneEntry } from './oneEntryZip.ts';

export interface AttachmentBytes {
  /** Without `cid:`, as in the reference. */
  readonly contentId: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes a package of the national axis (profile `vxp`): the envelope, and the attachments as base64 after it. By the
 * rule of the official client some types go as they are and all else goes inside a one-entry ZIP; the name stays. The
 * content types follow from that and replace those of the references.
 * @param envelope already validated
 * @throws ATTACHMENT_MISSING
 */
export function writePackage(envelope: Envelope, attachments: readonly AttachmentBytes[]): Buffer {
  if (envelope.kind === 'status') return Buffer.from(edxmlFile(writeStatus(envelope, false)), 'utf8');
  const references = envelope.attachments.map((reference) => ({
    ...reference,
    contentType: `application/${isSentRaw(reference.name) ? extensionOf(reference.name) : 'zip'}`,
  }));
  const file = edxmlFile(writeDocument({ ...envelope, attachments: references }));
  const end = '\n</edXML>';
  const pieces = references.flatMap((reference) => attachmentPieces(reference, attachments));
  return Buffer.concat([
    Buffer.from(`${file.slice(0, -end.length)}\n  <AttachmentEncoded>\n`, 'utf8'),
    ...pieces,
    Buffer.from(`  </AttachmentEncoded>${end}`, 'utf8'),
  ]);
}

function attachmentPieces(
  reference: AttachmentReference,
  attachments: readonly AttachmentBytes[],
): readonly Buffer[] {
  const found = attachments.find(({ contentId }) => contentId === reference.contentId);
  if (found === undefined) throw new CongvanError('ATTACHMENT_MISSING', { where: reference.name });
  const sent = isSentRaw(reference.name) ? found.bytes : wrapped(reference.name, found.bytes);
  const fields = [
    line('ContentId', `cid:${reference.contentId}`),
    line('AttachmentName', reference.name),
    line('Description', reference.description),
    line('ContentType', reference.contentType),
  ];
  const data = Buffer.from(sent.buffer, sent.byteOffset, sent.length).toString('base64');
  return [
    Buffer.from(`    <Attachment>\n${fields.join('')}`, 'utf8'),
    Buffer.from(`      <edXML:ContentTransferEncoded xmlns:edXML="${EDXML_NAMESPACE}">`, 'utf8'),
    Buffer.from(data, 'latin1'),
    Buffer.from('</edXML:ContentTransferEncoded>\n    </Attachment>\n', 'utf8'),
  ];
}

function line(name: string, value: string | undefined): string {
  return value === undefined ? '' : `      <${name}>${escapeText(value.trim())}</${name}>\n`;
}

/** The official client names the entry by a random UUID; ours follows from the bytes, so that writing repeats itself. */
function wrapped(name: string, bytes: Uint8Array): Buffer {
  const hex = digestHex(sha256(bytes));
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)];
  return writeOneEntry(`${uuid.join('-')}.${extensionOf(name)}`, bytes);
}
