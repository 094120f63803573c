/** Foreign XML signatures and what others expect of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CongvanError } from '../../src/kernel/errors.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import type { SignatureReport, ValidationReport } from '../../src/signing/report.ts';
import { certificatesIn } from '../../src/signing/trust/pem.ts';
import { loadTrustStore } from '../../src/signing/trust/trustStore.ts';
import { verifyXml } from '../../src/signing/verifyXml.ts';
import type { ReferenceResolver } from '../../src/signing/xml/dsig/resolver.ts';

export interface XmlRow {
  readonly file: string;
  readonly expected: string;
  readonly why: string;
}

export function rowsOf(folder: string): readonly XmlRow[] {
  const [, ...lines] = readFileSync(join(folder, 'manifest.tsv'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [file = '', expected = '', why = ''] = line.split('\t');
    return { file, expected, why };
  });
}

export interface XmlHelp {
  /** DER certificates that the verifier may know. */
  readonly certificates?: readonly Uint8Array[];
  readonly resolve?: ReferenceResolver;
}

export type Verdict = ValidationReport | { readonly refused: string };

/** @throws what no user should see */
export function judge(path: string, { certificates = [], resolve = () => undefined }: XmlHelp = {}): Verdict {
  const trust = loadTrustStore([], { dev: false });
  const at = new Date('2026-11-21T00:00:00Z');
  const material = { certificates, revocations: [] };
  try {
    return verifyXml(readFileSync(path), {
      file: path,
      material,
      trust,
      policy: DEFAULT_POLICY,
      at,
      resolve,
    });
  } catch (error) {
    if (error instanceof CongvanError) return { refused: error.code };
    throw error;
  }
}

/**
 * One word per signature, the cryptography; and for what is not supported, why: the code of the first reason or, of a
 * feature, its name.
 */
export function outcome(verdict: Verdict): string {
  if ('refused' in verdict) return verdict.refused;
  return verdict.signatures.length === 0 ? 'NONE' : verdict.signatures.map(wordOf).join(' ');
}

function wordOf({ cryptography, reasons }: SignatureReport): string {
  if (cryptography !== 'UNSUPPORTED') return cryptography;
  const feature = reasons.find(({ code }) => code === 'XML_FEATURE_UNSUPPORTED');
  return feature === undefined
    ? (reasons[0]?.code ?? '?')
    : `UNSUPPORTED(${feature.text.split(': ').slice(1).join(': ')})`;
}

/** DER of every certificate file below a folder. */
export function certificatesBelow(folder: string): readonly Uint8Array[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(pem|crt|cer|der)$/.test(name))
    .flatMap((name) => {
      const bytes = readFileSync(join(folder, name));
      try {
        return bytes.includes('-----BEGIN') ? certificatesIn(name, bytes) : [bytes];
      } catch (error) {
        if (error instanceof CongvanError) return [];
        throw error;
      }
    });
}

/** Counts of each outcome, for the table that is printed. */
export function tally(outcomes: Iterable<string>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const each of outcomes) counts[each] = (counts[each] ?? 0) + 1;
  return counts;
}
