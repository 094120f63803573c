/**
 * The story of sending: look up, judge, store the bytes, seal, and one commit. Before the commit nothing has happened
 * but some bytes in the blob store; after it the daemon delivers, whatever else fails.
 */
import type { RecordText } from '../archive/change.ts';
import type { ArchiveRecord } from '../archive/record.ts';
import { serializeEnvelope } from '../envelope/codec.ts';
import type { DocumentEnvelope } from '../envelope/envelope.ts';
import { validateForSending } from '../envelope/rules.ts';
import type { AgencyEntry } from '../exchange/directory.ts';
import type { Dispatch, Payload } from '../exchange/dispatch.ts';
import type { Priority } from '../exchange/priority.ts';
import { asJson, canonicalJsonBytes } from '../kernel/canonicalJson.ts';
import { CongvanError, isCongvanError } from '../kernel/errors.ts';
import type { AgencyCode, DocumentId, MessageId, RecordId } from '../kernel/ids.ts';
import { documentType } from '../registry/documentTypes.ts';
import type { NumberEntry } from '../registry/store.ts';
import type { ValidationReport } from '../signing/report.ts';
import { sealEnvelope } from '../signing/xml/seal.ts';
import type { Sending } from './context.ts';
import { looksLikePdf } from './fileKind.ts';
import { archived, type OutgoingFile, partsOf, type StoredFile, storeFiles, textOfFiles } from './files.ts';
import { documentIdOf, newMessageId, newNonce, newRecordId } from './ids.ts';
import { documentEnvelope } from './outgoing.ts';
import { LANGUAGE } from './recordArrival.ts';
import { checkSealed } from './sealed.ts';
import { checkNotSecret } from './secrecy.ts';
import { judgePdf } from './verify.ts';

const DAY_MS = 86_400_000;

export interface SendRequest {
  /** The signed and sealed document. */
  readonly main: { readonly name: string; readonly bytes: Uint8Array };
  readonly attachments: readonly OutgoingFile[];
  readonly recipients: readonly AgencyCode[];
  /** The line of the book this document has. */
  readonly entry: NumberEntry;
  readonly priority: Priority;
  readonly position: string;
  readonly competence: string;
  readonly places: readonly string[];
  readonly dueDate: string | null;
  /** Send without a seal: the receiver may take it for information only (QĐ 28/2018 Đ4). */
  readonly forInformation: boolean;
}

export interface Sent {
  readonly messageId: MessageId;
  readonly recordId: RecordId | null;
  readonly documentId: DocumentId;
  /** True when the very same sending was already queued before; nothing new was done. */
  readonly repeated: boolean;
}

/**
 * Queues one document for its recipients. Repeating it with the same files and recipients finds the first dispatch.
 * @throws SECRET_DOCUMENT, RECIPIENT_UNKNOWN, DOCUMENT_NOT_SEALED, NUMBER_SENT, NUMBER_VOIDED, ENVELOPE_INVALID, DISK_FULL
 */
export async function send(context: Sending, request: SendRequest): Promise<Sent> {
  const { entry, main } = request;
  const recipients = await lookUp(context, request.recipients);
  const documentId = documentIdOf(context.agency.code, entry.issuedDate, entry.number, entry.notation);
  const report = await judged(context, request);
  const files = await storeFiles(context.blobs, [
    { name: main.name, contentType: contentTypeOf(main.bytes), content: main.bytes },
    ...request.attachments,
  ]);
  const earlier = await alreadySent(context, documentId, recipients, files);
  if (earlier !== undefined) return { ...earlier, repeated: true };
  checkNumber(entry);
  const text = await textOfFiles(context.text, context.blobs, archived(files));
  checkNotSecret(main.name, text.text, entry.issuedDate);
  return await commitOnce(context, request, { recipients, documentId, report, files, text });
}

/** Two may send at the same time: the book decides inside the commit, and the very same sending is found again. */
async function commitOnce(context: Sending, request: SendRequest, prepared: Prepared): Promise<Sent> {
  try {
    return await commitSending(context, request, prepared);
  } catch (error) {
    const { documentId, recipients, files } = prepared;
    const meanwhile = isCongvanError(error, 'NUMBER_SENT')
      ? await alreadySent(context, documentId, recipients, files)
      : undefined;
    if (meanwhile === undefined) throw error;
    return { ...meanwhile, repeated: true };
  }
}

interface Prepared {
  readonly recipients: readonly AgencyEntry[];
  readonly documentId: DocumentId;
  readonly report: ValidationReport | null;
  readonly files: readonly StoredFile[];
  readonly text: RecordText;
}

async function commitSending(context: Sending, request: SendRequest, prepared: Prepared): Promise<Sent> {
  const at = context.clock.now();
  const messageId = newMessageId(context);
  const recordId = newRecordId(context);
  const envelope = documentEnvelope(context.agency, { ...request, ...prepared, messageId, at });
  const sealed = await seal(context, envelope, prepared.files, messageId, at);
  const record = outgoingRecord(context, request, prepared, {
    id: recordId,
    messageId,
    envelope: sealed.digest,
    report: prepared.report === null ? null : (await putReport(context, prepared.report)).digest,
    archivedAt: at.toISOString(),
  });
  const { text } = prepared;
  await context.store.commit([
    { kind: 'archive.record-added', record, nonce: newNonce(context), text, actor: context.actor },
    { kind: 'registry.number-used', key: request.entry, recordId, documentId: prepared.documentId },
    { kind: 'registry.number-sent', key: request.entry, at },
    { kind: 'dispatch.insert', dispatch: dispatchOf(context, request, prepared, record, sealed, at) },
  ]);
  return { messageId, recordId, documentId: prepared.documentId, repeated: false };
}

async function lookUp(context: Sending, codes: readonly AgencyCode[]): Promise<readonly AgencyEntry[]> {
  const entries: AgencyEntry[] = [];
  for (const code of codes) {
    const entry = await context.directory.find(code);
    if (entry === undefined) throw new CongvanError('RECIPIENT_UNKNOWN', { where: code });
    if (!entry.active) throw new CongvanError('RECIPIENT_INACTIVE', { where: code });
    if (!entries.some((other) => other.code === entry.code)) entries.push(entry);
  }
  return entries;
}

/** Only a document for information may be anything else than a PDF. */
function contentTypeOf(bytes: Uint8Array): string {
  return looksLikePdf(bytes) ? 'application/pdf' : 'application/octet-stream';
}

async function judged(context: Sending, request: SendRequest): Promise<ValidationReport | null> {
  if (request.forInformation) return null;
  const report = await judgePdf(context, { file: request.main.name, bytes: request.main.bytes });
  checkSealed(report, context.agency.code);
  return report;
}

async function alreadySent(
  context: Sending,
  documentId: DocumentId,
  recipients: readonly AgencyEntry[],
  files: readonly StoredFile[],
): Promise<Omit<Sent, 'repeated'> | undefined> {
  const dispatches = await context.store.dispatches({ kind: 'document', documentId });
  const digests = files.map(({ digest }) => digest).join();
  const codes = recipients.map(({ code }) => code).join();
  const same = dispatches.find(
    (one) => one.parts.map(({ digest }) => digest).join() === digests && one.recipients.join() === codes,
  );
  return same && { messageId: same.messageId, recordId: same.recordId, documentId };
}

function checkNumber(entry: NumberEntry): void {
  const where = `${entry.number}/${entry.notation}`;
  if (entry.state === 'voided') throw new CongvanError('NUMBER_VOIDED', { where });
  if (entry.state === 'sent') throw new CongvanError('NUMBER_SENT', { where });
}

async function seal(
  context: Sending,
  envelope: DocumentEnvelope,
  files: readonly StoredFile[],
  id: MessageId,
  at: Date,
): Promise<Payload> {
  const problems = validateForSending(envelope);
  const first = problems[0];
  if (first !== undefined) {
    const detail = problems.map(({ message }) => message.en).join('; ');
    throw new CongvanError('ENVELOPE_INVALID', { where: first.path, detail });
  }
  const xml = serializeEnvelope(envelope, { profile: 'sealed' });
  const parts = files.map(({ contentId, digest }) => ({ contentId, digest }));
  return await context.blobs.put(
    await sealEnvelope(xml, { parts, key: context.sealKey, signingTime: at, id }),
  );
}

export async function putReport(context: Pick<Sending, 'blobs'>, report: ValidationReport): Promise<Payload> {
  return await context.blobs.put(canonicalJsonBytes(asJson(report)));
}

function outgoingRecord(
  context: Sending,
  request: SendRequest,
  prepared: Prepared,
  fixed: Pick<ArchiveRecord, 'id' | 'envelope' | 'report' | 'archivedAt'> & { readonly messageId: MessageId },
): ArchiveRecord & { readonly messageId: MessageId } {
  const { entry } = request;
  const { code, name } = context.agency;
  return {
    ...fixed,
    direction: 'out',
    holder: code,
    documentId: prepared.documentId,
    issuer: { code, name },
    recipients: prepared.recipients.map((one) => ({ code: one.code, name: one.name })),
    places: request.places,
    number: entry.number,
    notation: entry.notation,
    type: entry.type,
    typeName: (entry.type === null ? undefined : documentType(entry.type)?.name) ?? '',
    issuedDate: entry.issuedDate,
    subject: entry.subject,
    signer: { competence: request.competence, position: request.position, fullName: entry.signer },
    priority: request.priority,
    language: LANGUAGE,
    pageAmount: null,
    description: request.forInformation ? 'chỉ để biết' : '',
    dueDate: request.dueDate,
    fileCode: null,
    files: archived(prepared.files),
    indication: prepared.report?.indication ?? null,
    arrival: null,
  };
}

function dispatchOf(
  context: Sending,
  request: SendRequest,
  prepared: Prepared,
  record: ArchiveRecord & { readonly messageId: MessageId },
  envelope: Payload,
  at: Date,
): Dispatch {
  return {
    messageId: record.messageId,
    kind: 'document',
    sender: context.agency.code,
    documentId: prepared.documentId,
    priority: request.priority,
    envelope,
    parts: partsOf(prepared.files),
    recipients: prepared.recipients.map(({ code }) => code),
    summary: request.entry.subject,
    recordId: record.id,
    createdAt: at,
    expiresAt: new Date(at.getTime() + context.expiryDays * DAY_MS),
  };
}
