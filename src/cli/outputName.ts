import { basename, dirname, extname, join } from 'node:path';
import { STANDARD_STREAM } from './files.ts';
import type { Input } from './input.ts';

/** What was done to a file; stands at the end of the name of the result. */
export type Suffix = 'stamped' | 'signed' | 'sealed' | 'attached' | 'copied' | 'extended' | 'timestamped';

/**
 * Where a changed file goes: `-o`, else stdout for a file from stdin, else into `--out-dir`, else beside the input:
 * `cv.pdf` → `cv-stamped.pdf` → `cv-signed.pdf` → `cv-sealed.pdf` → `cv-extended.pdf` → `cv-timestamped.pdf`.
 */
export function outputName(input: Input, file: string, suffix: Suffix): string {
  const chosen = input.text('output');
  if (chosen !== undefined) return chosen;
  if (file === STANDARD_STREAM) return STANDARD_STREAM;
  const extension = extname(file);
  const stem = basename(file, extension).replace(
    /-(?:stamped|signed|sealed|attached|copied|extended|timestamped)$/,
    '',
  );
  return join(outputFolder(input) ?? dirname(file), `${stem}-${suffix}${extension}`);
}

/** Where results go that are named after their input. */
export function outputFolder(input: Input): string | undefined {
  return input.text('outDir');
}
