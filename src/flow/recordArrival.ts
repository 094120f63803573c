import type { ArchivedFile, ArchiveRecord, Arrival } from '../archive/record.ts';
import type { DocumentEnvelope } from '../envelope/envelope.ts';
import type { InboxItem } from '../exchange/inbox.ts';
import { asJson, canonicalJsonBytes } from '../kernel/canonicalJson.ts';
import type { Digest } from '../kernel/digest.ts';
import type { RecordId } from '../kernel/ids.ts';
import { vietnamDay, vietnamYear } from '../kernel/vietnamTime.ts';
import { parseReceivedAgencyCode } from '../registry/agencyCode.ts';
import { documentTypeByName } from '../registry/documentTypes.ts';
import type { NumberEntry } from '../registry/store.ts';
import type { Ingesting } from './context.ts';
import { textOfFiles } from './files.ts';
import { newNonce, newRecordId } from './ids.ts';
import type { ArrivalJudgement } from './judgeArrival.ts';
import type { Change } from './store.ts';

/** PL VI 9 "Ngôn ngữ": the language of official documents unless somebody says otherwise. */
export const LANGUAGE = 'Tiếng Việt';

/**
 * Prepares the record of a received document. Metadata is the envelope's, as sealed; nothing of it is corrected here.
 * @param registered give it a number of the incoming book; refused documents are kept as evidence without one
 */
export async function recordArrival(
  context: Ingesting,
  item: InboxItem,
  envelope: DocumentEnvelope,
  judgement: ArrivalJudgement,
  registered: boolean,
): Promise<{ readonly changes: readonly Change[]; readonly recordId: RecordId }> {
  const line = registered ? await incomingLine(context, item, envelope) : null;
  const files = filesOf(item, envelope);
  const record: ArchiveRecord = {
    ...metadataOf(envelope),
    id: newRecordId(context),
    direction: 'in',
    holder: context.agency.code,
    documentId: item.documentId,
    messageId: item.messageId,
    issuer: { code: item.sender, name: envelope.from.organName ?? '' },
    description: judgement.value === 'information' ? 'chỉ để biết' : '',
    files,
    envelope: item.envelope.digest,
    report: await storedReport(context, judgement),
    indication: judgement.reports.length === 0 ? null : judgement.indication,
    arrival: line === null ? null : arrivalOf(item, line),
    archivedAt: context.clock.now().toISOString(),
  };
  const text = await textOfFiles(context.text, context.blobs, files);
  const recordId = record.id;
  const added = {
    kind: 'archive.record-added',
    record,
    nonce: newNonce(context),
    text,
    actor: context.actor,
  } as const;
  if (line === null) return { changes: [added], recordId };
  const used = { kind: 'registry.number-used', key: line, recordId, documentId: item.documentId } as const;
  return { changes: [added, used], recordId };
}

/** The number is asked for under the message's name: asked again after a crash, it is the same line. */
async function incomingLine(
  context: Ingesting,
  item: InboxItem,
  envelope: DocumentEnvelope,
): Promise<NumberEntry> {
  return await context.store.allocateNumber({
    register: 'in',
    agency: context.agency.code,
    year: vietnamYear(item.receivedAt),
    key: `in:${item.sender}:${item.messageId}`,
    at: item.receivedAt,
    document: {
      notation: envelope.code.notation,
      issuerNumber: envelope.code.number,
      issuer: item.sender,
      type: documentTypeByName(envelope.documentType.typeName)?.id ?? null,
      subject: envelope.subject,
      signer: envelope.signer.fullName,
      issuedDate: envelope.promulgation.date,
      documentId: item.documentId,
    },
  });
}

function arrivalOf(item: InboxItem, line: NumberEntry): Arrival {
  return { date: vietnamDay(item.receivedAt), number: line.serial };
}

type Metadata = Pick<
  ArchiveRecord,
  | 'recipients'
  | 'places'
  | 'number'
  | 'notation'
  | 'type'
  | 'typeName'
  | 'issuedDate'
  | 'subject'
  | 'signer'
  | 'priority'
  | 'language'
  | 'pageAmount'
  | 'dueDate'
  | 'fileCode'
>;

function metadataOf(envelope: DocumentEnvelope): Metadata {
  const { signer, otherInfo, documentType } = envelope;
  const pages = Number(otherInfo.pageAmount);
  return {
    recipients: envelope.to.map((to) => ({
      code: parseReceivedAgencyCode(to.organId),
      name: to.organName ?? '',
    })),
    places: envelope.toPlaces,
    number: envelope.code.number,
    notation: envelope.code.notation,
    type: documentTypeByName(documentType.typeName)?.id ?? null,
    typeName: documentType.typeName,
    issuedDate: envelope.promulgation.date,
    subject: envelope.subject,
    signer: {
      competence: signer.competence ?? '',
      position: signer.position ?? '',
      fullName: signer.fullName,
    },
    priority: otherInfo.priority ?? 0,
    language: LANGUAGE,
    pageAmount: Number.isInteger(pages) && pages > 0 ? pages : null,
    dueDate: envelope.dueDate ?? null,
    fileCode: null,
  };
}

function filesOf(item: InboxItem, envelope: DocumentEnvelope): readonly ArchivedFile[] {
  return envelope.attachments.flatMap(({ contentId, contentType, name }, index) => {
    const part = item.parts.find((one) => one.contentId === contentId);
    if (part === undefined) return [];
    const { digest, sizeBytes } = part;
    const role = index === 0 ? 'main' : 'attachment';
    return [{ name: name.normalize('NFC'), contentType: contentType ?? '', digest, sizeBytes, role }];
  });
}

async function storedReport(context: Ingesting, judgement: ArrivalJudgement): Promise<Digest | null> {
  if (judgement.reports.length === 0) return null;
  const { digest } = await context.blobs.put(canonicalJsonBytes(asJson(judgement.reports)));
  return digest;
}
