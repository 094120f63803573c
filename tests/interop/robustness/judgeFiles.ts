/** Judges the files whose names come on standard input, one line each; answers with one line of JSON each. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { CongvanError } from '../../../src/kernel/errors.ts';
import { NO_MATERIAL } from '../../../src/signing/material.ts';
import { DEFAULT_POLICY } from '../../../src/signing/policy/policy.ts';
import { loadTrustStore } from '../../../src/signing/trust/trustStore.ts';
import { verifyPdf } from '../../../src/signing/verifyPdf.ts';
import { verifyXml } from '../../../src/signing/verifyXml.ts';

export interface Judged {
  readonly file: string;
  /** An indication, the code of an error, or `CRASH` with what should never be seen. */
  readonly said: string;
  readonly ms: number;
  /** The most memory this process has ever had, this file included. */
  readonly peakBytes: number;
}

const CONTEXT = {
  ...{ material: NO_MATERIAL, trust: loadTrustStore([], { dev: false }), policy: DEFAULT_POLICY },
  at: new Date('2026-11-21T00:00:00Z'),
};

function verdict(file: string): string {
  try {
    const bytes = readFileSync(file);
    const verify = file.endsWith('.pdf') ? verifyPdf : verifyXml;
    return verify(bytes, { file, ...CONTEXT }).indication;
  } catch (error) {
    return error instanceof CongvanError ? error.code : `CRASH ${String(error)}`;
  }
}

for await (const file of createInterface({ input: process.stdin })) {
  const started = performance.now();
  const said = verdict(file);
  const ms = Math.round(performance.now() - started);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(`${JSON.stringify({ file, said, ms, peakBytes } satisfies Judged)}\n`);
}
