/** What the attack families share: a letter signed by a person (and sealed), bent, and judged with full trust. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { CongvanError } from '../../../src/kernel/errors.ts';
import type { ValidationReport } from '../../../src/signing/report.ts';
import { judge, materialFor, sign } from '../../unit/signing/pdf/devPdf.ts';
import { BASE, type Objects, pdfOf, stream, update } from '../../unit/signing/pdf/pdfBuilder.ts';

export const PAGE_BOX = '0 0 595 842';

/** The person's signature stands below the text. */
export const PERSON = { rect: '100 100 200 150' } as const;

export async function personSigned(objects: Objects = BASE, fields?: string): Promise<Buffer> {
  return await sign(pdfOf(objects), 'H29.12/person', { ...PERSON, ...(fields ? { fields } : {}) });
}

/** A catalog whose form has these fields. */
export function catalog(fields: string, more = '', form = ''): Objects {
  return {
    1: `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${fields}] /SigFlags 3 ${form} >> ${more} >>`,
  };
}

export function page(annotations: string, more = ''): Objects {
  const resources = '/Resources << /Font << /F1 5 0 R >> >>';
  return {
    3: `<< /Type /Page /Parent 2 0 R /Contents 4 0 R ${resources} /Annots [${annotations}] ${more} >>`,
  };
}

/** A white sheet with other words on it. */
export function overlay(words = 'Khong dong y'): Buffer {
  const content = `1 g 0 0 595 842 re f 0 g BT /F1 12 Tf 72 720 Td (${words}) Tj ET`;
  return stream(content, `/Type /XObject /Subtype /Form /BBox [${PAGE_BOX}] `);
}

/**
 * What the verifier says of changed bytes: `passed`, or why not: `error CODE`, or the codes of the reasons. `half
 * passed` when one of its two answers, indication and documentUnchanged, is taken in.
 */
export async function verdict(pdf: Buffer): Promise<string> {
  const report = await judged(pdf);
  if (typeof report === 'string') return report;
  const isPassed = report.indication === 'TOTAL-PASSED';
  if (isPassed !== report.documentUnchanged) return 'half passed';
  return isPassed ? 'passed' : codesOf(report);
}

/** The same of bytes that nobody changed but whose signer should not pass. */
export async function verdictOnSigner(pdf: Buffer): Promise<string> {
  const report = await judged(pdf);
  if (typeof report === 'string') return report;
  return report.indication === 'TOTAL-PASSED' ? 'passed' : codesOf(report);
}

async function judged(pdf: Buffer): Promise<ValidationReport | string> {
  keepForOthers(pdf);
  try {
    return judge(pdf, await materialFor(pdf));
  } catch (error) {
    if (error instanceof CongvanError && error.code.startsWith('PDF_')) return `error ${error.code}`;
    throw error;
  }
}

const kept = new Map<string, number>();

/** `CONGVAN_KEEP_ATTACKS=FOLDER`: every file that is judged is also written there, for judges outside this process; not those that only cost time. */
function keepForOthers(pdf: Buffer): void {
  const folder = process.env.CONGVAN_KEEP_ATTACKS;
  const { testPath = '' } = expect.getState();
  if (folder === undefined || testPath.endsWith('cost.test.ts')) return;
  const name = (expect.getState().currentTestName ?? 'no test').replace(/[^\w ,-]+/g, ' ').slice(0, 100);
  kept.set(name, (kept.get(name) ?? 0) + 1);
  writeFileSync(join(folder, `${name} ${kept.get(name)}.pdf`), pdf);
}

function codesOf({ reasons, signatures }: ValidationReport): string {
  const all = [...reasons, ...signatures.flatMap((one) => one.reasons)];
  return [...new Set(all.map(({ code }) => code))].join(' ');
}

export type { Objects };
export { BASE, stream, update };
