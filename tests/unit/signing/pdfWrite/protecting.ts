/** What extending a file needs, with the development PKI in this process at a given time. */
import { randomBytes } from 'node:crypto';
import type { Protecting } from '../../../../src/flow/context.ts';
import { fixedClock } from '../../../../src/kernel/clock.ts';
import { DEFAULT_POLICY } from '../../../../src/signing/policy/policy.ts';
import type { RevocationSource } from '../../../../src/signing/revocationSource.ts';
import { devRevocation, devTrust, devTsa } from '../devPki.ts';
import { AT } from './signing.ts';

export const NOBODY: RevocationSource = { evidenceFor: async () => [] };

export async function protecting(at = AT, changes: Partial<Protecting> = {}): Promise<Protecting> {
  const revocation = await devRevocation(at);
  return {
    clock: fixedClock(at),
    trust: devTrust(),
    policy: DEFAULT_POLICY,
    revocation,
    currentRevocation: revocation,
    keptRevocation: NOBODY,
    intermediates: [],
    random: (length) => randomBytes(length),
    authorities: [await devTsa(at)],
    pause: async () => undefined,
    ...changes,
  };
}
