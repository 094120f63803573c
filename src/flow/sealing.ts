/** What the seal of an envelope proves, for axis and receiver: the port `EnvelopeSeal` of exchange, with signing behind it. */
import { parseEnvelope } from '../envelope/codec.ts';
import type { Envelope } from '../envelope/envelope.ts';
import type { Directory } from '../exchange/directory.ts';
import type { EnvelopeSeal, SealedEnvelope, SealJudgement } from '../exchange/seal.ts';
import { sha256 } from '../kernel/digest.ts';
import { CongvanError, isTemporary } from '../kernel/errors.ts';
import { type AgencyCode, type DocumentId, isMessageId } from '../kernel/ids.ts';
import { isAgencyCode } from '../registry/agencyCode.ts';
import type { SignatureReport } from '../signing/report.ts';
import { parseCertificate } from '../signing/x509/certificate.ts';
import { certificatesOfSeal, verifySeal } from '../signing/xml/verifySeal.ts';
import type { Judging } from './context.ts';
import { collected } from './verify.ts';

/** A verified seal with the envelope read from exactly the bytes that were verified. */
export interface VerifiedEnvelope {
  readonly kind: 'verified';
  readonly sealed: SealedEnvelope;
  readonly envelope: Envelope;
  readonly report: SignatureReport;
}

export type VerifiedOrRefused = VerifiedEnvelope | Extract<SealJudgement, { kind: 'refused' }>;

export function envelopeSeal(judging: Judging, directory: Directory): EnvelopeSeal {
  return {
    async verify(bytes) {
      const verified = await verifyEnvelope(judging, directory, bytes);
      return verified.kind === 'refused' ? verified : { kind: 'verified', sealed: verified.sealed };
    },
  };
}

/**
 * Verifies the seal, then reads the envelope from the canonical bytes that were verified, then checks that the sealing
 * key is one of the sender's in the address book. Whatever is wrong with the envelope is a refusal.
 * @throws only what is temporary
 */
export async function verifyEnvelope(
  judging: Judging,
  directory: Directory,
  bytes: Uint8Array,
): Promise<VerifiedOrRefused> {
  try {
    return await verified(judging, directory, bytes);
  } catch (error) {
    if (!isTemporary(error) && error instanceof CongvanError) {
      return { kind: 'refused', code: error.code, text: error.message };
    }
    throw error;
  }
}

async function verified(
  judging: Judging,
  directory: Directory,
  bytes: Uint8Array,
): Promise<VerifiedOrRefused> {
  const { trust, policy } = judging;
  const certificates = certificatesOfSeal(bytes);
  const material = await collected(judging, certificates);
  const result = verifySeal(bytes, { material, trust, policy, at: judging.clock.now() });
  const { report } = result;
  if (report.subIndication === 'TRY_LATER') {
    throw new CongvanError('REVOCATION_UNAVAILABLE', { where: report.signer?.name ?? 'seal' });
  }
  if (report.indication !== 'TOTAL-PASSED') return refusedSeal(report);
  const { envelope } = parseEnvelope(result.signedEnvelope);
  const sealed = readSealed(envelope, result.manifest);
  await checkSealer(directory, sealed.sender, certificates, report);
  return { kind: 'verified', sealed, envelope, report };
}

function refusedSeal(report: SignatureReport): VerifiedOrRefused {
  const reasons = report.reasons.map(({ code, text }) => `${code}: ${text}`).join('; ');
  return { kind: 'refused', code: 'SEAL_INVALID', text: `${report.indication} ${reasons}`.trim() };
}

/** @throws ENVELOPE_INVALID when a field the exchange lives by is missing or not in its form */
function readSealed(envelope: Envelope, manifest: SealedEnvelope['parts']): SealedEnvelope {
  const isDocument = envelope.kind === 'document';
  const recipients = isDocument ? envelope.to.map(({ organId }) => organId) : [envelope.responseFor.organId];
  const documentId = isDocument ? envelope.documentId : envelope.responseFor.documentId;
  const priority = isDocument ? (envelope.otherInfo.priority ?? 0) : STATUS_PRIORITY;
  if (envelope.messageId === undefined || !isMessageId(envelope.messageId))
    throw missing('TraceHeaderList/@id');
  if (documentId === '') throw missing('DocumentId');
  if (recipients.length === 0) throw missing('To');
  return {
    messageId: envelope.messageId,
    kind: envelope.kind,
    sender: agencyCode(envelope.from.organId, 'From/OrganId'),
    recipients: recipients.map((code) => agencyCode(code, 'To/OrganId')),
    documentId: documentId as DocumentId,
    priority,
    parts: manifest,
  };
}

/** Statuses travel in the lane below the urgent documents they speak of, never behind the ordinary ones. */
const STATUS_PRIORITY = 2;

function agencyCode(text: string, path: string): AgencyCode {
  if (!isAgencyCode(text)) throw missing(path);
  return text;
}

function missing(path: string): CongvanError {
  return new CongvanError('ENVELOPE_INVALID', { where: path });
}

/**
 * The certificate that passed must be an agency's and carry a key the address book gives to the sender.
 * @throws SENDER_MISMATCH
 */
async function checkSealer(
  directory: Directory,
  sender: AgencyCode,
  certificates: readonly Uint8Array[],
  report: SignatureReport,
): Promise<void> {
  const leaf = certificates.find((der) => sha256(der) === report.signer?.certificate.fingerprint);
  const entry = await directory.find(sender);
  const key = leaf === undefined ? undefined : parseCertificate(leaf).spkiDigest;
  const isSeal = report.role === 'agency';
  if (isSeal && key !== undefined && entry?.active === true && entry.sealKeys.includes(key)) return;
  throw new CongvanError('SENDER_MISMATCH', { where: sender, detail: report.signer?.name ?? 'no signer' });
}
