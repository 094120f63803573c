/** Signing with the development PKI in this process, judged by the real verifier. */
import { randomBytes } from 'node:crypto';
import { type Clock, fixedClock } from '../../../../src/kernel/clock.ts';
import { CongvanError } from '../../../../src/kernel/errors.ts';
import { collectMaterial } from '../../../../src/signing/collect.ts';
import { signPdf } from '../../../../src/signing/pdf/signPdf.ts';
import type { SigningRole, SignPdfRequest } from '../../../../src/signing/pdf/signRequest.ts';
import { DEFAULT_POLICY } from '../../../../src/signing/policy/policy.ts';
import type { ValidationReport } from '../../../../src/signing/report.ts';
import { certificatesOfPdf, verifyPdf } from '../../../../src/signing/verifyPdf.ts';
import { devRevocation, devSignerKey, devTrust, devTsa } from '../devPki.ts';
import { imageFixture } from './smallPdf.ts';

export const AT = new Date('2026-11-21T02:30:05Z');
export const clock: Clock = fixedClock(AT);

export async function judge(pdf: Uint8Array, at = AT): Promise<ValidationReport> {
  const trust = devTrust();
  const source = await devRevocation(at);
  const material = await collectMaterial(certificatesOfPdf(pdf), trust, source);
  return verifyPdf(pdf, { file: 'test.pdf', material, trust, policy: DEFAULT_POLICY, at });
}

const IMAGES = {
  person: { image: imageFixture('signature.png'), widthMm: 45, heightMm: 20 },
  agency: { image: imageFixture('seal.png'), widthMm: 36, heightMm: 36 },
} as const;

export interface SignOptions extends Partial<Omit<SignPdfRequest, 'pdf' | 'role'>> {
  /** Id in certs-dev. */
  readonly signer?: string;
  readonly at?: Date;
}

export async function request(
  pdf: Uint8Array,
  role: SigningRole,
  options: SignOptions = {},
): Promise<SignPdfRequest> {
  const { signer = role === 'person' ? 'H29.12/person' : 'H29.12/seal', at = AT, ...changes } = options;
  return {
    pdf,
    role,
    key: devSignerKey(signer),
    level: 'B-T',
    authorities: [await devTsa(at)],
    clock: fixedClock(at),
    random: (length) => randomBytes(length),
    judge: (signed) => judge(signed, at),
    appearance: IMAGES[role],
    ...changes,
  };
}

export async function sign(
  pdf: Uint8Array,
  role: SigningRole,
  options: SignOptions = {},
): Promise<Uint8Array> {
  return await signPdf(await request(pdf, role, options));
}

/** The code of the refusal; a signed file is far too long for a failing test to print. */
export async function refusalOf(signing: Promise<Uint8Array>): Promise<string> {
  try {
    await signing;
    return 'signed';
  } catch (error) {
    if (error instanceof CongvanError) return error.code;
    throw error;
  }
}
