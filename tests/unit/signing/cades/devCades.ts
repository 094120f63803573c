/** CMS signatures over whole content by the development PKI, and what judges them, in this process. */
import { hash, randomBytes } from 'node:crypto';
import { buildDetachedCms } from '../../../../src/signing/cms/build.ts';
import { collectMaterial } from '../../../../src/signing/collect.ts';
import { DEFAULT_POLICY } from '../../../../src/signing/policy/policy.ts';
import type { DigestAlgorithm } from '../../../../src/signing/signerKey.ts';
import { requestTimestamp } from '../../../../src/signing/tsp/timestamp.ts';
import type { JudgingContext } from '../../../../src/signing/validation/context.ts';
import { devRevocation, devSignerKey, devTrust, devTsa } from '../devPki.ts';

/** Whole seconds: the granularity of everything that is signed. */
export const NOW = new Date(Math.floor(Date.now() / 1000) * 1000);
export const TRUST = devTrust();
const tsa = await devTsa(NOW);
const revocation = await devRevocation(NOW);
const random = (length: number) => randomBytes(length);

export const PERSON = 'H29.12/person';
export const SEAL = 'H29.12/seal';

export async function token(content: Uint8Array): Promise<Uint8Array> {
  return await requestTimestamp(hash('sha256', content, 'buffer'), 'SHA-256', [tsa], random);
}

/** Detached, B-T. */
export async function signatureOver(content: Uint8Array, id: string = PERSON): Promise<Uint8Array> {
  return await buildDetachedCms({
    ...{ contentDigest: hash('sha256', content, 'buffer'), digest: 'SHA-256', key: devSignerKey(id) },
    ...{ profile: 'cades', signingTime: NOW },
    timestamp: async (imprint) => await requestTimestamp(imprint, 'SHA-256', [tsa], random),
  });
}

export async function contextFor(certificates: readonly Uint8Array[]): Promise<JudgingContext> {
  const material = await collectMaterial(certificates, TRUST, revocation);
  return { material, trust: TRUST, policy: DEFAULT_POLICY, at: NOW };
}

/** Asks the authority for an imprint, as signers do. */
export async function stampedBy(imprint: Uint8Array, digest: DigestAlgorithm): Promise<Uint8Array> {
  return await requestTimestamp(imprint, digest, [tsa], random);
}
