import type { AgencyCode } from '../../kernel/ids.ts';
import type { Directory } from '../directory.ts';
import type { RecipientOutcome } from '../receipt.ts';

export interface JudgedRecipient {
  readonly outcome: RecipientOutcome;
  /** Where it is delivered; undefined when it is not. */
  readonly mailbox: AgencyCode | undefined;
}

/** Known, active, and named once: otherwise this one recipient is refused and the others go on. */
export async function judgeRecipients(
  directory: Directory,
  recipients: readonly AgencyCode[],
): Promise<readonly JudgedRecipient[]> {
  const seen = new Set<AgencyCode>();
  const judged: JudgedRecipient[] = [];
  for (const recipient of recipients) {
    const entry = await directory.find(recipient);
    const objection = objectionTo(entry, seen);
    if (entry === undefined || objection !== undefined) {
      const [code, text] = objection ?? UNKNOWN;
      judged.push({ outcome: { recipient, accepted: false, reason: { code, text } }, mailbox: undefined });
    } else {
      seen.add(entry.code);
      judged.push({ outcome: { recipient, accepted: true }, mailbox: entry.code });
    }
  }
  return judged;
}

type Objection = readonly [code: string, text: string];

const UNKNOWN: Objection = ['RECIPIENT_UNKNOWN', 'not in the directory'];
const INACTIVE: Objection = ['RECIPIENT_INACTIVE', 'closed or not connected'];
const REPEATED: Objection = ['RECIPIENT_REPEATED', 'the same agency is named twice'];

function objectionTo(
  entry: { readonly active: boolean; readonly code: AgencyCode } | undefined,
  seen: ReadonlySet<AgencyCode>,
): Objection | undefined {
  if (entry === undefined) return UNKNOWN;
  if (!entry.active) return INACTIVE;
  return seen.has(entry.code) ? REPEATED : undefined;
}
