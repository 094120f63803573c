/** The real program as three processes that are killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PkiServers } from '../../../certs-dev/servers.ts';
import { ROOT, run } from '../../demo/processes.ts';
import { overridesLine } from './office.ts';

const PROGRAM = join(ROOT, 'bin/congvan.ts');
const PKI = join(ROOT, 'certs-dev/out');

export interface Homes {
  readonly axis: string;
  readonly sender: string;
  readonly receiver: string;
}

/** Makes the three homes with the program's own commands. */
export async function makeHomes(folder: string, pki: PkiServers): Promise<Homes> {
  const homes = {
    axis: join(folder, 'axis'),
    sender: join(folder, 'sender'),
    receiver: join(folder, 'receiver'),
  };
  const port = await freePort();
  await congvan(['axis', 'init', '--home', homes.axis, '--dev-pki', PKI, '--port', String(port)]);
  for (const [home, code, name] of [
    [homes.sender, 'H29.12', 'Sở Tài chính'],
    [homes.receiver, 'H29.13', 'Sở Nội vụ'],
  ] as const) {
    await congvan([
      ...[
        'init',
        '--home',
        home,
        '--agency',
        code,
        '--name',
        name,
        '--abbreviation',
        'X',
        '--place',
        'An Bình',
      ],
      ...['--dev-pki', PKI, '--axis', `https://127.0.0.1:${port}`, '--tsa', pki.tsa.url],
    ]);
  }
  for (const home of Object.values(homes)) await redirect(home, pki);
  return homes;
}

async function congvan(argv: readonly string[]): Promise<void> {
  const { code, stderr } = await run([PROGRAM, ...argv]);
  if (code !== 0) throw new Error(`congvan ${argv.join(' ')}: ${stderr}`);
}

async function redirect(home: string, pki: PkiServers): Promise<void> {
  const file = join(home, 'congvan.toml');
  const text = (await readFile(file, 'utf8')).replace(/^#? ?overrides = .*$/m, overridesLine(pki));
  await writeFile(file, text, { mode: 0o600 });
}

/** @returns a port that was free a moment ago; the axis needs the same one after each restart */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Keeps one party running: starts it again whenever it has ended. */
export class Party {
  readonly #argv: readonly string[];
  #child: ChildProcess | undefined;
  #stopped = false;
  readonly #running: Promise<void>;
  kills = 0;
  /** Exit codes of lives that ended by themselves: there should be none. */
  readonly deaths: string[] = [];

  constructor(argv: readonly string[]) {
    this.#argv = argv;
    this.#running = this.#live();
  }

  async #live(): Promise<void> {
    while (!this.#stopped) {
      const child = spawn(process.execPath, [PROGRAM, ...this.#argv], {
        cwd: ROOT,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      this.#child = child;
      let said = '';
      child.stderr.on('data', (piece: Buffer) => {
        said = `${said}${piece.toString('utf8')}`.slice(-2000);
      });
      const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
        child.once('exit', (status, by) => resolve([status, by])),
      );
      if (signal !== 'SIGKILL' && !this.#stopped)
        this.deaths.push(`${this.#argv.join(' ')} exit ${code}\n${said}`);
      await sleep(20);
    }
  }

  kill(): void {
    if (this.#child?.kill('SIGKILL')) this.kills += 1;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#child?.kill('SIGTERM');
    const force = setTimeout(() => this.#child?.kill('SIGKILL'), 15_000);
    await this.#running;
    clearTimeout(force);
  }
}
