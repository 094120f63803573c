/** Known mistakes of shipped systems (research: Holodeck, phase4, DHX), put around the correct code. Tests only. */
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgencyDaemon } from '../../src/daemon/agencyDaemon.ts';
import type { AxisStore } from '../../src/exchange/axis/store.ts';
import type { PulledMessage } from '../../src/exchange/axis.ts';
import { signReceipt } from '../../src/exchange/receipt.ts';
import type { ExchangeChange } from '../../src/exchange/store.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { type MessageId, uuidv7 } from '../../src/kernel/ids.ts';

export const VARIANTS = [
  'correct',
  /** The receiver tells the axis that it has a message before it has committed it. */
  'acknowledge-before-commit',
  /** The receiver notes an id as seen before the message is stored, and acknowledges what it has seen. */
  'seen-before-stored',
  /** The receiver does not know a repetition for one. */
  'no-duplicate-check',
  /** The axis answers "accepted" before its commit. */
  'answer-before-commit',
] as const;

export type Variant = (typeof VARIANTS)[number];
type Exchange = AgencyDaemon['exchange'];

/** How long the mistake stays open to a kill, milliseconds: wide enough to be hit in a short run. */
const WINDOW_MS = 400;

export function breakAgency(exchange: Exchange, variant: Variant, home: string): Exchange {
  if (variant === 'acknowledge-before-commit') return acknowledgingBeforeCommit(exchange);
  if (variant === 'seen-before-stored') return seenBeforeStored(exchange, join(home, 'seen'));
  if (variant === 'no-duplicate-check') return withoutDuplicateCheck(exchange);
  return exchange;
}

export function breakAxis(store: AxisStore, variant: Variant): AxisStore {
  if (variant !== 'answer-before-commit') return store;
  return {
    ...store,
    commit: async (changes) => {
      if (!changes.some(({ kind }) => kind === 'message.accept')) return store.commit(changes);
      void sleep(WINDOW_MS).then(() => store.commit(changes));
    },
  };
}

function acknowledgingBeforeCommit(exchange: Exchange): Exchange {
  const waiting: ExchangeChange[] = [];
  return {
    ...exchange,
    store: {
      ...exchange.store,
      commit: async (changes) => {
        if (!changes.some(({ kind }) => kind === 'inbox.insert')) return exchange.store.commit(changes);
        waiting.push(...changes);
      },
    },
    axis: {
      ...exchange.axis,
      acknowledge: async (receipt) => {
        await exchange.axis.acknowledge(receipt);
        await sleep(WINDOW_MS);
        await exchange.store.commit(waiting.splice(0));
      },
    },
  };
}

function seenBeforeStored(exchange: Exchange, path: string): Exchange {
  const seen = new Set(existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []);
  const acknowledgeSeen = async ({ sender, messageId, recipient, envelope, parts }: PulledMessage) => {
    const receipt = await signReceipt(exchange.signer, {
      version: 1,
      kind: 'E3',
      messageId,
      sender,
      recipients: [{ recipient, accepted: true }],
      envelope: envelope.digest,
      parts: parts.map((part) => part.digest),
      at: systemClock.now().toISOString(),
    });
    await exchange.axis.acknowledge(receipt);
  };
  return {
    ...exchange,
    axis: {
      ...exchange.axis,
      pull: async (request) => {
        const pulled = await exchange.axis.pull(request);
        for (const message of pulled.messages.filter(({ messageId }) => seen.has(messageId))) {
          await acknowledgeSeen(message);
        }
        const fresh = pulled.messages.filter(({ messageId }) => !seen.has(messageId));
        for (const { messageId } of fresh) {
          seen.add(messageId);
          appendFileSync(path, `${messageId}\n`);
        }
        if (fresh.length > 0) await sleep(WINDOW_MS);
        return { ...pulled, messages: fresh };
      },
    },
  };
}

function withoutDuplicateCheck(exchange: Exchange): Exchange {
  const anew = () => uuidv7(systemClock.now(), randomBytes(10)) as MessageId;
  return {
    ...exchange,
    store: {
      ...exchange.store,
      inboxItem: async () => undefined,
      unacknowledged: async () => [],
      commit: (changes) =>
        exchange.store.commit(
          changes.map((change) =>
            change.kind === 'inbox.insert'
              ? { ...change, arrival: { ...change.arrival, messageId: anew() } }
              : change,
          ),
        ),
    },
    axis: {
      ...exchange.axis,
      acknowledge: async (receipt) => {
        await sleep(WINDOW_MS);
        await exchange.axis.acknowledge(receipt);
      },
    },
  };
}
