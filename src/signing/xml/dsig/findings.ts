import type { Finding } from '../../cms/findings.ts';
import type { Cryptography, SubIndication } from '../../report.ts';
import { type ReasonCode, reason } from '../../validation/reasons.ts';

/** One thing to be said of an XML signature, and what it leaves of the cryptography (`INTACT`: it says nothing of it). */
export interface DsigFinding extends Finding {
  readonly cryptography: Cryptography;
}

interface Weight {
  readonly failure: SubIndication | null;
  readonly cryptography: Cryptography;
}

const BROKEN_FORM: Weight = { failure: 'FORMAT_FAILURE', cryptography: 'BROKEN' };
const UNKNOWN: Weight = { failure: 'SIG_CONSTRAINTS_FAILURE', cryptography: 'UNSUPPORTED' };

/** EN 319 102-1 §5.1.3: what each leaves of the verdict. A code that is not here only tells. */
const WEIGHTS: Readonly<Partial<Record<ReasonCode, Weight>>> = {
  XML_SIGNATURE_MALFORMED: BROKEN_FORM,
  XML_HMAC_REFUSED: { failure: 'FORMAT_FAILURE', cryptography: 'UNSUPPORTED' },
  XML_DUPLICATE_ID: BROKEN_FORM,
  XML_NO_CANONICAL_FORM: BROKEN_FORM,
  XADES_PROPERTIES_NOT_SIGNED: BROKEN_FORM,
  XADES_PROPERTIES_MALFORMED: BROKEN_FORM,
  XML_FEATURE_UNSUPPORTED: UNKNOWN,
  XML_TOO_MUCH_WORK: UNKNOWN,
  XML_REFERENCE_NOT_FOUND: { failure: 'SIGNED_DATA_NOT_FOUND', cryptography: 'BROKEN' },
  XML_REFERENCE_TYPE_WRONG: BROKEN_FORM,
  XML_REFERENCE_OUTSIDE: { failure: 'SIGNED_DATA_NOT_FOUND', cryptography: 'UNSUPPORTED' },
  XML_REFERENCE_CHANGED: { failure: 'HASH_FAILURE', cryptography: 'BROKEN' },
  XML_MANIFEST_ENTRY_CHANGED: { failure: 'HASH_FAILURE', cryptography: 'BROKEN' },
  XML_MANIFEST_ENTRY_OUTSIDE: { failure: 'SIGNED_DATA_NOT_FOUND', cryptography: 'INTACT' },
  XML_SIGNATURE_VALUE_WRONG: { failure: 'SIG_CRYPTO_FAILURE', cryptography: 'BROKEN' },
  XML_SIGNER_NOT_FOUND: { failure: 'NO_SIGNING_CERTIFICATE_FOUND', cryptography: 'UNSUPPORTED' },
  XML_KEY_WITHOUT_CERTIFICATE: { failure: 'NO_SIGNING_CERTIFICATE_FOUND', cryptography: 'INTACT' },
  XADES_SIGNING_CERTIFICATE_MISSING: { failure: 'SIG_CONSTRAINTS_FAILURE', cryptography: 'INTACT' },
  XADES_SIGNING_CERTIFICATE_WRONG: { failure: 'SIG_CONSTRAINTS_FAILURE', cryptography: 'INTACT' },
  XADES_COUNTER_SIGNATURE_WRONG: BROKEN_FORM,
  XADES_TIMESTAMP_UNSUPPORTED: { failure: null, cryptography: 'INTACT' },
};

export function findingOf(code: ReasonCode, particulars?: string): DsigFinding {
  const { failure, cryptography } = WEIGHTS[code] ?? { failure: null, cryptography: 'INTACT' };
  return { failure, cryptography, reason: reason(code, particulars) };
}

/** What is left when all is said. */
export function cryptographyLeft(findings: readonly DsigFinding[]): Cryptography {
  if (findings.some(({ cryptography }) => cryptography === 'BROKEN')) return 'BROKEN';
  return findings.some(({ cryptography }) => cryptography === 'UNSUPPORTED') ? 'UNSUPPORTED' : 'INTACT';
}
