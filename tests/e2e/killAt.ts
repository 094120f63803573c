/**
 * Preloaded into a process (`node --import`) so that it dies as if by kill -9 at one exact moment, named by E2E_KILL_AT:
 * - `before-sql:TEXT`  before a statement that contains TEXT is run; its transaction is lost
 * - `request:TEXT`     before an HTTP request whose `METHOD PATH` contains TEXT leaves
 * - `answer:TEXT`      when the answer to such a request begins to arrive
 * - `reply:TEXT`       when a server is about to answer such a request
 */
import diagnostics from 'node:diagnostics_channel';
import { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';

const [kind = '', text = ''] = (process.env.E2E_KILL_AT ?? '').split(/:(.*)/s);

const dieIf = (matches: boolean): void => {
  if (matches) process.kill(process.pid, 'SIGKILL');
};

const WATCHES: Readonly<Record<string, () => void>> = {
  'before-sql': () => watchSql((source) => dieIf(source.includes(text))),
  request: () => watchRequests('undici:request:create'),
  answer: () => watchRequests('undici:request:headers'),
  reply: watchReplies,
};

function watchSql(seen: (source: string) => void): void {
  const Database: typeof BetterSqlite3 = createRequire(import.meta.url)('better-sqlite3');
  const db = new Database(':memory:');
  const prototype: { run: (...values: unknown[]) => unknown } = Object.getPrototypeOf(db.prepare('SELECT 1'));
  db.close();
  const { run } = prototype;
  prototype.run = function (this: BetterSqlite3.Statement, ...values: unknown[]) {
    seen(this.source);
    return run.apply(this, values);
  };
}

function watchRequests(channel: string): void {
  diagnostics.subscribe(channel, (message) => {
    const { request } = message as { request: { method: string; path: string } };
    dieIf(`${request.method} ${request.path}`.includes(text));
  });
}

function watchReplies(): void {
  const { writeHead } = ServerResponse.prototype;
  const watched = function (this: ServerResponse, ...rest: unknown[]) {
    dieIf(`${this.req.method} ${this.req.url}`.includes(text));
    return Reflect.apply(writeHead, this, rest);
  };
  Object.assign(ServerResponse.prototype, { writeHead: watched });
}

WATCHES[kind]?.();
