/** Judges a corpus of PDF files for integrity and changes alone: no anchor is trusted, nothing is fetched. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CongvanError } from '../../src/kernel/errors.ts';
import { NO_MATERIAL } from '../../src/signing/material.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import type { ValidationReport } from '../../src/signing/report.ts';
import { loadTrustStore } from '../../src/signing/trust/trustStore.ts';
import { verifyPdf } from '../../src/signing/verifyPdf.ts';

/** A report, or the code of the error that says why there is none. */
export type Outcome = ValidationReport | string;

const CONTEXT = {
  material: NO_MATERIAL,
  trust: loadTrustStore([], { dev: false }),
  policy: DEFAULT_POLICY,
  at: new Date('2026-11-21T00:00:00Z'),
};

/** Anything but a report or a clean PDF error is thrown on. */
export function outcomeOf(folder: string, file: string): Outcome {
  try {
    return verifyPdf(readFileSync(join(folder, file)), { file, ...CONTEXT });
  } catch (error) {
    if (error instanceof CongvanError && error.code.startsWith('PDF_')) return error.code;
    throw error;
  }
}

/** Why a file is not shown unchanged: the codes of its reasons about bytes, or the error's. */
export function reasonsOf(outcome: Outcome): string {
  if (typeof outcome === 'string') return outcome;
  if (outcome.signatures.length === 0) return 'PDF_NO_SIGNATURE';
  const reasons = [...outcome.reasons, ...outcome.signatures.flatMap((one) => one.reasons)];
  const codes = reasons.map(({ code }) => code).filter((code) => /^(PDF|CMS)_|^TIMESTAMP_OF/.test(code));
  return [...new Set(codes)].join(' ');
}

/** One line for the table of expected against actual. */
export function summaryOf(outcome: Outcome): string {
  if (typeof outcome === 'string') return outcome;
  const parts = outcome.signatures.map(
    ({ cryptography, coverage, modifications }) => `${cryptography} ${coverage} ${modifications}`,
  );
  return `${outcome.documentUnchanged ? 'unchanged' : 'not shown unchanged'}: ${parts.join(' | ') || 'no signature'}`;
}

export function isUnchanged(outcome: Outcome): boolean {
  return typeof outcome !== 'string' && outcome.documentUnchanged;
}

/** The rows of a corpus's manifest.tsv, by the names in its first line. */
export function manifestOf(folder: string): readonly Readonly<Record<string, string>>[] {
  const [header = '', ...lines] = readFileSync(join(folder, 'manifest.tsv'), 'utf8').split('\n');
  const names = header.split('\t');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => Object.fromEntries(line.split('\t').map((cell, i) => [names[i] ?? `column ${i}`, cell])));
}
