import { algorithmProblem } from '../policy/algorithms.ts';
import type { Indication, Reason, SignatureReport, SubIndication } from '../report.ts';
import { judgeCertificate, REVOCATION_NOT_CHECKED } from '../validation/chainJudgement.ts';
import type { JudgingContext } from '../validation/context.ts';
import { type ReasonCode, reason } from '../validation/reasons.ts';
import { signerUnder } from '../validation/summary.ts';
import type { SignatureAlgorithm } from '../x509/algorithms.ts';
import { examineSeal, type IntactSeal, type RefusedSeal } from './examineSeal.ts';
import { findSeal } from './findSeal.ts';
import { XML } from './names.ts';
import { readSeal } from './readSeal.ts';
import type { SealedPart } from './sealedPart.ts';

export interface SealVerdict {
  readonly report: SignatureReport;
  /**
   * The canonical bytes that were verified: the envelope without declaration and seal. Parse these and nothing else,
   * and only when the report says so. Empty unless the seal is intact.
   */
  readonly signedEnvelope: Uint8Array;
  /** From the verified bytes; empty unless the seal is intact. */
  readonly manifest: readonly SealedPart[];
}

/**
 * Judges the seal of an envelope (profile `sealed`). First the bytes: gate, place, one spelling, every digest, the
 * signature value; then, only if all of that holds, the certificate, by the same rules as every other signature.
 * Nothing proves when it was sealed, so it is judged at `context.at`. Whether the bytes of the parts have the digests
 * of the manifest, and whether this agency may seal this envelope, are the caller's questions.
 * Pure. A bad seal is in the report; throws only what `gateXml` throws.
 * @param xml exactly as received
 */
export function verifySeal(xml: Uint8Array, context: JudgingContext): SealVerdict {
  const seal = examineSeal(xml);
  if (seal.kind === 'refused') {
    return { report: refusedReport(seal, context), signedEnvelope: new Uint8Array(), manifest: [] };
  }
  const signedEnvelope = Buffer.from(seal.found.envelope, 'utf8');
  return { report: intactReport(seal, context), signedEnvelope, manifest: seal.parts };
}

/**
 * The certificates beside the seal, DER, leaf first, to collect material for: nothing about them is verified.
 * @returns none when there is no seal of our form
 * @throws what `gateXml` throws
 */
export function certificatesOfSeal(xml: Uint8Array): readonly Uint8Array[] {
  const search = findSeal(xml);
  const values = search.kind === 'found' ? readSeal(search.found.seal) : undefined;
  return (values?.certificates ?? []).map((text) => Buffer.from(text, 'base64'));
}

type Common = Pick<SignatureReport, 'field' | 'format' | 'level' | 'coverage' | 'modifications'>;

const INTACT: Common = {
  field: null,
  format: 'XAdES',
  level: 'B-B',
  coverage: 'WHOLE-FILE',
  modifications: 'NONE',
};
const REFUSED: Common = { ...INTACT, level: null, coverage: 'PARTIAL', modifications: 'UNKNOWN' };

function intactReport(seal: IntactSeal, context: JudgingContext): SignatureReport {
  const [certificate, ...candidates] = seal.certificates;
  const { at } = context;
  const chain = judgeCertificate({
    ...context,
    certificate,
    candidates,
    purpose: 'document',
    time: at,
    isProven: false,
  });
  const algorithm = ALGORITHMS[seal.values.algorithm];
  const weak = algorithmProblem(context.policy, algorithm, certificate.spki.description, at);
  return {
    ...INTACT,
    ...verdictOf(chain, weak),
    ...signerUnder(certificate, context.policy),
    cryptography: 'INTACT',
    chain: chain.chain,
    revocation: chain.revocation,
    signingTime: new Date(seal.values.signingTime).toISOString(),
    bestTime: at.toISOString(),
  };
}

const ALGORITHMS: Readonly<Record<IntactSeal['values']['algorithm'], SignatureAlgorithm>> = {
  [XML.rsaSha256]: { kind: 'rsa-pkcs1', digest: 'SHA-256' },
  [XML.ecdsaSha256]: { kind: 'ecdsa', digest: 'SHA-256' },
};

interface Verdict {
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  readonly reasons: readonly Reason[];
}

/** A certificate that fails for good outweighs an algorithm in doubt; either keeps the seal from passing. */
function verdictOf(
  chain: Verdict,
  weak: { readonly subIndication: SubIndication; readonly reason: Reason } | undefined,
): Verdict {
  const { indication, subIndication, reasons: told } = chain;
  if (weak === undefined) return { indication, subIndication, reasons: told };
  const reasons = [...told, weak.reason];
  if (indication === 'TOTAL-FAILED') return { indication, subIndication, reasons };
  return { indication: 'INDETERMINATE', subIndication: weak.subIndication, reasons };
}

function refusedReport(seal: RefusedSeal, { policy }: JudgingContext): SignatureReport {
  const { certificate, signingTime } = seal;
  const isUnknown = seal.cryptography === 'UNSUPPORTED';
  return {
    ...REFUSED,
    ...(certificate === undefined
      ? ({ role: 'unknown', signer: null } as const)
      : signerUnder(certificate, policy)),
    indication: isUnknown ? 'INDETERMINATE' : 'TOTAL-FAILED',
    subIndication: SUB_INDICATIONS[seal.code] ?? 'FORMAT_FAILURE',
    cryptography: seal.cryptography,
    chain: { status: 'NOT-CHECKED', certificates: [] },
    revocation: REVOCATION_NOT_CHECKED,
    signingTime: signingTime === undefined ? null : new Date(signingTime).toISOString(),
    bestTime: null,
    reasons: [reason(seal.code, seal.particulars)],
  };
}

/** EN 319 102-1 §5.1.3; whatever is not here is a matter of form. */
const SUB_INDICATIONS: Readonly<Partial<Record<ReasonCode, SubIndication>>> = {
  XML_ENVELOPE_CHANGED: 'HASH_FAILURE',
  XML_PROPERTIES_CHANGED: 'HASH_FAILURE',
  XML_MANIFEST_CHANGED: 'HASH_FAILURE',
  XML_SIGNATURE_BROKEN: 'SIG_CRYPTO_FAILURE',
  XML_CERTIFICATE_WRONG: 'SIG_CONSTRAINTS_FAILURE',
  XML_ALGORITHM_NOT_ALLOWED: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
};
