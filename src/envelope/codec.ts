import { CongvanError } from '../kernel/errors.ts';
import { type GatedElement, type GatedXml, gateXml } from '../kernel/xml/gate.ts';
import { parseTree } from '../kernel/xml/tree.ts';
import { EDXML_NAMESPACE, type Envelope, type ParsedEnvelope, type Problem } from './envelope.ts';
import { DEFAULT_LIMITS, type EnvelopeLimits } from './limits.ts';
import { type AttachmentBytes, writePackage } from './profiles/vxpWrite.ts';
import { readDocument } from './readDocument.ts';
import { Reader } from './reader.ts';
import { readStatus } from './readStatus.ts';
import { validateForSending } from './rules.ts';
import { writeDocument } from './writeDocument.ts';
import { edxmlFile } from './writer.ts';
import { writeStatus } from './writeStatus.ts';

/**
 * Reads an envelope that carries no attachment bytes: what profile `sealed` has on the wire, or the canonical bytes a
 * seal was verified over. Any element order, the three date forms, unknown elements ignored. A `Signature` is not
 * looked at: it proves nothing here.
 * @param bytes UTF-8; give the bytes that were verified, not those that were received
 * @returns the values, and what was odd as warnings
 * @throws ENVELOPE_NOT_EDXML, ENVELOPE_AMBIGUOUS, ENVELOPE_WRONG_PROFILE, and what `gateXml` throws
 */
export function parseEnvelope(bytes: Uint8Array, limits: EnvelopeLimits = DEFAULT_LIMITS): ParsedEnvelope {
  const gated = gateXml(bytes, limits);
  const inline = gated.elements.find(isAttachmentEncoded);
  if (inline !== undefined) {
    throw new CongvanError('ENVELOPE_WRONG_PROFILE', { detail: 'attachments stand inside the envelope' });
  }
  return parseGated(gated);
}

/** As `parseEnvelope`, of a document that passed the gate; inline attachments are left out. */
export function parseGated(gated: GatedXml): ParsedEnvelope {
  const root = parseTree(gated, (element) => isAttachmentEncoded(element) || isSignature(gated, element));
  if (root.local !== 'edXML' || root.namespace !== EDXML_NAMESPACE) {
    throw new CongvanError('ENVELOPE_NOT_EDXML', {
      where: root.local,
      detail: `namespace ${root.namespace}`,
    });
  }
  const warnings: Problem[] = [];
  const envelope = readEnvelope(new Reader(root, '', warnings).one('edXMLEnvelope'));
  return { envelope, warnings: [...warnings, ...validateForSending(envelope)] };
}

function readEnvelope(element: Reader): Envelope {
  const message = element.one('edXMLHeader').one('MessageHeader');
  if (!message.isPresent) throw new CongvanError('ENVELOPE_NOT_EDXML', { detail: 'no MessageHeader' });
  const isStatus = message.one('StatusCode').isPresent;
  if (isStatus && (message.many('To').length > 0 || message.one('DocumentId').isPresent)) {
    throw new CongvanError('ENVELOPE_AMBIGUOUS', { detail: 'a document and a status at once' });
  }
  return isStatus ? readStatus(element) : readDocument(element);
}

export function isAttachmentEncoded(element: GatedElement): boolean {
  return element.local === 'AttachmentEncoded' && element.parent === 0;
}

/** The header's slot, in either namespace: the official client writes it in that of edXML. */
function isSignature(gated: GatedXml, element: GatedElement): boolean {
  return element.local === 'Signature' && gated.elements[element.parent]?.local === 'edXMLHeader';
}

export type SerializeOptions =
  | { readonly profile: 'sealed' }
  /** Each reference of the manifest needs its bytes; a status has none. */
  | { readonly profile: 'vxp'; readonly attachments?: readonly AttachmentBytes[] };

/**
 * Writes an envelope: exact prefixes, the official client's order, two spaces, line feeds, UTF-8.
 * Profile `sealed`: without attachment bytes; what follows the declaration is its own canonical form, ready for
 * `sealEnvelope`. Profile `vxp`: one file with the attachments inside.
 * @throws ENVELOPE_INVALID naming the first broken rule; ATTACHMENT_MISSING (vxp)
 */
export function serializeEnvelope(envelope: Envelope, options: SerializeOptions): Buffer {
  const [problem, ...more] = validateForSending(envelope);
  if (problem !== undefined) {
    const others = more.length === 0 ? '' : `; ${more.length} more`;
    throw new CongvanError('ENVELOPE_INVALID', {
      where: problem.path,
      detail: `${problem.message.en}${others}`,
    });
  }
  if (options.profile === 'vxp') return writePackage(envelope, options.attachments ?? []);
  const content = envelope.kind === 'document' ? writeDocument(envelope) : writeStatus(envelope, true);
  return Buffer.from(edxmlFile(content), 'utf8');
}
