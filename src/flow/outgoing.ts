/** Makes the envelope of an outgoing document from what the book says about it. */
import type { DocumentEnvelope, Organization } from '../envelope/envelope.ts';
import type { AgencyEntry } from '../exchange/directory.ts';
import type { Priority } from '../exchange/priority.ts';
import type { DocumentId, MessageId } from '../kernel/ids.ts';
import { vietnamIso } from '../kernel/vietnamTime.ts';
import { documentType } from '../registry/documentTypes.ts';
import type { NumberEntry } from '../registry/store.ts';
import type { OwnAgency } from './context.ts';
import type { StoredFile } from './files.ts';

export interface OutgoingDocument {
  readonly messageId: MessageId;
  readonly documentId: DocumentId;
  readonly entry: NumberEntry;
  readonly recipients: readonly AgencyEntry[];
  readonly files: readonly StoredFile[];
  readonly priority: Priority;
  /** Position of the signer ("Giám đốc"); '' when not told. */
  readonly position: string;
  readonly competence: string;
  /** "Nơi nhận" as text. */
  readonly places: readonly string[];
  /** `yyyy-mm-dd` */
  readonly dueDate: string | null;
  readonly at: Date;
}

export function documentEnvelope(agency: OwnAgency, document: OutgoingDocument): DocumentEnvelope {
  const { entry } = document;
  const type = entry.type === null ? undefined : documentType(entry.type);
  return {
    kind: 'document',
    messageId: document.messageId,
    documentId: document.documentId,
    from: ownOrganization(agency),
    to: document.recipients.map(({ code, name }) => ({ organId: code, organName: name })),
    code: { number: entry.number, notation: entry.notation },
    promulgation: { place: agency.place, date: entry.issuedDate },
    documentType: { type: String(type?.wireType ?? 0), typeName: type?.name ?? '' },
    subject: entry.subject,
    content: entry.subject,
    signer: { competence: document.competence, position: document.position, fullName: entry.signer },
    dueDate: document.dueDate ?? undefined,
    otherInfo: { priority: document.priority, direction: false, appendixes: [] },
    responseFor: [],
    responseForTask: [],
    toPlaces: document.places,
    trace: [{ organId: agency.code, timestamp: vietnamIso(document.at) }],
    business: { docType: 0, replacements: [] },
    attachments: document.files.map(({ contentId, contentType, name }) => ({ contentId, contentType, name })),
  };
}

export function ownOrganization(agency: OwnAgency): Organization {
  return {
    organId: agency.code,
    organizationInCharge: agency.parent ?? undefined,
    organName: agency.name,
    email: agency.email ?? undefined,
  };
}
