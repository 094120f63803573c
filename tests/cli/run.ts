import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

/** A clean environment: nothing of the machine decides the language, the colours or the home. */
function environmentFor(options: RunOptions): Record<string, string> {
  const home = join(options.cwd, '.user');
  return { PATH: process.env.PATH ?? '', HOME: home, LANG: 'en_US.UTF-8', ...options.environment };
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

/** Plays a transcript in a folder of its own. Throws at the first step that is not as written. */
export async function playTranscript(text: string): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'congvan-cli-'));
  try {
    const transcript = parseTranscript(text);
    writeFiles(work, transcript);
    const stage = new Stage(work);
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
  readonly #environment: Record<string, string> = {};
  #stdin: string | undefined;
  #last: Outcome = { exit: 0, stdout: '', stderr: '' };

  constructor(work: string) {
    this.#work = work;
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
    return word
      .replaceAll('$WORK', this.#work)
      .replaceAll('$FIXTURES', join(REPOSITORY, 'tests', 'fixtures'))
      .replaceAll('$CERTS', join(REPOSITORY, 'certs-dev', 'out', 'pki'));
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
  copy: ({ work }, from, to) => copyFileSync(from, join(work, to)),
  stdin: () => undefined,
  env: () => undefined,
};

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
