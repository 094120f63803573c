/** The program as real processes, run from its sources: commands that end, and servers until they are stopped. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Outcome, REPOSITORY } from '../cli/run.ts';

export const BIN = join(REPOSITORY, 'bin', 'congvan.ts');
const KILL_AT = join(import.meta.dirname, 'killAt.ts');

const READY_MS = 30_000;
const END_MS = 20_000;

export interface Ended {
  /** Null when a signal ended it. */
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A daemon or an axis. */
export interface Server {
  /** All it has said so far, stdout and stderr. */
  said(): string;
  /** How it ended; waits for it. @throws when it does not end in time */
  ended(): Promise<Ended>;
  /** SIGTERM, and the end of it. */
  stop(): Promise<Ended>;
  /** kill -9 */
  kill(): Promise<Ended>;
}

export interface ServerOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Where it shall die (`killAt.ts`). */
  readonly killAt?: string;
  /** Default: the repository. */
  readonly cwd?: string;
}

/**
 * Starts `congvan …` and waits until it says `ready`, or until it has ended: whoever starts it asks.
 * @throws when it is not ready in time
 */
export async function startServer(
  words: readonly string[],
  ready: string,
  options: ServerOptions,
): Promise<Server> {
  const { environment, killAt, cwd = REPOSITORY } = options;
  const node = killAt === undefined ? [] : ['--import', KILL_AT];
  const child = spawn(process.execPath, [...node, BIN, ...words], {
    cwd,
    env: { PATH: process.env.PATH ?? '', LANG: 'en_US.UTF-8', ...environment, E2E_KILL_AT: killAt ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const server = serverOf(child, words.join(' '));
  await server.ready(ready);
  return server;
}

function serverOf(child: ChildProcess, name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  child.once('error', reject);
  child.once('close', (exit, signal) => resolve({ exit, signal }));
  let said = '';
  const heard = new EventTarget();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      heard.dispatchEvent(new Event('said'));
    });
  }
  const within = async <T>(work: Promise<T>, ms: number, what: string): Promise<T> => {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`${name}: ${what}\n${said}`)), ms);
    return await Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
  };
  const ended = () => within(promise, END_MS, 'does not end');
  return {
    said: () => said,
    ended,
    async stop() {
      child.kill('SIGTERM');
      return await ended();
    },
    async kill() {
      child.kill('SIGKILL');
      return await ended();
    },
    async ready(text: string) {
      const isReady = Promise.withResolvers<void>();
      heard.addEventListener('said', () => said.includes(text) && isReady.resolve());
      await within(Promise.race([isReady.promise, promise]), READY_MS, `does not say "${text}"`);
    },
  };
}

interface Place {
  readonly desk: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Any program, on the desk of an installation and with its settings.
 * @param interruption when to send it SIGTERM
 */
export async function spawned(
  program: string,
  words: readonly string[],
  { desk, environment }: Place,
  interruption?: Promise<unknown>,
): Promise<Outcome> {
  const child = spawn(program, words, { cwd: desk, env: { PATH: process.env.PATH ?? '', ...environment } });
  void interruption?.then(() => child.kill('SIGTERM'));
  const [stdout, stderr, exit] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  return { exit, stdout, stderr };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}

const MOUNTING = ['sh', '-c', 'mount -t tmpfs -o size=64k tmpfs /mnt'];

/** How to run a program that mounts file systems of its own; undefined, with the reason, where nobody may. */
export const NAMESPACE = [
  ['unshare', '-m'],
  ['unshare', '-Urm'],
].find(([program = '', ...words]) => spawnSync(program, [...words, ...MOUNTING]).status === 0);

const ANSWER_MS = 20_000;

/** Asks until there is an answer. @throws when there is none in time */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + ANSWER_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not in ${ANSWER_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
