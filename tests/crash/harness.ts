/** Starts the parties as processes, kills them at random while documents flow, then asks whether anything is wrong. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDiskBlobs } from '../../src/adapters/disk/blobs.ts';
import { openSqliteAxisStore } from '../../src/adapters/sqlite/axisDatabase.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import type { Dispatch } from '../../src/exchange/dispatch.ts';
import type { ExchangeReads } from '../../src/exchange/store.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Variant } from './broken.ts';
import { judge, type Ledger } from './gate.ts';
import type { PartyConfig } from './party.ts';
import { agencyFilesOf, RECEIVER, SENDER, signer } from './setup.ts';
import { documentDispatch, series } from './traffic.ts';

const PARTY = fileURLToPath(new URL('./party.ts', import.meta.url));
export const ROLES = ['axis', SENDER, RECEIVER] as const;
export type Role = (typeof ROLES)[number];
type Homes = Ledger['homes'];

export interface CrashOptions {
  readonly variant: Variant;
  /** At least so many are sent. */
  readonly documents: number;
  /** Parties are killed until all these have arrived and so many kills were made … */
  readonly kills: number;
  /** … or until the time is over, milliseconds. */
  readonly underFireMs: number;
  /** Who is killed; the others live on. */
  readonly victims: readonly Role[];
  readonly seed: number;
  /** With nobody killed any more: nothing moved for so long means that nothing will, milliseconds. */
  readonly stalledMs: number;
  readonly log: (line: string) => void;
}

export interface CrashResult {
  readonly kills: number;
  readonly violations: readonly string[];
  readonly seconds: number;
  readonly leftovers: number;
  readonly documents: number;
  readonly underFire: number;
}

/** How long a party lives after it has begun to work, milliseconds. */
const LIFE_MS = { least: 50, most: 4000 } as const;
/** Some die while they start, before or after this many milliseconds. */
const EARLY_DEATHS = 0.15;
const EARLY_MS = 1000;
const PAUSE_MS = 60;
/** More documents than this are never on their way at once. */
const MOST_AHEAD = 50;

export async function crashRun(options: CrashOptions): Promise<CrashResult> {
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'congvan-crash-'));
  const homes = homesIn(folder);
  for (const home of Object.values(homes)) await mkdir(home, { recursive: true });
  const parties = new Parties(homes, await freePort(), options);
  try {
    const { sent, underFire } = await parties.whileKilling(() =>
      produce(homes, options, () => parties.kills),
    );
    const ledger: Ledger = { sent, homes };
    await untilDone(ledger, options);
    const exits = await parties.stop();
    const violations = [...(await judge(ledger)), ...exits];
    const leftovers = await temporariesIn(homes);
    const seconds = Math.round((performance.now() - started) / 1000);
    return { kills: parties.kills, violations, seconds, leftovers, underFire, documents: sent.length };
  } finally {
    parties.destroy();
    await rm(folder, { recursive: true, force: true });
  }
}

function homesIn(folder: string): Homes {
  return {
    axis: join(folder, 'axis'),
    [SENDER]: join(folder, 'sender'),
    [RECEIVER]: join(folder, 'receiver'),
  };
}

interface Produced {
  readonly sent: readonly Dispatch[];
  /** Documents that arrived while parties were being killed. */
  readonly underFire: number;
}

/**
 * The clerk: queues documents in the sender's store, beside its daemon, until enough of them have arrived under fire and
 * enough parties were killed. Never far ahead of the receiver, so that the last ones are under fire too.
 */
async function produce(homes: Homes, options: CrashOptions, kills: () => number): Promise<Produced> {
  const home = homes[SENDER] ?? '';
  const store = openSqliteStore(join(home, 'store.db'), systemClock);
  const receiver = openSqliteStore(join(homes[RECEIVER] ?? '', 'store.db'), systemClock);
  const payloads = await openDiskBlobs(join(home, 'blobs'));
  const desk = { self: SENDER, payloads, sealer: await signer(agencyFilesOf(SENDER).seal) };
  const sent: Dispatch[] = [];
  const deadline = performance.now() + options.underFireMs;
  try {
    for (;;) {
      const arrived = await arrivedIn(receiver);
      const isLate = performance.now() > deadline;
      const isEnough = arrived >= options.documents && kills() >= options.kills;
      if (sent.length >= options.documents && (isEnough || isLate)) return { sent, underFire: arrived };
      if (sent.length - arrived < MOST_AHEAD || isLate) {
        const dispatch = await documentDispatch(desk, RECEIVER, sent.length);
        await store.commit([{ kind: 'dispatch.insert', dispatch }]);
        sent.push(dispatch);
      }
      await sleep(isLate ? 0 : PAUSE_MS);
    }
  } finally {
    store.close();
    receiver.close();
  }
}

async function arrivedIn(receiver: ExchangeReads): Promise<number> {
  return (await receiver.inboxItems({ kind: 'document', limit: 1_000_000 })).length;
}

/** Nobody is killed any more: waits until everything has arrived, or nothing moves. */
async function untilDone(ledger: Ledger, options: CrashOptions): Promise<void> {
  let before = '';
  let movedAt = performance.now();
  for (;;) {
    const now = await progressOf(ledger);
    if (now.isDone) return;
    if (now.text !== before) movedAt = performance.now();
    before = now.text;
    if (performance.now() - movedAt > options.stalledMs) {
      options.log(`stalled: ${now.text}`);
      return;
    }
    await sleep(200);
  }
}

async function progressOf({
  sent,
  homes,
}: Ledger): Promise<{ readonly text: string; readonly isDone: boolean }> {
  const window = { now: systemClock.now(), clampAfter: new Date(8e15) };
  const axis = openSqliteAxisStore(join(homes.axis, 'axis.db'), systemClock.now());
  const stores = [SENDER, RECEIVER].map((code) =>
    openSqliteStore(join(homes[code] ?? '', 'store.db'), systemClock),
  );
  try {
    const counts = await Promise.all(stores.map((store) => store.counts(window)));
    const { messages, undelivered, notices } = await axis.store.counts();
    const open = counts.reduce(
      (sum, count) => sum + count.queued + count.awaitingReceipt + count.unacknowledged + count.inboxDue,
      undelivered + notices,
    );
    return { text: JSON.stringify([messages, open]), isDone: open === 0 && messages >= 2 * sent.length };
  } finally {
    for (const store of [...stores, axis]) store.close();
  }
}

/** Temporary files that killed processes left; they are swept when they are old, never used. */
async function temporariesIn(homes: Homes): Promise<number> {
  const names = await Promise.all(Object.values(homes).map((home) => readdir(home, { recursive: true })));
  return names.flat().filter((name) => name.includes('.tmp-')).length;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

class Parties {
  kills = 0;
  readonly #children = new Map<Role, ChildProcess>();
  readonly #homes: Homes;
  readonly #port: number;
  readonly #options: CrashOptions;

  constructor(homes: Homes, port: number, options: CrashOptions) {
    this.#homes = homes;
    this.#port = port;
    this.#options = options;
  }

  /** Each party is killed and started again, each in its own rhythm, while the work goes on. */
  async whileKilling<T>(work: () => Promise<T>): Promise<T> {
    const enough = new AbortController();
    const killers = ROLES.map((role, index) => this.#killAgainAndAgain(role, index, enough.signal));
    try {
      return await work();
    } finally {
      enough.abort();
      await Promise.all(killers);
    }
  }

  async #killAgainAndAgain(role: Role, index: number, enough: AbortSignal): Promise<void> {
    const chance = series(this.#options.seed * 10 + index);
    for (;;) {
      const child = this.#start(role);
      const isEarly = chance() < EARLY_DEATHS;
      if (!isEarly) await readyOf(child, enough);
      if (!this.#options.victims.includes(role)) return;
      const lifeMs = isEarly
        ? chance() * EARLY_MS
        : LIFE_MS.least + chance() * (LIFE_MS.most - LIFE_MS.least);
      await sleep(lifeMs, undefined, { signal: enough }).catch(() => undefined);
      if (enough.aborted) return;
      const ended = endOf(child);
      child.kill('SIGKILL');
      await ended;
      this.kills += 1;
      await sleep(chance() * 200);
    }
  }

  #start(role: Role): ChildProcess {
    const { variant } = this.#options;
    const config: PartyConfig = { role, home: this.#homes[role] ?? '', axisPort: this.#port, variant };
    const child = spawn(process.execPath, [PARTY, JSON.stringify(config)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#say(role, text));
    this.#children.set(role, child);
    return child;
  }

  /** Only what needs a person; an axis that is away is what this harness is about. */
  #say(role: Role, text: string): void {
    for (const line of text.split('\n')) {
      if (line !== '' && !/"level":(30|40)/.test(line)) this.#options.log(`${role}: ${line}`);
    }
  }

  /** @returns what is wrong with how they ended */
  async stop(): Promise<readonly string[]> {
    const wrong: string[] = [];
    for (const [role, child] of this.#children) {
      const ended = endOf(child);
      child.kill('SIGTERM');
      const code = await ended;
      if (code !== 0) wrong.push(`${role} ended with ${code} instead of 0 when asked to stop`);
    }
    this.#children.clear();
    return wrong;
  }

  destroy(): void {
    for (const child of this.#children.values()) child.kill('SIGKILL');
  }
}

/** Resolves when the party has begun to work, has ended, or nobody is to be killed any more. */
function readyOf(child: ChildProcess, enough: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', () => resolve());
    enough.addEventListener('abort', () => resolve(), { once: true });
  });
}

function endOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}
