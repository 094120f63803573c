import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export const CONFIG_FILE = 'congvan.toml';

export interface Home {
  /** Absolute. May not exist yet. */
  readonly dir: string;
  readonly chosenBy: '--home' | 'CONGVAN_HOME' | 'current folder' | 'default';
}

export interface HomeChoice {
  readonly flag?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** `--home`, else CONGVAN_HOME, else the current folder if it holds congvan.toml, else ~/.congvan. */
export function findHome({ flag, environment, cwd }: HomeChoice): Home {
  if (flag !== undefined) return { dir: resolve(cwd, flag), chosenBy: '--home' };
  const named = environment.CONGVAN_HOME;
  if (named !== undefined && named !== '') return { dir: resolve(cwd, named), chosenBy: 'CONGVAN_HOME' };
  if (existsSync(join(cwd, CONFIG_FILE))) return { dir: resolve(cwd), chosenBy: 'current folder' };
  return { dir: join(homedir(), '.congvan'), chosenBy: 'default' };
}
