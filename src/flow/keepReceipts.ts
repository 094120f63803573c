import type { ArchiveChange } from '../archive/change.ts';
import { parseReceipt } from '../exchange/receipt.ts';
import type { ExchangeChange, ExchangeStore } from '../exchange/store.ts';
import type { Keeping } from './context.ts';
import { newNonce } from './ids.ts';

type ReceiptInsert = Extract<ExchangeChange, { kind: 'receipt.insert' }>;

/**
 * The store as the exchange sees it, with one thing added: a receipt about a document of ours also becomes an addition
 * to its record, in the same commit, so that record and receipts cannot drift apart.
 */
export function keepingReceipts(context: Omit<Keeping, 'text'>): ExchangeStore {
  const { store } = context;
  const commit: ExchangeStore['commit'] = async (changes) => {
    const receipts = changes.filter((change) => change.kind === 'receipt.insert');
    const additions: ArchiveChange[] = [];
    for (const receipt of receipts) additions.push(...(await additionOf(context, receipt)));
    await store.commit([...changes, ...additions]);
  };
  return new Proxy<ExchangeStore>(store, {
    get(target, name) {
      if (name === 'commit') return commit;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

async function additionOf(
  context: Omit<Keeping, 'text'>,
  { messageId, receiptKind, recipient, receipt }: ReceiptInsert,
): Promise<readonly ArchiveChange[]> {
  const recordId = (await context.store.dispatch(messageId))?.recordId ?? null;
  if (recordId === null) return [];
  const { digest } = await context.blobs.put(receipt);
  return [
    {
      kind: 'archive.addition-added',
      recordId,
      nonce: newNonce(context),
      actor: context.actor,
      addition: {
        kind: 'receipt',
        receipt: receiptKind,
        agency: recipient ?? context.agency.code,
        digest,
        // The receipt's own time, not ours: a receipt that comes again must be the same addition again.
        at: parseReceipt(receipt).receipt.at,
      },
    },
  ];
}
