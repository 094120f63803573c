import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resendReceipts } from '../../src/exchange/acknowledge.ts';
import { deliverDue } from '../../src/exchange/deliver.ts';
import { receivePass } from '../../src/exchange/receive.ts';
import { CRUEL, hostileAxis } from '../unit/exchange/hostileAxis.ts';
import { A, B, C, codeOf, DELIVER, RECEIVE, testRandom, World } from '../unit/exchange/world.ts';

const DOCUMENTS = 8;
const ROUNDS = 400;
/** Longer than most waits of a retry: the test is about what arrives, not about when. */
const ROUND_MS = 45_000;
/** What a pass may be rejected with; anything else is a fault of ours. */
const PASSING = [undefined, 'AXIS_UNREACHABLE'];

describe('over an axis that loses, repeats, reorders and cuts', () => {
  it('every document arrives once at every recipient, and every receipt comes home', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), run), { numRuns: 20 });
  }, 120_000);
});

async function run(seed: number): Promise<void> {
  const chance = testRandom(seed);
  const between: ConstructorParameters<typeof World>[0] = {
    between: (axis) => hostileAxis(axis, chance, CRUEL),
    hub: { leaseMs: 5000 },
    seed,
  };
  const world = new World(between);
  const sent = [];
  for (let i = 0; i < DOCUMENTS; i += 1) {
    sent.push(await world.send(A, { to: [B, C], parts: [`text ${i}`], priority: i % 2 === 0 ? 0 : 3 }));
  }
  for (let round = 0; round < ROUNDS && !(await isQuiet(world)); round += 1) await pass(world);

  for (const { messageId } of sent) {
    const { store } = world.agency(A);
    expect((await store.deliveries(messageId)).map(({ state }) => state)).toEqual(['delivered', 'delivered']);
    const receipts = await store.receipts(messageId);
    expect(receipts.filter(({ kind }) => kind === 'E3')).toHaveLength(2);
    expect(receipts.filter(({ kind }) => kind === 'E1')).toHaveLength(1);
  }
  for (const code of [B, C]) {
    const items = await world.agency(code).store.inboxItems();
    expect(items.map(({ messageId }) => messageId).sort()).toEqual(
      sent.map(({ messageId }) => messageId).sort(),
    );
    expect(await world.agency(code).store.refusals()).toEqual([]);
  }
  expect(await world.hub.store.counts()).toEqual({ messages: DOCUMENTS, undelivered: 0, notices: 0 });
}

async function pass(world: World): Promise<void> {
  for (const code of [A, B, C]) {
    const { deps } = world.agency(code);
    expect(PASSING).toContain(await codeOf(deliverDue(deps, DELIVER)));
    expect(PASSING).toContain(await codeOf(receivePass(deps, RECEIVE)));
    expect(PASSING).toContain(await codeOf(resendReceipts(deps, 10)));
  }
  world.clock.forward(ROUND_MS);
}

async function isQuiet(world: World): Promise<boolean> {
  const { undelivered, notices } = await world.hub.store.counts();
  if (undelivered + notices > 0) return false;
  const window = { now: world.clock.now(), clampAfter: new Date(8e15) };
  const counts = await Promise.all([A, B, C].map((code) => world.agency(code).store.counts(window)));
  return counts.every(
    ({ queued, awaitingReceipt, unacknowledged }) => queued + awaitingReceipt + unacknowledged === 0,
  );
}
