/** Small PDFs signed with the development PKI, and their judgement, in this process. */
import { createHash, randomBytes } from 'node:crypto';
import { buildDetachedCms } from '../../../../src/signing/cms/build.ts';
import { collectMaterial } from '../../../../src/signing/collect.ts';
import { type Material, NO_MATERIAL } from '../../../../src/signing/material.ts';
import { DEFAULT_POLICY } from '../../../../src/signing/policy/policy.ts';
import type { ValidationReport } from '../../../../src/signing/report.ts';
import type { TrustStore } from '../../../../src/signing/trust/trustStore.ts';
import { requestTimestamp } from '../../../../src/signing/tsp/timestamp.ts';
import { certificatesOfPdf, verifyPdf } from '../../../../src/signing/verifyPdf.ts';
import { devRevocation, devSignerKey, devTrust, devTsa } from '../devPki.ts';
import { pdfOf, type SignOptions, signed } from './pdfBuilder.ts';

/** Whole seconds: the granularity of everything that is signed. */
export const NOW = new Date(Math.floor(Date.now() / 1000) * 1000);
const random = (length: number) => randomBytes(length);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

export const TRUST = devTrust();
const tsa = await devTsa(NOW);
const revocation = await devRevocation(NOW);

export async function token(covered: Uint8Array): Promise<Uint8Array> {
  return await requestTimestamp(sha256(covered), 'SHA-256', [tsa], random);
}

/** A B-T signature by a key of the development PKI, such as `H29.12/person`. */
export async function sign(pdf: Buffer, id: string, options: SignOptions = {}): Promise<Buffer> {
  const key = devSignerKey(id);
  const contents = async (covered: Buffer) =>
    await buildDetachedCms({
      ...{ contentDigest: sha256(covered), digest: 'SHA-256', key, profile: 'pades' },
      timestamp: async (imprint) => await requestTimestamp(imprint, 'SHA-256', [tsa], random),
    });
  return await signed(pdf, key, { contents, ...options });
}

/** A document timestamp. */
export async function stamped(pdf: Buffer, options: SignOptions): Promise<Buffer> {
  const key = devSignerKey('H29.12/person');
  return await signed(pdf, key, { subFilter: 'ETSI.RFC3161', contents: token, ...options });
}

/** `person` signs at the left, `agency` seals over it. */
export async function signedAndSealed(): Promise<Buffer> {
  const first = await sign(pdfOf(), 'H29.12/person', { rect: '100 100 200 150' });
  return await sign(first, 'H29.12/seal', {
    ...{ field: 'Seal', numbers: [12, 13], fields: '10 0 R 12 0 R', rect: '80 90 130 160' },
  });
}

export async function materialFor(pdf: Uint8Array): Promise<Material> {
  return await collectMaterial(certificatesOfPdf(pdf), TRUST, revocation);
}

export function judge(
  pdf: Uint8Array,
  material: Material = NO_MATERIAL,
  trust: TrustStore = TRUST,
): ValidationReport {
  return verifyPdf(pdf, { file: 'a.pdf', material, trust, policy: DEFAULT_POLICY, at: NOW });
}
