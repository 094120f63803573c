import { fieldsOf } from '../der/fields.ts';
import { contentOf, type Der, TAG } from '../der/read.ts';
import { readBoolean } from '../der/values.ts';
import type { ReasonMask } from '../x509/distributionPoint.ts';
import {
  ALL_REASONS,
  type DistributionPointName,
  readPointName,
  readReasons,
} from '../x509/distributionPoint.ts';

/** What a CRL says it covers (RFC 5280 §5.2.5). */
export interface IssuingDistributionPoint {
  /** Undefined when it names no point. */
  readonly name: DistributionPointName | undefined;
  readonly onlyUserCertificates: boolean;
  readonly onlyAuthorityCertificates: boolean;
  readonly onlyAttributeCertificates: boolean;
  readonly reasons: ReasonMask;
  readonly isIndirect: boolean;
}

export function readIssuingDistributionPoint(node: Der): IssuingDistributionPoint {
  const fields = fieldsOf(node, 'IssuingDistributionPoint');
  const name = fields.optional(0xa0);
  const user = fields.optional(0x81);
  const authority = fields.optional(0x82);
  const reasons = fields.optional(0x83);
  const indirect = fields.optional(0x84);
  const attribute = fields.optional(0x85);
  fields.end();
  return {
    name: name && readPointName(name),
    onlyUserCertificates: isTrue(user),
    onlyAuthorityCertificates: isTrue(authority),
    onlyAttributeCertificates: isTrue(attribute),
    reasons: reasons === undefined ? ALL_REASONS : readReasons(reasons),
    isIndirect: isTrue(indirect),
  };
}

function isTrue(node: Der | undefined): boolean {
  if (node === undefined) return false;
  return contentOf(node).length === 1 && readBoolean({ ...node, tag: TAG.boolean });
}
