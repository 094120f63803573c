import { describe, expect, it } from 'vitest';
import { resendReceipts } from '../../../src/exchange/acknowledge.ts';
import type { Axis } from '../../../src/exchange/axis.ts';
import { deliverDue } from '../../../src/exchange/deliver.ts';
import { summaryOf } from '../../../src/exchange/dispatch.ts';
import { parseReceipt } from '../../../src/exchange/receipt.ts';
import { receivePass } from '../../../src/exchange/receive.ts';
import { dueWindow } from '../../../src/exchange/retry.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';
import { A, agency, B, C, codeOf, DELIVER, RECEIVE, seal, World } from './world.ts';

const states = async (world: World, messageId: Parameters<World['hub']['store']['message']>[1]) =>
  (await world.agency(A).store.deliveries(messageId)).map(({ recipient, state }) => [recipient, state]);

/** Runs one agency's passes until nothing moves. */
async function settle(world: World, ...codes: readonly (typeof A)[]): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    for (const code of codes) {
      const { deps } = world.agency(code);
      await deliverDue(deps, DELIVER);
      await receivePass(deps, RECEIVE);
    }
  }
}

describe('a dispatch from sender to receiver and its receipts home', () => {
  it('is "sent" at E1, consigned at E2 and delivered only at E3', async () => {
    const world = new World();
    const { messageId } = await world.send(A);
    const sender = world.agency(A);
    const receiver = world.agency(B);

    await deliverDue(sender.deps, DELIVER);
    expect(await states(world, messageId)).toEqual([[B, 'accepted']]);

    await receivePass(receiver.deps, RECEIVE);
    expect(await receiver.store.inboxItem(A, messageId)).toMatchObject({
      state: 'received',
      acknowledgedAt: world.clock.now(),
    });
    expect(await states(world, messageId)).toEqual([[B, 'accepted']]);

    await receivePass(sender.deps, RECEIVE);
    expect(await states(world, messageId)).toEqual([[B, 'delivered']]);
    const receipts = await sender.store.receipts(messageId);
    expect(receipts.map((receipt) => receipt.kind).sort()).toEqual(['E1', 'E2', 'E3']);
    expect(summaryOf(await sender.store.deliveries(messageId))).toBe('delivered');
  });

  it('brings the same envelope and parts, byte for byte', async () => {
    const world = new World();
    const dispatch = await world.send(A, { parts: ['một', 'hai', 'một'] });
    await settle(world, A, B);
    const { payloads, store } = world.agency(B);
    for (const { digest } of [dispatch.envelope, ...dispatch.parts]) {
      expect(payloads.blobs.get(digest)).toEqual(world.agency(A).payloads.blobs.get(digest));
    }
    expect((await store.inboxItem(A, dispatch.messageId))?.parts).toEqual(dispatch.parts);
  });

  it('goes to many recipients with a state each; an unknown one does not hold the others', async () => {
    const world = new World();
    const unknown = agency('H99.99');
    const { messageId } = await world.send(A, { to: [B, unknown, C] });
    await settle(world, A, B);
    expect(await states(world, messageId)).toEqual([
      [B, 'delivered'],
      [C, 'accepted'],
      [unknown, 'refused'],
    ]);
    const deliveries = await world.agency(A).store.deliveries(messageId);
    expect(deliveries.find((delivery) => delivery.recipient === unknown)?.reason?.code).toBe(
      'RECIPIENT_UNKNOWN',
    );
    expect(summaryOf(deliveries)).toBe('partial');
  });

  it('reaches an agency addressed by its older code', async () => {
    const world = new World();
    const old = agency('000.00.13.H29');
    const { messageId } = await world.send(A, { to: [old] });
    await settle(world, A, B);
    expect(await states(world, messageId)).toEqual([[old, 'delivered']]);
  });

  it('with no known recipient is rejected before anything is uploaded, and can be queued again', async () => {
    const world = new World();
    const { messageId } = await world.send(A, { to: [agency('H99.99')] });
    await settle(world, A);
    const { store } = world.agency(A);
    expect(await store.dispatch(messageId)).toMatchObject({
      state: 'rejected',
      lastError: { code: 'RECIPIENT_UNKNOWN' },
    });
    expect(await world.hub.store.message(A, messageId)).toBeUndefined();
    const at = world.clock.now();
    await store.commit([{ kind: 'dispatch.requeue', messageId, expiresAt: at, at }]);
    expect(await store.dispatch(messageId)).toMatchObject({ state: 'queued' });
    expect(await states(world, messageId)).toEqual([['H99.99', 'queued']]);
  });

  it('that could not be sent before its time is over expires', async () => {
    const world = new World();
    const { messageId } = await world.send(A);
    world.clock.forward(8 * 86_400_000);
    await deliverDue(world.agency(A).deps, DELIVER);
    expect(await world.agency(A).store.dispatch(messageId)).toMatchObject({ state: 'expired' });
    expect(await states(world, messageId)).toEqual([[B, 'expired']]);
  });

  it('whose bytes are lost at the sender needs a person and does not hold others', async () => {
    const world = new World();
    const lost = await world.send(A);
    const good = await world.send(A, { parts: ['another'] });
    world.agency(A).payloads.blobs.delete(lost.envelope.digest);
    await settle(world, A, B);
    expect(await world.agency(A).store.dispatch(lost.messageId)).toMatchObject({
      state: 'dead',
      lastError: { code: 'BLOB_NOT_FOUND' },
    });
    expect(await states(world, good.messageId)).toEqual([[B, 'delivered']]);
  });
});

describe('trouble on the way to the axis', () => {
  const broken = (part: Partial<Axis>) => new World({ between: (axis) => ({ ...axis, ...part }) });

  it('an axis that cannot be reached leaves the dispatch queued and is told to the loop', async () => {
    const world = broken({
      register: async () => {
        throw new CongvanError('AXIS_UNREACHABLE');
      },
    });
    const { messageId } = await world.send(A, { priority: 3 });
    const { deps, store } = world.agency(A);
    expect(await codeOf(deliverDue(deps, DELIVER))).toBe('AXIS_UNREACHABLE');
    const queued = await store.dispatch(messageId);
    expect(queued).toMatchObject({ state: 'queued', attempts: 1, lastError: { code: 'AXIS_UNREACHABLE' } });
    expect(await store.dueDispatches(dueWindow(world.clock.now()), 10)).toHaveLength(0);
    world.clock.forward(1300);
    expect(await store.dueDispatches(dueWindow(world.clock.now()), 10)).toHaveLength(1);
  });

  it('a receipt E1 signed by somebody else, or about other bytes, proves nothing', async () => {
    const world = new World();
    const first = await world.send(A);
    await deliverDue(world.agency(A).deps, DELIVER);
    const [stored] = await world.agency(A).store.receipts(first.messageId);
    const replayed = stored?.receipt ?? new Uint8Array();
    const second = await world.send(A, { parts: ['other'] });
    for (const answer of [replayed, Buffer.from('{}'), forge(replayed)]) {
      const { deps } = world.agency(A);
      const axis = { ...deps.axis, commit: async () => answer };
      world.clock.forward(60_000);
      await deliverDue({ ...deps, axis }, DELIVER);
      expect(await world.agency(A).store.dispatch(second.messageId)).toMatchObject({
        state: 'queued',
        lastError: { code: 'RECEIPT_UNTRUSTED' },
      });
    }
  });

  it('the answer to a commit that got lost is the same when asked again', async () => {
    const world = new World();
    const { messageId } = await world.send(A);
    const { deps } = world.agency(A);
    const seen: Uint8Array[] = [];
    let lose = true;
    const commit: Axis['commit'] = async (id) => {
      seen.push(await deps.axis.commit(id));
      if (lose) throw new CongvanError('AXIS_UNREACHABLE');
      return seen.at(-1) ?? new Uint8Array();
    };
    await codeOf(deliverDue({ ...deps, axis: { ...deps.axis, commit } }, DELIVER));
    lose = false;
    world.clock.forward(60_000);
    await deliverDue({ ...deps, axis: { ...deps.axis, commit } }, DELIVER);
    expect(seen).toHaveLength(2);
    expect(Buffer.from(seen[0] ?? []).equals(seen[1] ?? Buffer.alloc(1))).toBe(true);
    expect(await states(world, messageId)).toEqual([[B, 'accepted']]);
    expect(await world.hub.store.counts()).toMatchObject({ messages: 1, undelivered: 1 });
  });

  it('a store that fails is not waited out', async () => {
    const world = new World();
    await world.send(A);
    const { deps } = world.agency(A);
    const store = { ...deps.store, commit: () => Promise.reject(new Error('EIO')) };
    expect(await codeOf(deliverDue({ ...deps, store }, DELIVER))).toBe('STORE_FAILED');
  });
});

describe('what comes to the receiver', () => {
  it('again is answered with the stored receipt, byte for byte, and filed once', async () => {
    const world = new World({ hub: { leaseMs: 1000 } });
    const { messageId } = await world.send(A);
    await deliverDue(world.agency(A).deps, DELIVER);
    const { deps, store } = world.agency(B);
    const sent: Uint8Array[] = [];
    const losing: Axis = {
      ...deps.axis,
      acknowledge: async (receipt) => {
        sent.push(receipt);
        throw new CongvanError('AXIS_UNREACHABLE');
      },
    };
    for (let time = 0; time < 3; time += 1) {
      expect(await codeOf(receivePass({ ...deps, axis: losing }, RECEIVE))).toBe('AXIS_UNREACHABLE');
      world.clock.forward(2000);
    }
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map((receipt) => Buffer.from(receipt).toString('hex'))).size).toBe(1);
    expect(await store.inboxItems()).toHaveLength(1);
    expect((await store.inboxItem(A, messageId))?.acknowledgedAt).toBeNull();
    expect(await resendReceipts(deps, 10)).toBe(1);
    expect((await store.inboxItem(A, messageId))?.acknowledgedAt).not.toBeNull();
    await receivePass(world.agency(A).deps, RECEIVE);
    expect(await states(world, messageId)).toEqual([[B, 'delivered']]);
  });

  it('is not acknowledged before it is committed', async () => {
    const world = new World();
    await world.send(A);
    await deliverDue(world.agency(A).deps, DELIVER);
    const { deps } = world.agency(B);
    let acknowledged = 0;
    const axis: Axis = {
      ...deps.axis,
      acknowledge: async () => {
        acknowledged += 1;
      },
    };
    const store = { ...deps.store, commit: () => Promise.reject(new Error('disk on fire')) };
    expect(await codeOf(receivePass({ ...deps, axis, store }, RECEIVE))).toBe('STORE_FAILED');
    expect(acknowledged).toBe(0);
  });

  it('with a broken seal is refused with signed evidence, and the sender hears why', async () => {
    const world = new World();
    const { messageId } = await world.send(A);
    await deliverDue(world.agency(A).deps, DELIVER);
    const receiver = world.agency(B);
    const refusing = {
      verify: async () => ({ kind: 'refused', code: 'SEAL_INVALID', text: 'broken' }) as const,
    };
    await receivePass({ ...receiver.deps, seal: refusing }, RECEIVE);
    expect(await receiver.store.inboxItems()).toHaveLength(0);
    expect(await receiver.store.refusals()).toHaveLength(1);
    await receivePass(world.agency(A).deps, RECEIVE);
    expect(await states(world, messageId)).toEqual([[B, 'refused']]);
    const receipt = (await world.agency(A).store.receipts(messageId)).find(({ kind }) => kind === 'E3');
    expect(parseReceipt(receipt?.receipt ?? new Uint8Array()).receipt.recipients).toEqual([
      { recipient: B, accepted: false, reason: { code: 'SEAL_INVALID', text: 'broken' } },
    ]);
  });

  it('is not refused for a fault of ours: it comes again', async () => {
    const world = new World({ hub: { leaseMs: 1000 } });
    const { messageId } = await world.send(A);
    await deliverDue(world.agency(A).deps, DELIVER);
    const { deps, store } = world.agency(B);
    for (const code of ['DIRECTORY_INVALID', 'STORE_UNREADABLE', 'SIGNING_KEY_LOCKED']) {
      const seal = { verify: async () => ({ kind: 'refused', code, text: 'ours' }) as const };
      const warned: object[] = [];
      const logger = { ...deps.logger, warn: (fields: object) => void warned.push(fields) };
      await receivePass({ ...deps, seal, logger }, RECEIVE);
      expect(warned).toMatchObject([{ reason: { code: 'SEAL_NOT_JUDGED' } }]);
      world.clock.forward(2000);
    }
    expect(await store.refusals()).toEqual([]);
    await receivePass(deps, RECEIVE);
    expect(await store.inboxItem(A, messageId)).toBeDefined();
  });

  it.each([
    ['another sender than the axis says', (m: object) => ({ ...m, sender: C }), 'SENDER_MISMATCH'],
    ['another recipient', (m: object) => ({ ...m, recipient: C }), 'RECIPIENT_MISMATCH'],
    ['a part too few', (m: object) => ({ ...m, parts: [] }), 'PARTS_MISMATCH'],
  ])('from an axis that lies about %s is refused', async (_name, lie, code) => {
    const world = new World();
    await world.send(A);
    await deliverDue(world.agency(A).deps, DELIVER);
    const { deps, store } = world.agency(B);
    const pull: Axis['pull'] = async (request) => {
      const pulled = await deps.axis.pull(request);
      return { ...pulled, messages: pulled.messages.map((message) => ({ ...message, ...lie(message) })) };
    };
    await receivePass({ ...deps, axis: { ...deps.axis, pull } }, RECEIVE);
    expect(await store.inboxItems()).toHaveLength(0);
    expect((await store.refusals()).map(({ reason }) => reason.code)).toEqual([code]);
  });

  it('under a known id with other bytes raises an alarm and is not filed', async () => {
    const world = new World();
    const original = await world.send(A);
    await settle(world, A, B);
    const { deps, store } = world.agency(B);
    const { privateKey } = world.agency(A).keys;
    const { messageId, kind, sender, recipients, documentId, priority } = original;
    const other = seal({ messageId, kind, sender, recipients, documentId, priority, parts: [] }, privateKey);
    const envelope = await world.hub.payloads.put(other);
    const alarms: object[] = [];
    const axis: Axis = {
      ...deps.axis,
      pull: async () => ({
        receipts: [],
        messages: [{ deliveryId: '1', sender: A, messageId, recipient: B, envelope, parts: [] }],
      }),
      fetchPart: async () => world.hub.payloads.open(envelope.digest),
      acknowledge: async () => undefined,
    };
    const logger = { ...deps.logger, error: (fields: object) => void alarms.push(fields) };
    await receivePass({ ...deps, axis, logger }, RECEIVE);
    expect(alarms).toMatchObject([{ alarm: true, reason: { code: 'MESSAGE_ID_REUSED' } }]);
    expect((await store.inboxItem(A, messageId))?.envelope).toEqual(original.envelope);
  });

  it('under a known id but the other code of its sender, with other bytes, raises the same alarm', async () => {
    const world = new World();
    const original = await world.send(B, { to: [A] });
    await settle(world, B, A);
    const { deps, store } = world.agency(A);
    const { messageId, kind, recipients, documentId, priority } = original;
    expect(await store.inboxItem(B, messageId)).toBeDefined();
    const sender = agency('000.00.13.H29');
    const sealed = { messageId, kind, sender, recipients, documentId, priority, parts: [] };
    const envelope = await world.hub.payloads.put(seal(sealed, world.agency(B).keys.privateKey));
    const axis: Axis = {
      ...deps.axis,
      pull: async () => ({
        receipts: [],
        messages: [{ deliveryId: '1', sender, messageId, recipient: A, envelope, parts: [] }],
      }),
      fetchPart: async () => world.hub.payloads.open(envelope.digest),
      acknowledge: async () => undefined,
    };
    await receivePass({ ...deps, axis }, RECEIVE);
    expect((await store.refusals()).map(({ reason }) => reason.code)).toEqual(['MESSAGE_ID_REUSED']);
    expect(await store.inboxItems()).toHaveLength(1);
  });

  it('and cannot be judged now is left to its lease', async () => {
    const world = new World({ hub: { leaseMs: 1000 } });
    await world.send(A);
    await deliverDue(world.agency(A).deps, DELIVER);
    const { deps, store } = world.agency(B);
    const later = {
      verify: async () => {
        throw new CongvanError('AXIS_UNREACHABLE');
      },
    };
    await codeOf(receivePass({ ...deps, seal: later }, RECEIVE));
    expect(await store.inboxItems()).toHaveLength(0);
    expect(await store.refusals()).toHaveLength(0);
    world.clock.forward(2000);
    await receivePass(deps, RECEIVE);
    expect(await store.inboxItems()).toHaveLength(1);
  });
});

function forge(receipt: Uint8Array): Uint8Array {
  const value = JSON.parse(Buffer.from(receipt).toString('utf8'));
  value.receipt.at = '2026-11-19T00:00:00.000Z';
  return Buffer.from(JSON.stringify(value));
}
