import { describe, expect, it } from 'vitest';
import type { CallerCertificates } from '../../../src/exchange/axis/hub.ts';
import { expireDeliveries } from '../../../src/exchange/axis/mailbox.ts';
import { axisService } from '../../../src/exchange/axis/service.ts';
import { deliverDue } from '../../../src/exchange/deliver.ts';
import { parseReceipt } from '../../../src/exchange/receipt.ts';
import { receivePass } from '../../../src/exchange/receive.ts';
import { A, agency, B, C, codeOf, DELIVER, RECEIVE, seal, World } from './world.ts';

async function registration(world: World, from = A, options: Parameters<World['send']>[1] = {}) {
  const { messageId, envelope, parts } = await world.send(from, options);
  const bytes = await world.agency(from).payloads.get(envelope.digest);
  return { messageId, envelope: bytes, parts: parts.map(({ digest, sizeBytes }) => ({ digest, sizeBytes })) };
}

const bytesOf = (text: string, from = 0) =>
  (async function* () {
    yield Buffer.from(text).subarray(from);
  })();

const PULL = { limit: 10, waitMs: 0, resume: false };

describe('the axis takes a message over', () => {
  it('only when every part is there, and says which are missing', async () => {
    const world = new World();
    const request = await registration(world, A, { parts: ['one', 'two'] });
    const caller = world.entry(A);
    const answer = await world.service.register(caller, request);
    expect(answer.missing.map(({ offset }) => offset)).toEqual([0, 0]);
    expect(await codeOf(world.service.accept(caller, request.messageId))).toBe('PARTS_MISSING');
    const { messageId } = request;
    for (const [index, text] of ['one', 'two'].entries()) {
      const digest = request.parts[index]?.digest ?? request.parts[0]?.digest;
      if (digest === undefined) throw new Error('no part');
      await world.service.putPart(caller, { messageId, digest, start: 0, source: bytesOf(text) });
    }
    const receipt = await world.service.accept(caller, messageId);
    expect(await world.service.accept(caller, messageId)).toEqual(receipt);
    expect((await world.service.register(caller, request)).missing).toEqual([]);
    expect((await world.service.progress(caller, messageId)).receipt).toEqual(receipt);
    expect(parseReceipt(receipt).receipt).toMatchObject({
      kind: 'E1',
      messageId,
      recipients: [{ recipient: B, accepted: true }],
      parts: request.parts.map((part) => part.digest),
    });
  });

  it('goes on with an upload that broke off', async () => {
    const world = new World();
    const request = await registration(world, A, { parts: ['0123456789'] });
    const { messageId, parts } = request;
    const [part] = parts;
    if (part === undefined) throw new Error('no part');
    const caller = world.entry(A);
    const { digest } = part;
    await world.service.register(caller, request);
    const breaking = (async function* () {
      yield Buffer.from('0123');
      throw new Error('the line is cut');
    })();
    await codeOf(world.service.putPart(caller, { messageId, digest, start: 0, source: breaking }));
    expect(await world.service.partOffset(caller, messageId, digest)).toBe(4);
    expect((await world.service.register(caller, request)).missing).toEqual([{ digest, offset: 4 }]);
    const wrong = { messageId, digest, start: 6, source: bytesOf('6789') };
    expect(await codeOf(world.service.putPart(caller, wrong))).toBe('PART_OFFSET');
    const rest = { messageId, digest, start: 4, source: bytesOf('0123456789', 4) };
    expect(await world.service.putPart(caller, rest)).toBe(10);
    expect(await codeOf(world.service.accept(caller, messageId))).toBeUndefined();
  });

  it('finishes an upload that was whole when the axis died', async () => {
    const world = new World();
    const request = await registration(world, A, { parts: ['whole'] });
    const { messageId } = request;
    const digest = request.parts[0]?.digest;
    if (digest === undefined) throw new Error('no part');
    const caller = world.entry(A);
    await world.service.register(caller, request);
    await world.hub.staging.append({ owner: A, messageId, digest }, bytesOf('whole'), 5);
    expect((await world.service.register(caller, request)).missing).toEqual([{ digest, offset: 5 }]);
    expect(await world.service.putPart(caller, { messageId, digest, start: 5, source: bytesOf('') })).toBe(5);
    expect(await codeOf(world.service.accept(caller, messageId))).toBeUndefined();
    expect(
      await world.service.putPart(caller, { messageId, digest, start: 0, source: bytesOf('whole') }),
    ).toBe(5);
  });

  it('starts an upload again whose bytes are not those announced', async () => {
    const world = new World();
    const request = await registration(world, A, { parts: ['right'] });
    const { messageId } = request;
    const digest = request.parts[0]?.digest;
    if (digest === undefined) throw new Error('no part');
    const caller = world.entry(A);
    await world.service.register(caller, request);
    const put = (text: string) =>
      codeOf(world.service.putPart(caller, { messageId, digest, start: 0, source: bytesOf(text) }));
    expect(await put('wrong')).toBe('PART_OFFSET');
    expect(await put('far too long')).toBe('PART_TOO_LONG');
    expect(await world.service.partOffset(caller, messageId, digest)).toBe(0);
    expect(await put('right')).toBeUndefined();
  });

  it('lets nobody come by bytes of which he knows only the digest', async () => {
    const world = new World();
    const secret = await registration(world, A, { parts: ['a secret'] });
    await deliverDue(world.agency(A).deps, DELIVER);
    const thief = await registration(world, C, { parts: ['a secret'], to: [C] });
    expect(thief.parts).toEqual(secret.parts);
    const answer = await world.service.register(world.entry(C), thief);
    expect(answer.missing).toHaveLength(1);
    expect(await codeOf(world.service.accept(world.entry(C), thief.messageId))).toBe('PARTS_MISSING');
  });

  it('refuses what another agency has sealed, and what is sealed under another id', async () => {
    const world = new World();
    const request = await registration(world);
    expect(await codeOf(world.service.register(world.entry(C), request))).toBe('SENDER_MISMATCH');
    const other = { ...request, messageId: world.newId() };
    expect(await codeOf(world.service.register(world.entry(A), other))).toBe('AXIS_REJECTED');
    const fewer = { ...request, parts: request.parts.slice(1) };
    expect(await codeOf(world.service.register(world.entry(A), fewer))).toBe('AXIS_REJECTED');
  });

  it('refuses a changed envelope', async () => {
    const world = new World();
    const request = await registration(world);
    const changed = Buffer.from(Buffer.from(request.envelope).toString('utf8').replace('H29.13', 'H29.14'));
    const answer = await codeOf(world.service.register(world.entry(A), { ...request, envelope: changed }));
    expect(answer).toBe('AXIS_REJECTED');
  });

  it('refuses a known id with other bytes', async () => {
    const world = new World();
    const dispatch = await world.send(A);
    await deliverDue(world.agency(A).deps, DELIVER);
    const { messageId, kind, sender, recipients, documentId } = dispatch;
    const { privateKey } = world.agency(A).keys;
    const sealed = { messageId, kind, sender, recipients, documentId, priority: 3, parts: [] } as const;
    const request = { messageId, envelope: seal(sealed, privateKey), parts: [] };
    expect(await codeOf(world.service.register(world.entry(A), request))).toBe('MESSAGE_ID_REUSED');
  });

  it.each([
    ['envelope', { maxEnvelopeBytes: 10 }],
    ['part', { maxPartBytes: 2 }],
    ['whole', { maxMessageBytes: 20 }],
    ['number of parts', { maxParts: 1 }],
    ['number of recipients', { maxRecipients: 0 }],
  ])('refuses too large a %s before anything is uploaded', async (_name, hub) => {
    const world = new World({ hub });
    const request = await registration(world);
    expect(await codeOf(world.service.register(world.entry(A), request))).toBe('MESSAGE_TOO_LARGE');
  });

  it('knows no caller with a foreign TLS key', async () => {
    const world = new World();
    const certificate = Buffer.from('DER');
    const [key] = world.entry(A).tlsKeys;
    expect(key && (await world.service.callerOf(key, certificate)).code).toBe(A);
    const [sealKey] = world.entry(A).sealKeys;
    expect(sealKey && (await codeOf(world.service.callerOf(sealKey, certificate)))).toBe('CALLER_UNKNOWN');
  });

  it('asks for a judgement of the client certificate, believes a good one for minutes and a bad one never', async () => {
    const world = new World();
    let verdict: 'valid' | 'invalid' = 'valid';
    let asked = 0;
    const callerCertificates: CallerCertificates = {
      async judge() {
        asked += 1;
        return verdict === 'valid' ? { kind: verdict } : { kind: verdict, code: 'REVOKED', text: 'revoked' };
      },
    };
    const service = axisService({ ...world.hub, callerCertificates }, () => undefined);
    const [key] = world.entry(A).tlsKeys;
    if (key === undefined) throw new Error('no key');
    const ask = () => codeOf(service.callerOf(key, Buffer.from('DER')));
    expect([await ask(), await ask(), asked]).toEqual([undefined, undefined, 1]);
    verdict = 'invalid';
    world.clock.forward(6 * 60_000);
    expect([await ask(), await ask(), asked]).toEqual(['CALLER_UNKNOWN', 'CALLER_UNKNOWN', 3]);
  });
});

describe('a mailbox', () => {
  it('hands a message to one caller until the lease ends, then again', async () => {
    const world = new World({ hub: { leaseMs: 1000 } });
    await world.send(A);
    await deliverDue(world.agency(A).deps, DELIVER);
    const pull = () => world.service.pull(world.entry(B), PULL);
    expect((await pull()).messages).toHaveLength(1);
    expect((await pull()).messages).toHaveLength(0);
    world.clock.forward(1001);
    expect((await pull()).messages).toHaveLength(1);
  });

  it('gives leases of the life before back at once to a receiver that starts', async () => {
    const world = new World();
    await world.send(A);
    await deliverDue(world.agency(A).deps, DELIVER);
    const pull = (resume: boolean) => world.service.pull(world.entry(B), { ...PULL, resume });
    expect((await pull(false)).messages).toHaveLength(1);
    expect((await pull(true)).messages).toHaveLength(1);
    expect((await pull(false)).messages).toHaveLength(0);
  });

  it('does not believe a lease that ends absurdly late', async () => {
    const world = new World({ hub: { leaseMs: 1000 } });
    await world.send(A);
    await deliverDue(world.agency(A).deps, DELIVER);
    world.clock.forward(2 * 3_600_000);
    expect((await world.service.pull(world.entry(B), PULL)).messages).toHaveLength(1);
    world.clock.forward(-2 * 3_600_000);
    expect((await world.service.pull(world.entry(B), PULL)).messages).toHaveLength(1);
  });

  it('lets urgent documents go first and ordinary ones not starve', async () => {
    const world = new World();
    for (let i = 0; i < 30; i += 1) await world.send(A, { priority: 0, parts: [] });
    for (let i = 0; i < 30; i += 1) await world.send(A, { priority: 3, parts: [] });
    for (let i = 0; i < 4; i += 1) await deliverDue(world.agency(A).deps, DELIVER);
    const { messages } = await world.service.pull(world.entry(B), { ...PULL, limit: 18 });
    const priorities: number[] = [];
    for (const { messageId } of messages) {
      priorities.push((await world.hub.store.message(A, messageId))?.priority ?? -1);
    }
    expect(priorities).toEqual([3, 3, 3, 3, 3, 3, 3, 3, 0, 3, 3, 3, 3, 3, 3, 3, 3, 0]);
  });

  it('wakes a pull that waits', async () => {
    const world = new World();
    const waiting = world.service.pull(world.entry(B), { ...PULL, waitMs: 10_000 });
    await world.send(A);
    await deliverDue(world.agency(A).deps, DELIVER);
    expect((await waiting).messages).toHaveLength(1);
  });

  it('opens a delivery only for its recipient', async () => {
    const world = new World();
    const { envelope } = await world.send(A);
    await deliverDue(world.agency(A).deps, DELIVER);
    const [message] = (await world.service.pull(world.entry(B), PULL)).messages;
    const id = message?.deliveryId ?? '';
    const open = (code: typeof A, digest = envelope.digest, start = 0) =>
      codeOf(world.service.openDelivered(world.entry(code), id, digest, start));
    expect(await open(B)).toBeUndefined();
    expect(await open(C)).toBe('DELIVERY_UNKNOWN');
    expect(await open(A)).toBe('DELIVERY_UNKNOWN');
    expect(await open(B, world.entry(A).tlsKeys[0])).toBe('PART_UNKNOWN');
    expect(await open(B, envelope.digest, envelope.sizeBytes + 1)).toBe('PART_UNKNOWN');
  });
});

describe('receipt E3 at the axis', () => {
  async function delivered() {
    const world = new World();
    const { messageId } = await world.send(A);
    await deliverDue(world.agency(A).deps, DELIVER);
    const { deps, store } = world.agency(B);
    await receivePass({ ...deps, axis: { ...deps.axis, acknowledge: async () => undefined } }, RECEIVE);
    const receipt = (await store.inboxItem(A, messageId))?.receipt ?? new Uint8Array();
    return { world, messageId, receipt };
  }

  it('is taken once, kept, and goes home; taking it again is without effect', async () => {
    const { world, messageId, receipt } = await delivered();
    for (let i = 0; i < 3; i += 1) await world.service.acknowledge(world.entry(B), receipt);
    expect(await world.hub.store.delivery(A, messageId, B)).toMatchObject({ state: 'done' });
    const { receipts } = await world.service.pull(world.entry(A), PULL);
    expect(receipts.map((notice) => parseReceipt(notice.receipt).receipt.kind)).toEqual(['E2', 'E3']);
    expect(receipts[1]?.receipt).toEqual(receipt);
    await world.service.acknowledgeNotices(
      world.entry(C),
      receipts.map((notice) => notice.noticeId),
    );
    expect((await world.service.pull(world.entry(A), PULL)).receipts).toHaveLength(2);
  });

  it('of somebody else, or changed, is refused', async () => {
    const { world, messageId, receipt } = await delivered();
    expect(await codeOf(world.service.acknowledge(world.entry(C), receipt))).toBe('DELIVERY_UNKNOWN');
    const changed = JSON.parse(Buffer.from(receipt).toString('utf8'));
    changed.receipt.at = '2026-11-19T02:30:01.000Z';
    const forged = Buffer.from(JSON.stringify(changed));
    expect(await codeOf(world.service.acknowledge(world.entry(B), forged))).toBe('RECEIPT_INVALID');
    expect(await world.hub.store.delivery(A, messageId, B)).toMatchObject({ state: 'leased' });
  });

  it('that comes after E0 still counts: the sender sees "delivered"', async () => {
    const { world, messageId, receipt } = await delivered();
    world.clock.forward(31 * 86_400_000);
    expect(await expireDeliveries(world.hub, 10)).toBe(1);
    expect(await expireDeliveries(world.hub, 10)).toBe(0);
    const sender = world.agency(A);
    await receivePass(sender.deps, RECEIVE);
    expect(await sender.store.deliveries(messageId)).toMatchObject([
      { state: 'expired', reason: { code: 'DISPATCH_EXPIRED' } },
    ]);
    await world.service.acknowledge(world.entry(B), receipt);
    await receivePass(sender.deps, RECEIVE);
    expect(await sender.store.deliveries(messageId)).toMatchObject([{ state: 'delivered' }]);
    const kinds = (await sender.store.receipts(messageId)).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['E0', 'E1', 'E2', 'E3']);
  });
});

describe('recipients', () => {
  it('that are closed or named twice are refused one by one', async () => {
    const world = new World();
    const request = await registration(world, A, { to: [B, agency('000.00.13.H29'), C] });
    const answer = await world.service.register(world.entry(A), request);
    expect(answer.outcomes.map(({ accepted, reason }) => [accepted, reason?.code])).toEqual([
      [true, undefined],
      [false, 'RECIPIENT_REPEATED'],
      [true, undefined],
    ]);
  });
});
