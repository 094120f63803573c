import { describe, expect, it } from 'vitest';
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
