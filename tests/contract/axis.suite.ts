/** What every Axis must do, whatever carries it. */
import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Axis } from '../../src/exchange/axis.ts';
import { payloadsOf } from '../../src/exchange/axis.ts';
import { deliverDue } from '../../src/exchange/deliver.ts';
import type { Dispatch } from '../../src/exchange/dispatch.ts';
import { parseReceipt } from '../../src/exchange/receipt.ts';
import { receivePass } from '../../src/exchange/receive.ts';
import { CongvanError } from '../../src/kernel/errors.ts';
import { A, B, C, codeOf, collect, DELIVER, RECEIVE, type World } from '../unit/exchange/world.ts';

export interface AxisUnderTest {
  readonly world: World;
  axisOf(code: typeof A): Axis;
}

const PULL = { limit: 10, waitMs: 0, resume: false };

export function axisContract(name: string, open: () => Promise<AxisUnderTest>): void {
  describe(`Axis over ${name}`, () => {
    let under: AxisUnderTest;
    beforeEach(async () => {
      under = await open();
    });

    async function registrationOf(dispatch: Dispatch) {
      const { messageId, envelope, parts } = dispatch;
      const bytes = await under.world.agency(dispatch.sender).payloads.get(envelope.digest);
      return { messageId, envelope: bytes, parts: payloadsOf(parts) };
    }

    async function putAll(axis: Axis, dispatch: Dispatch): Promise<void> {
      const { payloads } = under.world.agency(dispatch.sender);
      for (const part of payloadsOf(dispatch.parts)) {
        await axis.putPart(dispatch.messageId, part, 0, await payloads.open(part.digest));
      }
    }

    it('takes a message over once and answers every repetition the same', async () => {
      const dispatch = await under.world.send(A, { parts: ['one', '', 'a'.repeat(300_000)] });
      const axis = under.axisOf(A);
      const registration = await registrationOf(dispatch);
      const first = await axis.register(registration);
      expect(first.outcomes).toEqual([{ recipient: B, accepted: true }]);
      expect(first.missing).toHaveLength(3);
      expect(await codeOf(axis.commit(dispatch.messageId))).toBe('PARTS_MISSING');
      await putAll(axis, dispatch);
      const receipt = await axis.commit(dispatch.messageId);
      expect(Buffer.from(await axis.commit(dispatch.messageId)).equals(receipt)).toBe(true);
      expect((await axis.register(registration)).missing).toEqual([]);
      expect(parseReceipt(receipt).receipt.envelope).toBe(dispatch.envelope.digest);
    });

    it('hands out and takes receipts until they are acknowledged', async () => {
      const dispatch = await under.world.send(A, { parts: ['một', 'hai'] });
      const sender = under.world.agency(A).deps;
      const receiver = under.world.agency(B).deps;
      await deliverDue({ ...sender, axis: under.axisOf(A) }, DELIVER);
      const axis = under.axisOf(B);
      const [message] = (await axis.pull(PULL)).messages;
      if (message === undefined) throw new Error('nothing pulled');
      const { deliveryId, envelope } = message;
      const bytes = await collect(await axis.fetchPart(deliveryId, envelope.digest, 0));
      const sent = await under.world.agency(A).payloads.get(envelope.digest);
      expect(Buffer.from(bytes).equals(sent)).toBe(true);
      const tail = await collect(await axis.fetchPart(deliveryId, envelope.digest, 10));
      expect(Buffer.from(tail).equals(Buffer.from(sent).subarray(10))).toBe(true);

      await receivePass({ ...receiver, axis }, { ...RECEIVE, resume: true });
      await receivePass({ ...receiver, axis }, { ...RECEIVE, resume: true });
      const item = await receiver.store.inboxItem(A, dispatch.messageId);
      await axis.acknowledge(item?.receipt ?? new Uint8Array());
      expect((await axis.pull({ ...PULL, resume: true })).messages).toHaveLength(0);

      const home = under.axisOf(A);
      expect((await home.pull(PULL)).receipts).toHaveLength(2);
      await receivePass({ ...sender, axis: home }, RECEIVE);
      expect((await home.pull(PULL)).receipts).toHaveLength(0);
      expect(await sender.store.deliveries(dispatch.messageId)).toMatchObject([{ state: 'delivered' }]);
    });

    it('refuses, with the code that says why', async () => {
      const dispatch = await under.world.send(A);
      const registration = await registrationOf(dispatch);
      expect(await codeOf(under.axisOf(C).register(registration))).toBe('SENDER_MISMATCH');
      expect(await codeOf(under.axisOf(A).commit(dispatch.messageId))).toBe('MESSAGE_UNKNOWN');
      const broken = Buffer.from(registration.envelope);
      broken.write('X', broken.indexOf('H29.13'));
      expect(await codeOf(under.axisOf(A).register({ ...registration, envelope: broken }))).toBe(
        'AXIS_REJECTED',
      );
      expect(await codeOf(under.axisOf(B).acknowledge(Buffer.from('{}')))).toBe('RECEIPT_INVALID');
    });

    it('goes on with an upload that broke off', async () => {
      const bytes = randomBytes(400_000).toString('base64');
      const dispatch = await under.world.send(A, { parts: [bytes] });
      const axis = under.axisOf(A);
      const registration = await registrationOf(dispatch);
      await axis.register(registration);
      const [part] = registration.parts;
      if (part === undefined) throw new Error('no part');
      const breaking = async function* () {
        yield Buffer.from(bytes.slice(0, 100_000));
        await new Promise((resolve) => setTimeout(resolve, 100));
        throw new CongvanError('AXIS_UNREACHABLE', { detail: 'the line is cut' });
      };
      expect(await codeOf(axis.putPart(dispatch.messageId, part, 0, breaking()))).toBe('AXIS_UNREACHABLE');
      const offset = await offsetReached(axis, registration);
      expect(offset).toBeGreaterThan(0);
      const rest = await under.world.agency(A).payloads.open(part.digest, offset);
      await axis.putPart(dispatch.messageId, part, offset, rest);
      expect(await codeOf(axis.commit(dispatch.messageId))).toBeUndefined();
    });

    it('waits for something to arrive, and no longer than it is told', async () => {
      const axis = under.axisOf(B);
      expect((await axis.pull({ ...PULL, waitMs: 50 })).messages).toHaveLength(0);
      const waiting = axis.pull({ ...PULL, waitMs: 10_000 });
      await under.world.send(A, { parts: [] });
      await deliverDue({ ...under.world.agency(A).deps, axis: under.axisOf(A) }, DELIVER);
      expect((await waiting).messages).toHaveLength(1);
      const stop = new AbortController();
      const stopped = axis.pull({ ...PULL, waitMs: 10_000, signal: stop.signal });
      setTimeout(() => stop.abort(), 50);
      await codeOf(stopped);
    });
  });
}

/** The other side may still be taking in what was on the way when the line was cut. */
async function offsetReached(axis: Axis, registration: Parameters<Axis['register']>[0]): Promise<number> {
  for (let i = 0; i < 50; i += 1) {
    const [missing] = (await axis.register(registration)).missing;
    if (missing !== undefined && missing.offset > 0) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return (await axis.register(registration)).missing[0]?.offset ?? 0;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return 0;
}
