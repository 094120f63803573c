import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPki } from '../../../certs-dev/servers.ts';
import type { KeptRecord } from '../../../src/archive/record.ts';
import type { AgencyCode } from '../../../src/kernel/ids.ts';
import { run } from '../../demo/processes.ts';
import { type Office, openOffice, type Posted, storeOf } from './office.ts';
import { type Homes, makeHomes, Party } from './parties.ts';

/** To run one again: CONGVAN_CRASH_SEED=… */
const seed = Number(process.env.CONGVAN_CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31));
const documents = Number(process.env.CONGVAN_CRASH_DOCUMENTS ?? 300);
const LEAST_KILLS = 40;
const DONE_WITHIN_MS = 8 * 60_000;
const SENDER = 'H29.12' as AgencyCode;
const RECEIVER = 'H29.13' as AgencyCode;

/** mulberry32: the same seed, the same kills. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

let folder: string;
let pki: Awaited<ReturnType<typeof startPki>>;
let homes: Homes;
let parties: readonly Party[] = [];
let posted: readonly Posted[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-program-'));
  pki = await startPki();
  homes = await makeHomes(folder, pki);
  parties = [
    new Party(['axis', '--home', homes.axis]),
    new Party(['daemon', '--home', homes.sender]),
    new Party(['daemon', '--home', homes.receiver]),
  ];
  posted = await postUnderFire();
  await untilSettled();
  for (const party of parties) await party.stop();
}, 900_000);

afterAll(async () => {
  for (const party of parties) await party.stop();
  await pki?.close();
  await rm(folder, { recursive: true, force: true });
});

/** The clerk posts while the parties are killed; killing goes on until most of it has arrived. */
async function postUnderFire(): Promise<readonly Posted[]> {
  const office = await firstOffice();
  const sent: Posted[] = [];
  const random = randomFrom(seed);
  const kills = () => parties.reduce((sum, party) => sum + party.kills, 0);
  const fire = (async () => {
    for (let arrived = 0; arrived < documents * 0.9 || kills() < LEAST_KILLS; arrived = await filed()) {
      await sleep(500 + random() * 3000);
      parties[Math.floor(random() * parties.length)]?.kill();
    }
  })();
  for (let index = 0; index < documents; index += 1) sent.push(await office.post(index));
  await fire;
  await office.close();
  process.stdout.write(`  program: ${sent.length} documents, ${kills()} kills, seed ${seed}\n`);
  return sent;
}

/** The address book comes from the axis, which takes a moment to start. */
async function firstOffice(): Promise<Office> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const office = await openOffice(homes.sender, RECEIVER);
      return office;
    } catch (error) {
      if (attempt === 20) throw error;
      await sleep(500);
    }
  }
}

async function filed(): Promise<number> {
  const store = await storeOf(homes.receiver);
  try {
    return (await store.inboxItems({ kind: 'document', states: ['filed'], limit: 1_000_000 })).length;
  } finally {
    store.close();
  }
}

/** Nobody is killed any more: until both statuses of every document are back. */
async function untilSettled(): Promise<void> {
  const deadline = performance.now() + DONE_WITHIN_MS;
  while (performance.now() < deadline) {
    const store = await storeOf(homes.sender);
    const dispatches = await store.dispatches({ kind: 'document', limit: 1_000_000 });
    const open = [];
    for (const { messageId } of dispatches) {
      const [delivery] = await store.deliveries(messageId);
      if (delivery?.state !== 'delivered' || delivery.status?.code !== '03') open.push(messageId);
    }
    store.close();
    if (open.length === 0 && dispatches.length === posted.length) return;
    await sleep(500);
  }
}

async function recordsIn(home: string): Promise<readonly KeptRecord[]> {
  const store = await storeOf(home);
  const records: KeptRecord[] = [];
  for await (const record of store.records()) records.push(record);
  store.close();
  return records;
}

describe(`the whole program under kill -9, ${documents} documents`, () => {
  it('had enough kills, and no party ended by itself', () => {
    expect(parties.reduce((sum, party) => sum + party.kills, 0)).toBeGreaterThanOrEqual(LEAST_KILLS);
    expect(parties.flatMap((party) => party.deaths)).toEqual([]);
  });

  it('archived every document once at the receiver, each with its own attachment', async () => {
    const received = (await recordsIn(homes.receiver)).map(({ record }) => record);
    const named = (list: readonly { documentId: string; attachment: string | undefined }[]) =>
      list.map(({ documentId, attachment }) => `${documentId} ${attachment}`).sort();
    expect(
      named(received.map(({ documentId, files }) => ({ documentId, attachment: files[1]?.digest }))),
    ).toEqual(named(posted));
    expect(
      received.every(({ indication, direction }) => indication === 'TOTAL-PASSED' && direction === 'in'),
    ).toBe(true);
  });

  it('numbered the incoming book from 1 without a gap and without a double', async () => {
    const received = await recordsIn(homes.receiver);
    const numbers = received.map(({ record }) => record.arrival?.number ?? 0).sort((a, b) => a - b);
    expect(numbers).toEqual(posted.map((_, index) => index + 1));
  });

  it('numbered the outgoing book without a gap, each number sent', async () => {
    const store = await storeOf(homes.sender);
    const lines = await store.numberEntries({ register: 'out', agency: SENDER, limit: 1_000_000 });
    store.close();
    expect(lines.map(({ serial }) => serial).sort((a, b) => a - b)).toEqual(
      posted.map((_, index) => index + 1),
    );
    expect(lines.every(({ state }) => state === 'sent')).toBe(true);
  });

  it('brought E1, E3, 01 and 03 back to the sender once per document', async () => {
    const kept = await recordsIn(homes.sender);
    const bad = kept.filter(({ additions }) => {
      const count = (word: string) =>
        additions.filter(
          (one) => (one.kind === 'receipt' ? one.receipt : one.kind === 'status' ? one.code : '') === word,
        ).length;
      return ['E1', 'E3', '01', '03'].some((word) => count(word) !== 1);
    });
    expect(kept).toHaveLength(posted.length);
    expect(bad.map(({ record, additions }) => [record.documentId, additions])).toEqual([]);
  });

  it('left nothing waiting, failed or doubled', async () => {
    for (const home of [homes.sender, homes.receiver]) {
      const store = await storeOf(home);
      const inbox = await store.inboxItems({ limit: 1_000_000 });
      expect(inbox.filter(({ state }) => state !== 'filed')).toEqual([]);
      expect(await store.refusals()).toEqual([]);
      store.close();
    }
  });

  it('leaves logs that doctor finds consistent', async () => {
    for (const home of [homes.sender, homes.receiver]) {
      const { stdout } = await run(['bin/congvan.ts', 'doctor', '--home', home, '--json']);
      const { findings } = JSON.parse(stdout) as { findings: readonly { name: string; status: string }[] };
      expect(
        findings.filter(({ name }) => ['store', 'blobs', 'log'].includes(name)).map(({ status }) => status),
      ).toEqual(['OK', 'OK', 'OK']);
    }
  });
});
