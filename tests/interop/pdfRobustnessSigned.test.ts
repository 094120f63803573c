/** The whole corpus of odd PDF files, signed and sealed: two programs that nobody here wrote say what became of it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { corpus } from '../corpora.ts';
import { pdfFilesOf, type SignTwice, twiceSigner } from '../vectors/signRobustness.ts';
import { requireTool, run } from './tool.ts';

const folder = corpus('pdf-robustness');
const tools = ['qpdf', 'pdfsig'].map(requireTool);

describe.skipIf(folder === undefined || tools.includes(undefined))('odd PDF files, signed and sealed', () => {
  let work = '';
  let sign: SignTwice;

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'congvan-odd-'));
    sign = await twiceSigner();
  });

  afterAll(async () => await rm(work, { recursive: true, force: true }));

  /** 0: nothing found, 2: errors, 3: warnings. */
  async function qpdfSays(bytes: Uint8Array): Promise<number> {
    const file = join(work, 'checked.pdf');
    await writeFile(file, bytes);
    return (await run('qpdf', ['--check', file])).code;
  }

  test('qpdf finds nothing in the sealed file that it did not find before, pdfsig finds both signatures whole', async () => {
    const worse: string[] = [];
    let sealed = 0;
    for (const { name, read } of pdfFilesOf(folder ?? '')) {
      const made = await sign(read());
      if (made.kind === 'refused') {
        if (made.code === 'SIGNING_SELF_CHECK_FAILED') worse.push(`${name}: refused after the key was used`);
        continue;
      }
      sealed += 1;
      const before = await qpdfSays(made.original);
      const after = await qpdfSays(made.pdf);
      if (before === 0 && after !== 0) worse.push(`${name}: qpdf ${before} → ${after}`);
      const { says } = await run('pdfsig', ['-nocert', join(work, 'checked.pdf')]);
      const valid = says.match(/Signature is Valid/g)?.length ?? 0;
      if (before === 0 && valid < 2) worse.push(`${name}: pdfsig finds ${valid} valid signatures`);
    }
    expect(worse).toEqual([]);
    expect(sealed).toBeGreaterThan(750);
  });
});
