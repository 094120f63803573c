import { sameBytes } from '../der/values.ts';
import type { Certificate } from '../x509/certificate.ts';
import { OID } from '../x509/oids.ts';
import { type Finding, found } from './findings.ts';
import type { CmsSignedData } from './parse.ts';
import type { SignerInfo } from './signerInfo.ts';

/**
 * What no signature protects must still be as its standard has it (RFC 5652 §5.1, §5.3), or bytes could be changed
 * unseen: versions, digestAlgorithms, unsigned attributes, the issuer's name to the byte.
 */
export function shapeFindings(cms: CmsSignedData, signer: Certificate | undefined): readonly Finding[] {
  const { signerInfo } = cms;
  const signerVersion = signerInfo.sid.kind === 'issuerAndSerial' ? 1 : 3;
  const plain = signerVersion === 3 || cms.contentType !== OID.data ? 3 : 1;
  const version = cms.revocationChoices.length > cms.crls.length ? 5 : plain;
  const fits = cms.version === version && signerInfo.version === signerVersion;
  const isNamed = cms.digestAlgorithms.includes(signerInfo.digestAlgorithm.oid);
  return [
    ...(cms.isDer ? [] : found(null, 'CMS_NOT_DER')),
    ...(fits ? [] : found('SIG_CONSTRAINTS_FAILURE', 'CMS_VERSION_WRONG')),
    ...(isNamed ? [] : found('SIG_CONSTRAINTS_FAILURE', 'CMS_DIGEST_NOT_ANNOUNCED')),
    ...(repeatsIssuer(signerInfo, signer)
      ? []
      : found('SIG_CONSTRAINTS_FAILURE', 'CMS_ISSUER_SPELT_DIFFERENTLY')),
    ...[...signerInfo.unsigned.keys()].flatMap((type) => unsignedFindings(type, cms)),
  ];
}

/** Judged elsewhere: timestamps by their own rules, values as certificates and answers like any other. */
const JUDGED: ReadonlySet<string> = new Set([
  OID.signatureTimeStampToken,
  OID.archiveTimeStampV3,
  OID.certificateValues,
  OID.revocationValues,
]);
/** Only repeat what is elsewhere: nothing depends on them. */
const REFERENCES: ReadonlySet<string> = new Set([
  ...[OID.certificateRefs, OID.revocationRefs, OID.attributeCertificateRefs, OID.attributeRevocationRefs],
]);
const OLD_ARCHIVES: ReadonlySet<string> = new Set([
  ...[OID.archiveTimeStampV1, OID.archiveTimeStampV2, OID.longTermValidation],
  ...[OID.escTimeStamp, OID.certCrlTimeStamp],
]);

function unsignedFindings(type: string, { contentType }: CmsSignedData): readonly Finding[] {
  if (JUDGED.has(type) || (type === OID.atsHashIndexV3 && contentType === OID.tstInfo)) return [];
  if (REFERENCES.has(type)) return found(null, 'CMS_REFERENCES_NOT_USED', type);
  if (type === OID.counterSignature) return found(null, 'CMS_COUNTER_SIGNATURE');
  if (OLD_ARCHIVES.has(type)) return found('SIG_CONSTRAINTS_FAILURE', 'TIMESTAMP_ARCHIVE_UNSUPPORTED', type);
  return found('SIG_CONSTRAINTS_FAILURE', 'CMS_UNSIGNED_ATTRIBUTE_UNKNOWN', type);
}

function repeatsIssuer({ sid }: SignerInfo, signer: Certificate | undefined): boolean {
  if (sid.kind !== 'issuerAndSerial' || signer === undefined) return true;
  return sameBytes(sid.issuer.der, signer.issuer.der);
}
