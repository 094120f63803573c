import { isCongvanError } from '../../kernel/errors.ts';
import { fieldsOf, itemsOf } from '../der/fields.ts';
import { type Der, innerOf, rawOf } from '../der/read.ts';
import type { RevocationEvidence } from '../revocationSource.ts';
import { OID } from '../x509/oids.ts';
import { responseOf } from './otherRevocation.ts';
import type { CmsSignedData } from './parse.ts';

/**
 * Revocation answers inside a signature: those it covers (the signed attribute adbe-revocationInfoArchival, ISO 32000-1
 * §12.8.3.3.2), and `uncoveredRevocations`. Bytes only; malformed ones are left out.
 */
export function embeddedRevocations(cms: CmsSignedData): readonly RevocationEvidence[] {
  const archival = cms.signerInfo.signed?.attributes.get(OID.adobeRevocationInfoArchival)?.[0];
  const covered = archival === undefined ? [] : readable(() => readArchival(archival));
  return [...covered, ...uncoveredRevocations(cms)];
}

/**
 * CRLs and OCSP answers in SignedData.crls, and the unsigned attribute revocation-values (EN 319 122-1 annex A.1.3.2):
 * the signature does not cover them.
 */
export function uncoveredRevocations(cms: CmsSignedData): readonly RevocationEvidence[] {
  const values = cms.signerInfo.unsigned.get(OID.revocationValues) ?? [];
  return [
    ...cms.crls.map((der) => evidence('crl', der)),
    ...cms.ocsps.map((der) => evidence('ocsp', der)),
    ...values.flatMap(revocationValuesIn),
  ];
}

/** The answers in one value of the attribute revocation-values. */
export function revocationValuesIn(value: Der): readonly RevocationEvidence[] {
  return readable(() => readValues(value));
}

/** Nobody knows when it was fetched: it proves nothing anyway. */
function evidence(kind: RevocationEvidence['kind'], der: Uint8Array): RevocationEvidence {
  return { kind, der, fetchedAt: new Date(0), source: null };
}

function readable(read: () => readonly RevocationEvidence[]): readonly RevocationEvidence[] {
  try {
    return read();
  } catch (error) {
    if (!isCongvanError(error, 'DER_INVALID')) throw error;
    return [];
  }
}

function readArchival(node: Der): readonly RevocationEvidence[] {
  const fields = fieldsOf(node, 'RevocationInfoArchival');
  return [
    ...listed(fields.optional(0xa0), 'crl').map((der) => evidence('crl', der)),
    ...listed(fields.optional(0xa1), 'ocsp').map((der) => evidence('ocsp', der)),
  ];
}

function readValues(node: Der): readonly RevocationEvidence[] {
  const fields = fieldsOf(node, 'RevocationValues');
  return [
    ...listed(fields.optional(0xa0), 'crlVals').map((der) => evidence('crl', der)),
    ...listed(fields.optional(0xa1), 'ocspVals').map((der) => evidence('ocsp', responseOf(der))),
  ];
}

function listed(node: Der | undefined, what: string): readonly Uint8Array[] {
  return node === undefined ? [] : itemsOf(innerOf(node), what).map((item) => rawOf(item));
}
