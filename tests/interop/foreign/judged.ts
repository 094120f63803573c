/** Our verdict on files of others, with the development root as the only anchor and its answers of this moment. */

import { certificatesOfAsic, verifyAsic } from '../../../src/signing/asic/verifyAsic.ts';
import { certificatesOfCades, detachedContent, verifyCades } from '../../../src/signing/cades/verifyCades.ts';
import { collectMaterial } from '../../../src/signing/collect.ts';
import { DEFAULT_POLICY } from '../../../src/signing/policy/policy.ts';
import type { ValidationReport } from '../../../src/signing/report.ts';
import type { JudgingContext } from '../../../src/signing/validation/context.ts';
import { certificatesOfPdf, verifyPdf } from '../../../src/signing/verifyPdf.ts';
import { certificatesOfXml, verifyXml } from '../../../src/signing/verifyXml.ts';
import { devRevocation, devTrust } from '../../unit/signing/devPki.ts';

const trust = devTrust();

async function contextFor(certificates: readonly Uint8Array[]): Promise<JudgingContext> {
  const at = new Date();
  const material = await collectMaterial(certificates, trust, await devRevocation(at));
  return { material, trust, policy: DEFAULT_POLICY, at };
}

export async function judgedPdf(bytes: Uint8Array): Promise<ValidationReport> {
  return verifyPdf(bytes, { file: 'foreign.pdf', ...(await contextFor(certificatesOfPdf(bytes))) });
}

/** @param files what detached references name */
export async function judgedXml(
  bytes: Uint8Array,
  files: Readonly<Record<string, Uint8Array>> = {},
): Promise<ValidationReport> {
  const context = await contextFor(certificatesOfXml(bytes));
  return verifyXml(bytes, {
    file: 'foreign.xml',
    ...context,
    resolve: (uri) => files[decodeURIComponent(uri)],
  });
}

/** @param content of a detached signature */
export async function judgedCades(bytes: Uint8Array, content?: Uint8Array): Promise<ValidationReport> {
  const context = await contextFor(certificatesOfCades(bytes));
  const beside = content === undefined ? {} : { content: detachedContent('letter.xml', content) };
  return verifyCades(bytes, { file: 'foreign.p7s', ...context, ...beside });
}

export async function judgedAsic(bytes: Uint8Array): Promise<ValidationReport> {
  return verifyAsic(bytes, { file: 'foreign.asice', ...(await contextFor(certificatesOfAsic(bytes))) });
}

/** What matters of a report in one line, for an expectation that says why it failed. */
export function told({ indication, documentUnchanged, reasons, signatures }: ValidationReport): string {
  const codes = [...reasons, ...signatures.flatMap((one) => one.reasons)].map(({ code }) => code);
  const levels = signatures.map(({ format, level }) => `${format} ${level}`);
  return `${indication}, ${documentUnchanged ? 'unchanged' : 'changed'}: ${levels.join(', ')} [${codes.join(' ')}]`;
}
