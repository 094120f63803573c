import { fieldsOf } from '../der/fields.ts';
import { type Der, rawOf } from '../der/read.ts';
import { readOid } from '../der/values.ts';
import { enumerated, explicit, octetString, oid, sequence } from '../der/write.ts';
import { OID } from '../x509/oids.ts';

/**
 * The OCSPResponse in a member of SignedData.crls (OtherRevocationInfoFormat, RFC 5652 §10.2.1, RFC 5940); undefined
 * for what is something else.
 * @throws DER_INVALID
 */
export function ocspResponseIn(choice: Der): Uint8Array | undefined {
  if (choice.tag !== 0xa1) return undefined;
  const fields = fieldsOf(choice, 'OtherRevocationInfoFormat', 0xa1);
  const format = readOid(fields.any('otherRevInfoFormat'));
  const information = rawOf(fields.any('otherRevInfo'));
  fields.end();
  if (format === OID.ocspResponse) return information;
  return format === OID.ocspBasic ? responseOf(information) : undefined;
}

/** A BasicOCSPResponse as the successful OCSPResponse it came from (RFC 6960 §4.2.1). */
export function responseOf(basic: Uint8Array): Uint8Array {
  return sequence(enumerated(0), explicit(0, sequence(oid(OID.ocspBasic), octetString(basic))));
}
