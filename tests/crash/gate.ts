/** The gate: what three homes must look like when everything has settled. Reads the stores, believes nobody. */
import { join } from 'node:path';
import { openDiskBlobs } from '../../src/adapters/disk/blobs.ts';
import { openSqliteAxisStore } from '../../src/adapters/sqlite/axisDatabase.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import type { BlobStore } from '../../src/archive/store.ts';
import type { Dispatch } from '../../src/exchange/dispatch.ts';
import type { InboxItem } from '../../src/exchange/inbox.ts';
import { parseReceipt, verifyReceipt } from '../../src/exchange/receipt.ts';
import type { ExchangeReads } from '../../src/exchange/store.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { AgencyCode } from '../../src/kernel/ids.ts';
import { addressBook, RECEIVER, SENDER, verifier } from './setup.ts';

export interface Ledger {
  /** Every document whose queueing was confirmed to the clerk. */
  readonly sent: readonly Dispatch[];
  readonly homes: Readonly<Record<'axis' | AgencyCode, string>>;
}

const EVERYTHING = 1_000_000;

/** @returns one line for each thing that is wrong; empty when nothing is lost and nothing is doubled */
export async function judge({ sent, homes }: Ledger): Promise<readonly string[]> {
  const home = (code: 'axis' | AgencyCode) => homes[code] ?? '';
  const sender = openSqliteStore(join(home(SENDER), 'store.db'), systemClock);
  const receiver = openSqliteStore(join(home(RECEIVER), 'store.db'), systemClock);
  const axis = openSqliteAxisStore(join(home('axis'), 'axis.db'), systemClock.now());
  try {
    const { messages, undelivered, notices } = await axis.store.counts();
    return [
      ...(await judgeReceiver(receiver, await openDiskBlobs(join(home(RECEIVER), 'blobs')), sent)),
      ...(await judgeSender(sender, sent)),
      ...(messages === 2 * sent.length ? [] : [`axis: ${messages} messages instead of ${2 * sent.length}`]),
      ...(undelivered + notices === 0 ? [] : [`axis: ${undelivered} undelivered, ${notices} receipts left`]),
    ];
  } finally {
    for (const store of [sender, receiver, axis]) store.close();
  }
}

async function judgeReceiver(
  store: ExchangeReads,
  blobs: BlobStore,
  sent: readonly Dispatch[],
): Promise<readonly string[]> {
  const items = await store.inboxItems({ kind: 'document', limit: EVERYTHING });
  const wrong = onceEach(items, sent, 'receiver');
  for (const item of items) {
    const { messageId, documentId, state } = item;
    if (state !== 'filed') wrong.push(`receiver: ${documentId} is ${state}`);
    if (item.acknowledgedAt === null) wrong.push(`receiver: ${documentId} not acknowledged`);
    const original = sent.find((dispatch) => dispatch.messageId === messageId);
    if (original !== undefined && !(await isWhole(blobs, item, original))) {
      wrong.push(`receiver: ${documentId} is not what was sent`);
    }
  }
  const refusals = await store.refusals();
  return [...wrong, ...refusals.map(({ reason }) => `receiver refused: ${reason.code} ${reason.text}`)];
}

/** `get` hashes what it reads. */
async function isWhole(blobs: BlobStore, item: InboxItem, original: Dispatch): Promise<boolean> {
  if (item.envelope.digest !== original.envelope.digest) return false;
  if (JSON.stringify(item.parts) !== JSON.stringify(original.parts)) return false;
  for (const { digest } of [item.envelope, ...item.parts]) {
    if ((await blobs.get(digest).catch(() => undefined)) === undefined) return false;
  }
  return true;
}

async function judgeSender(store: ExchangeReads, sent: readonly Dispatch[]): Promise<readonly string[]> {
  const statuses = await store.inboxItems({ kind: 'status', limit: EVERYTHING });
  const wrong = onceEach(statuses, sent, 'statuses at the sender');
  for (const dispatch of sent) wrong.push(...(await judgeDispatch(store, dispatch)));
  return wrong;
}

const judgeSignature = verifier(addressBook());

async function judgeDispatch(store: ExchangeReads, dispatch: Dispatch): Promise<readonly string[]> {
  const { messageId, documentId } = dispatch;
  const wrong: string[] = [];
  const queued = await store.dispatch(messageId);
  if (queued?.state !== 'accepted') {
    const { state, attempts, lastError } = queued ?? {};
    wrong.push(`sender: ${documentId} is ${state} after ${attempts} attempts, ${lastError?.text}`);
  }
  const [delivery] = await store.deliveries(messageId);
  if (delivery?.state !== 'delivered')
    wrong.push(`sender: ${documentId} is ${delivery?.state} at the recipient`);
  if (delivery?.status?.code !== '01') wrong.push(`sender: ${documentId} has no status`);
  const receipts = await store.receipts(messageId);
  for (const kind of ['E1', 'E3'] as const) {
    const found = receipts.filter((receipt) => receipt.kind === kind);
    if (found.length !== 1) wrong.push(`sender: ${documentId} has ${found.length} receipts ${kind}`);
    const by = kind === 'E1' ? ({ kind: 'axis' } as const) : ({ kind: 'agency', code: RECEIVER } as const);
    for (const { receipt } of found) {
      const verdict = await verifyReceipt(judgeSignature, parseReceipt(receipt), by);
      if (verdict.kind === 'invalid')
        wrong.push(`sender: ${documentId} ${kind} is not valid: ${verdict.text}`);
    }
  }
  return wrong;
}

/** Lost and doubled, by document. */
function onceEach(items: readonly InboxItem[], sent: readonly Dispatch[], where: string): string[] {
  const counts = new Map<string, number>();
  for (const { documentId } of items) counts.set(documentId, (counts.get(documentId) ?? 0) + 1);
  const wrong: string[] = [];
  for (const { documentId } of sent) {
    const count = counts.get(documentId) ?? 0;
    if (count === 0) wrong.push(`${where}: ${documentId} LOST`);
    if (count > 1) wrong.push(`${where}: ${documentId} DOUBLED, ${count} times`);
  }
  return wrong;
}
