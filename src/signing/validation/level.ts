import { sha256 } from '../../kernel/digest.ts';
import type { Material } from '../material.ts';
import type { SignatureLevel } from '../report.ts';
import type { Path } from '../trust/paths.ts';
import type { JudgingContext } from './context.ts';
import { evidenceOf } from './evidence.ts';
import { revocationOf } from './pathRevocation.ts';
import type { Proofs } from './proofs.ts';

/** A path that was accepted, and the time for which the file should say that nothing in it was revoked. */
export interface LastingPath {
  readonly path: Path;
  readonly time: Date;
}

/**
 * B-LT when what the file itself carries shows every path good at its time: its certificates (the anchor need not be
 * there) and answers made then or later, or still counted then. B-LTA when a later timestamp proves that much of it
 * (ETSI EN 319 142-1 §6, EN 319 122-1 §6). Nothing but `inFile` and the anchors is looked at, at the time of judging:
 * answers that nothing proves older than the end of who signed them no longer count.
 * @param paths the signer's and those of the signature timestamps; none: B-T
 */
export function lastingLevel(
  paths: readonly LastingPath[],
  inFile: Material,
  context: JudgingContext,
): Exclude<SignatureLevel, 'B-B'> {
  if (paths.length === 0 || !isComplete(paths, inFile, context)) return 'B-T';
  const { proofs } = context;
  if (proofs === undefined || proofs.size === 0) return 'B-LT';
  return isComplete(paths, provenOf(inFile, proofs), context) ? 'B-LTA' : 'B-LT';
}

function provenOf({ certificates, revocations }: Material, proofs: Proofs): Material {
  return {
    certificates: certificates.filter((der) => proofs.has(sha256(der))),
    revocations: revocations.filter(({ der }) => proofs.has(sha256(der))),
  };
}

function isComplete(paths: readonly LastingPath[], material: Material, context: JudgingContext): boolean {
  if (material.revocations.length === 0) return false;
  const known = new Set(evidenceOf(material).certificates.map(({ fingerprint }) => fingerprint));
  const policy = { ...context.policy, revocation: { ...context.policy.revocation, required: true } };
  return paths.every(({ path, time }) => {
    const { subIndication } = revocationOf(path, { ...context, policy, material, time, isProven: true });
    return subIndication === null && path.certificates.every(({ fingerprint }) => known.has(fingerprint));
  });
}
