import { isCongvanError } from '../../kernel/errors.ts';
import { type Der, TAG } from '../der/read.ts';
import { readTime } from '../der/time.ts';
import { readOid } from '../der/values.ts';
import { OID } from '../x509/oids.ts';
import { algorithmProtectionHolds } from './algorithmProtection.ts';
import type { SigningCertificate } from './ess.ts';
import { type Finding, found } from './findings.ts';
import type { CmsSignedData } from './parse.ts';
import type { SignedAttributes } from './signerInfo.ts';

/**
 * The signed attributes but message-digest (RFC 5652 §11, RFC 5035, RFC 6211).
 * @param certificateRequired whether signing-certificate must be there
 */
export function attributeFindings(
  cms: CmsSignedData,
  named: SigningCertificate,
  certificateRequired: boolean,
): readonly Finding[] {
  const { signed } = cms.signerInfo;
  if (signed === undefined) return found('FORMAT_FAILURE', 'CMS_SIGNED_ATTRIBUTES_MISSING');
  const essFailure = certificateRequired || named.kind === 'malformed' ? 'FORMAT_FAILURE' : null;
  return [
    ...(signed.asWritten === undefined ? [] : found(null, 'CMS_SIGNED_ATTRIBUTES_NOT_DER')),
    ...(contentTypeFits(cms, signed) ? [] : found('FORMAT_FAILURE', 'CMS_CONTENT_TYPE_WRONG')),
    ...(named.kind === 'named' ? [] : found(essFailure, 'CMS_SIGNING_CERTIFICATE_MISSING')),
    ...(hasMalformedSigningTime(signed) ? found('FORMAT_FAILURE', 'CMS_SIGNING_TIME_MALFORMED') : []),
    ...(algorithmProtectionHolds(cms.signerInfo)
      ? []
      : found('FORMAT_FAILURE', 'CMS_ALGORITHM_PROTECTION_BROKEN')),
  ];
}

function contentTypeFits(cms: CmsSignedData, signed: SignedAttributes): boolean {
  const value = onlyValue(signed, OID.contentType);
  return value?.tag === TAG.oid && readOid(value) === cms.contentType;
}

/** The one value of an attribute; undefined when it is missing or repeated. */
export function onlyValue(signed: SignedAttributes, type: string): Der | undefined {
  const values = signed.attributes.get(type);
  return values?.length === 1 ? values[0] : undefined;
}

function hasMalformedSigningTime(signed: SignedAttributes): boolean {
  return signed.attributes.has(OID.signingTime) && signingTimeOf(signed) === undefined;
}

/** What the signer claims; undefined when there is no claim, or none that can be read. */
export function signingTimeOf(signed: SignedAttributes | undefined): Date | undefined {
  const value = signed && onlyValue(signed, OID.signingTime);
  try {
    return value && readTime(value);
  } catch (error) {
    if (!isCongvanError(error, 'DER_INVALID')) throw error;
    return undefined;
  }
}
