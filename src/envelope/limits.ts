import { XML_LIMITS, type XmlLimits } from '../kernel/xml/gate.ts';

/** What an envelope may cost. Bytes count what is left when long base64 has been cut out. */
export interface EnvelopeLimits extends XmlLimits {
  /** Profile `vxp`: the whole file with its base64. */
  readonly packageBytes: number;
  /** Profile `vxp`: the sum of the decoded attachments. */
  readonly attachmentBytes: number;
  /** Profile `vxp`: one-entry ZIP, largest allowed factor from packed to unpacked above 1 MiB. */
  readonly zipRatio: number;
}

const MIB = 1024 * 1024;

/** No source states a limit of the national axis; these hold its largest known packages with room to spare. */
export const DEFAULT_LIMITS: EnvelopeLimits = {
  ...XML_LIMITS,
  packageBytes: 150 * MIB,
  attachmentBytes: 100 * MIB,
  zipRatio: 100,
};

/** Longest values in characters (UTF-16 units after NFC), as two validators of QCVN 102 apply them. */
export const FIELD_LIMITS = {
  organId: 35,
  organizationInCharge: 200,
  organName: 200,
  organAdd: 250,
  email: 100,
  telephone: 20,
  fax: 20,
  website: 100,
  documentId: 200,
  codeNumber: 11,
  codeNotation: 30,
  place: 50,
  typeName: 100,
  subject: 500,
  content: 500,
  competence: 100,
  position: 100,
  fullName: 50,
  toPlace: 150,
  sphereOfPromulgation: 100,
  typerNotation: 10,
  department: 250,
  staff: 100,
  mobile: 30,
  attachmentName: 500,
  contentId: 200,
  reason: 500,
  statusDescription: 500,
} as const;
