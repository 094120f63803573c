import { fieldsOf, itemsOf } from '../der/fields.ts';
import { type Der, derError, TAG } from '../der/read.ts';
import { readOid, readTaggedInteger } from '../der/values.ts';

export interface PolicyMapping {
  readonly issuerDomain: string;
  readonly subjectDomain: string;
}

export interface PolicyConstraints {
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
}

export function readPolicies(node: Der): readonly string[] {
  const policies = itemsOf(node, 'CertificatePolicies').map((item) =>
    readOid(fieldsOf(item, 'PolicyInformation').next(TAG.oid, 'policyIdentifier')),
  );
  if (new Set(policies).size !== policies.length || policies.length === 0) {
    throw derError('CertificatePolicies', node.start);
  }
  return policies;
}

export function readMappings(node: Der): readonly PolicyMapping[] {
  return itemsOf(node, 'PolicyMappings').map((item) => {
    const fields = fieldsOf(item, 'PolicyMapping');
    const issuerDomain = readOid(fields.next(TAG.oid, 'issuerDomainPolicy'));
    const subjectDomain = readOid(fields.next(TAG.oid, 'subjectDomainPolicy'));
    fields.end();
    return { issuerDomain, subjectDomain };
  });
}

export function readPolicyConstraints(node: Der): PolicyConstraints {
  const fields = fieldsOf(node, 'PolicyConstraints');
  const explicit = fields.optional(0x80);
  const mapping = fields.optional(0x81);
  fields.end();
  return {
    requireExplicitPolicy: explicit && readTaggedInteger(explicit, 'requireExplicitPolicy'),
    inhibitPolicyMapping: mapping && readTaggedInteger(mapping, 'inhibitPolicyMapping'),
  };
}
