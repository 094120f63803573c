import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, type SignaturePolicy } from '../../src/signing/policy/policy.ts';
import { loadTrustStore } from '../../src/signing/trust/trustStore.ts';
import { type CertificateJudgement, judgeCertificate } from '../../src/signing/validation/chainJudgement.ts';
import { tryParseCertificate } from '../../src/signing/x509/certificate.ts';
import { corpus } from '../corpora.ts';
import { record } from './record.ts';

/** NIST PKITS: RFC 5280 path validation, 246 cases. */
interface Case {
  readonly id: string;
  readonly name: string;
  readonly cert: string;
  readonly other_certs?: readonly string[];
  readonly crls?: readonly string[];
  readonly path_len: number;
  readonly error?: object;
  readonly params?: {
    readonly user_initial_policy_set?: readonly string[];
    readonly initial_explicit_policy?: boolean;
    readonly initial_policy_mapping_inhibit?: boolean;
    readonly initial_any_policy_inhibit?: boolean;
  };
}

const folder = corpus('pkits');
/** Within the validity of the set's certificates and CRLs. */
const AT = new Date('2011-06-01T00:00:00Z');

/** The default policy, with what was usual in 2011. */
function policyOf({ params }: Case): SignaturePolicy {
  return {
    ...DEFAULT_POLICY,
    name: 'pkits',
    digests: { ...DEFAULT_POLICY.digests, 'SHA-1': null },
    signatures: { ...DEFAULT_POLICY.signatures, dsa: null },
    keys: { ...DEFAULT_POLICY.keys, dsa: [{ minBits: 1024, until: null }] },
    path: {
      ...DEFAULT_POLICY.path,
      // 4.4.14 has a negative serial number that must be accepted.
      positiveSerials: false,
      acceptablePolicies: params?.user_initial_policy_set ?? null,
      explicitPolicy: params?.initial_explicit_policy ?? false,
      inhibitPolicyMapping: params?.initial_policy_mapping_inhibit ?? false,
      inhibitAnyPolicy: params?.initial_any_policy_inhibit ?? false,
    },
  };
}

describe.skipIf(folder === undefined)('PKITS', () => {
  const root = folder ?? '';
  const cases = (
    folder === undefined ? [] : JSON.parse(readFileSync(join(root, 'pkits.json'), 'utf8'))
  ) as Case[];
  const certificate = (name: string) => readFileSync(join(root, 'certs', name));
  const crl = (name: string) => ({
    ...({ kind: 'crl', source: null, fetchedAt: AT } as const),
    der: readFileSync(join(root, 'crls', name)),
  });

  function judge(one: Case): CertificateJudgement | undefined {
    const leaf = tryParseCertificate(certificate(one.cert));
    if (leaf === undefined) return undefined;
    return judgeCertificate({
      certificate: leaf,
      purpose: 'any',
      candidates: [],
      material: {
        certificates: (one.other_certs ?? []).map(certificate),
        revocations: ['TrustAnchorRootCRL.crl', ...(one.crls ?? [])].map(crl),
      },
      trust: loadTrustStore([{ name: 'anchor', bytes: certificate('TrustAnchorRootCertificate.crt') }], {
        dev: false,
      }),
      policy: policyOf(one),
      ...{ at: AT, time: AT, isProven: false },
    });
  }

  test.each(cases.map((one) => [`${one.id} ${one.name}`, one] as const))('%s', (_, one) => {
    const judged = judge(one);
    const passed = judged?.indication === 'TOTAL-PASSED';
    record({
      ...{ corpus: 'pkits', row: `${one.id} ${one.name}`, expected: one.error ? 'REFUSE' : 'ACCEPT' },
      actual: passed ? 'ACCEPTED' : 'REFUSED',
      told: judged?.subIndication ?? '',
    });
    expect({ passed, reasons: passed ? [] : (judged?.reasons ?? []) }).toMatchObject({
      passed: one.error === undefined,
    });
    if (passed) expect(judged.chain.certificates).toHaveLength(one.path_len);
  });
});
