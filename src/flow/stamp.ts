/** The story of a draft: the number, the date and the marks are put on it before anybody signs. */
import { CongvanError } from '../kernel/errors.ts';
import type { NumberEntry } from '../registry/store.ts';
import { dateText, stampDraft } from '../signing/pdf/stampDraft.ts';
import type { CirculationStamp, StampPositions, UrgencyStamp } from '../signing/pdf/stampRequest.ts';
import { inFile } from './inFile.ts';

export interface StampRequest {
  /** For messages. */
  readonly file: string;
  readonly pdf: Uint8Array;
  readonly entry: NumberEntry;
  /** Place name before the date. */
  readonly place: string;
  readonly urgency?: UrgencyStamp;
  readonly circulation?: CirculationStamp;
  readonly at?: StampPositions;
  /** Pages that show the marks; see `StampDraftRequest`. */
  readonly pages?: readonly number[];
}

/**
 * Puts number, place, date and marks on a draft as one appended update.
 * @returns the stamped file; the bytes of the draft are its beginning
 * @throws NUMBER_VOIDED, PDF_*, and what `stampDraft` refuses (a draft that is already signed)
 */
export async function stampFile(request: StampRequest): Promise<Uint8Array> {
  const { file, pdf, entry, place, urgency, circulation, at, pages } = request;
  if (entry.state === 'voided') {
    throw new CongvanError('NUMBER_VOIDED', { where: `${entry.number}/${entry.notation}` });
  }
  return await inFile(file, () =>
    stampDraft({
      pdf,
      number: entry.number,
      notation: entry.notation,
      dateText: dateText(entry.issuedDate),
      place,
      ...(urgency === undefined ? {} : { urgency }),
      ...(circulation === undefined ? {} : { circulation }),
      ...(at === undefined ? {} : { at }),
      ...(pages === undefined ? {} : { pages }),
    }),
  );
}
