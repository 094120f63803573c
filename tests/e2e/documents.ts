/** Signed and sealed documents, made in this process: the commands that make them have tests of their own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SigningRole } from '../../src/signing/pdf/signRequest.ts';
import type { ValidationReport } from '../../src/signing/report.ts';
import { REPOSITORY } from '../cli/run.ts';
import { judge, sign } from '../unit/signing/pdfWrite/signing.ts';

export const DOCUMENTS = join(REPOSITORY, 'tests/fixtures/documents');

export const fixture = (name: string): Buffer => readFileSync(join(DOCUMENTS, name));

/** Ids in certs-dev. */
export interface Signers {
  readonly person?: string;
  readonly seal?: string;
}

/** Signed by a person and sealed, with timestamps of now. Whoever the signers are: nobody asks whether they may. */
export async function sealedPdf(
  { person = 'H29.12/person', seal = 'H29.12/seal' }: Signers = {},
  draft: Uint8Array = fixture('cong-van.pdf'),
): Promise<Uint8Array> {
  return await signedPdf('agency', seal, await signedPdf('person', person, draft));
}

export async function signedPdf(
  role: SigningRole,
  signer: string,
  pdf: Uint8Array = fixture('cong-van.pdf'),
): Promise<Uint8Array> {
  const at = new Date(Date.now() - 1000);
  return await sign(pdf, role, { signer, at, judge: async (signed) => praised(await judge(signed, at)) });
}

/** As if everybody had signed rightly: what a signer's program says who does not care. */
function praised(report: ValidationReport): ValidationReport {
  const signatures = report.signatures.map((signature) => ({
    ...signature,
    indication: 'TOTAL-PASSED' as const,
    subIndication: null,
  }));
  return { ...report, signatures, indication: 'TOTAL-PASSED' };
}
