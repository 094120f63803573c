/** Programs that nobody here wrote, as judges. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Looks a program up on PATH. Use it as
 * `describe.skipIf(requireTool('openssl') === undefined)('…', …)`.
 * @returns its path; undefined, with the reason on stderr, when it is not installed
 * @throws Error when it is not installed and CI is set: there, nothing may be left out silently
 */
export function requireTool(name: string): string | undefined {
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
  if (found !== undefined) return found;
  if (process.env.CI) throw new Error(`${name} is not installed, and CI must not skip what it judges`);
  process.stderr.write(`skipped: ${name} is not installed\n`);
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Ran {
  /** Exit code; -1 when a signal ended it. */
  readonly code: number;
  readonly stdout: Buffer;
  /** stdout and stderr as text, for expectations and messages. */
  readonly says: string;
}

export interface RunOptions {
  readonly input?: Uint8Array;
  readonly cwd?: string;
  readonly timeoutMs?: number;
}

/** Runs a program to its end, whatever its verdict. */
export function run(name: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const settings = {
      encoding: 'buffer',
      maxBuffer: 256 << 20,
      timeout: options.timeoutMs ?? 120_000,
      // Their messages in English, their dates in UTC.
      env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    } as const;
    const child = execFile(name, [...args], settings, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, says: `${stdout.toString('utf8')}${stderr.toString('utf8')}` });
    });
    child.stdin?.on('error', () => undefined).end(options.input);
  });
}
