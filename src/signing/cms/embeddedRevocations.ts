import { isCongvanError } from '../../kernel/errors.ts';
import { fieldsOf, itemsOf } from '../der/fields.ts';
import { type Der, innerOf, rawOf } from '../der/read.ts';
import type { RevocationEvidence } from '../revocationSource.ts';
import { OID } from '../x509/oids.ts';
import type { CmsSignedData } from './parse.ts';

/**
 * Revocation answers inside a signature: CRLs in SignedData, and the signed attribute adbe-revocationInfoArchival
 * (ISO 32000-1 §12.8.3.3.2). Bytes only; malformed ones are left out.
 */
export function embeddedRevocations(cms: CmsSignedData): readonly RevocationEvidence[] {
  const crls = cms.crls.map((der) => evidence('crl', der));
  const archival = cms.signerInfo.signed?.attributes.get(OID.adobeRevocationInfoArchival)?.[0];
  return archival === undefined ? crls : [...crls, ...readArchival(archival)];
}

/** Nobody knows when it was fetched: it proves nothing anyway. */
function evidence(kind: RevocationEvidence['kind'], der: Uint8Array): RevocationEvidence {
  return { kind, der, fetchedAt: new Date(0), source: null };
}

function readArchival(node: Der): readonly RevocationEvidence[] {
  try {
    const fields = fieldsOf(node, 'RevocationInfoArchival');
    return [...listed(fields.optional(0xa0), 'crl'), ...listed(fields.optional(0xa1), 'ocsp')];
  } catch (error) {
    if (!isCongvanError(error, 'DER_INVALID')) throw error;
    return [];
  }
}

function listed(node: Der | undefined, kind: RevocationEvidence['kind']): readonly RevocationEvidence[] {
  if (node === undefined) return [];
  return itemsOf(innerOf(node), kind).map((item) => evidence(kind, rawOf(item)));
}
