import type {
  AttachmentReference,
  Business,
  BusinessUpdate,
  DocumentEnvelope,
  Organization,
  OtherInfo,
  ResponseFor,
  Staff,
} from './envelope.ts';
import { dayToWire, timeToWire } from './wireTime.ts';
import { type Content, element } from './writer.ts';

/** Header and body in the order in which the official client writes them; receivers on the national axis are picky. */
export function writeDocument(envelope: DocumentEnvelope): readonly Content[] {
  return [
    element('edXMLHeader', [
      element('MessageHeader', messageHeader(envelope)),
      element(
        'TraceHeaderList',
        traceHeaderList(envelope),
        envelope.messageId === undefined ? {} : { id: envelope.messageId },
      ),
    ]),
    element('edXMLBody', [
      element('edXMLManifest', envelope.attachments.map(writeReference), { version: '1.0' }),
    ]),
  ];
}

function messageHeader(envelope: DocumentEnvelope): readonly Content[] {
  const { code, promulgation, documentType, signer } = envelope;
  return [
    element('From', writeOrganization(envelope.from)),
    envelope.to.map((organization) => element('To', writeOrganization(organization))),
    element('DocumentId', envelope.documentId),
    element('Code', [element('CodeNumber', code.number), element('CodeNotation', code.notation)]),
    element('PromulgationInfo', [
      element('Place', promulgation.place),
      element('PromulgationDate', dayToWire(promulgation.date)),
    ]),
    element('DocumentType', [
      element('Type', documentType.type),
      element('TypeDetail', documentType.typeDetail),
      element('TypeName', documentType.typeName),
    ]),
    element('Subject', envelope.subject),
    element('Content', envelope.content),
    element('SignerInfo', [
      element('Competence', signer.competence),
      element('Position', signer.position),
      element('FullName', signer.fullName),
    ]),
    element('DueDate', envelope.dueDate && dayToWire(envelope.dueDate)),
    element('OtherInfo', writeOtherInfo(envelope.otherInfo)),
    envelope.responseFor.map((answer) => element('ResponseFor', writeResponseFor(answer))),
    element('SteeringType', envelope.steeringType),
    element('ResponseForTask', [envelope.responseForTask.map((task) => element('TaskCode', task))]),
    element('ApplicationType', envelope.applicationType),
    element('ToPlaces', [envelope.toPlaces.map((place) => element('Place', place))]),
  ];
}

export function writeOrganization(organization: Organization): readonly Content[] {
  return [
    element('OrganId', organization.organId),
    element('OrganizationInCharge', organization.organizationInCharge),
    element('OrganName', organization.organName),
    element('OrganAdd', organization.organAdd),
    element('Email', organization.email),
    element('Telephone', organization.telephone),
    element('Fax', organization.fax),
    element('Website', organization.website),
  ];
}

/** The official client always writes `Direction`. */
function writeOtherInfo(info: OtherInfo): readonly Content[] {
  return [
    element('Priority', info.priority?.toString()),
    element('SphereOfPromulgation', info.sphereOfPromulgation),
    element('TyperNotation', info.typerNotation),
    element('PromulgationAmount', info.promulgationAmount),
    element('PageAmount', info.pageAmount),
    element('Direction', String(info.direction ?? false)),
    element('Appendixes', [info.appendixes.map((name) => element('Appendix', name))]),
  ];
}

export function writeResponseFor(answer: ResponseFor): readonly Content[] {
  return [
    element('OrganId', answer.organId),
    element('Code', answer.code),
    element('DocumentId', answer.documentId),
    element('PromulgationDate', answer.promulgationDate && dayToWire(answer.promulgationDate)),
  ];
}

function traceHeaderList(envelope: DocumentEnvelope): readonly Content[] {
  return [
    envelope.trace.map((trace) =>
      element('TraceHeader', [
        element('OrganId', trace.organId),
        element('Timestamp', trace.timestamp && timeToWire(trace.timestamp)),
      ]),
    ),
    element('Bussiness', writeBusiness(envelope.business)),
  ];
}

function writeBusiness(business: Business): readonly Content[] {
  return [
    element('DocumentId', business.documentId),
    element('BussinessDocType', business.docType.toString()),
    element('BussinessDocReason', business.reason),
    element('Paper', flag(business.paper)),
    business.update && element('BussinessDocumentInfo', writeUpdate(business.update)),
    element('ReplacementInfoList', [
      business.replacements.map((row) =>
        element('ReplacementInfo', [
          element('DocumentId', row.documentId),
          element('OrganIdList', [row.organIds.map((organId) => element('OrganId', organId))]),
        ]),
      ),
    ]),
    business.staff && element('StaffInfo', writeStaff(business.staff)),
  ];
}

function writeUpdate(update: BusinessUpdate): readonly Content[] {
  return [
    element('DocumentInfo', flag(update.documentChanged)),
    element('DocumentReceiver', flag(update.receiversChanged)),
    element('ReceiverList', [
      update.receivers.map(({ organId, change }) =>
        element('Receiver', [element('OrganId', organId), element('ReceiverType', flag(change === 'added'))]),
      ),
    ]),
  ];
}

export function writeStaff(staff: Staff): readonly Content[] {
  return [
    element('Department', staff.department),
    element('DepartmentId', staff.departmentId),
    element('Staff', staff.staff),
    element('StaffId', staff.staffId),
    element('Email', staff.email),
    element('Mobile', staff.mobile),
  ];
}

function writeReference(reference: AttachmentReference): Content {
  return element('Reference', [
    element('ContentId', `cid:${reference.contentId}`),
    element('ContentType', reference.contentType),
    element('Description', reference.description),
    element('AttachmentName', reference.name),
  ]);
}

function flag(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(Number(value));
}
