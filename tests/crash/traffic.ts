/** What flows through the crash harness: documents one way, a status for each the other way. */
import { createHash, randomBytes } from 'node:crypto';
import type { Dispatch, MessageKind, Part } from '../../src/exchange/dispatch.ts';
import type { InboxItem } from '../../src/exchange/inbox.ts';
import type { Payloads } from '../../src/exchange/payloads.ts';
import type { Priority } from '../../src/exchange/priority.ts';
import type { ReceiptSigner } from '../../src/exchange/receipt.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { type AgencyCode, type DocumentId, type MessageId, uuidv7 } from '../../src/kernel/ids.ts';
import { seal } from './setup.ts';

export interface Desk {
  readonly self: AgencyCode;
  readonly payloads: Payloads;
  readonly sealer: ReceiptSigner;
}

const WEEK_MS = 7 * 86_400_000;

/** A document with one to three parts of up to 100 kB that nobody else has. */
export async function documentDispatch(desk: Desk, to: AgencyCode, index: number): Promise<Dispatch> {
  const documentId = `doc-${index}` as DocumentId;
  const parts: Part[] = [];
  for (let part = 0; part <= index % 3; part += 1) {
    const filler = randomBytes((index * 7919) % 100_000);
    const stored = await desk.payloads.put(
      Buffer.concat([Buffer.from(`${documentId} part ${part}\n`), filler]),
    );
    parts.push({ contentId: `part-${part}`, ...stored });
  }
  return dispatch(desk, 'document', to, documentId, (index % 4) as Priority, parts);
}

/** The same item gives the same status message: answering twice would be seen as an id that exists. */
export async function statusDispatch(desk: Desk, item: InboxItem): Promise<Dispatch> {
  return dispatch(desk, 'status', item.sender, item.documentId, 2, []);
}

async function dispatch(
  { self, payloads, sealer }: Desk,
  kind: MessageKind,
  to: AgencyCode,
  documentId: DocumentId,
  priority: Priority,
  parts: readonly Part[],
): Promise<Dispatch> {
  const createdAt = systemClock.now();
  const sealed = {
    messageId: uuidv7(createdAt, randomBytes(10)) as MessageId,
    kind,
    sender: self,
    recipients: [to],
    documentId,
    priority,
    parts: parts.map(({ contentId, digest }) => ({ contentId, digest })),
  };
  const envelope = await payloads.put(await seal(sealed, sealer));
  return {
    ...sealed,
    parts,
    envelope,
    summary: `${kind} ${documentId}`,
    recordId: null,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + WEEK_MS),
  };
}

/** A repeatable series of numbers in [0, 1) from a seed. */
export function series(seed: number): () => number {
  let count = 0;
  return () => {
    count += 1;
    return createHash('sha256').update(`${seed} ${count}`).digest().readUInt32BE(0) / 2 ** 32;
  };
}
