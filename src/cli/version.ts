import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CongvanError } from '../kernel/errors.ts';

/** The package's version; sources and built files lie at different depths below its package.json. */
export function version(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const found = versionIn(join(folder, 'package.json'));
    if (found !== undefined) return found;
  }
  throw new CongvanError('FILE_NOT_FOUND', { where: 'package.json' });
}

function versionIn(file: string): string | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const named = typeof content === 'object' && content !== null && 'version' in content;
    return named ? String(content.version) : undefined;
  } catch {
    return undefined;
  }
}
