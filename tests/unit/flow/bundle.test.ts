/** The same report again, from the file and the bundle alone, whenever; and nothing from a bundle that is not ours. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { policyFileOf, readPolicyFile } from '../../../src/config/policyFile.ts';
import { type BundleReading, bundleOf, caseOfBundle } from '../../../src/flow/bundle.ts';
import { type Case, judgeCase } from '../../../src/flow/verify.ts';
import { canonicalJsonBytes } from '../../../src/kernel/canonicalJson.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { type Digest, sha256 } from '../../../src/kernel/digest.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';
import { MAX_BUNDLE_BYTES } from '../../../src/signing/bundle/bundle.ts';
import { readBundle } from '../../../src/signing/bundle/readBundle.ts';
import { writeBundle } from '../../../src/signing/bundle/writeBundle.ts';
import { detachedContent } from '../../../src/signing/cades/verifyCades.ts';
import { DEFAULT_POLICY } from '../../../src/signing/policy/policy.ts';
import { reportEtsi } from '../../../src/signing/report/etsi.ts';
import { reportHtml } from '../../../src/signing/report/html.ts';
import { reportText } from '../../../src/signing/reportText.ts';
import { loadTrustStore } from '../../../src/signing/trust/trustStore.ts';
import { materialFor, NOW, signedAndSealed, TRUST } from '../signing/pdf/devPdf.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'bundles');

const bytes = await signedAndSealed();
const one: Case = {
  ...{ file: 'a.pdf', bytes, at: NOW, trust: TRUST, policy: DEFAULT_POLICY, policyFile: null },
  material: await materialFor(bytes),
};
const file = writeBundle(bundleOf(one, policyFileOf(DEFAULT_POLICY)));
const NO_TRUST = loadTrustStore([], { dev: true });

function reading(more: Partial<BundleReading> = {}): BundleReading {
  return {
    ...{ bytes, content: undefined, clock: fixedClock(NOW), dev: true, where: 'a.bundle' },
    policy: DEFAULT_POLICY,
    own: { trust: TRUST, policy: DEFAULT_POLICY },
    ...more,
  };
}

function refusal(work: () => unknown): Pick<CongvanError, 'code' | 'detail'> {
  try {
    work();
  } catch (error) {
    if (error instanceof CongvanError) return { code: error.code, detail: error.detail };
    throw error;
  }
  throw new Error('it was accepted');
}

const open = (more: Partial<BundleReading> = {}) => caseOfBundle(readBundle(file, 'a.bundle'), reading(more));
const years = (count: number) => fixedClock(new Date(NOW.getTime() + count * 365.25 * 86_400_000));

describe('a bundle', () => {
  test('gives the same report ten years later, in every form, byte for byte', async () => {
    const then = await judgeCase(one, { changes: true });
    const later = await judgeCase(open({ clock: years(10) }), { changes: true });
    expect(then.indication).toBe('TOTAL-PASSED');
    expect(JSON.stringify(later)).toBe(JSON.stringify(then));
    for (const lang of ['en', 'vi'] as const) {
      expect(reportText(later, lang)).toBe(reportText(then, lang));
      expect(reportHtml(later, lang)).toBe(reportHtml(then, lang));
    }
    expect(reportEtsi(later)).toBe(reportEtsi(then));
  });

  test('is written the same every time, and read back whole', () => {
    expect(writeBundle(bundleOf(one, policyFileOf(DEFAULT_POLICY)))).toEqual(file);
    expect(writeBundle(readBundle(file, 'a.bundle'))).toEqual(file);
  });

  test('tells nobody where things lay on the disk', () => {
    const der = Uint8Array.of(0x30, 0x00);
    const [known] = one.trust.anchors;
    if (known === undefined) throw new Error('no anchor');
    const revocations = ['/home/auditor/lists/ca.crl', 'http://ca.vn/lists/ca.crl', null].map((source) => ({
      ...{ kind: 'crl' as const, der, fetchedAt: NOW, source },
    }));
    const kept = bundleOf(
      {
        ...{ ...one, trust: { ...one.trust, anchors: [{ ...known, name: '/home/auditor/root.pem' }] } },
        material: { certificates: [], revocations },
      },
      '',
    );
    expect(kept.anchors.map(({ name }) => name)).toEqual(['root.pem']);
    expect(kept.revocations.map(({ source }) => source)).toEqual([
      'ca.crl',
      'http://ca.vn/lists/ca.crl',
      null,
    ]);
  });

  test('keeps the policy file and its digest', async () => {
    const text = policyFileOf({
      ...DEFAULT_POLICY,
      name: 'of ours',
      revocation: { ...DEFAULT_POLICY.revocation, maxAgeWithoutNextUpdateHours: 48 },
    });
    const policy = readPolicyFile(text, 'own.toml');
    const policyFile = sha256(Buffer.from(text));
    const own = { ...one, policy, policyFile };
    const kept = readBundle(writeBundle(bundleOf(own, text)), 'own.bundle');
    const read = readPolicyFile(kept.policy.text, 'own.bundle');
    const again = caseOfBundle(kept, reading({ policy: read, own: { trust: TRUST, policy } }));
    const report = await judgeCase(again);
    expect(report).toEqual(await judgeCase(own));
    expect(report.rules).toEqual({
      ...{ name: 'of ours', version: '1', digest: policyFile },
      weaker: ['revocation.max_age_without_next_update_hours'],
    });
  });

  test('of a detached signature wants the file it signs, too', () => {
    const content = detachedContent('a.docx', Buffer.from('text'));
    const kept = bundleOf({ ...one, content }, policyFileOf(DEFAULT_POLICY));
    const bundle = readBundle(writeBundle(kept), 'a.bundle');
    const renamed = detachedContent('b.docx', Buffer.from('text'));
    expect(caseOfBundle(bundle, reading({ content: renamed })).content?.name).toBe('a.docx');
    const other = detachedContent('a.docx', Buffer.from('other'));
    for (const wrong of [other, undefined]) {
      expect(refusal(() => caseOfBundle(bundle, reading({ content: wrong }))).code).toBe('BUNDLE_OTHER_FILE');
    }
    expect(refusal(() => open({ content })).code).toBe('BUNDLE_OTHER_FILE');
  });
});

describe('a bundle of version 1, made once and never again', () => {
  const fixture = (name: string) => readFileSync(join(FIXTURES, name));

  test('is still read, and its file still judged as then', async () => {
    const kept = readBundle(fixture('version1.bundle'), 'version1.bundle');
    expect(writeBundle(kept)).toEqual(fixture('version1.bundle'));
    const pinned = reading({
      ...{ bytes: fixture('version1.pdf'), own: undefined, clock: fixedClock('2060-01-01T00:00:00Z') },
      policy: readPolicyFile(kept.policy.text, 'version1.bundle'),
    });
    const report = await judgeCase(caseOfBundle(kept, pinned));
    expect(report).toMatchObject({
      file: 'version1.pdf',
      indication: 'TOTAL-PASSED',
      documentUnchanged: true,
    });
    expect(report.at).toBe(kept.at.toISOString());
    expect(report.signatures.map(({ role, indication, level }) => [role, indication, level])).toEqual([
      ['person', 'TOTAL-PASSED', 'B-T'],
      ['agency', 'TOTAL-PASSED', 'B-T'],
    ]);
  });
});

describe('a bundle is trusted for nothing', () => {
  test('its anchors must be in force where it is read', () => {
    const own = { trust: NO_TRUST, policy: DEFAULT_POLICY };
    expect(refusal(() => open({ own }))).toMatchObject({
      code: 'BUNDLE_NOT_ACCEPTED',
      detail: expect.stringMatching(/^trust anchor CN=CA gốc.*, sha256:[0-9a-f]{64}$/),
    });
    expect(open({ own: undefined }).trust.anchors).toHaveLength(1);
  });

  test('nor does it bring the development root', () => {
    expect(refusal(() => open({ dev: false, own: undefined })).code).toBe('DEV_ROOT_REFUSED');
  });

  test('its policy must be in force where it is read, whatever its name', () => {
    const lax = { ...DEFAULT_POLICY, revocation: { ...DEFAULT_POLICY.revocation, required: false } };
    expect(refusal(() => open({ policy: lax }))).toEqual({
      code: 'BUNDLE_NOT_ACCEPTED',
      detail: 'policy congvan-default 1',
    });
  });

  test('it is of one file', () => {
    const changed = Buffer.from(bytes);
    changed[900] = (changed[900] ?? 0) ^ 1;
    expect(refusal(() => open({ bytes: changed }))).toMatchObject({ code: 'BUNDLE_OTHER_FILE' });
  });

  test('it is not from the future', () => {
    expect(refusal(() => open({ clock: years(-1) }))).toEqual({
      code: 'BUNDLE_FROM_THE_FUTURE',
      detail: NOW.toISOString(),
    });
  });

  test('certificates and answers in it are checked like any others', async () => {
    const bundle = readBundle(file, 'a.bundle');
    const forged = bundle.revocations.map((each) => {
      const der = Buffer.from(each.der);
      der[der.length - 1] = (der[der.length - 1] ?? 0) ^ 1;
      return { ...each, der };
    });
    const report = await judgeCase(caseOfBundle({ ...bundle, revocations: forged }, reading()));
    expect(report.indication).toBe('INDETERMINATE');
    const bare = await judgeCase(caseOfBundle({ ...bundle, revocations: [] }, reading()));
    expect(bare.signatures.map(({ subIndication }) => subIndication)).toEqual(['TRY_LATER', 'TRY_LATER']);
  });
});

describe('what is no bundle is refused', () => {
  const parsed: Readonly<Record<string, unknown>> = JSON.parse(file.toString());
  const spelt = (change: object) => Buffer.from(`${JSON.stringify({ ...parsed, ...change })}\n`);
  const written = (change: object) =>
    Buffer.concat([canonicalJsonBytes({ ...JSON.parse(file.toString()), ...change }), Buffer.from('\n')]);

  test.each<[string, () => Uint8Array]>([
    ['not JSON', () => Buffer.from('%PDF-1.7')],
    ['another JSON', () => Buffer.from('{}')],
    ['a list', () => Buffer.from('[]')],
    ['another version', () => written({ version: 2 })],
    ['a member more', () => written({ more: true })],
    ['another explanation', () => written({ about: ['trust me'] })],
    [
      'members in another order',
      () => Buffer.from(`${JSON.stringify(Object.fromEntries(Object.entries(parsed).reverse()))}\n`),
    ],
    ['white space', () => Buffer.from(` ${file.toString()}`)],
    ['no line end', () => file.subarray(0, -1)],
    ['cut short', () => file.subarray(0, 5000)],
    ['a time that is none', () => spelt({ at: 'yesterday' })],
    ['a digest that is none', () => written({ file: { name: 'a.pdf', digest: 'sha256:00' } })],
    ['no Base64', () => written({ certificates: ['*'] })],
    ['no list', () => written({ anchors: 'all' })],
    ['too many', () => written({ certificates: new Array(10_001).fill('') })],
    [
      'an answer of another kind',
      () => written({ revocations: [{ kind: 'word', der: '', fetchedAt: '', source: null }] }),
    ],
    ['a policy that is no text', () => written({ policy: { text: 7, own: true } })],
    ['a policy that does not say whose', () => written({ policy: { text: '', own: 'yes' } })],
    ['larger than anybody reads', () => Buffer.alloc(MAX_BUNDLE_BYTES + 1)],
  ])('%s', (_, make) => {
    expect(refusal(() => readBundle(make(), 'a.bundle')).code).toBe('BUNDLE_INVALID');
  });

  test('any one byte changed is refused, or is seen in what it says', () => {
    const step = Math.ceil(file.length / 400);
    for (let at = 0; at < file.length; at += step) {
      const changed = Buffer.from(file);
      changed[at] = (changed[at] ?? 0) ^ 1;
      let digest: Digest | undefined;
      try {
        digest = sha256(writeBundle(readBundle(changed, 'a.bundle')));
      } catch (error) {
        expect(error).toMatchObject({ code: 'BUNDLE_INVALID' });
      }
      expect(digest ?? sha256(changed)).toBe(sha256(changed));
    }
  });
});
