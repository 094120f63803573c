import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type SignaturePolicy } from '../../../src/signing/policy/policy.ts';
import { weakerThanDefault } from '../../../src/signing/policy/weaker.ts';

const { revocation, digests, keys, usages, path, timestamps } = DEFAULT_POLICY;

function changed(change: Partial<SignaturePolicy>): readonly string[] {
  return weakerThanDefault({ ...DEFAULT_POLICY, name: 'test', ...change });
}

describe('a policy laxer than the program’s own', () => {
  it('is told by the keys in which it is laxer', () => {
    expect(changed({ revocation: { ...revocation, required: false } })).toEqual(['revocation.required']);
    expect(changed({ digests: { ...digests, 'SHA-1': '2030-01-01' } })).toEqual(['digests.SHA-1']);
    expect(changed({ digests: { ...digests, 'SHA-1': null } })).toEqual(['digests.SHA-1']);
    expect(changed({ signatures: { ...DEFAULT_POLICY.signatures, dsa: null } })).toEqual(['signatures.dsa']);
    expect(changed({ keys: { ...keys, rsa: [{ minBits: 1024, until: null }] } })).toEqual(['keys.rsa']);
    expect(changed({ keys: { ...keys, dsa: [{ minBits: 2048, until: null }] } })).toEqual(['keys.dsa']);
    expect(changed({ keys: { ...keys, ec: { ...keys.ec, 'P-192': null } } })).toEqual(['keys.ec.P-192']);
    expect(changed({ keys: { ...keys, minRsaExponent: 3 } })).toEqual(['keys.min_rsa_exponent']);
    expect(changed({ clockSkewSeconds: 301 })).toEqual(['clock_skew_seconds']);
    expect(changed({ path: { ...path, positiveSerials: false, maxLength: 11 } })).toEqual([
      'path.max_length',
      'path.positive_serials',
    ]);
    expect(changed({ timestamps: { ...timestamps, acceptExpiredAuthority: true } })).toEqual([
      'timestamps.accept_expired_authority',
    ]);
  });

  it('is told of certificates’ uses', () => {
    const { document, timestamp } = usages;
    const others = { ...document, purposes: [...document.purposes, '1.2.3'] };
    expect(changed({ usages: { ...usages, document: others } })).toEqual(['usages.document']);
    expect(changed({ usages: { ...usages, document: { ...document, keyUsageRequired: false } } })).toEqual([
      'usages.document',
    ]);
    expect(changed({ usages: { ...usages, timestamp: { ...timestamp, rule: 'required' } } })).toEqual([
      'usages.timestamp',
    ]);
  });

  it('is not one that is stricter or the same', () => {
    expect(changed({})).toEqual([]);
    expect(
      changed({
        digests: { 'SHA-256': null, 'SHA-1': '2010-01-01' },
        keys: { ...keys, rsa: [{ minBits: 3072, until: null }], minRsaExponent: 65539 },
        revocation: { ...revocation, maxAgeHours: 24 },
        usages: { ...usages, document: { ...usages.document, rule: 'required' } },
        clockSkewSeconds: 0,
      }),
    ).toEqual([]);
  });
});
