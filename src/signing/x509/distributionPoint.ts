import { fieldsOf, itemsOf } from '../der/fields.ts';
import { type Der, derError, innerOf } from '../der/read.ts';
import { readNamedBits } from '../der/values.ts';
import { type GeneralName, readGeneralNames } from './generalName.ts';

/** ReasonFlags (RFC 5280 §4.2.1.13) as a bit mask; bit 0 (`unused`) never counts. */
export type ReasonMask = number;
/** keyCompromise … aACompromise: bits 1 to 8. */
export const ALL_REASONS: ReasonMask = 0b1_1111_1110;

/** Where a CRL is found, and under which name it says so itself (issuingDistributionPoint). */
export interface DistributionPointName {
  readonly fullName: readonly GeneralName[] | undefined;
  /** An RDN below the CRL issuer's name. */
  readonly relativeName: Der | undefined;
}

export interface DistributionPoint extends DistributionPointName {
  readonly reasons: ReasonMask;
  readonly crlIssuer: readonly GeneralName[] | undefined;
}

export function readDistributionPoints(node: Der): readonly DistributionPoint[] {
  const points = itemsOf(node, 'CRLDistributionPoints').map((item) => readPoint(item));
  if (points.length === 0) throw derError('CRLDistributionPoints is empty', node.start);
  return points;
}

function readPoint(node: Der): DistributionPoint {
  const fields = fieldsOf(node, 'DistributionPoint');
  const name = fields.optional(0xa0);
  const reasons = fields.optional(0x81);
  const issuer = fields.optional(0xa2);
  fields.end();
  if (name === undefined && issuer === undefined)
    throw derError('DistributionPoint says nothing', node.start);
  return {
    ...readPointName(name),
    reasons: reasons === undefined ? ALL_REASONS : readReasons(reasons),
    crlIssuer: issuer && readGeneralNames(issuer, 'cRLIssuer', 0xa2),
  };
}

/** DistributionPointName is a CHOICE, so `[0]` around it is EXPLICIT. */
export function readPointName(node: Der | undefined): DistributionPointName {
  if (node === undefined) return { fullName: undefined, relativeName: undefined };
  const choice = innerOf(node);
  if (choice.tag === 0xa0) {
    return { fullName: readGeneralNames(choice, 'fullName', 0xa0), relativeName: undefined };
  }
  if (choice.tag === 0xa1) return { fullName: undefined, relativeName: choice };
  throw derError('DistributionPointName', choice.start);
}

export function readReasons(node: Der): ReasonMask {
  return readNamedBits(node).reduce((mask, set, bit) => (set ? mask | (1 << bit) : mask), 0) & ALL_REASONS;
}
