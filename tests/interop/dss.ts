/** EU DSS (https://github.com/esig/dss) from Maven Central, behind the small program in `dss/`, as judge and as signer. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { paths } from '../../certs-dev/paths.ts';
import { type Ran, requireTool, run } from './tool.ts';

const SOURCE = join(import.meta.dirname, 'dss');

export interface DssPdf {
  readonly field: string | null;
  readonly subFilter: string;
  readonly byteRangeValid: boolean;
  readonly dictionaryConsistent: boolean;
  readonly visuallyModified: boolean;
  readonly objectsModified: boolean;
  readonly extensionChanges: readonly string[];
  readonly formChanges: readonly string[];
  readonly annotationChanges: readonly string[];
  /** What DSS itself has no name for: the changes it holds for suspicious. */
  readonly undefinedChanges: readonly string[];
}

export interface DssSignature {
  readonly id: string;
  /** As `PAdES_BASELINE_B`. */
  readonly format: string;
  readonly indication: string;
  readonly subIndication: string | null;
  /** The signature value fits; says nothing of the bytes it covers. */
  readonly intact: boolean;
  /** Value and all digests fit. */
  readonly valid: boolean;
  readonly referencesIntact: boolean;
  readonly signer: string | null;
  /** Type and name of what it covers, as `FULL letter.xml`. */
  readonly scopes: readonly string[];
  readonly timestamps: readonly string[];
  readonly errors: readonly string[];
  readonly pdf?: DssPdf;
}

export type DssAnswer =
  | { readonly file: string; readonly signatures: readonly DssSignature[] }
  | { readonly error: string };

export interface Dss {
  /** Options and file as the README of `dss/` has them; the answer is its line of JSON. */
  ask<T>(words: readonly string[]): Promise<T>;
  judge(file: string, options?: readonly string[]): Promise<DssAnswer>;
  /** @throws Error when DSS does not make it */
  sign(options: readonly string[], files: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Where it is built: keyed by what it is built of, and used by every test of the machine. */
function buildFolder(): string {
  const sources = readdirSync(SOURCE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(java|xml)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const digest = createHash('sha256');
  for (const file of sources) digest.update(readFileSync(file));
  return join(tmpdir(), `congvan-dss-${digest.digest('hex').slice(0, 16)}`);
}

/**
 * Builds it once. @returns the class path; undefined, with the reason on stderr, when it cannot be built
 * @throws Error when it cannot be built and CI is set
 */
export async function requireDss(): Promise<string | undefined> {
  const folder = buildFolder();
  const classPath = [join(folder, 'target', 'classes'), join(folder, 'target', 'lib', '*')].join(delimiter);
  if (existsSync(join(folder, 'ready'))) return classPath;
  if (requireTool('mvn') === undefined || requireTool('javac') === undefined) return undefined;
  const made = await build(folder);
  if (made.code === 0) return classPath;
  if (process.env.CI) throw new Error(`DSS cannot be built: ${made.says.slice(-2000)}`);
  process.stderr.write(`skipped: DSS cannot be built: ${made.says.slice(-300)}\n`);
  return undefined;
}

/** Beside the folder, then moved to it as a whole: two tests may build at once. */
async function build(folder: string): Promise<Ran> {
  const beside = mkdtempSync(`${folder}-`);
  cpSync(SOURCE, beside, { recursive: true });
  const made = await run('mvn', ['-q', '-B', 'package'], { cwd: beside, timeoutMs: 600_000 });
  if (made.code !== 0) return made;
  writeFileSync(join(beside, 'ready'), '');
  try {
    renameSync(beside, folder);
  } catch (error) {
    if (!existsSync(join(folder, 'ready'))) throw error;
  }
  return made;
}

/** One process that answers one question after the other. */
export function startDss(classPath: string): Dss {
  const child = spawn('java', [
    `-XX:ActiveProcessorCount=${availableParallelism()}`,
    '-cp',
    classPath,
    'dss.Main',
  ]);
  const answers = answersOf(child);
  const ask = async <T>(words: readonly string[]): Promise<T> => {
    if (words.some((word) => /[\t\n]/.test(word))) throw new Error('a word with a tab or an end of line');
    const answer = answers.next();
    child.stdin.write(`${words.join('\t')}\n`);
    return JSON.parse(await answer);
  };
  return {
    ask,
    judge: (file, options = []) => ask(['judge', ...options, file]),
    sign: async (options, files) => {
      const answer = await ask<{ readonly error?: string }>(['sign', ...options, ...files]);
      if (answer.error !== undefined) throw new Error(`DSS does not sign: ${answer.error}`);
    },
    close: () =>
      new Promise((resolve) => {
        child.once('close', () => resolve());
        child.stdin.end();
      }),
  };
}

/** Lines of its answers in the order of the questions. */
function answersOf(child: ChildProcessWithoutNullStreams): { next(): Promise<string> } {
  const waiting: { readonly resolve: (line: string) => void; readonly reject: (why: Error) => void }[] = [];
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-2000);
  });
  child.on('error', (error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  });
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  child.on('close', () => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`DSS ended: ${complaints}`));
  });
  return { next: () => new Promise((resolve, reject) => waiting.push({ resolve, reject })) };
}

/** For `judge`, `sign` and `extend`: the development root is trusted, and its servers are where `startPki` put them. */
export function devSources(overrides: Readonly<Record<string, string>>): readonly string[] {
  const via = Object.entries(overrides).flatMap(([from, to]) => ['--via', `${from}=${to}`]);
  return ['--trust', paths.trustAnchor, '--online', 'true', ...via];
}
