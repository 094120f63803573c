import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseTranscript, type Step, type Transcript } from './script.ts';

export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const BIN = join(REPOSITORY, 'bin', 'congvan.ts');

export interface Outcome {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Options of node itself. */
  readonly node?: readonly string[];
}

/** A clean environment: nothing of the machine decides the language, the colours or the home. Compiled code is shared. */
function environmentFor(options: RunOptions): Record<string, string> {
  const home = join(options.cwd, '.user');
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    LANG: 'en_US.UTF-8',
    NODE_COMPILE_CACHE: join(REPOSITORY, 'node_modules', '.cache', 'congvan-transcripts'),
    ...options.environment,
  };
}

/** Runs the real program as a process of its own. */
export async function runCongvan(words: readonly string[], options: RunOptions): Promise<Outcome> {
  const child = spawn(process.execPath, [...(options.node ?? []), BIN, ...words], {
    cwd: options.cwd,
    env: environmentFor(options),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on('error', reject).on('close', resolve);
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin === undefined ? '' : readFileSync(join(options.cwd, options.stdin)));
  const [exit, stdout, stderr] = await Promise.all([promise, textOf(child.stdout), textOf(child.stderr)]);
  return { exit, stdout, stderr };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}

/** `$NAME` → what it stands for in a transcript. */
export type Variables = Readonly<Record<string, string>>;

/** Plays a transcript in a folder of its own. Throws at the first step that is not as written. */
export async function playTranscript(text: string, variables: Variables = {}): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'congvan-cli-'));
  try {
    const transcript = parseTranscript(text);
    writeFiles(work, transcript);
    const stage = new Stage(work, variables);
    for (const step of transcript.steps) await stage.play(step);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function writeFiles(work: string, transcript: Transcript): void {
  for (const [name, content] of transcript.files) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), content, { mode: name.endsWith('.pin') ? 0o600 : 0o644 });
  }
}

class Stage {
  readonly #work: string;
  readonly #variables: Record<string, string>;
  readonly #environment: Record<string, string> = {};
  #stdin: string | undefined;
  #last: Outcome = { exit: 0, stdout: '', stderr: '' };

  constructor(work: string, variables: Variables) {
    this.#work = work;
    this.#variables = {
      WORK: work,
      FIXTURES: join(REPOSITORY, 'tests', 'fixtures'),
      CERTS: join(REPOSITORY, 'certs-dev', 'out'),
      ...variables,
    };
  }

  async play(step: Step): Promise<void> {
    const words = step.words.map((word) => this.#expand(word));
    const [verb = '', ...rest] = words;
    try {
      if (verb === 'congvan') await this.#congvan(step, rest);
      else this.#check(step, verb, rest);
    } catch (error) {
      const said = `--- exit ${this.#last.exit}\n--- stdout\n${this.#last.stdout}\n--- stderr\n${this.#last.stderr}`;
      throw new Error(
        `line ${step.line}: ${step.text}\n${error instanceof Error ? error.message : error}\n${said}`,
      );
    }
  }

  #expand(word: string): string {
    return word.replace(/\$([A-Z]+)/g, (whole, name) => this.#variables[name] ?? whole);
  }

  async #congvan(step: Step, words: readonly string[]): Promise<void> {
    this.#last = await runCongvan(words, {
      cwd: this.#work,
      environment: this.#environment,
      ...(this.#stdin === undefined ? {} : { stdin: this.#stdin }),
    });
    this.#stdin = undefined;
    expectThat(this.#last.exit === step.exit, `ended with ${this.#last.exit}, not ${step.exit}`);
  }

  #check(step: Step, verb: string, [first = '', second = '']: readonly string[]): void {
    const check = CHECKS[verb];
    if (check === undefined) throw new Error(`no such step: ${verb}`);
    const stage = { work: this.#work, last: this.#last, negated: step.negated };
    if (verb === 'let') this.#variables[first] = String(valueAt(JSON.parse(this.#last.stdout), second));
    if (verb === 'stdin') this.#stdin = first;
    if (verb === 'env')
      this.#environment[first.slice(0, first.indexOf('='))] = first.slice(first.indexOf('=') + 1);
    check(stage, first, second);
  }
}

interface Seen {
  readonly work: string;
  readonly last: Outcome;
  readonly negated: boolean;
}

const CHECKS: Readonly<Record<string, (seen: Seen, first: string, second: string) => void>> = {
  stdout: ({ last, negated }, regex) => expectMatch(last.stdout, regex, negated),
  stderr: ({ last, negated }, regex) => expectMatch(last.stderr, regex, negated),
  json: ({ last }, path, expected) =>
    expectSame(valueAt(JSON.parse(last.stdout), path), JSON.parse(expected)),
  same: ({ work, last }, stream, file) =>
    expectSame(stream === 'stderr' ? last.stderr : last.stdout, readFileSync(join(work, file), 'utf8')),
  exists: ({ work, negated }, file) =>
    expectThat(existsSync(join(work, file)) !== negated, negated ? 'it is there' : 'it is not there'),
  mode: ({ work }, file, mode) =>
    expectSame((statSync(join(work, file)).mode & 0o7777).toString(8).padStart(4, '0'), mode),
  move: ({ work }, from, to) => renameSync(join(work, from), join(work, to)),
  damage: ({ work }, file, at) => damage(join(work, file), Number(at)),
  chmod: ({ work }, file, mode) => chmodSync(join(work, file), Number.parseInt(mode, 8)),
  starts: ({ work }, file, prefix) =>
    expectThat(
      readFileSync(join(work, file))
        .subarray(0, statSync(join(work, prefix)).size)
        .equals(readFileSync(join(work, prefix))),
      'it begins otherwise',
    ),
  copy: ({ work }, from, to) => copyFileSync(resolve(work, from), join(work, to)),
  let: () => undefined,
  stdin: () => undefined,
  env: () => undefined,
};

/** One byte is another one. */
function damage(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 0x01;
  writeFileSync(file, bytes);
}

function expectMatch(text: string, regex: string, negated: boolean): void {
  expectThat(new RegExp(regex.slice(1, -1), 'msu').test(text) !== negated, 'does not fit');
}

function valueAt(value: unknown, path: string): unknown {
  let here = value;
  for (const key of path.split('.').filter((part) => part !== '')) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = key === 'length' && Array.isArray(here) ? here.length : Reflect.get(here, key);
  }
  return here;
}

function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

function expectSame(actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`is ${is}, not ${should}`);
}
