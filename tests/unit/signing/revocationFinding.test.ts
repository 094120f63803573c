import { describe, expect, it } from 'vitest';
import { CRL_REASON } from '../../../src/signing/revocation/crlEntries.ts';
import type { Freshness } from '../../../src/signing/validation/freshness.ts';
import { combined, type RevocationFinding } from '../../../src/signing/validation/revocationFinding.ts';
import { ALL_REASONS } from '../../../src/signing/x509/distributionPoint.ts';

function ocsp(year: number, status: 'good' | 'unknown', freshness: Freshness): RevocationFinding {
  const thisUpdate = new Date(Date.UTC(year, 0, 1));
  return { source: 'ocsp', thisUpdate, freshness, mask: ALL_REASONS, status };
}

describe('an answer that the certificate is not known', () => {
  const whenInForce = ocsp(2026, 'good', 'covers');

  it('counts more than older ones while it speaks of the time', () => {
    expect(combined([whenInForce, ocsp(2030, 'unknown', 'covers')], []).status).toBe('UNKNOWN');
  });

  it('says nothing when it was given after the certificate’s end', () => {
    expect(combined([whenInForce, ocsp(2045, 'unknown', 'stale')], []).status).toBe('GOOD');
    expect(combined([ocsp(2045, 'unknown', 'stale')], []).status).toBe('UNKNOWN');
  });
});

describe('a hold', () => {
  const hold = (year: number): RevocationFinding => ({
    ...ocsp(year, 'good', 'covers'),
    status: { kind: 'revoked', at: new Date(Date.UTC(year, 0, 1)), reason: CRL_REASON.certificateHold },
  });
  const partial: RevocationFinding = { ...ocsp(2027, 'good', 'covers'), source: 'crl', mask: 2 };

  it('is lifted by a newer good answer', () =>
    expect(combined([hold(2026), ocsp(2027, 'good', 'covers')], []).status).toBe('GOOD'));

  it('is not lifted by an answer of the same time, one for other reasons, or one that knows nothing', () => {
    for (const other of [ocsp(2026, 'good', 'covers'), partial, ocsp(2027, 'unknown', 'covers')]) {
      expect(combined([other, hold(2026)], []).status).toBe('REVOKED');
    }
  });

  it('that was lifted too late to be told of leaves nothing from before it', () =>
    expect(combined([ocsp(2025, 'good', 'covers'), hold(2026), ocsp(2045, 'good', 'stale')], []).status).toBe(
      'UNKNOWN',
    ));
});
