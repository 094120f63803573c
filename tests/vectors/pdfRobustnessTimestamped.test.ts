import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { timestampDocument } from '../../src/flow/timestamp.ts';
import { CongvanError } from '../../src/kernel/errors.ts';
import { corpus } from '../corpora.ts';
import { protecting } from '../unit/signing/pdfWrite/protecting.ts';

const folder = corpus('pdf-robustness');
/** Every so many files: all of them take half a minute. */
const STEP = 9;

const files = (folder === undefined ? [] : readdirSync(folder, { recursive: true }))
  .map(String)
  .filter((name) => name.endsWith('.pdf'))
  .sort()
  .filter((_, index) => index % STEP === 0);

/** `passed`, or the code that says why not. */
async function outcomeOf(file: string): Promise<string> {
  const pdf = readFileSync(join(folder ?? '', file));
  try {
    const context = await protecting();
    const { pdf: stamped, report } = await timestampDocument(context, { file, pdf });
    expect(Buffer.compare(stamped.subarray(0, pdf.length), pdf), file).toBe(0);
    expect(report, file).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    return 'passed';
  } catch (error) {
    if (error instanceof CongvanError) return error.code;
    throw error;
  }
}

/** The files of readers and validators: whatever can be read in one way is timestamped, the rest has a code. */
describe.skipIf(folder === undefined)('document timestamps on files of all kinds', () => {
  it('are appended and accepted, or refused with a reason', async () => {
    const outcomes = new Map<string, number>();
    for (const file of files) {
      const outcome = await outcomeOf(file);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    const refused = [...outcomes.keys()].filter((outcome) => outcome !== 'passed');
    for (const code of refused) expect(code).toMatch(/^PDF_|^LEVEL_BROKEN_SIGNATURE$|^LEVEL_NOT_PROVABLE$/);
    expect(outcomes.get('passed')).toBeGreaterThan(files.length * 0.85);
  }, 120_000);
});
