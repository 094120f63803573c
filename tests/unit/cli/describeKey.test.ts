import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensurePki } from '../../../certs-dev/generate.ts';
import { filesOf } from '../../../certs-dev/paths.ts';
import { describeKey } from '../../../src/cli/describeKey.ts';
import type { OpenedKey } from '../../../src/cli/views/key.ts';
import { DEFAULT_POLICY } from '../../../src/signing/policy/policy.ts';
import type { SignerKey } from '../../../src/signing/signerKey.ts';

beforeAll(async () => void (await ensurePki(new Date())));

const NOW = new Date('2026-11-21T03:00:00Z');
const AGENCY = { code: 'H29.12', name: 'Sở Tài chính', place: 'An Bình', abbreviation: 'STC' };

function described(id: string, agency: typeof AGENCY | undefined = AGENCY): OpenedKey {
  const key: SignerKey = {
    algorithm: { kind: 'ecdsa', curve: 'P-256' },
    certificateChain: [id, 'issuing-ca'].map((one) => readFileSync(filesOf(one).certificateDer)),
    sign: async (bytes) => bytes,
    close: async () => undefined,
  };
  return describeKey(key, { config: { agency }, policy: DEFAULT_POLICY, now: NOW });
}

const refusals = (id: string, agency?: typeof AGENCY) =>
  described(id, agency).may.map(({ refusal }) => refusal);

describe('a key that is shown', () => {
  it('tells chain, validity and usage', () => {
    const shown = described('H29.12/seal');
    expect(shown).toMatchObject({
      role: 'agency',
      agency: 'H29.12',
      usages: ['digitalSignature', 'nonRepudiation'],
      purposes: ['emailProtection', 'documentSigning'],
      notAfter: '2044-01-01T00:00:00.000Z',
      chainLength: 2,
    });
    expect(shown.chain.map(({ subject }) => subject)).toEqual([shown.subject, shown.issuer]);
  });

  it.each([
    ['H29.12/person', null, 'SIGNER_ROLE_MISMATCH'],
    ['H29.12/seal', 'SIGNER_ROLE_MISMATCH', null],
    ['H29.13/seal', 'SIGNER_ROLE_MISMATCH', 'SIGNER_AGENCY_MISMATCH'],
    ['odd/seal-without-agency', 'SIGNER_ROLE_MISMATCH', 'SIGNER_AGENCY_MISMATCH'],
    ['odd/no-qc-type', 'SIGNER_ROLE_MISMATCH', 'SIGNER_ROLE_MISMATCH'],
    ['odd/expired-person', 'SIGNER_CERTIFICATE_EXPIRED', 'SIGNER_ROLE_MISMATCH'],
    ['odd/not-yet-valid-person', 'SIGNER_CERTIFICATE_NOT_YET_VALID', 'SIGNER_ROLE_MISMATCH'],
    ['odd/wrong-key-usage', 'SIGNER_CERTIFICATE_UNTRUSTED', 'SIGNER_ROLE_MISMATCH'],
    ['odd/weak-key', 'SIGNER_CERTIFICATE_UNTRUSTED', 'SIGNER_ROLE_MISMATCH'],
  ])('%s may sign as a person: %s, as the agency: %s', (id, person, agency) => {
    expect(refusals(id)).toEqual([person, agency]);
  });
});
