/** pyHanko (https://github.com/MatthiasValvekens/pyHanko) from PyPI, in an environment of its own. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireTool, run } from './tool.ts';

const VERSION = '0.38.0';
const FOLDER = join(tmpdir(), `congvan-pyhanko-${VERSION}`);
const SCRIPT = join(import.meta.dirname, 'judgeByPyhanko.py');

export interface PyhankoVerdict {
  readonly field: string;
  readonly intact: boolean;
  readonly valid: boolean;
  readonly trusted: boolean;
  readonly coverage: string;
  readonly modifications: string | null;
  readonly bottomLine: boolean;
  readonly timestamp: boolean;
}

/**
 * Installs it once. @returns the Python to run it with; undefined, with the reason on stderr, when it cannot be had
 * @throws Error when it cannot be had and CI is set
 */
export async function requirePyhanko(): Promise<string | undefined> {
  const python = join(FOLDER, 'bin', 'python');
  if (existsSync(join(FOLDER, 'ready'))) return python;
  if (requireTool('python3') === undefined) return undefined;
  const timeoutMs = 600_000;
  const made = await run('python3', ['-m', 'venv', FOLDER], { timeoutMs });
  const installed =
    made.code === 0
      ? await run(python, ['-m', 'pip', 'install', '-q', `pyhanko==${VERSION}`], { timeoutMs })
      : made;
  if (installed.code === 0) {
    await run('touch', [join(FOLDER, 'ready')]);
    return python;
  }
  if (process.env.CI) throw new Error(`pyHanko cannot be installed: ${installed.says}`);
  process.stderr.write(`skipped: pyHanko cannot be installed: ${installed.says.slice(-300)}\n`);
  return undefined;
}

export async function pyhankoVerdicts(
  python: string,
  pdf: string,
  trustAnchor: string,
): Promise<readonly PyhankoVerdict[]> {
  const ran = await run(python, [SCRIPT, pdf, trustAnchor]);
  if (ran.code !== 0) throw new Error(ran.says);
  return JSON.parse(ran.stdout.toString('utf8'));
}

/** What cannot be judged. */
export interface PyhankoError {
  readonly error: string;
}

/** One process for many files. @returns the answers in their order */
export async function pyhankoVerdictsOn(
  python: string,
  pdfs: readonly string[],
  trustAnchor: string,
): Promise<readonly (readonly PyhankoVerdict[] | PyhankoError)[]> {
  return await linesFor(python, SCRIPT, pdfs, trustAnchor);
}

async function linesFor<T>(
  python: string,
  script: string,
  pdfs: readonly string[],
  trustAnchor: string,
): Promise<readonly (T | PyhankoError)[]> {
  const input = Buffer.from(`${pdfs.join('\n')}\n`);
  const ran = await run(python, [script, '-', trustAnchor], { input, timeoutMs: 900_000 });
  const lines = ran.stdout.toString('utf8').trimEnd().split('\n');
  if (ran.code !== 0 || lines.length !== pdfs.length) throw new Error(ran.says.slice(-2000));
  return lines.map((line) => JSON.parse(line));
}

export interface PyhankoLevels {
  /** Certificates, OCSP answers and CRLs in the DSS. */
  readonly store: readonly [number, number, number];
  /** VRI entries. */
  readonly keys: number;
  /** Whether each signature is good by the DSS alone, every revocation answer at hand. */
  readonly proven: readonly boolean[];
  readonly signatures: readonly {
    readonly field: string;
    /** Sub-indication of the long-term validation; `OK` when it passed. */
    readonly verdict: string;
    readonly modifications: string | null;
    /** Time of the oldest document timestamp after it. */
    readonly evidenceFrom: string | null;
  }[];
}

/** The long-term judgement of pyHanko, from nothing but the file. */
export async function pyhankoLevels(
  python: string,
  pdf: string,
  trustAnchor: string,
): Promise<PyhankoLevels> {
  const ran = await run(python, [join(import.meta.dirname, 'judgeLevelsByPyhanko.py'), pdf, trustAnchor]);
  if (ran.code !== 0) throw new Error(ran.says);
  return JSON.parse(ran.stdout.toString('utf8'));
}

/** One process for many files. @returns the answers in their order */
export async function pyhankoLevelsOf(
  python: string,
  pdfs: readonly string[],
  trustAnchor: string,
): Promise<readonly (PyhankoLevels | PyhankoError)[]> {
  return await linesFor(python, join(import.meta.dirname, 'judgeLevelsByPyhanko.py'), pdfs, trustAnchor);
}
