/** Liveness and counters over HTTP on a Unix socket or a loopback port: `/healthz` and `/metrics`. */
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Clock } from '../kernel/clock.ts';
import type { LoopObserver } from './loop.ts';

/** `socket`: path of a Unix socket; its folder decides who may ask. */
export type HealthAddress = { readonly socket: string } | { readonly host: string; readonly port: number };

/** Numbers to be shown as `congvan_<name>`. */
export type Gauges = () => Promise<Readonly<Record<string, number>>>;

interface LoopHealth {
  readonly name: string;
  lastPassAt: string | null;
  /** Code of the failure it is waiting out; null when it works. */
  failing: string | null;
}

export interface Health {
  readonly observer: LoopObserver;
  listen(address: HealthAddress): Promise<() => Promise<void>>;
}

export function createHealth(clock: Clock, gauges: Gauges): Health {
  const loops = new Map<string, LoopHealth>();
  const metrics = new Metrics(gauges);
  const loopOf = (name: string) => {
    const loop = loops.get(name) ?? { name, lastPassAt: null, failing: null };
    loops.set(name, loop);
    return loop;
  };
  return {
    observer: {
      stepped(name, done) {
        const loop = loopOf(name);
        loop.lastPassAt = clock.now().toISOString();
        loop.failing = null;
        metrics.items.inc({ loop: name }, done);
      },
      failed(name, code) {
        loopOf(name).failing = code;
        metrics.failures.inc({ loop: name, code });
      },
    },
    listen: (address) => listen(address, () => [...loops.values()], metrics),
  };
}

class Metrics {
  readonly registry = new Registry();
  readonly items: Counter<'loop'>;
  readonly failures: Counter<'loop' | 'code'>;
  readonly #gauges: Gauges;
  readonly #shown = new Map<string, Gauge>();

  constructor(gauges: Gauges) {
    this.#gauges = gauges;
    const registers = [this.registry];
    this.items = new Counter({
      name: 'congvan_loop_items_total',
      help: 'Items a loop has worked on',
      labelNames: ['loop'],
      registers,
    });
    this.failures = new Counter({
      name: 'congvan_loop_failures_total',
      help: 'Passes that failed and were waited out',
      labelNames: ['loop', 'code'],
      registers,
    });
  }

  async text(): Promise<string> {
    for (const [name, value] of Object.entries(await this.#gauges())) this.#gauge(name).set(value);
    return this.registry.metrics();
  }

  #gauge(name: string): Gauge {
    const metric = `congvan_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
    const gauge =
      this.#shown.get(metric) ??
      new Gauge({ name: metric, help: `Now: ${name}`, registers: [this.registry] });
    this.#shown.set(metric, gauge);
    return gauge;
  }
}

async function listen(
  address: HealthAddress,
  loops: () => readonly LoopHealth[],
  metrics: Metrics,
): Promise<() => Promise<void>> {
  const server = createServer(async (request, response) => {
    try {
      const { type, text } = await answer(request.url ?? '', loops, metrics);
      response.writeHead(text === undefined ? 404 : 200, { 'content-type': type }).end(text);
    } catch {
      response.writeHead(500).end();
    }
  });
  // The home lock says that no other daemon lives here: a socket file is a leftover.
  if ('socket' in address) await rm(address.socket, { force: true });
  await bind(server, address);
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

function bind(server: Server, address: HealthAddress): Promise<void> {
  const where = 'socket' in address ? { path: address.socket } : address;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, resolve);
  });
}

async function answer(
  url: string,
  loops: () => readonly LoopHealth[],
  metrics: Metrics,
): Promise<{ readonly type: string; readonly text: string | undefined }> {
  if (url === '/metrics') return { type: metrics.registry.contentType, text: await metrics.text() };
  if (url !== '/healthz') return { type: 'text/plain', text: undefined };
  const failing = loops().some((loop) => loop.failing !== null);
  const health = { status: failing ? 'degraded' : 'ok', loops: loops() };
  return { type: 'application/json', text: JSON.stringify(health) };
}
