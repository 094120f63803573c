/** What the tests of the corpora found, row by row, for the table that `npm run corpora` prints. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CorpusRow {
  readonly corpus: string;
  readonly row: string;
  /** What its authors say. EITHER: no verdict, or one about something we do not judge. */
  readonly expected: 'ACCEPT' | 'REFUSE' | 'EITHER';
  readonly actual: 'ACCEPTED' | 'REFUSED' | 'UNSUPPORTED';
  /** Our own words for it: a code, or what is not supported. */
  readonly told: string;
  /** Why it differs from what is expected, when somebody has argued it. */
  readonly because?: string;
}

/** Set by `table.ts`: the folder the rows go to. Without it nothing is written. */
export const TABLE_FOLDER = 'CONGVAN_CORPUS_TABLE';

export function record(row: CorpusRow): void {
  const folder = process.env[TABLE_FOLDER];
  if (folder !== undefined) appendFileSync(join(folder, `${row.corpus}.jsonl`), `${JSON.stringify(row)}\n`);
}

/** What stands in front of something that is refused because it is not supported, in verdicts on XML. */
const UNSUPPORTED =
  /^(UNSUPPORTED\(|unsupported|XML_(HMAC_REFUSED|DOCTYPE_REFUSED|REFERENCE_OUTSIDE|MANIFEST_ENTRY_OUTSIDE)|CMS_ALGORITHM_UNSUPPORTED|PDF_(ENCRYPTED|HYBRID_XREF|SUBFILTER_UNSUPPORTED))/;

/**
 * @param told the verdict in words, for what was not accepted; of several signatures one word after the other, of which
 * those that are intact do not make it more or less supported
 */
export function actualOf(isAccepted: boolean, told: string): CorpusRow['actual'] {
  if (isAccepted) return 'ACCEPTED';
  const words = told.replace(/^signature: /, '').split(/ (?=INTACT|BROKEN|XML_|UNSUPPORTED\()/);
  const isUnsupported = words.every((word) => word === 'INTACT' || UNSUPPORTED.test(word));
  return isUnsupported ? 'UNSUPPORTED' : 'REFUSED';
}

export function expectedOf(expected: string, accept: RegExp, refuse: RegExp): CorpusRow['expected'] {
  if (refuse.test(expected)) return 'REFUSE';
  return accept.test(expected) ? 'ACCEPT' : 'EITHER';
}
