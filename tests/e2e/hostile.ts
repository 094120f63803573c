/** What a sender can do whose program has no scruples: it owns its keys and its store, and nothing else. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openDiskBlobs } from '../../src/adapters/disk/blobs.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { serializeEnvelope } from '../../src/envelope/codec.ts';
import type { DocumentEnvelope } from '../../src/envelope/envelope.ts';
import type { Dispatch, Part } from '../../src/exchange/dispatch.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { type AgencyCode, type DocumentId, type MessageId, uuidv7 } from '../../src/kernel/ids.ts';
import { sealEnvelope } from '../../src/signing/xml/seal.ts';
import type { SealedPart } from '../../src/signing/xml/sealedPart.ts';
import { added, sampleRecord } from '../contract/records.ts';
import { sampleDocument } from '../unit/envelope/sample.ts';
import { devSignerKey } from '../unit/signing/devPki.ts';
import type { Installation } from './world.ts';

export interface HostileDispatch {
  /** The document itself first. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** Serial; the notation is STC-VP. */
  readonly number?: string;
  /** Id in certs-dev of whoever seals; nobody when null. */
  readonly sealer?: string | null;
  /** Done to the envelope before it is sealed. */
  readonly write?: (envelope: DocumentEnvelope) => DocumentEnvelope;
  /** What the seal is to say about the files. */
  readonly seal?: (parts: readonly SealedPart[]) => readonly SealedPart[];
  /** Done to the XML after it was sealed. */
  readonly spoil?: (xml: Buffer) => Uint8Array;
}

const WEEK_MS = 7 * 86_400_000;

const SENDER = 'H29.12' as AgencyCode;
const RECEIVER = 'H29.13' as AgencyCode;

/** Puts a dispatch from H29.12 to H29.13 into the sender's store, with its record, past every check of `congvan send`. */
export async function queue(sender: Installation, hostile: HostileDispatch): Promise<MessageId> {
  const store = openSqliteStore(join(sender.home, 'store.db'), systemClock);
  try {
    const dispatch = await dispatchOf(sender, hostile);
    const { messageId, documentId } = dispatch;
    const record = sampleRecord({ messageId, documentId, recipients: [{ code: RECEIVER, name: '' }] });
    await store.commit([added(record), { kind: 'dispatch.insert', dispatch }]);
    return messageId;
  } finally {
    store.close();
  }
}

async function dispatchOf(sender: Installation, hostile: HostileDispatch): Promise<Dispatch> {
  const blobs = await openDiskBlobs(join(sender.home, 'blobs'));
  const messageId = uuidv7(new Date(), randomBytes(10)) as MessageId;
  const { files, number = messageId.slice(-8), seal } = hostile;
  const parts: Part[] = [];
  for (const [index, { bytes }] of files.entries()) {
    parts.push({ contentId: `part-${index + 1}`, ...(await blobs.put(bytes)) });
  }
  const documentId = `H29.12,2026/11/22,${number}/STC-VP` as DocumentId;
  const names = { code: { number, notation: 'STC-VP' }, documentId, messageId };
  const xml = await sealedXml(hostile, { ...envelopeOf(files), ...names }, seal?.(parts) ?? parts);
  const createdAt = new Date();
  return {
    ...{ messageId, kind: 'document', sender: SENDER, documentId, priority: 0, parts, summary: 'x' },
    ...{ envelope: await blobs.put(xml), recipients: [RECEIVER], recordId: null, createdAt },
    expiresAt: new Date(createdAt.getTime() + WEEK_MS),
  };
}

function envelopeOf(files: HostileDispatch['files']): DocumentEnvelope {
  const { otherInfo, business, documentType, promulgation, signer } = sampleDocument;
  return {
    ...{ kind: 'document', otherInfo, business, documentType, promulgation, signer },
    from: { organId: 'H29.12', organName: 'Sở Tài chính' },
    to: [{ organId: 'H29.13', organName: 'Sở Nội vụ' }],
    ...{ subject: 'Thử', content: 'Thử', responseFor: [], responseForTask: [], toPlaces: [], trace: [] },
    ...{ documentId: '', messageId: '', code: { number: '1', notation: 'STC-VP' } },
    attachments: files.map(({ name }, index) => ({
      contentId: `part-${index + 1}`,
      contentType: 'application/pdf',
      name,
    })),
  };
}

async function sealedXml(
  { sealer = 'H29.12/seal', write = (envelope) => envelope, spoil = (xml) => xml }: HostileDispatch,
  envelope: DocumentEnvelope & { readonly messageId: MessageId },
  parts: readonly SealedPart[],
): Promise<Uint8Array> {
  const xml = serializeEnvelope(write(envelope), { profile: 'sealed' });
  if (sealer === null) return spoil(Buffer.from(xml));
  const key = devSignerKey(sealer);
  const request = { parts, key, signingTime: new Date(), id: envelope.messageId };
  return spoil(Buffer.from(await sealEnvelope(xml, request)));
}
