import type { Reason } from '../report.ts';
import { CRL_REASON } from '../revocation/crlEntries.ts';
import { ALL_REASONS, type ReasonMask } from '../x509/distributionPoint.ts';
import type { Freshness } from './freshness.ts';
import { type ReasonCode, reason } from './reasons.ts';

/** What one authentic answer says about one certificate. */
export interface RevocationFinding {
  readonly source: 'ocsp' | 'crl';
  readonly thisUpdate: Date;
  readonly freshness: Freshness;
  /** Which reasons for revocation the answer covers. */
  readonly mask: ReasonMask;
  /** `unknown`: the responder does not know the certificate; its issuer may never have issued it. */
  readonly status: 'good' | 'unknown' | Revocation;
}

export interface Revocation {
  readonly kind: 'revoked';
  /** From when on nothing signed with the key counts. */
  readonly at: Date;
  /** CRLReason, if given. */
  readonly reason: number | undefined;
}

export interface RevocationJudgement {
  readonly status: 'GOOD' | 'REVOKED' | 'UNKNOWN';
  readonly source: 'ocsp' | 'crl' | null;
  /** thisUpdate of the answer that decided. */
  readonly thisUpdate: Date | null;
  readonly revoked: Revocation | null;
  /** Why it is UNKNOWN. */
  readonly reasons: readonly Reason[];
}

/**
 * One status out of all answers. A revocation stands whatever else is said, except a hold that a newer good answer for
 * the same reasons has lifted; what was said before the hold then counts no more. Good needs answers that cover the time and, together, every reason; and a responder that does not know the
 * certificate is not outvoted by a CRL, which cannot know what was never issued; but one that was asked after the
 * certificate's end may have forgotten it, and says nothing.
 * @param refused why other answers did not count
 */
export function combined(
  findings: readonly RevocationFinding[],
  refused: readonly Reason[],
): RevocationJudgement {
  const newestFirst = findings
    .filter(({ freshness }) => freshness !== 'from-the-future')
    .toSorted((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime());
  for (const finding of newestFirst) {
    const revoked = revocationIn(finding);
    if (revoked === undefined) continue;
    const isLifted =
      revoked.reason === CRL_REASON.certificateHold && newestFirst.some((one) => lifts(one, finding));
    if (!isLifted) return judged('REVOKED', finding, revoked);
  }
  const held = newestFirst.find((finding) => revocationIn(finding) !== undefined)?.thisUpdate;
  const covering = newestFirst.filter(
    ({ freshness, status, thisUpdate }) =>
      freshness === 'covers' && status === 'good' && (held === undefined || thisUpdate > held),
  );
  const mask = covering.reduce((all, finding) => all | finding.mask, 0);
  const timely = newestFirst.find(({ source, freshness }) => source === 'ocsp' && freshness === 'covers');
  const isUnknown = timely?.status === 'unknown';
  const [best] = covering;
  if (best !== undefined && mask === ALL_REASONS && !isUnknown) return judged('GOOD', best, null);
  const isPartial = covering.length > 0 && mask !== ALL_REASONS;
  const partial = isPartial ? [reason('REVOCATION_SOME_REASONS')] : [];
  const reasons = unknownReasons(findings, [...partial, ...refused]);
  return { status: 'UNKNOWN', source: null, thisUpdate: null, revoked: null, reasons };
}

function lifts(newer: RevocationFinding, hold: RevocationFinding): boolean {
  const isNewer = newer.thisUpdate > hold.thisUpdate;
  return isNewer && newer.status === 'good' && (hold.mask & ~newer.mask) === 0;
}

function revocationIn({ status }: RevocationFinding): Revocation | undefined {
  return typeof status === 'string' ? undefined : status;
}

function judged(
  status: 'GOOD' | 'REVOKED',
  { source, thisUpdate }: RevocationFinding,
  revoked: Revocation | null,
): RevocationJudgement {
  return { status, source, thisUpdate, revoked, reasons: [] };
}

function unknownReasons(
  findings: readonly RevocationFinding[],
  refused: readonly Reason[],
): readonly Reason[] {
  const codes: readonly (readonly [Freshness, ReasonCode])[] = [
    ['stale', 'REVOCATION_STALE'],
    ['from-the-future', 'REVOCATION_FROM_THE_FUTURE'],
  ];
  const told = codes.flatMap(([freshness, code]) => {
    const finding = findings.find((each) => each.freshness === freshness);
    return finding === undefined ? [] : [reason(code, finding.thisUpdate.toISOString())];
  });
  const unknown = findings.some(({ status }) => status === 'unknown') ? [reason('REVOCATION_UNKNOWN')] : [];
  const all = [...unknown, ...told, ...refused];
  return all.length === 0 ? [reason('REVOCATION_MISSING')] : all;
}
