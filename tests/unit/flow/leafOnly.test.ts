import { expect, test } from 'vitest';
import type { Judging } from '../../../src/flow/context.ts';
import { verifyFile } from '../../../src/flow/verify.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { buildDetachedCms } from '../../../src/signing/cms/build.ts';
import { DEFAULT_POLICY } from '../../../src/signing/policy/policy.ts';
import { devCertificate, devRevocation, devSignerKey, devTrust } from '../signing/devPki.ts';
import { NOW } from '../signing/pdf/devPdf.ts';
import { pdfOf, signed } from '../signing/pdf/pdfBuilder.ts';
import { sha256 } from '../signing/validation/lastingWorld.ts';

const key = devSignerKey('H29.12/person');
const leafOnly = { ...key, certificateChain: key.certificateChain.slice(0, 1) };
/** Without a timestamp: its authority's chain would bring the missing certificate. */
const bytes = await signed(pdfOf(), leafOnly, {
  contents: async (covered) =>
    await buildDetachedCms({
      ...{ contentDigest: sha256(covered), digest: 'SHA-256', key: leafOnly, profile: 'pades' },
    }),
});
const revocation = await devRevocation(NOW);
const judging: Judging = {
  ...{ clock: fixedClock(NOW), trust: devTrust(), policy: DEFAULT_POLICY, revocation, intermediates: [] },
  keptRevocation: { evidenceFor: async () => [] },
};
const issuing = devCertificate('issuing-ca');
const verdict = async (more: Partial<Judging>, offline = false) => {
  const report = await verifyFile({ ...judging, ...more }, { file: 'a.pdf', bytes, offline });
  return [report.indication, report.signatures[0]?.subIndication];
};

test('a file that brings only the leaf has no chain', async () => {
  expect(await verdict({})).toEqual(['INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND']);
});

test('it has one with the configured intermediates', async () => {
  expect(await verdict({ intermediates: [issuing] })).toEqual(['TOTAL-PASSED', null]);
});

test('or when the missing issuer may be fetched, but never offline', async () => {
  const asked: Uint8Array[] = [];
  const issuers = {
    issuersOf: async (certificate: Uint8Array) => {
      asked.push(certificate);
      return [issuing];
    },
  };
  expect(await verdict({ issuers })).toEqual(['TOTAL-PASSED', null]);
  expect(asked).toHaveLength(1);
  expect(await verdict({ issuers }, true)).toEqual(['INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND']);
  expect(asked).toHaveLength(1);
});

test('what is fetched is not trusted for being fetched', async () => {
  const issuers = { issuersOf: async () => [devCertificate('root')] };
  const { loadTrustStore } = await import('../../../src/signing/trust/trustStore.ts');
  const nothing = loadTrustStore([], { dev: false });
  const report = await verdict({ issuers, trust: nothing, intermediates: [issuing] });
  expect(report).toEqual(['INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND']);
});
