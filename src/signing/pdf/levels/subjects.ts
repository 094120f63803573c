import { isCongvanError } from '../../../kernel/errors.ts';
import { signatureTimestamps } from '../../cms/certificates.ts';
import { embeddedRevocations } from '../../cms/embeddedRevocations.ts';
import { type CmsSignedData, parseCms } from '../../cms/parse.ts';
import type { SignatureReport, ValidationReport } from '../../report.ts';
import type { RevocationEvidence } from '../../revocationSource.ts';
import { parseTimestampToken } from '../../tsp/token.ts';
import { verifyToken } from '../../tsp/verifyToken.ts';
import { uniqueCertificates } from '../../validation/evidence.ts';
import { NO_PROOFS, type Proofs, withProven } from '../../validation/proofs.ts';
import { objectsInCms, objectsOf } from '../../validation/provenObjects.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { readContents } from '../contents.ts';
import type { PdfDocument } from '../read/document.ts';
import { type PdfSignature, signaturesOf } from '../signatures.ts';
import { StoreReader } from '../validationStore.ts';

/** A certificate whose chain and revocation a verifier will have to judge: of a signer or a timestamp authority. */
export interface Subject {
  readonly certificate: Certificate;
  readonly purpose: 'document' | 'timestamp';
  /** Certificates from the signature itself; not trusted. */
  readonly candidates: readonly Certificate[];
  /** When it did its work, as proven: revocation data from after this says most. UTC. */
  readonly usedAt: Date;
  /** When its signature is proven to have existed; null: only now. UTC. */
  readonly provenAt: Date | null;
}

/** One signature or document timestamp of a file, with the certificates behind it. */
export interface ProtectedSignature {
  /** Full name of its field. */
  readonly field: string;
  /** The value of /Contents as it stands in the file, zeros included: what the key of a VRI entry is made from. */
  readonly contents: Uint8Array;
  /** Answers inside the CMS: they need not stand in the DSS again. */
  readonly embedded: readonly RevocationEvidence[];
  /** What the document timestamps after it show to have existed, and since when. */
  readonly proofs: Proofs;
  readonly subjects: readonly Subject[];
}

/**
 * The signatures and document timestamps of a file with the certificates that have to be provable later.
 * @param report about these very bytes; its proven times are taken over, nothing is verified again
 */
export function protectedSignatures(
  pdf: PdfDocument,
  report: ValidationReport,
): readonly ProtectedSignature[] {
  const reports = new Map(report.signatures.map((each) => [each.field, each]));
  const signatures = signaturesOf(pdf).filter(({ present }) => present);
  const stores = new StoreReader(new Date(report.at));
  const stamps = signatures.flatMap((signature) => {
    const time = stampedAt(reports.get(signature.field));
    const { revision } = signature;
    return time === null
      ? []
      : [{ revision, time, covers: () => coveredBy(pdf, revision, signatures, stores) }];
  });
  return signatures.flatMap((signature) => {
    const judged = reports.get(signature.field);
    const contents = readContents(signature);
    if (judged === undefined || contents.kind === 'none' || signature.contents === null) return [];
    const later = stamps.filter(({ revision }) => revision > signature.revision);
    const provenAt = earliest(later.map(({ time }) => time));
    const proofs = later.reduce((all, { covers, time }) => withProven(all, covers(), time), NO_PROOFS);
    const { bytes } = signature.contents;
    return [{ field: signature.field, contents: bytes, proofs, ...insideOf(contents.der, judged, provenAt) }];
  });
}

/** When an accepted document timestamp was made; null for anything else. */
function stampedAt(judged: SignatureReport | undefined): Date | null {
  if (judged?.role !== 'timestamp' || judged.indication !== 'TOTAL-PASSED') return null;
  return judged.bestTime === null ? null : new Date(judged.bestTime);
}

/** DER of what a document timestamp covers: the store of its revision, the signatures of those before it. */
function coveredBy(
  pdf: PdfDocument,
  revision: number,
  signatures: readonly PdfSignature[],
  stores: StoreReader,
): readonly Uint8Array[] {
  const earlier = signatures.filter((each) => each.revision < revision).map((each) => readContents(each));
  return [
    ...objectsOf(stores.materialOf(pdf.at(revision))),
    ...earlier.flatMap((contents) => (contents.kind === 'der' ? objectsInCms(contents.der) : [])),
  ];
}

function earliest(times: readonly Date[]): Date | null {
  return times.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}

type Inside = Pick<ProtectedSignature, 'embedded' | 'subjects'>;

/**
 * The certificates behind one CMS signature or timestamp token.
 * @param judged the report about it
 * @param provenAt when something outside proves it to have existed; null: only now. UTC
 */
export function insideOf(der: Uint8Array, judged: SignatureReport, provenAt: Date | null): Inside {
  if (judged.role === 'timestamp') return { embedded: [], subjects: authorityOf(der, provenAt) };
  const cms = parsed(der);
  if (cms === undefined) return { embedded: [], subjects: [] };
  const authorities = signatureTimestamps(cms).flatMap((token) => authorityOf(token, provenAt));
  return { embedded: embeddedRevocations(cms), subjects: [...signerOf(cms, judged), ...authorities] };
}

function parsed(der: Uint8Array): CmsSignedData | undefined {
  try {
    return parseCms(der);
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return undefined;
  }
}

/** The certificate that the verifier found to have signed, at the time it found proven. */
function signerOf(cms: CmsSignedData, { signer, bestTime }: SignatureReport): readonly Subject[] {
  const candidates = uniqueCertificates(cms.certificates);
  const certificate = candidates.find(({ fingerprint }) => fingerprint === signer?.certificate.fingerprint);
  if (certificate === undefined || bestTime === null) return [];
  const usedAt = new Date(bestTime);
  return [{ certificate, purpose: 'document', candidates, usedAt, provenAt: usedAt }];
}

/** The authority that signed a timestamp token; nothing when it cannot be found. */
export function authorityOf(token: Uint8Array, provenAt: Date | null): readonly Subject[] {
  try {
    const { cms, info } = parseTimestampToken(token);
    const candidates = uniqueCertificates(cms.certificates);
    const { signer } = verifyToken({ cms, info }, candidates);
    if (signer === undefined) return [];
    return [{ certificate: signer, purpose: 'timestamp', candidates, usedAt: info.genTime, provenAt }];
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return [];
  }
}
