import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import { type PkiServers, startPki } from '../../certs-dev/servers.ts';
import { playTranscript, type Variables } from './run.ts';

const FOLDER = import.meta.dirname;
/** Dozens of processes one after the other, on a machine that may be busy. */
const LONGEST_MS = 240_000;

let servers: PkiServers;
beforeAll(async () => {
  await ensurePki(new Date());
  servers = await startPki();
});
afterAll(() => servers.close());

function variables(): Variables {
  const overrides = Object.entries(servers.overrides).map(([from, to]) => `${from}=${to}`);
  const { port } = new URL(servers.tsa.url);
  return { TSA: servers.tsa.url, USEDPORT: port, OVERRIDES: overrides.join(',') };
}

describe.concurrent('transcripts', () => {
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.txt'))) {
    const play = () => playTranscript(readFileSync(join(FOLDER, name), 'utf8'), variables());
    test(name.replace('.txt', ''), play, LONGEST_MS);
  }
});
