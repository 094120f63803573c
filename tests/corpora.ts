/** Outside corpora are not part of the project; where they are missing, their tests are skipped and say so. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../shared/corpora/', import.meta.url));

/** The folder of a corpus beside the repository (`../shared/corpora/<name>`), if it is there. */
export function corpus(name: string): string | undefined {
  const folder = `${ROOT}${name}`;
  if (existsSync(folder)) return folder;
  console.warn(`skipped: the corpus ${name} is not beside the repository (../shared/corpora)`);
  return undefined;
}
