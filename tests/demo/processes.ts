/** Real child processes: commands that end, and servers that run until they are told to stop. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');
export const CONGVAN = join(ROOT, 'dist/bin/congvan.js');

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. Never throws for an exit code. */
export async function run(argv: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, argv, {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? 1));
  });
  return { code, stdout: await stdout, stderr: await stderr };
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}

export interface Service {
  readonly name: string;
  /** What it printed until it was ready. */
  readonly printed: string;
  /** Ends it gently, then by force after a deadline. */
  stop(): Promise<void>;
}

const READY_MS = 30_000;
const STOP_MS = 15_000;

/**
 * Starts a server and waits until `ready` says so.
 * @param logFile gets everything it prints
 * @throws when it ends before it is ready, or is not ready in 30 s
 */
export async function start(
  name: string,
  argv: readonly string[],
  logFile: string,
  ready: (printed: string) => boolean,
): Promise<Service> {
  const child = spawn(process.execPath, argv, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(logFile, { flags: 'a' });
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(failed(name, 'is not ready after 30 s', printed)), READY_MS);
    const listen = (piece: Buffer) => {
      log.write(piece);
      if (printed.length < 1_000_000) printed += piece.toString('utf8');
      if (ready(printed)) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', reject);
    child.once('exit', (code) => reject(failed(name, `ended with exit code ${code}`, printed)));
    void timer.unref();
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return { name, printed, stop: () => stop(child) };
}

function failed(name: string, what: string, printed: string): Error {
  return new Error(`${name} ${what}\n${printed.slice(-2000)}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}
