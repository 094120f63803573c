import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, type SignaturePolicy } from '../../src/signing/policy/policy.ts';
import type { RevocationEvidence } from '../../src/signing/revocationSource.ts';
import { certificatesIn } from '../../src/signing/trust/pem.ts';
import { loadTrustStore } from '../../src/signing/trust/trustStore.ts';
import { type CertificateJudgement, judgeCertificate } from '../../src/signing/validation/chainJudgement.ts';
import { parseCertificate } from '../../src/signing/x509/certificate.ts';
import { corpus } from '../corpora.ts';
import { record } from './record.ts';

const folder = corpus('revocation');

/** Each test here is a row, or several, with their own expectation: met or not. */
afterEach(({ task }) => {
  const isMet = task.result?.state !== 'fail';
  record({
    ...{ corpus: 'revocation', row: `${task.suite?.name ?? ''}: ${task.name}`, expected: 'ACCEPT' },
    ...{ actual: isMet ? 'ACCEPTED' : 'REFUSED', told: isMet ? 'judged as expected' : 'judged otherwise' },
  });
});

const read = (name: string): Buffer => readFileSync(join(folder ?? '', name));

/** The first certificate of a PEM or DER file. */
function certificateDer(name: string): Uint8Array {
  const [der] = certificatesIn(name, read(name));
  if (der === undefined) throw new Error(`no certificate in ${name}`);
  return der;
}

/** openssl-ocsp has its answers in base64, the others in DER. */
function ocsp(name: string): RevocationEvidence {
  const bytes = read(name);
  const der = bytes[0] === 0x30 ? bytes : Buffer.from(bytes.toString('latin1'), 'base64');
  return { kind: 'ocsp', der, fetchedAt: new Date(0), source: null };
}

const crl = (name: string): RevocationEvidence => ({
  ...({ kind: 'crl', fetchedAt: new Date(0), source: null } as const),
  der: read(name),
});

interface Question {
  readonly root: string;
  readonly cert: string;
  readonly others?: readonly string[];
  readonly revocations: readonly RevocationEvidence[];
  readonly at: Date;
  readonly time?: Date;
  readonly policy?: SignaturePolicy;
}

/** What was usual when these were made. */
const OLD_POLICY: SignaturePolicy = {
  ...DEFAULT_POLICY,
  digests: { ...DEFAULT_POLICY.digests, 'SHA-1': null, 'SHA-224': null },
  keys: { ...DEFAULT_POLICY.keys, rsa: [{ minBits: 1024, until: null }], minRsaExponent: 3 },
  revocation: { ...DEFAULT_POLICY.revocation, checkResponders: false },
};

function judge(question: Question): CertificateJudgement {
  const { root, cert, others = [], revocations, at, time = at, policy = OLD_POLICY } = question;
  return judgeCertificate({
    certificate: parseCertificate(certificateDer(cert)),
    purpose: 'any',
    candidates: [],
    material: { certificates: others.map(certificateDer), revocations },
    trust: loadTrustStore([{ name: root, bytes: certificateDer(root) }], { dev: false }),
    ...{ policy, at, time, isProven: time < at },
  });
}

interface OpensslCase {
  readonly name: string;
  readonly root: string;
  readonly cert: string;
  readonly other_certs?: readonly string[];
  readonly ocsps: readonly string[];
  readonly moment: string;
  readonly error?: object;
}

/** Its authors take a CA for which there is no answer at all; for us a missing answer is never good. */
function missing(name: string): readonly string[] {
  if (name !== 'delegated_with_intermediate_success') return [];
  const authority = 'CN=GlobalSign Extended Validation CA - G2,O=GlobalSign nv-sa,C=BE';
  return [`there is no usable revocation information: ${authority}`];
}

describe.skipIf(folder === undefined)('OCSP answers of OpenSSL’s own tests', () => {
  const text = folder === undefined ? '[]' : read('openssl-ocsp/openssl-ocsp.json').toString('utf8');
  const cases = JSON.parse(text) as readonly OpensslCase[];
  const inside = (name: string) => `openssl-ocsp/${name}`;

  test.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const judged = judge({
      root: inside(one.root),
      cert: inside(one.cert),
      others: (one.other_certs ?? []).map(inside),
      revocations: one.ocsps.map((name) => ocsp(inside(name))),
      at: new Date(one.moment),
    });
    if (one.error === undefined) {
      expect(judged.revocation.status).toBe('GOOD');
      expect(judged.reasons.map(({ text }) => text)).toEqual(missing(one.name));
    } else expect(judged).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' });
  });
});

const utc = (day: string) => new Date(`${day}T00:00:00Z`);

describe.skipIf(folder === undefined)(
  'freshness: Alice and her CA certificate, revoked on 2020-12-01',
  () => {
    const inside = (name: string) => `freshness/${name}`;
    const answers = (...days: readonly string[]) =>
      days.flatMap((day) => [ocsp(inside(`alice-${day}.ors`)), crl(inside(`root-${day}.crl`))]);
    const alice = (at: string, days: readonly string[], time = at) =>
      judge({
        root: inside('certs/root.crt'),
        cert: inside('certs/alice.crt'),
        others: [inside('certs/interm.crt')],
        revocations: answers(...days),
        ...{ at: utc(at), time: utc(time) },
      });

    test('answers of that day say good', () => {
      expect(alice('2020-11-29', ['2020-11-29'])).toMatchObject({ indication: 'TOTAL-PASSED' });
    });
    test('answers of two months before say nothing', () => {
      expect(alice('2020-11-29', ['2020-10-01'])).toMatchObject({ subIndication: 'TRY_LATER' });
    });
    test('answers from after the time of judging say nothing', () => {
      expect(alice('2020-11-29', ['2020-12-10'])).toMatchObject({ subIndication: 'TRY_LATER' });
    });
    test('revoked when judged, whatever older answers say', () => {
      const judged = alice('2020-12-10', ['2020-10-01', '2020-11-29', '2020-12-10']);
      expect(judged).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'REVOKED' });
    });
    test('proven to be from before the revocation: good, and the report says what came after', () => {
      const judged = alice('2020-12-10', ['2020-12-10'], '2020-11-29');
      expect(judged.indication).toBe('TOTAL-PASSED');
      expect(judged.reasons.map(({ code }) => code)).toEqual(['CERT_REVOKED_LATER']);
    });
    test('a revoked CA certificate', () => {
      const judged = judge({
        root: inside('certs/root.crt'),
        cert: inside('certs/interm-revoked.crt'),
        revocations: answers('2020-12-10'),
        at: utc('2020-12-10'),
      });
      expect(judged).toMatchObject({ subIndication: 'REVOKED', revocation: { source: 'crl' } });
    });
  },
);

describe.skipIf(folder === undefined)('time slide: CRLs at every level', () => {
  const inside = (name: string) => `ades/time-slide/${name}`;
  const alice = (at: string, days: readonly string[]) =>
    judge({
      root: inside('certs/root.crt'),
      cert: inside('certs/alice.crt'),
      others: [inside('certs/interm.crt')],
      revocations: days.flatMap((day) => [
        ...[crl(inside(`root-${day}.crl`)), crl(inside(`interm-${day}.crl`))],
        ocsp(inside(`alice-${day}.ors`)),
      ]),
      at: utc(at),
    });

  test.each([
    ['2020-10-01', ['2020-10-01'], 'TOTAL-PASSED'],
    ['2020-11-29', ['2020-11-29'], 'TOTAL-PASSED'],
    ['2020-11-29', ['2020-10-01'], 'INDETERMINATE'],
    ['2020-12-10', ['2020-12-10'], 'TOTAL-FAILED'],
    ['2020-12-10', ['2020-11-29'], 'INDETERMINATE'],
  ] as const)('judged on %s with answers of %s: %s', (at, days, indication) => {
    expect(alice(at, days).indication).toBe(indication);
  });
});

describe.skipIf(folder === undefined)('responders that need an answer themselves', () => {
  const inside = (name: string) => `multitasking-ocsp/${name}`;

  test('the root’s responder signs for the CA, the CA’s for Alice', () => {
    const answer = ocsp(inside('ocsp-resp-alice.der'));
    const at = new Date('2021-08-19T12:20:44Z');
    const judged = judge({
      root: inside('root.cert.pem'),
      cert: inside('alice.cert.pem'),
      others: ['interm', 'root-ocsp', 'interm-ocsp'].map((name) => inside(`${name}.cert.pem`)),
      revocations: [answer, ocsp(inside('ocsp-resp-interm.der'))],
      at,
    });
    expect(judged.reasons).toEqual([]);
  });
});

describe.skipIf(folder === undefined)('chains of other algorithms', () => {
  const chains = [
    ['testing-ca-pss', 'signer1'],
    ['testing-ca-pss-exclusive', 'signer1'],
    ['testing-ca-ed25519', 'signer'],
    ['testing-ca-ed448', 'signer'],
  ] as const;
  test.each(chains)('%s', (name, leaf) => {
    const judged = judge({
      root: `${name}/root.cert.pem`,
      cert: `${name}/${leaf}.cert.pem`,
      others: [`${name}/interm.cert.pem`],
      revocations: [],
      at: new Date('2020-11-01T00:00:00Z'),
      policy: { ...OLD_POLICY, revocation: { ...OLD_POLICY.revocation, required: false } },
    });
    expect(judged.reasons).toEqual([]);
    expect(judged.chain.certificates).toHaveLength(3);
  });

  test('every certificate of the corpus is read', () => {
    const folders = readdirSync(folder ?? '', { recursive: true, encoding: 'utf8' });
    for (const file of folders.filter((name) => /\.(crt|pem)$/.test(name) && !/keys/.test(name))) {
      expect(() => parseCertificate(certificateDer(file)), file).not.toThrow();
    }
  });
});
