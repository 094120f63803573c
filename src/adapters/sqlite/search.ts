/** Search by tokens in FTS5 (`archive/search/`): found newest first, judged on the stored text where tokens cannot. */
import type { HitCount, PageRequest, RecordPage, RecordQuery } from '../../archive/query.ts';
import type { ArchiveRecord } from '../../archive/record.ts';
import { holdsAll } from '../../archive/search/holds.ts';
import { type Plan, planQuery, type TokenExpression } from '../../archive/search/plan.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { keptRecordOf, RECORD_COLUMNS, type RecordRow, textAt } from './archiveRows.ts';
import type { Db } from './open.ts';
import { prepared } from './prepared.ts';

const DAY_MS = 86_400_000;
const KEYS_PER_DAY = 2n ** 20n;
const SMALLEST_KEY = -(2n ** 62n);
const LARGEST_KEY = 2n ** 62n;
/** Candidates judged for one page at most; the page then tells where to go on. */
const MOST_JUDGED = 2000;
const BATCH = 200;
const LARGEST_PAGE = 200;

/** @throws QUERY_INVALID for a page that is none */
export function searchRecords(db: Db, query: RecordQuery, page: PageRequest): RecordPage {
  const limit = Math.min(Math.max(1, Math.trunc(page.limit ?? 20)), LARGEST_PAGE);
  const plan = planQuery(query.conditions);
  const bounds = boundsOf(query, page.after);
  const found = plan.isExact
    ? { rows: candidates(db, plan, bounds, limit + 1), last: undefined }
    : judged(db, plan, query, bounds, limit + 1);
  const rows = found.rows.slice(0, limit);
  const next = found.rows.length > limit ? rows.at(-1)?.key : found.last;
  return { hits: rows.map((row) => keptRecordOf(db, row)), next: next === undefined ? null : String(next) };
}

export function countHits(db: Db, query: RecordQuery, bound: number): HitCount {
  const plan = planQuery(query.conditions);
  const bounds = boundsOf(query, undefined);
  if (!plan.isExact) {
    const { rows, last } = judged(db, plan, query, bounds, bound + 1);
    const isAll = last === undefined && rows.length <= bound;
    return { count: Math.min(rows.length, bound), exact: isAll };
  }
  // The bounds are BigInt: FTS5 ignores limits on the rowid that arrive as REAL, as JavaScript's numbers do.
  const count = db
    .prepare(
      `SELECT count(*) FROM (SELECT 1 FROM record_token
         WHERE record_token MATCH @match AND rowid BETWEEN @low AND @high LIMIT @limit)`,
    )
    .pluck()
    .get({ match: matchOf(plan.tokens), ...bounds, limit: BigInt(bound + 1) });
  return { count: Math.min(Number(count), bound), exact: Number(count) <= bound };
}

interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}

function boundsOf({ from, to }: RecordQuery, after: string | undefined): Bounds {
  if (after !== undefined && !/^-?\d{1,18}$/.test(after)) {
    throw new CongvanError('QUERY_INVALID', { where: after, detail: 'no page begins there' });
  }
  const high = to === undefined ? LARGEST_KEY : (dayNumber(to) + 1n) * KEYS_PER_DAY - 1n;
  const below = after === undefined ? LARGEST_KEY : BigInt(after) - 1n;
  return {
    low: from === undefined ? SMALLEST_KEY : dayNumber(from) * KEYS_PER_DAY,
    high: below < high ? below : high,
  };
}

function dayNumber(day: string): bigint {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) throw new CongvanError('QUERY_INVALID', { where: day, detail: 'not a day' });
  return BigInt(Math.floor(at / DAY_MS));
}

/** The limit stands inside, so that FTS5 stops as soon as it has enough. */
function candidates(db: Db, plan: Plan, bounds: Bounds, limit: number): readonly RecordRow[] {
  return prepared<RecordRow>(
    db,
    `SELECT ${RECORD_COLUMNS} WHERE record.key IN (
         SELECT rowid FROM record_token WHERE record_token MATCH @match AND rowid BETWEEN @low AND @high
         ORDER BY rowid DESC LIMIT @limit)
       ORDER BY record.key DESC`,
  ).all({ match: matchOf(plan.tokens), ...bounds, limit: BigInt(limit) });
}

interface Judged {
  readonly rows: readonly RecordRow[];
  /** The last candidate that was judged when judging stopped before the end. */
  readonly last: number | undefined;
}

function judged(db: Db, plan: Plan, query: RecordQuery, bounds: Bounds, wanted: number): Judged {
  const rows: RecordRow[] = [];
  let high = bounds.high;
  for (let seen = 0; seen < MOST_JUDGED; ) {
    const batch = candidates(db, plan, { low: bounds.low, high }, BATCH);
    for (const row of batch) {
      if (isHit(db, query, row)) rows.push(row);
      if (rows.length === wanted) return { rows, last: undefined };
    }
    const last = batch.at(-1);
    if (last === undefined || batch.length < BATCH) return { rows, last: undefined };
    high = BigInt(last.key) - 1n;
    seen += batch.length;
  }
  return { rows, last: Number(high + 1n) };
}

function isHit(db: Db, query: RecordQuery, row: RecordRow): boolean {
  const record = JSON.parse(row.content) as ArchiveRecord;
  return holdsAll(query.conditions, { record, text: textAt(db, row.key) ?? '' });
}

/** The expression in FTS5's syntax. Tokens are letters, digits and "_" only, so quoting them is enough. */
function matchOf(expression: TokenExpression): string {
  switch (expression.kind) {
    case 'token':
      return `"${expression.token}"`;
    case 'without':
      return `("__all" NOT ${matchOf(expression.part)})`;
    case 'and':
      return `(${expression.parts.map(matchOf).join(' AND ')})`;
    case 'or':
      return `(${expression.parts.map(matchOf).join(' OR ')})`;
    default:
      return expression satisfies never;
  }
}
