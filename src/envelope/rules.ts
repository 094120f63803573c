import type {
  Business,
  DocumentEnvelope,
  Envelope,
  Organization,
  Problem,
  Staff,
  StatusEnvelope,
} from './envelope.ts';
import { FIELD_LIMITS } from './limits.ts';
import { isDay, isVietnamTime } from './wireTime.ts';

/**
 * The rules of QCVN 102 for one envelope: what must be there, how long it may be, what may not be twice.
 * An envelope of ours that breaks one is not written; one that was received is kept and the rules are warnings, since
 * real packages break several.
 * @returns one row per broken rule, in the order of the wire; empty when all is well
 */
export function validateForSending(envelope: Envelope): readonly Problem[] {
  const rules = new Rules();
  if (envelope.kind === 'document') documentRules(rules, envelope);
  else statusRules(rules, envelope);
  return rules.problems;
}

function documentRules(rules: Rules, envelope: DocumentEnvelope): void {
  organizationRules(rules, 'From', envelope.from);
  recipientRules(rules, envelope.to);
  rules.must('DocumentId', envelope.documentId, FIELD_LIMITS.documentId);
  rules.must('Code/CodeNumber', envelope.code.number, FIELD_LIMITS.codeNumber);
  rules.must('Code/CodeNotation', envelope.code.notation, FIELD_LIMITS.codeNotation);
  rules.may('PromulgationInfo/Place', envelope.promulgation.place, FIELD_LIMITS.place);
  rules.day('PromulgationInfo/PromulgationDate', envelope.promulgation.date);
  rules.must('DocumentType/Type', envelope.documentType.type);
  rules.may('DocumentType/TypeDetail', envelope.documentType.typeDetail);
  rules.must('DocumentType/TypeName', envelope.documentType.typeName, FIELD_LIMITS.typeName);
  rules.must('Subject', envelope.subject, FIELD_LIMITS.subject);
  rules.may('Content', envelope.content, FIELD_LIMITS.content);
  rules.may('SignerInfo/Competence', envelope.signer.competence, FIELD_LIMITS.competence);
  rules.may('SignerInfo/Position', envelope.signer.position, FIELD_LIMITS.position);
  rules.must('SignerInfo/FullName', envelope.signer.fullName, FIELD_LIMITS.fullName);
  if (envelope.dueDate !== undefined) rules.day('DueDate', envelope.dueDate);
  otherRules(rules, envelope);
  businessRules(rules, envelope.business);
  attachmentRules(rules, envelope);
}

function otherRules(rules: Rules, envelope: DocumentEnvelope): void {
  const { otherInfo } = envelope;
  rules.may(
    'OtherInfo/SphereOfPromulgation',
    otherInfo.sphereOfPromulgation,
    FIELD_LIMITS.sphereOfPromulgation,
  );
  rules.may('OtherInfo/TyperNotation', otherInfo.typerNotation, FIELD_LIMITS.typerNotation);
  rules.may('OtherInfo/PromulgationAmount', otherInfo.promulgationAmount);
  rules.may('OtherInfo/PageAmount', otherInfo.pageAmount);
  rules.all('OtherInfo/Appendixes/Appendix', otherInfo.appendixes, FIELD_LIMITS.attachmentName);
  for (const [index, answer] of envelope.responseFor.entries()) {
    const path = `ResponseFor[${index + 1}]`;
    rules.may(`${path}/OrganId`, answer.organId, FIELD_LIMITS.organId);
    rules.may(`${path}/Code`, answer.code, FIELD_LIMITS.codeNumber + FIELD_LIMITS.codeNotation + 1);
    rules.may(`${path}/DocumentId`, answer.documentId, FIELD_LIMITS.documentId);
    if (answer.promulgationDate !== undefined) rules.day(`${path}/PromulgationDate`, answer.promulgationDate);
  }
  rules.may('SteeringType', envelope.steeringType);
  rules.all('ResponseForTask/TaskCode', envelope.responseForTask);
  rules.may('ApplicationType', envelope.applicationType);
  rules.all('ToPlaces/Place', envelope.toPlaces, FIELD_LIMITS.toPlace);
  for (const [index, trace] of envelope.trace.entries()) {
    const path = `TraceHeaderList/TraceHeader[${index + 1}]`;
    rules.may(`${path}/OrganId`, trace.organId, FIELD_LIMITS.organId);
    if (trace.timestamp !== undefined) rules.time(`${path}/Timestamp`, trace.timestamp);
  }
  rules.identifier('TraceHeaderList/@id', envelope.messageId);
}

function organizationRules(rules: Rules, path: string, organization: Organization): void {
  rules.must(`${path}/OrganId`, organization.organId, FIELD_LIMITS.organId);
  rules.may(
    `${path}/OrganizationInCharge`,
    organization.organizationInCharge,
    FIELD_LIMITS.organizationInCharge,
  );
  rules.may(`${path}/OrganName`, organization.organName, FIELD_LIMITS.organName);
  rules.may(`${path}/OrganAdd`, organization.organAdd, FIELD_LIMITS.organAdd);
  rules.may(`${path}/Email`, organization.email, FIELD_LIMITS.email);
  rules.may(`${path}/Telephone`, organization.telephone, FIELD_LIMITS.telephone);
  rules.may(`${path}/Fax`, organization.fax, FIELD_LIMITS.fax);
  rules.may(`${path}/Website`, organization.website, FIELD_LIMITS.website);
}

function recipientRules(rules: Rules, recipients: readonly Organization[]): void {
  rules.atLeastOne('To', recipients);
  for (const [index, recipient] of recipients.entries()) {
    organizationRules(rules, `To[${index + 1}]`, recipient);
  }
  rules.unique(
    'To',
    'OrganId',
    recipients.map(({ organId }) => organId),
  );
}

/** An act other than "new" says why, and what it changes. */
function businessRules(rules: Rules, business: Business): void {
  const path = 'TraceHeaderList/Bussiness';
  rules.may(`${path}/DocumentId`, business.documentId, FIELD_LIMITS.documentId);
  rules.may(`${path}/BussinessDocReason`, business.reason, FIELD_LIMITS.reason);
  if (business.docType === 1) rules.must(`${path}/BussinessDocReason`, business.reason ?? '');
  if (business.docType === 2) rules.present(`${path}/BussinessDocumentInfo`, business.update);
  if (business.docType === 3) rules.atLeastOne(`${path}/ReplacementInfoList`, business.replacements);
  for (const [index, receiver] of (business.update?.receivers ?? []).entries()) {
    rules.must(
      `${path}/BussinessDocumentInfo/ReceiverList/Receiver[${index + 1}]/OrganId`,
      receiver.organId,
      FIELD_LIMITS.organId,
    );
  }
  for (const [index, row] of business.replacements.entries()) {
    const at = `${path}/ReplacementInfoList/ReplacementInfo[${index + 1}]`;
    rules.must(`${at}/DocumentId`, row.documentId, FIELD_LIMITS.documentId);
    rules.all(`${at}/OrganIdList/OrganId`, row.organIds, FIELD_LIMITS.organId);
  }
  rules.unique(
    `${path}/ReplacementInfoList/ReplacementInfo`,
    'DocumentId',
    business.replacements.map(({ documentId }) => documentId),
  );
  if (business.staff !== undefined) staffRules(rules, `${path}/StaffInfo`, business.staff);
}

function staffRules(rules: Rules, path: string, staff: Staff): void {
  rules.may(`${path}/Department`, staff.department, FIELD_LIMITS.department);
  rules.may(`${path}/DepartmentId`, staff.departmentId);
  rules.may(`${path}/Staff`, staff.staff, FIELD_LIMITS.staff);
  rules.may(`${path}/StaffId`, staff.staffId);
  rules.may(`${path}/Email`, staff.email, FIELD_LIMITS.email);
  rules.may(`${path}/Mobile`, staff.mobile, FIELD_LIMITS.mobile);
}

function attachmentRules(rules: Rules, envelope: DocumentEnvelope): void {
  rules.atLeastOne('edXMLManifest/Reference', envelope.attachments);
  for (const [index, reference] of envelope.attachments.entries()) {
    const path = `edXMLManifest/Reference[${index + 1}]`;
    rules.must(`${path}/ContentId`, reference.contentId, FIELD_LIMITS.contentId);
    rules.identifier(`${path}/ContentId`, reference.contentId);
    rules.must(`${path}/AttachmentName`, reference.name, FIELD_LIMITS.attachmentName);
    rules.may(`${path}/ContentType`, reference.contentType);
    rules.may(`${path}/Description`, reference.description);
  }
  rules.unique(
    'edXMLManifest/Reference',
    'ContentId',
    envelope.attachments.map(({ contentId }) => contentId),
  );
}

function statusRules(rules: Rules, status: StatusEnvelope): void {
  organizationRules(rules, 'From', status.from);
  rules.must('ResponseFor/OrganId', status.responseFor.organId, FIELD_LIMITS.organId);
  rules.must('ResponseFor/Code', status.responseFor.code);
  rules.must('ResponseFor/DocumentId', status.responseFor.documentId, FIELD_LIMITS.documentId);
  rules.day('ResponseFor/PromulgationDate', status.responseFor.promulgationDate);
  if (status.staff !== undefined) staffRules(rules, 'StaffInfo', status.staff);
  rules.must('StatusCode', status.statusCode);
  rules.must('Description', status.description, FIELD_LIMITS.statusDescription);
  rules.time('Timestamp', status.timestamp);
  rules.identifier('TraceHeaderList/@id', status.messageId);
}

/** Characters that XML 1.0 cannot carry, and halves of surrogate pairs. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
/** Needs no escaping, in XML or in a `cid:` URI. */
const IDENTIFIER = /^[A-Za-z0-9._@-]+$/;

class Rules {
  readonly problems: Problem[] = [];

  must(path: string, text: string, limit?: number): void {
    if (text.trim() === '') this.#add(path, 'required', 'is missing', 'còn thiếu');
    this.may(path, text, limit);
  }

  may(path: string, text: string | undefined, limit = Number.POSITIVE_INFINITY): void {
    if (text === undefined) return;
    const length = text.normalize('NFC').length;
    if (length > limit) {
      this.#add(
        path,
        'too-long',
        `has ${length} characters, limit ${limit}`,
        `dài ${length}, tối đa ${limit}`,
      );
    }
    if (NOT_XML.test(text)) {
      this.#add(path, 'character', 'has a character XML cannot carry', 'có ký tự XML không cho phép');
    }
  }

  all(path: string, texts: readonly string[], limit?: number): void {
    for (const [index, text] of texts.entries()) this.must(`${path}[${index + 1}]`, text, limit);
  }

  day(path: string, text: string): void {
    if (text === '') this.must(path, text);
    else if (!isDay(text)) this.#add(path, 'date', `is no day: ${text}`, `ngày không đúng: ${text}`);
  }

  time(path: string, text: string): void {
    if (text === '') this.must(path, text);
    else if (!isVietnamTime(text)) this.#add(path, 'time', `is no time: ${text}`, `giờ không đúng: ${text}`);
  }

  identifier(path: string, text: string | undefined): void {
    if (text === undefined || text === '' || IDENTIFIER.test(text)) return;
    this.#add(path, 'identifier', `is not an identifier: ${text}`, `mã định danh không hợp lệ: ${text}`);
  }

  present(path: string, value: unknown): void {
    if (value === undefined) this.must(path, '');
  }

  atLeastOne(path: string, list: readonly unknown[]): void {
    if (list.length === 0) this.must(path, '');
  }

  unique(path: string, member: string, values: readonly string[]): void {
    for (const [index, value] of values.entries()) {
      if (value === '' || values.indexOf(value) === index) continue;
      this.#add(
        `${path}[${index + 1}]/${member}`,
        'duplicate',
        `stands twice: ${value}`,
        `bị trùng: ${value}`,
      );
    }
  }

  #add(path: string, rule: string, en: string, vi: string): void {
    this.problems.push({ path, rule, message: { en, vi } });
  }
}
