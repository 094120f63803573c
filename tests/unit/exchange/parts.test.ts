import { describe, expect, it } from 'vitest';
import { deliverDue } from '../../../src/exchange/deliver.ts';
import {
  directoryOf,
  openDirectory,
  parseDirectoryList,
  signDirectory,
} from '../../../src/exchange/directoryDocument.ts';
import { type Delivery, summaryOf } from '../../../src/exchange/dispatch.ts';
import { fileInbox, MOST_FILING_ATTEMPTS } from '../../../src/exchange/fileInbox.ts';
import { inParallel } from '../../../src/exchange/inParallel.ts';
import { ROUND, takeByLane } from '../../../src/exchange/lanes.ts';
import { isPriority, laneOf, type Priority } from '../../../src/exchange/priority.ts';
import {
  parseReceipt,
  type Receipt,
  receiptStatement,
  serializeReceipt,
} from '../../../src/exchange/receipt.ts';
import { receivePass } from '../../../src/exchange/receive.ts';
import { dueWindow, nextAttemptAt } from '../../../src/exchange/retry.ts';
import { isProgress } from '../../../src/exchange/status.ts';
import { sha256 } from '../../../src/kernel/digest.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';
import type { MessageId } from '../../../src/kernel/ids.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { A, B, codeOf, DELIVER, RECEIVE, testRandom, World } from './world.ts';

const NOW = new Date('2026-11-19T02:30:00Z');

describe('retry', () => {
  it('waits longer after each failure, up to the limit of the lane, a fifth more or less', () => {
    const random = testRandom(7);
    const wait = (priority: Priority, attempts: number) =>
      (nextAttemptAt(priority, attempts, NOW, random).getTime() - NOW.getTime()) / 1000;
    for (const [attempts, seconds] of [
      [1, 1],
      [3, 5],
      [6, 30],
      [50, 30],
    ] as const) {
      expect(wait(3, attempts)).toBeGreaterThanOrEqual(seconds * 0.8);
      expect(wait(3, attempts)).toBeLessThanOrEqual(seconds * 1.2);
    }
    expect(wait(0, 50)).toBeGreaterThanOrEqual(15 * 60 * 0.8);
  });

  it('counts a plan further ahead than any wait as due: the clock was wrong when it was made', () => {
    const { clampAfter } = dueWindow(NOW);
    const longest = nextAttemptAt(0, 99, NOW, () => Uint8Array.of(255, 255));
    expect(longest.getTime()).toBeLessThanOrEqual(clampAfter.getTime());
  });
});

describe('lanes', () => {
  it('know the five values of the wire', () => {
    expect([0, 1, 2, 3, 4].filter(isPriority).map(laneOf)).toEqual([
      'ordinary',
      'urgent',
      'veryUrgent',
      'flash',
      'flash',
    ]);
    expect(isPriority(5)).toBe(false);
  });

  it('give each lane its share in every round and keep the order within a lane', () => {
    const items = ([0, 1, 2, 3] as const).flatMap((priority) =>
      Array.from({ length: 20 }, (_, index) => ({ priority, index })),
    );
    const taken = takeByLane(items, 2 * ROUND);
    const count = (priority: Priority) => taken.filter((item) => item.priority === priority).length;
    expect([3, 2, 1, 0].map((priority) => count(priority as Priority))).toEqual([16, 8, 4, 2]);
    expect(taken.filter(({ priority }) => priority === 3).map(({ index }) => index)).toEqual(
      Array.from({ length: 16 }, (_, index) => index),
    );
  });
});

describe('a business status', () => {
  it.each([
    [null, '01', true],
    ['01', '03', true],
    ['05', '03', false],
    ['06', '01', false],
    ['03', '03', false],
    ['01', '02', true],
    ['03', '99', false],
  ])('%s, then %s arrives: moves on %s', (shown, arrived, moves) => {
    expect(isProgress(shown, arrived)).toBe(moves);
  });
});

describe('the state of a dispatch', () => {
  const deliveries = (...states: readonly Delivery['state'][]): readonly Delivery[] =>
    states.map((state) => ({
      messageId: 'm' as MessageId,
      recipient: B,
      state,
      reason: null,
      changedAt: NOW,
      status: null,
    }));
  it.each([
    [['queued'], 'queued'],
    [['accepted', 'delivered'], 'sent'],
    [['consigned'], 'sent'],
    [['delivered', 'delivered'], 'delivered'],
    [['delivered', 'refused'], 'partial'],
    [['expired', 'refused'], 'failed'],
  ] as const)('of deliveries %j is %s', (states, summary) => {
    expect(summaryOf(deliveries(...states))).toBe(summary);
  });
});

describe('a receipt', () => {
  const receipt: Receipt = {
    version: 1,
    kind: 'E1',
    messageId: '01936b2a-7c00-7000-8000-000000000001' as MessageId,
    sender: A,
    recipients: [{ recipient: B, accepted: false, reason: { code: 'RECIPIENT_UNKNOWN', text: 'không có' } }],
    envelope: sha256(Buffer.from('envelope')),
    parts: [sha256(Buffer.from('part'))],
    at: '2026-11-19T02:30:00.000Z',
  };
  const bytes = serializeReceipt({ receipt, signature: 'c2ln' });

  it('reads back to what was written, and signs the canonical bytes', () => {
    expect(parseReceipt(bytes)).toEqual({ receipt, signature: 'c2ln' });
    expect(Buffer.from(bytes).includes(Buffer.from(receiptStatement(receipt)))).toBe(true);
  });

  it.each([
    ['another version', { version: 2 }],
    ['another kind', { kind: 'E9' }],
    ['an unknown member', { extra: 1 }],
    ['no recipients', { recipients: [] }],
    [
      'two recipients in E3',
      {
        kind: 'E3',
        recipients: [
          { recipient: 'a', accepted: true },
          { recipient: 'b', accepted: true },
        ],
      },
    ],
    ['a local time', { at: '2026-11-19T09:30:00+07:00' }],
    ['an id that is no UUID', { messageId: 'x' }],
    ['a digest that is none', { parts: ['sha256:00'] }],
  ])('with %s is refused', async (_name, spoilt) => {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8'));
    Object.assign(value.receipt, spoilt);
    expect(await codeOf((async () => parseReceipt(Buffer.from(JSON.stringify(value))))())).toBe(
      'RECEIPT_INVALID',
    );
  });

  it('in other than canonical bytes is refused', async () => {
    const spaced = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(bytes).toString('utf8')), null, 1));
    for (const wrong of [spaced, Buffer.from('{'), Buffer.from('[]'), Buffer.from([0xff])]) {
      expect(await codeOf((async () => parseReceipt(wrong))())).toBe('RECEIPT_INVALID');
    }
  });
});

describe('the published directory', () => {
  it('is read back only if the axis signed exactly it and it is in date', async () => {
    const world = new World();
    const bytes = await signDirectory(world.signer('axis'), world.entries, NOW);
    const later = new Date(NOW.getTime() + 25 * 3_600_000);
    expect((await openDirectory(bytes, world.verifier, NOW)).agencies).toEqual(world.entries);
    expect(await codeOf(openDirectory(bytes, world.verifier, later))).toBe('DIRECTORY_INVALID');
    const changed = Buffer.from(
      Buffer.from(bytes).toString('utf8').replace('Agency H29.13', 'Agency H29.31'),
    );
    expect(await codeOf(openDirectory(changed, world.verifier, NOW))).toBe('DIRECTORY_INVALID');
    const foreign = await signDirectory(world.signer(B), world.entries, NOW);
    expect(await codeOf(openDirectory(foreign, world.verifier, NOW))).toBe('DIRECTORY_INVALID');
  });

  it('finds an agency by both codes and by TLS key, and never two under one', async () => {
    const world = new World();
    const directory = directoryOf(world.entries);
    const entry = world.entry(B);
    expect(await directory.find(B)).toBe(entry);
    expect(entry.code102 && (await directory.find(entry.code102))).toBe(entry);
    expect(entry.tlsKeys[0] && (await directory.findByTlsKey(entry.tlsKeys[0]))).toBe(entry);
    expect(() => directoryOf([entry, { ...entry, code: A }])).toThrow('belongs to both');
  });

  it.each([
    '{}',
    '{"agencies":[{}]}',
    '{"agencies":[{"code":"A","name":"a","active":true,"tlsKeys":["x"],"sealKeys":[]}]}',
  ])('refuses the list %s', (text) => {
    expect(() => parseDirectoryList(Buffer.from(text))).toThrow('not valid');
  });
});

describe('filing what has arrived', () => {
  async function arrived() {
    const world = new World();
    const { messageId } = await world.send(A);
    await deliverDue(world.agency(A).deps, DELIVER);
    await receivePass(world.agency(B).deps, RECEIVE);
    const { store } = world.agency(B);
    const { clock, random } = world;
    const pass = (file: () => Promise<void>) =>
      fileInbox({ store, file, clock, random, logger: silentLogger }, 16);
    const state = async () => (await store.inboxItem(A, messageId))?.state;
    return { world, store, messageId, pass, state };
  }

  it('is tried again while the trouble may pass', async () => {
    const { world, pass, state } = await arrived();
    const fail = async () => {
      throw new CongvanError('AXIS_UNREACHABLE');
    };
    expect(await pass(fail)).toBe(1);
    expect(await pass(fail)).toBe(0);
    world.clock.forward(2000);
    expect(await pass(fail)).toBe(1);
    expect(await state()).toBe('received');
  });

  it('is given to a person when it can never succeed', async () => {
    const { pass, state, store } = await arrived();
    await pass(async () => {
      throw new CongvanError('ENVELOPE_NOT_WELL_FORMED');
    });
    expect(await state()).toBe('failed');
    expect((await store.inboxItems({ states: ['failed'] }))[0]?.reason?.code).toBe(
      'ENVELOPE_NOT_WELL_FORMED',
    );
  });

  it('is given to a person after very many failures nobody foresaw', async () => {
    const { world, pass, state } = await arrived();
    for (let i = 0; i < MOST_FILING_ATTEMPTS; i += 1) {
      await pass(async () => {
        throw new Error('?');
      });
      world.clock.forward(20 * 60_000);
    }
    expect(await state()).toBe('failed');
  });

  it('does nothing when somebody else was faster', async () => {
    const { world, store, messageId, pass, state } = await arrived();
    const settle = () =>
      store.commit([
        {
          kind: 'inbox.settle',
          sender: A,
          messageId,
          to: 'filed',
          reason: null,
          recordId: null,
          at: world.clock.now(),
        },
      ]);
    await pass(async () => {
      await settle();
      await settle();
    });
    expect(await state()).toBe('filed');
  });

  it('ends the daemon when the store fails', async () => {
    const { pass } = await arrived();
    const failing = pass(async () => {
      throw new CongvanError('STORE_FAILED');
    });
    expect(await codeOf(failing)).toBe('STORE_FAILED');
  });
});

describe('in parallel', () => {
  it('waits for what was started and starts nothing after an error', async () => {
    const started: number[] = [];
    const ended: number[] = [];
    const work = async (item: number) => {
      started.push(item);
      await new Promise((resolve) => setTimeout(resolve, 5 * item));
      if (item === 1) throw new Error('first');
      ended.push(item);
    };
    await expect(inParallel([1, 2, 3, 4], 2, work)).rejects.toThrow('first');
    expect(started).toEqual([1, 2]);
    expect(ended).toEqual([2]);
  });
});
