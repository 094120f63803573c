/** What is measured: the same kind of letter signed again and again, each time another one. */
import { collectMaterial } from '../../src/signing/collect.ts';
import { signPdf } from '../../src/signing/pdf/signPdf.ts';
import type { SignPdfRequest } from '../../src/signing/pdf/signRequest.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import type { ValidationReport } from '../../src/signing/report.ts';
import { certificatesOfPdf, verifyPdf } from '../../src/signing/verifyPdf.ts';
import { devRevocation, devTrust } from '../unit/signing/devPki.ts';
import { AT, request } from '../unit/signing/pdfWrite/signing.ts';
import { letter } from './letter.ts';

export const KEYS = [
  { label: 'RSA-2048', signer: 'H29.12/person', openssl: 'rsa2048' },
  { label: 'P-256', signer: 'H29.13/person', openssl: 'ecdsap256' },
] as const;

export const SIGNER_NAME = 'Nguyễn Thị Hồng Đào';

export type Judge = (pdf: Uint8Array) => ValidationReport;

/** The verifier with what it needs already collected, as a daemon has it in its cache. */
export async function judgeFor(signed: Uint8Array): Promise<Judge> {
  const trust = devTrust();
  const material = await collectMaterial(certificatesOfPdf(signed), trust, await devRevocation(AT));
  return (pdf) => verifyPdf(pdf, { file: 'bench.pdf', material, trust, policy: DEFAULT_POLICY, at: AT });
}

const LETTERS = 16;

/** Letters with different numbers: whatever is kept between two signatures, it is not the letter. */
export async function letters(): Promise<readonly [Uint8Array, ...Uint8Array[]]> {
  const rest = Array.from({ length: LETTERS - 1 }, (_, index) => letter(`${index + 11}`));
  return [await letter('10'), ...(await Promise.all(rest))];
}

export interface Signing {
  /** One signature, the finished file judged by the verifier as the product does. */
  sign(level: SignPdfRequest['level']): Promise<Uint8Array>;
  /** The same up to the finished file, which nobody judges. */
  signUnchecked(): Promise<void>;
}

/** Thrown in the place of a verdict. */
class NotJudged extends Error {}

export async function signing(signer: string): Promise<Signing> {
  const all = await letters();
  const asked = await request(all[0], 'person', { signer, name: SIGNER_NAME });
  const judge = await judgeFor(await signPdf(asked));
  let turn = 0;
  const next = (): Uint8Array => all[turn++ % all.length] ?? all[0];
  const unjudged = new NotJudged();
  return {
    sign: (level) => signPdf({ ...asked, pdf: next(), level, judge }),
    async signUnchecked() {
      const throwing = {
        ...asked,
        pdf: next(),
        level: 'B-B',
        judge: () => Promise.reject(unjudged),
      } as const;
      await signPdf(throwing).catch((error: unknown) => {
        if (error !== unjudged) throw error;
      });
    },
  };
}
