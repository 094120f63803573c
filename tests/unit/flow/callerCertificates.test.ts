import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf, odd, paths } from '../../../certs-dev/paths.ts';
import { type PkiServers, startPki } from '../../../certs-dev/servers.ts';
import { httpRevocation } from '../../../src/adapters/http/revocation.ts';
import { callerCertificates } from '../../../src/flow/callerCertificates.ts';
import type { Judging } from '../../../src/flow/context.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { DEFAULT_POLICY } from '../../../src/signing/policy/policy.ts';
import { loadTrustStore } from '../../../src/signing/trust/trustStore.ts';

const NOTHING = { evidenceFor: async () => [] };
let servers: PkiServers;
let judging: Judging;

beforeAll(async () => {
  servers = await startPki();
  judging = {
    clock: systemClock,
    trust: loadTrustStore([{ name: 'root', bytes: await readFile(paths.trustAnchor) }], { dev: true }),
    policy: DEFAULT_POLICY,
    revocation: httpRevocation({ clock: systemClock, overrides: servers.overrides }),
    keptRevocation: NOTHING,
    intermediates: [await readFile(paths.issuingCa.certificateDer)],
  };
});
afterAll(() => servers.close());

async function verdictOn(file: string, given: Judging = judging): Promise<string> {
  const verdict = await callerCertificates(given, silentLogger).judge(await readFile(file));
  return verdict.kind === 'valid' ? 'valid' : verdict.text;
}

describe('the TLS certificate of a caller', () => {
  it('passes while it is one', async () => {
    expect(await verdictOn(paths.taiChinh.tls.certificateDer)).toBe('valid');
  });

  it('is refused when revoked, of a foreign root, or not for TLS', async () => {
    expect(await verdictOn(odd('revoked-tls').certificateDer)).toContain('CERT_REVOKED');
    expect(await verdictOn(odd('foreign-tls').certificateDer)).not.toBe('valid');
    expect(await verdictOn(filesOf('H29.12/seal').certificateDer)).toContain('CERT_USAGE_NOT_ALLOWED');
    expect(await verdictOn(paths.trustAnchor)).toContain('not a certificate');
  });

  it('passes when nothing is known of a revocation: the address book has the last word', async () => {
    const blind = { ...judging, revocation: NOTHING };
    expect(await verdictOn(paths.taiChinh.tls.certificateDer, blind)).toBe('valid');
  });
});
