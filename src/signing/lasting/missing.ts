import { sha256 } from '../../kernel/digest.ts';
import { isCongvanError } from '../../kernel/errors.ts';
import type { Material } from '../material.ts';
import type { OlderRevocation } from '../pdf/levels/addMaterial.ts';
import { type Needed, neededFor } from '../pdf/levels/needed.ts';
import { authorityOf, type Subject } from '../pdf/levels/subjects.ts';
import type { SignatureReport } from '../report.ts';
import { parseTimestampToken } from '../tsp/token.ts';
import type { JudgingContext } from '../validation/context.ts';
import { evidenceOf, uniqueCertificates } from '../validation/evidence.ts';

/** What one signature needs to stay provable and does not carry. */
export interface Missing {
  readonly material: Material;
  readonly older: readonly OlderRevocation[];
}

/** One signature with everything behind it. */
export interface LastingSignature {
  readonly subjects: readonly Subject[];
  /** What it, or the file around it, carries. */
  readonly carried: Material;
}

/**
 * The least that has to be added so that the verifier comes to its answer alone (`pdf/levels/needed.ts`), each piece
 * once, anchors left out: whoever judges has them or trusts them not.
 * @throws REVOCATION_UNAVAILABLE, LEVEL_NOT_PROVABLE
 */
export function missingIn(signatures: readonly LastingSignature[], context: JudgingContext): Missing {
  const carried = joined(signatures.map((each) => each.carried));
  const all = { ...context, material: joined([carried, context.material]) };
  const found = signatures.flatMap(({ subjects }) =>
    subjects.map((subject) => ({ subject, needed: neededFor(subject, carried, all) })),
  );
  return {
    material: without(joined(found.map(({ needed }) => needed)), carried, context),
    older: found.flatMap(({ subject, needed }) => tooOld(subject, needed, context)),
  };
}

export function joined(materials: readonly Material[]): Material {
  return {
    certificates: materials.flatMap(({ certificates }) => certificates),
    revocations: materials.flatMap(({ revocations }) => revocations),
  };
}

function without(material: Material, carried: Material, { trust }: JudgingContext): Material {
  const known = new Set([
    ...[...carried.certificates, ...carried.revocations.map(({ der }) => der)].map((der) => sha256(der)),
    ...trust.anchors.map(({ certificate }) => certificate.fingerprint),
  ]);
  const fresh = (der: Uint8Array) => {
    const digest = sha256(der);
    const isNew = !known.has(digest);
    known.add(digest);
    return isNew;
  };
  return {
    certificates: material.certificates.filter(fresh),
    revocations: material.revocations.filter(({ der }) => fresh(der)),
  };
}

/** Clocks may differ by what the policy says. */
function tooOld(
  { certificate, purpose, usedAt }: Subject,
  { revocationFrom }: Needed,
  { policy }: JudgingContext,
): readonly OlderRevocation[] {
  if (purpose !== 'document' || revocationFrom === null) return [];
  const isOlder = revocationFrom.getTime() + policy.clockSkewSeconds * 1000 < usedAt.getTime();
  return isOlder ? [{ field: certificate.subject.text, revocationFrom, signedAt: usedAt }] : [];
}

/**
 * The certificate that the verifier found to have signed, at the time it found proven.
 * @param known DER: where the certificate may be
 */
export function signerSubject(
  { signer, bestTime }: SignatureReport,
  known: readonly Uint8Array[],
  { material }: JudgingContext,
): readonly Subject[] {
  const candidates = uniqueCertificates(known);
  const all = [...candidates, ...evidenceOf(material).certificates];
  const certificate = all.find(({ fingerprint }) => fingerprint === signer?.certificate.fingerprint);
  if (certificate === undefined || bestTime === null) return [];
  const usedAt = new Date(bestTime);
  return [{ certificate, purpose: 'document', candidates, usedAt, provenAt: usedAt }];
}

/** A timestamp token of a signature. */
export interface OwnToken {
  readonly der: Uint8Array;
  /** An archive timestamp proves the tokens before it. */
  readonly isArchive: boolean;
}

/**
 * The authorities behind timestamps, each at the time at which the archive timestamps after it prove it.
 * @param tokens oldest first
 * @param provenAt when something outside proves all of them, UTC
 */
export function authoritySubjects(
  tokens: readonly OwnToken[],
  provenAt: Date | null = null,
): readonly Subject[] {
  let proven = provenAt;
  const subjects: Subject[] = [];
  for (const { der, isArchive } of tokens.toReversed()) {
    subjects.unshift(...authorityOf(der, proven));
    const time = isArchive ? timeOf(der) : null;
    if (time !== null && (proven === null || time < proven)) proven = time;
  }
  return subjects;
}

/** genTime of a token, unverified; null when it cannot be read. */
export function timeOf(token: Uint8Array): Date | null {
  try {
    return parseTimestampToken(token).info.genTime;
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return null;
  }
}
