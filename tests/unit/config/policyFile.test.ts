import { describe, expect, it } from 'vitest';
import { policyFileOf, readPolicyFile } from '../../../src/config/policyFile.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';
import { DEFAULT_POLICY, type SignaturePolicy } from '../../../src/signing/policy/policy.ts';

const STANDARD = policyFileOf(DEFAULT_POLICY);

function refusal(toml: string): CongvanError {
  try {
    readPolicyFile(toml, 'own.toml');
  } catch (error) {
    if (error instanceof CongvanError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a policy file', () => {
  it('holds the program’s own policy whole', () => {
    const read: SignaturePolicy = readPolicyFile(STANDARD, 'standard.toml');
    expect(read).toEqual(DEFAULT_POLICY);
    expect(policyFileOf(read)).toBe(STANDARD);
  });

  it('expresses what the program’s own policy leaves open', () => {
    const own: SignaturePolicy = {
      ...DEFAULT_POLICY,
      name: 'of the archive',
      version: '2026-11',
      revocation: { ...DEFAULT_POLICY.revocation, maxAgeHours: 72.5, required: false },
      path: { ...DEFAULT_POLICY.path, acceptablePolicies: ['1.2.3', '2.5.29.32.0'] },
      keys: { ...DEFAULT_POLICY.keys, dsa: [{ minBits: 2048, until: '2030-12-31' }] },
    };
    expect(readPolicyFile(policyFileOf(own), 'own.toml')).toEqual(own);
  });

  it('takes a day as text or as a TOML date', () => {
    const read = readPolicyFile(
      STANDARD.replace('SHA-1 = "2014-01-01"', 'SHA-1 = 2013-06-01').replace(
        '= "2026-01-01"',
        '= "2025-01-01"',
      ),
      'own.toml',
    );
    expect(read.digests).toMatchObject({ 'SHA-1': '2013-06-01', 'SHA-224': '2025-01-01' });
  });

  it('with an unknown key is refused, and the nearest key is named', () => {
    const slip = refusal(STANDARD.replace('check_responders', 'check_responder'));
    expect(slip).toMatchObject({
      code: 'POLICY_FILE_UNKNOWN_KEY',
      where: 'own.toml: revocation.check_responder',
    });
    expect(slip.ownHint).toMatchObject({ en: 'did you mean revocation.check_responders?' });
    expect(refusal(`${STANDARD}\n[digests2]\n`)).toMatchObject({
      code: 'POLICY_FILE_UNKNOWN_KEY',
      ownHint: { en: 'did you mean digests?', vi: 'có phải ý bạn là digests?' },
    });
    const digest = refusal(STANDARD.replace('SHA-256 =', 'MD5 = "no-end"\nSHA-256 ='));
    expect(digest).toMatchObject({ code: 'POLICY_FILE_UNKNOWN_KEY', where: 'own.toml: digests.MD5' });
    const rule = refusal(STANDARD.replace('min_bits = 2048', 'minbits = 2048\nmin_bits = 2048'));
    expect(rule.ownHint).toMatchObject({ en: 'did you mean keys.rsa.0.min_bits?' });
  });

  it.each([
    ['a missing key', STANDARD.replace('check_responders = true\n', ''), 'revocation.check_responders'],
    ['a day that is none', STANDARD.replace('2014-01-01', '2014-02-31x'), 'digests.SHA-1'],
    ['a word for a day', STANDARD.replace('"2014-01-01"', '"never"'), 'digests.SHA-1'],
    ['an unknown rule', STANDARD.replace('"sole-critical"', '"sole"'), 'usages.timestamp.rule'],
    ['no object identifier', STANDARD.replace('"2.5.29.37.0"', '"any"'), 'usages.document.purposes.4'],
    ['a name of two lines', STANDARD.replace('"congvan-default"', '"a\\nb"'), 'name'],
  ])('with %s is refused', (_, toml, where) => {
    expect(refusal(toml)).toMatchObject({ code: 'POLICY_FILE_INVALID', where: `own.toml: ${where}` });
  });

  it('that is no TOML, or much too long, is refused by place', () => {
    expect(refusal('name = ')).toMatchObject({ code: 'POLICY_FILE_INVALID', where: 'own.toml' });
    expect(refusal('name = ').detail).toMatch(/^line 1, column \d+/);
    expect(refusal('#'.repeat(70_000))).toMatchObject({ detail: 'over 65536 characters' });
  });
});
