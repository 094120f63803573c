/** No byte of a signature can be changed unseen, whether it is signed or not; and no bytes make the verifier throw. */
import { hash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildDetachedCms } from '../../src/signing/cms/build.ts';
import { certificatesOfCms } from '../../src/signing/cms/certificates.ts';
import { verifyDetached } from '../../src/signing/cms/verifyDetached.ts';
import { collectMaterial } from '../../src/signing/collect.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import { requestTimestamp } from '../../src/signing/tsp/timestamp.ts';
import type { JudgingContext } from '../../src/signing/validation/context.ts';
import { devCertificate, devRevocation, devSignerKey, devTrust, devTsa } from '../unit/signing/devPki.ts';
import { NOW } from '../unit/signing/pki.ts';

const CONTENT = Buffer.from('Công văn số 12/CV-STC');

async function signed(
  signer: string,
): Promise<{ readonly cms: Uint8Array; readonly context: JudgingContext }> {
  const tsa = await devTsa(NOW);
  const cms = await buildDetachedCms({
    contentDigest: hash('sha256', CONTENT, 'buffer'),
    digest: 'SHA-256',
    key: devSignerKey(signer),
    profile: 'pades',
    timestamp: (imprint) => requestTimestamp(imprint, 'SHA-256', [tsa], randomBytes),
  });
  const trust = devTrust();
  const known = [...certificatesOfCms(cms), devCertificate('issuing-ca')];
  const material = await collectMaterial(known, trust, await devRevocation(NOW));
  return { cms, context: { material, trust, policy: DEFAULT_POLICY, at: NOW } };
}

describe.each(['H29.12/person', 'H29.13/person'])('a B-T signature of %s', (signer) => {
  let cms: Uint8Array = Buffer.alloc(0);
  let context: JudgingContext;
  beforeAll(async () => {
    ({ cms, context } = await signed(signer));
  });

  test('as it is, it passes', () => {
    expect(verifyDetached(CONTENT, cms, context)).toMatchObject({ indication: 'TOTAL-PASSED', reasons: [] });
  });

  test('with any byte changed, it does not, and the report says why', () => {
    const place = fc.nat({ max: cms.length - 1 });
    const change = fc.oneof(fc.constantFrom(1, 0x20, 0x80), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(place, change, (at, mask) => {
        const changed = Buffer.from(cms);
        changed[at] = (changed[at] ?? 0) ^ mask;
        const report = verifyDetached(CONTENT, changed, context);
        return report.indication !== 'TOTAL-PASSED' && report.reasons.length > 0;
      }),
      { numRuns: 600 },
    );
  });

  test('cut off anywhere, it is malformed', () => {
    fc.assert(
      fc.property(fc.nat({ max: cms.length - 1 }), (length) => {
        const report = verifyDetached(CONTENT, cms.subarray(0, length), context);
        return report.indication === 'TOTAL-FAILED' && report.subIndication === 'FORMAT_FAILURE';
      }),
      { numRuns: 100 },
    );
  });
});

test('any bytes at all give a report', async () => {
  const { context } = await signed('H29.13/seal');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(verifyDetached(CONTENT, bytes, context).indication).toBe('TOTAL-FAILED');
    }),
    { numRuns: 300 },
  );
});
