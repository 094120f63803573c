/**
 * `node certs-dev/serve.ts [tsa|ocsp|crl]…`: runs the servers on their documented ports until it is told to stop
 * (SIGINT, SIGTERM); all of them when none is named. Prints one line per server when it answers.
 */
import { ensurePki } from './generate.ts';
import type { Server } from './httpServer.ts';
import { startCrl, startOcsp, startTsa } from './servers.ts';

const STARTERS: ReadonlyMap<string, () => Promise<Server>> = new Map([
  ['tsa', startTsa],
  ['ocsp', startOcsp],
  ['crl', startCrl],
]);

async function serve(names: readonly string[]): Promise<void> {
  await ensurePki(new Date());
  const servers: Server[] = [];
  for (const name of names) {
    const start = STARTERS.get(name);
    if (start === undefined)
      throw new Error(`no server ${name}: choose of ${[...STARTERS.keys()].join(', ')}`);
    const server = await start();
    servers.push(server);
    process.stdout.write(`${name} ${server.url}\n`);
  }
  const stop = () => void Promise.all(servers.map((server) => server.close()));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

const named = process.argv.slice(2);
await serve(named.length > 0 ? named : [...STARTERS.keys()]);
