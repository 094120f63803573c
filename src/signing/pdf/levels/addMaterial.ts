import { sha256 } from '../../../kernel/digest.ts';
import type { Material } from '../../material.ts';
import type { ValidationReport } from '../../report.ts';
import type { JudgingContext } from '../../validation/context.ts';
import { openPdf } from '../read/document.ts';
import { refuseToUpdate } from '../refuseToSign.ts';
import { storedMaterial } from '../validationStore.ts';
import { type Needed, neededFor } from './needed.ts';
import { type ProtectedSignature, protectedSignatures, type Subject } from './subjects.ts';
import { type SignatureMaterial, writeValidationStore } from './writeValidationStore.ts';

/** A signer about whom nothing newer than this could be had: a revocation reported since would not be seen. */
export interface OlderRevocation {
  /** Full name of the signature's field. */
  readonly field: string;
  /** thisUpdate of the answer, and when the signature was made as proven; UTC. */
  readonly revocationFrom: Date;
  readonly signedAt: Date;
}

export interface WithMaterial {
  /** Null when the file has all that is needed. */
  readonly pdf: Buffer | null;
  readonly older: readonly OlderRevocation[];
}

export interface AddingContext extends JudgingContext {
  /** Fields whose material is left out: the newest document timestamp, when it is enough. */
  readonly except?: ReadonlySet<string>;
}

/**
 * Appends what a verifier will need to judge every signature, its timestamps and every document timestamp without
 * asking anybody: chains, and OCSP answers or CRLs about each certificate of them (EN 319 142-1 §5.4.2, level B-LT).
 * @param report about these very bytes, in which every signature passed
 * @param context its material is what was collected after the signatures were timestamped
 * @throws REVOCATION_UNAVAILABLE, LEVEL_NOT_PROVABLE, PDF_*, SIGNING_UNFINISHED_SIGNATURE,
 *   SIGNING_EARLIER_SIGNATURE_BROKEN
 */
export function addMaterial(
  bytes: Uint8Array,
  report: ValidationReport,
  context: AddingContext,
): WithMaterial {
  const pdf = openPdf(bytes, context.password);
  refuseToUpdate(pdf);
  const signatures = protectedSignatures(pdf, report).filter(({ field }) => !context.except?.has(field));
  let stored = storedMaterial(pdf, context.at);
  const written: SignatureMaterial[] = [];
  const older: OlderRevocation[] = [];
  for (const signature of signatures) {
    const own = merged(stored, { certificates: [], revocations: signature.embedded });
    const needed = signature.subjects.map((subject) => {
      const all = merged(own, context.material);
      const found = neededFor(subject, own, { ...context, material: all, proofs: signature.proofs });
      older.push(...tooOld(signature, subject, found, context));
      return found;
    });
    const material = materialOf(signature, needed);
    written.push(material);
    stored = merged(stored, material);
  }
  return { pdf: writeValidationStore(pdf, written), older };
}

function merged(one: Material, other: Material): Material {
  return {
    certificates: [...one.certificates, ...other.certificates],
    revocations: [...one.revocations, ...other.revocations],
  };
}

/** What is inside the CMS is found there. */
function materialOf(
  { contents, embedded }: ProtectedSignature,
  needed: readonly Needed[],
): SignatureMaterial {
  const inside = new Set(embedded.map(({ der }) => sha256(der)));
  const revocations = needed.flatMap((each) => each.revocations);
  return {
    contents,
    certificates: unique(needed.flatMap((each) => each.certificates).map((der) => ({ der }))).map(
      ({ der }) => der,
    ),
    revocations: unique(revocations).filter(({ der }) => !inside.has(sha256(der))),
  };
}

function unique<T extends { readonly der: Uint8Array }>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [sha256(item.der), item])).values()];
}

/** Clocks may differ by what the policy says. */
function tooOld(
  { field }: ProtectedSignature,
  { purpose, usedAt }: Subject,
  { revocationFrom }: Needed,
  { policy }: JudgingContext,
): readonly OlderRevocation[] {
  if (purpose !== 'document' || revocationFrom === null) return [];
  const isOlder = revocationFrom.getTime() + policy.clockSkewSeconds * 1000 < usedAt.getTime();
  return isOlder ? [{ field, revocationFrom, signedAt: usedAt }] : [];
}
