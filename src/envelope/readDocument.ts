import { CongvanError } from '../kernel/errors.ts';
import type {
  AttachmentReference,
  Business,
  BusinessDocType,
  BusinessUpdate,
  ChangedReceiver,
  DocumentEnvelope,
  Organization,
  OtherInfo,
  Priority,
  Replacement,
  ResponseFor,
  Staff,
  Trace,
} from './envelope.ts';
import type { Reader } from './reader.ts';

/** The header and manifest of a document package (messagetype `edoc`). */
export function readDocument(envelope: Reader): DocumentEnvelope {
  const header = envelope.one('edXMLHeader');
  const message = header.one('MessageHeader');
  const traces = header.one('TraceHeaderList');
  const manifest = envelope.one('edXMLBody').one('edXMLManifest');
  const code = message.one('Code');
  const promulgation = message.one('PromulgationInfo');
  const type = message.one('DocumentType');
  const signer = message.one('SignerInfo');
  const task = message.one('ResponseForTask');
  return {
    kind: 'document',
    from: readOrganization(message.one('From')),
    to: message.many('To').map(readOrganization),
    documentId: message.mandatory('DocumentId'),
    code: { number: code.mandatory('CodeNumber'), notation: code.mandatory('CodeNotation') },
    promulgation: {
      place: promulgation.text('Place'),
      date: promulgation.day('PromulgationDate') ?? '',
    },
    documentType: {
      type: type.mandatory('Type'),
      typeDetail: type.text('TypeDetail'),
      typeName: type.mandatory('TypeName'),
    },
    subject: message.mandatory('Subject'),
    content: message.text('Content'),
    signer: {
      competence: signer.text('Competence'),
      position: signer.text('Position'),
      fullName: signer.mandatory('FullName'),
    },
    dueDate: message.day('DueDate'),
    otherInfo: readOtherInfo(message.one('OtherInfo')),
    responseFor: message.many('ResponseFor').map(readResponseFor).filter(isNotEmpty),
    steeringType: message.text('SteeringType'),
    responseForTask: task.texts('TaskCode'),
    applicationType: message.text('ApplicationType'),
    toPlaces: message.one('ToPlaces').texts('Place'),
    trace: traces.many('TraceHeader').map(readTrace),
    messageId: traces.attribute('id'),
    business: readBusiness(traces.one('Bussiness')),
    attachments: manifest.many('Reference').map(readReference),
  };
}

export function readOrganization(element: Reader): Organization {
  return {
    organId: element.mandatory('OrganId'),
    organizationInCharge: element.text('OrganizationInCharge'),
    organName: element.text('OrganName'),
    organAdd: element.text('OrganAdd'),
    email: element.text('Email'),
    telephone: element.text('Telephone'),
    fax: element.text('Fax'),
    website: element.text('Website'),
  };
}

function readOtherInfo(element: Reader): OtherInfo {
  return {
    priority: element.value('Priority', priorityOf),
    sphereOfPromulgation: element.text('SphereOfPromulgation'),
    typerNotation: element.text('TyperNotation'),
    promulgationAmount: element.text('PromulgationAmount'),
    pageAmount: element.text('PageAmount'),
    direction: element.flag('Direction') ?? false,
    appendixes: element.one('Appendixes').texts('Appendix'),
  };
}

const PRIORITIES: ReadonlyMap<string, Priority> = new Map([
  ['0', 0],
  ['1', 1],
  ['2', 2],
  ['3', 3],
  ['4', 4],
]);

function priorityOf(text: string): Priority | undefined {
  return PRIORITIES.get(text);
}

export function readResponseFor(element: Reader): ResponseFor {
  return {
    organId: element.text('OrganId'),
    code: element.text('Code'),
    documentId: element.text('DocumentId'),
    promulgationDate: element.day('PromulgationDate'),
  };
}

/** Empty `ResponseFor` elements are common; they answer nothing. */
function isNotEmpty(answer: ResponseFor): boolean {
  return Object.values(answer).some((value) => value !== undefined);
}

/** Some axis programs write the word `null`. */
function readTrace(element: Reader): Trace {
  return {
    organId: element.value('OrganId', (text) => (text === 'null' ? undefined : text)),
    timestamp: element.time('Timestamp'),
  };
}

const DOC_TYPES: ReadonlyMap<string, BusinessDocType> = new Map([
  ['0', 0],
  ['1', 1],
  ['2', 2],
  ['3', 3],
]);

/** Without a business element, or without its type, the document is new. */
function readBusiness(element: Reader): Business {
  const type = element.text('BussinessDocType') ?? '0';
  const docType = DOC_TYPES.get(type);
  // What the package wants done must not be guessed: an unknown act is not "new".
  if (docType === undefined) {
    throw new CongvanError('ENVELOPE_NOT_EDXML', { where: 'Bussiness/BussinessDocType', detail: type });
  }
  const staff = element.one('StaffInfo');
  return {
    docType,
    reason: element.text('BussinessDocReason'),
    documentId: element.text('DocumentId'),
    paper: element.flag('Paper'),
    update: readUpdate(element.one('BussinessDocumentInfo')),
    replacements: readReplacements(element.one('ReplacementInfoList')),
    staff: readStaff(staff),
  };
}

function readUpdate(element: Reader): BusinessUpdate | undefined {
  if (!element.isPresent) return undefined;
  return {
    documentChanged: element.flag('DocumentInfo') ?? false,
    receiversChanged: element.flag('DocumentReceiver') ?? false,
    receivers: element
      .one('ReceiverList')
      .many('Receiver')
      .flatMap((receiver) => readReceiver(receiver) ?? []),
  };
}

/** 0 removed from the recipients, 1 newly added. */
function readReceiver(element: Reader): ChangedReceiver | undefined {
  const isAdded = element.flag('ReceiverType');
  const organId = element.text('OrganId');
  if (isAdded === undefined || organId === undefined) return undefined;
  return { organId, change: isAdded ? 'added' : 'removed' };
}

/** One document is often listed several times, once per receiver: its rows are joined. */
function readReplacements(list: Reader): readonly Replacement[] {
  const organs = new Map<string, Set<string>>();
  for (const row of list.many('ReplacementInfo')) {
    const documentId = row.mandatory('DocumentId');
    const known = organs.get(documentId) ?? new Set();
    for (const organId of row.one('OrganIdList').texts('OrganId')) known.add(organId);
    organs.set(documentId, known);
  }
  return [...organs].map(([documentId, organIds]) => ({ documentId, organIds: [...organIds] }));
}

export function readStaff(element: Reader): Staff | undefined {
  const staff: Staff = {
    department: element.text('Department'),
    departmentId: element.text('DepartmentId'),
    staff: element.text('Staff'),
    staffId: element.text('StaffId'),
    email: element.text('Email'),
    mobile: element.text('Mobile'),
  };
  return Object.values(staff).some((value) => value !== undefined) ? staff : undefined;
}

function readReference(element: Reader): AttachmentReference {
  return {
    contentId: contentIdOf(element.mandatory('ContentId')),
    contentType: element.text('ContentType'),
    name: element.mandatory('AttachmentName'),
    description: element.text('Description'),
  };
}

/** `cid:` stands on one side of the join, on both or on none. */
export function contentIdOf(text: string): string {
  return text.replace(/^cid:/i, '').trim();
}
