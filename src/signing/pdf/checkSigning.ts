/** The questions asked before a key is used, and of the file before it is released. */
import type { Clock } from '../../kernel/clock.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { SignaturePolicy } from '../policy/policy.ts';
import { type SigningAct, signingRules } from '../policy/signingPolicy.ts';
import type { SignatureReport, SubIndication, ValidationReport } from '../report.ts';
import { refuseUnfitSigner, ruleText } from '../signerCertificate.ts';
import type { SignerKey } from '../signerKey.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';

/**
 * The certificate of the key, if it may sign in this way now. Whether it is trusted and not revoked is the
 * verifier's question, asked of the finished file.
 * @throws SIGNER_CERTIFICATE_REFUSED without one, CERTIFICATE_INVALID, and what `refuseUnfitSigner` throws
 */
export function usableCertificate(
  key: SignerKey,
  act: SigningAct,
  clock: Clock,
  policy: Pick<SignaturePolicy, 'signing'>,
): Certificate {
  const [leaf] = key.certificateChain;
  if (leaf === undefined) throw new CongvanError('SIGNER_CERTIFICATE_REFUSED', { detail: 'no certificate' });
  const certificate = parseCertificate(leaf);
  refuseUnfitSigner(certificate, act, clock.now(), policy);
  return certificate;
}

/** What is there must be whole before anything is added to it. @throws SIGNING_EARLIER_SIGNATURE_BROKEN */
export function refuseBroken(report: ValidationReport): void {
  const broken = report.signatures.find((signature) => !isIntact(signature) || isStuffed(signature));
  if (broken === undefined) return;
  throw new CongvanError('SIGNING_EARLIER_SIGNATURE_BROKEN', { ...whereOf(broken), detail: says(broken) });
}

/** The person's signature that the seal goes over: the last one that is valid (NĐ 30/2020 Đ32.2d). */
export function personUnderSeal(report: ValidationReport | undefined): SignatureReport | undefined {
  return report?.signatures.findLast(
    ({ role, indication }) => role === 'person' && indication === 'TOTAL-PASSED',
  );
}

/**
 * Those whose signatures the policy asks for have signed, and validly, before this act.
 * @throws SEAL_WITHOUT_PERSON_SIGNATURE, SIGNING_ORDER_UNMET
 */
export function refuseWrongOrder(
  act: SigningAct,
  report: ValidationReport | undefined,
  policy: Pick<SignaturePolicy, 'signing'>,
): void {
  const rules = signingRules(policy);
  for (const role of rules.order[act] ?? []) {
    const made = (report?.signatures ?? []).filter((signature) => signature.role === role);
    if (made.some(({ indication }) => indication === 'TOTAL-PASSED')) continue;
    const last = made.at(-1);
    const missing = role === 'person' ? 'no person has signed' : 'the agency has not signed';
    const state = last === undefined ? missing : says(last);
    const isSeal = act === 'agency' && role === 'person';
    const detail = `${state}; ${ruleText(rules, `signing.order.${act}`)}`;
    throw new CongvanError(isSeal ? 'SEAL_WITHOUT_PERSON_SIGNATURE' : 'SIGNING_ORDER_UNMET', { detail });
  }
}

/**
 * An attachment and a copy are the agency's last word on a file: what was signed as one is not signed by a person or
 * sealed any more. Marks may follow one another: a copy is sent as an attachment, a copy of a copy is made (sao lục).
 * @throws SIGNING_ORDER_REFUSED
 */
export function refuseAfterMark(act: SigningAct, earlier: ValidationReport | undefined): void {
  if (act === 'attachment' || act === 'copy') return;
  const mark = earlier?.signatures.find(({ role }) => role === 'attachment' || role === 'copy');
  if (mark === undefined) return;
  throw new CongvanError('SIGNING_ORDER_REFUSED', { ...whereOf(mark), detail: mark.role });
}

/**
 * The finished file, judged by the verifier: the new signature covers the whole file and is intact, the others are
 * what they were, and nothing is known against the signer's certificate (revoked, wrong use, weak). Revocation data
 * that cannot be had, or a chain that ends in nobody we trust, does not stop a signature: the reader will judge.
 * @throws SIGNING_SELF_CHECK_FAILED, SIGNER_CERTIFICATE_REFUSED, TIMESTAMP_REFUSED
 */
export function checkSigned(report: ValidationReport, field: string, expected: number): void {
  const made = report.signatures.find((signature) => signature.field === field);
  if (made === undefined) throw failed('the new signature is not found', field);
  if (!isIntact(made) || made.coverage !== 'WHOLE-FILE') throw failed(says(made), field);
  if (report.signatures.length !== expected) throw failed(`${report.signatures.length} signatures`, field);
  const broken = report.signatures.find((signature) => !isIntact(signature));
  if (broken !== undefined) throw failed(says(broken), broken.field ?? '');
  if (!report.documentUnchanged) throw failed('the document counts as changed', report.file);
  if (!mayBeReleased(made)) throw refusedSignature(report.file, made);
}

const UNKNOWN: ReadonlySet<SubIndication | null> = new Set(['TRY_LATER', 'NO_CERTIFICATE_CHAIN_FOUND']);

function mayBeReleased({ indication, subIndication }: SignatureReport): boolean {
  return indication === 'TOTAL-PASSED' || (indication === 'INDETERMINATE' && UNKNOWN.has(subIndication));
}

/** Either the authority's certificate is at fault or the signer's. */
function refusedSignature(file: string, made: SignatureReport): CongvanError {
  if (!made.reasons.some(({ code }) => code === 'TIMESTAMP_NOT_ACCEPTED')) {
    return new CongvanError('SIGNER_CERTIFICATE_REFUSED', { ...whereOf(made), detail: says(made) });
  }
  const detail = made.reasons.map(({ text }) => text).join('; ');
  return new CongvanError('TIMESTAMP_REFUSED', { where: file, detail });
}

function isIntact({ cryptography, coverage, modifications }: SignatureReport): boolean {
  const isUntouched = modifications === 'NONE' || modifications === 'ALLOWED';
  return cryptography === 'INTACT' && coverage !== 'PARTIAL' && isUntouched;
}

/** Bytes that no signature covers stand behind the value, and would stand there after every further signature. */
function isStuffed({ reasons }: SignatureReport): boolean {
  return reasons.some(({ code }) => code === 'PDF_CONTENTS_PADDING');
}

function failed(detail: string, where: string): CongvanError {
  return new CongvanError('SIGNING_SELF_CHECK_FAILED', { where, detail });
}

function whereOf({ field, signer }: SignatureReport): { readonly where?: string } {
  const where = signer?.name ?? field;
  return where === null ? {} : { where };
}

function says(signature: SignatureReport): string {
  const { indication, subIndication, cryptography, coverage, modifications, reasons } = signature;
  const verdict = subIndication === null ? indication : `${indication} ${subIndication}`;
  const facts = `${cryptography}, ${coverage}, modifications ${modifications}`;
  return [verdict, facts, ...reasons.map(({ code }) => code)].join('; ');
}
