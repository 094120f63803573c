import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { describe, expect, it } from 'vitest';
import { runAgencyDaemon } from '../../../src/daemon/agencyDaemon.ts';
import { runAxis } from '../../../src/daemon/axisDaemon.ts';
import { createHealth } from '../../../src/daemon/health.ts';
import { Bell, type LoopObserver, type LoopSpec, runLoop } from '../../../src/daemon/loop.ts';
import { runService } from '../../../src/daemon/service.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { A, B, codeOf, World } from '../exchange/world.ts';

const quiet: LoopObserver = { stepped() {}, failed() {} };
const PACE = { pollMs: 5, idleMs: 20, stopMs: 500, pullWaitMs: 20, maxEnvelopeBytes: 100_000 };

const loop = (step: LoopSpec['step']): LoopSpec => ({ name: 'test', step, pollMs: 1, idleMs: 5 });

describe('a loop', () => {
  it('never overlaps itself and ends with the signal', async () => {
    const stop = new AbortController();
    let running = 0;
    let passes = 0;
    const step = async () => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      passes += 1;
      if (passes === 5) stop.abort();
      return passes % 2;
    };
    await runLoop(loop(step), stop.signal, silentLogger, quiet);
    expect(passes).toBe(5);
  });

  it('waits out what may pass, says it once, and says when it works again', async () => {
    const stop = new AbortController();
    const said: string[] = [];
    const note = (_fields: object, message: string) => void said.push(message);
    let passes = 0;
    const step = async () => {
      passes += 1;
      if (passes <= 2) throw new CongvanError('AXIS_UNREACHABLE');
      stop.abort();
      return 0;
    };
    await runLoop(loop(step), stop.signal, { ...silentLogger, warn: note, info: note }, quiet);
    expect(said).toEqual(['cannot work now, will try again', 'works again']);
  });

  it('wakes those that rest when it has done something, and not itself for ever', async () => {
    const stop = new AbortController();
    const bell = new Bell();
    let queue = 0;
    let seen = 0;
    const resting: LoopSpec = {
      name: 'resting',
      pollMs: 60_000,
      idleMs: 60_000,
      isWoken: true,
      step: async () => {
        seen += queue;
        if (queue > 0) stop.abort();
        return 0;
      },
    };
    const run = (spec: LoopSpec) => runLoop(spec, stop.signal, silentLogger, quiet, bell);
    const finding = loop(async () => {
      queue += queue === 0 && seen === 0 ? 1 : 0;
      return queue;
    });
    const started = performance.now();
    const first = run(resting);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([first, run(finding)]);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(seen).toBe(1);
  });

  it('does not wait out a store that fails', async () => {
    const failing = runLoop(
      loop(() => Promise.reject(new CongvanError('STORE_FAILED'))),
      new AbortController().signal,
      silentLogger,
      quiet,
    );
    expect(await codeOf(failing)).toBe('STORE_FAILED');
  });
});

describe('a service', () => {
  const serve = (
    options: {
      readonly loops?: readonly LoopSpec[];
      readonly start?: () => Promise<void>;
      readonly halt?: (exitCode: number) => void;
    },
    stop: AbortSignal,
  ) => {
    const closed: string[] = [];
    const exit = runService(
      {
        observer: quiet,
        logger: silentLogger,
        stopMs: 50,
        halt: options.halt ?? (() => undefined),
        async start(opened) {
          opened(async () => void closed.push('first'));
          opened(async () => void closed.push('second'));
          await options.start?.();
          return options.loops ?? [];
        },
      },
      stop,
    );
    return { exit, closed };
  };

  it('ends with 0 when it is asked to stop, and closes in reverse order', async () => {
    const stop = new AbortController();
    const { exit, closed } = serve({ loops: [loop(async () => 0)] }, stop.signal);
    setTimeout(() => stop.abort(), 20);
    expect(await exit).toBe(0);
    expect(closed).toEqual(['second', 'first']);
  });

  it('ends with 11 when the store fails', async () => {
    const failing = loop(() => Promise.reject(new CongvanError('STORE_FAILED')));
    const { exit, closed } = serve({ loops: [failing, loop(async () => 0)] }, new AbortController().signal);
    expect(await exit).toBe(11);
    expect(closed).toHaveLength(2);
  });

  it('closes what it had opened when it cannot start', async () => {
    const start = () => Promise.reject(new CongvanError('HOME_LOCKED'));
    const { exit, closed } = serve({ start }, new AbortController().signal);
    expect(await codeOf(exit)).toBe('HOME_LOCKED');
    expect(closed).toEqual(['second', 'first']);
  });

  it('ends with 11 even when other work does not end after the failure', async () => {
    const halted: number[] = [];
    const failing = loop(() => Promise.reject(new CongvanError('STORE_FAILED')));
    const endless = loop(() => new Promise(() => undefined));
    const halt = (code: number) => void halted.push(code);
    const { exit } = serve({ loops: [failing, endless], halt }, new AbortController().signal);
    expect(await exit).toBe(11);
    expect(halted).toEqual([11]);
  });

  it('does not wait longer than the deadline for work that does not end', async () => {
    const stop = new AbortController();
    const halted: number[] = [];
    const endless = loop(() => new Promise(() => undefined));
    const { exit } = serve({ loops: [endless], halt: (code) => void halted.push(code) }, stop.signal);
    setTimeout(() => stop.abort(), 10);
    expect(await exit).toBe(0);
    expect(halted).toEqual([0]);
  });
});

describe('the daemons', () => {
  it('bring a document from one agency to the other, file it, and stop', async () => {
    const world = new World();
    const stop = new AbortController();
    const filed: string[] = [];
    const daemonOf = (code: typeof A) => {
      const { deps, store } = world.agency(code);
      return runAgencyDaemon(
        {
          exchange: deps,
          file: async ({ sender, messageId, documentId }) => {
            const at = world.clock.now();
            await store.commit([
              { kind: 'inbox.settle', sender, messageId, to: 'filed', reason: null, recordId: null, at },
            ]);
            filed.push(documentId);
          },
          lock: async () => async () => undefined,
          sweep: async () => undefined,
          health: null,
          pace: PACE,
          halt: () => undefined,
        },
        stop.signal,
      );
    };
    const exits = [daemonOf(A), daemonOf(B)];
    const { messageId, documentId } = await world.send(A);
    for (let i = 0; i < 100; i += 1) {
      const [delivery] = await world.agency(A).store.deliveries(messageId);
      if (delivery?.state === 'delivered' && filed.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(filed).toEqual([documentId]);
    expect(await world.agency(A).store.deliveries(messageId)).toMatchObject([{ state: 'delivered' }]);
    stop.abort();
    expect(await Promise.all(exits)).toEqual([0, 0]);
  });

  it('asks again for what it was given in an answer that was lost, without waiting for the lease', async () => {
    let lost = 0;
    let emptyPulls = 0;
    const world = new World({
      between: (axis, code) => ({
        ...axis,
        async pull(request) {
          const pulled = await axis.pull(request);
          if (code !== B || lost > 0) return pulled;
          if (pulled.messages.length === 0) {
            emptyPulls += 1;
            return pulled;
          }
          lost += 1;
          throw new CongvanError('AXIS_UNREACHABLE');
        },
      }),
    });
    const stop = new AbortController();
    const exits = [A, B].map((code) =>
      runAgencyDaemon(
        {
          exchange: world.agency(code).deps,
          file: async () => undefined,
          lock: async () => async () => undefined,
          sweep: async () => undefined,
          health: null,
          pace: PACE,
          halt: () => undefined,
        },
        stop.signal,
      ),
    );
    while (emptyPulls === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const { messageId } = await world.send(A);
    const stateNow = async () => (await world.agency(A).store.deliveries(messageId))[0]?.state;
    for (let i = 0; i < 200 && (await stateNow()) !== 'delivered'; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(lost).toBe(1);
    expect(await stateNow()).toBe('delivered');
    stop.abort();
    await Promise.all(exits);
  });

  it('refuse a home that is taken', async () => {
    const world = new World();
    const daemon = runAxis(
      {
        hub: world.hub,
        listen: () => Promise.reject(new Error('must not listen')),
        lock: () => Promise.reject(new CongvanError('HOME_LOCKED')),
        sweep: async () => undefined,
        health: null,
        stopMs: 50,
        halt: () => undefined,
      },
      new AbortController().signal,
    );
    expect(await codeOf(daemon)).toBe('HOME_LOCKED');
  });

  it('end the axis when its store fails in a request', async () => {
    const world = new World();
    const store = { ...world.hub.store, commit: () => Promise.reject(new Error('EIO')) };
    const halted = runAxis(
      {
        hub: { ...world.hub, store },
        listen: async (service) => {
          const caller = world.entry(A);
          void service.acknowledgeNotices(caller, ['1']).catch(() => undefined);
          return { host: '127.0.0.1', port: 1, close: async () => undefined };
        },
        lock: async () => async () => undefined,
        sweep: async () => undefined,
        health: null,
        stopMs: 50,
        halt: () => undefined,
      },
      new AbortController().signal,
    );
    expect(await halted).toBe(11);
  });
});

describe('health', () => {
  it('answers on a Unix socket: what the loops do, and counters', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'congvan-health-'));
    const socket = join(folder, 'health.sock');
    const health = createHealth(new World().clock, async () => ({ awaitingReceipt: 3 }));
    const close = await health.listen({ socket });
    const agent = new Agent({ connect: { socketPath: socket } });
    const get = async (path: string) => {
      const response = await request(`http://localhost${path}`, { dispatcher: agent });
      return { status: response.statusCode, text: await response.body.text() };
    };
    try {
      health.observer.stepped('deliver', 2);
      expect(JSON.parse((await get('/healthz')).text)).toEqual({
        status: 'ok',
        loops: [{ name: 'deliver', lastPassAt: '2026-11-19T02:30:00.000Z', failing: null }],
      });
      health.observer.failed('deliver', 'AXIS_UNREACHABLE');
      expect(JSON.parse((await get('/healthz')).text).status).toBe('degraded');
      const metrics = (await get('/metrics')).text;
      expect(metrics).toContain('congvan_awaiting_receipt 3');
      expect(metrics).toContain('congvan_loop_items_total{loop="deliver"} 2');
      expect((await get('/other')).status).toBe(404);
    } finally {
      await agent.close();
      await close();
      await rm(folder, { recursive: true });
    }
  });
});
