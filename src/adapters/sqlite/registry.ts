/** Writes and reads the books. Functions that write run inside the caller's immediate transaction. */
import { CongvanError } from '../../kernel/errors.ts';
import type { AgencyCode, RecordId } from '../../kernel/ids.ts';
import { bookAgency, bookOf, checkedSerial, normalDocument } from '../../registry/allocation.ts';
import { formatCode, formatNumber } from '../../registry/numbers.ts';
import type {
  NumberEntry,
  NumberedDocument,
  NumberFilter,
  NumberKey,
  NumberRequest,
  NumberState,
  Register,
  RegistryChange,
  RegistryStore,
} from '../../registry/store.ts';
import type { Db } from './open.ts';
import { inStore } from './storeError.ts';

interface NumberRow {
  readonly register: Register;
  readonly agency: AgencyCode;
  readonly year: number;
  readonly sequence: string;
  readonly serial: number;
  readonly number: string;
  readonly state: NumberState;
  readonly document: string;
  readonly record_id: RecordId | null;
  readonly void_reason: string | null;
  readonly allocated_at: string;
  readonly sent_at: string | null;
  readonly voided_at: string | null;
  readonly request_key: string | null;
}

const WHERE_KEY = 'register = @register AND agency = @agency AND year = @year AND sequence = @sequence';
const WHERE_LINE = `${WHERE_KEY} AND serial = @serial`;

export function registryStore(db: Db): RegistryStore {
  const write = <T>(work: () => T): T => inStore(db.name, () => db.transaction(work).immediate());
  return {
    allocateNumber: async (request) => write(() => allocate(db, request)),
    useReservedNumber: async (key, document) => write(() => useReserved(db, lineOf(key), document)),
    continueNumbersFrom: async (book, serial) => write(() => continueFrom(db, bookOf(book), serial)),
    numberEntry: async (key) => inStore(db.name, () => entryAt(db, lineOf(key))),
    findNumber: async (agency, year, number, notation) =>
      inStore(db.name, () => findCode(db, bookAgency(agency), year, number, notation)),
    numberEntries: async (filter) => inStore(db.name, () => entries(db, filter)),
    voidNumber: async (key, reason, at) => write(() => voidEntry(db, lineOf(key), reason, at)),
  };
}

/** @throws NUMBER_UNKNOWN, NUMBER_VOIDED, NUMBER_SENT: the caller rolls everything back */
export function applyRegistryChange(db: Db, change: RegistryChange): void {
  const key = lineOf(change.key);
  switch (change.kind) {
    case 'registry.number-used':
      liveEntry(db, key);
      db.prepare(
        `UPDATE number_entry SET record_id = @recordId, document = json_set(document, '$.documentId', @documentId)
         WHERE ${WHERE_LINE}`,
      ).run({ ...key, recordId: change.recordId, documentId: change.documentId });
      break;
    case 'registry.number-sent':
      refuseSent(liveEntry(db, key));
      db.prepare(`UPDATE number_entry SET state = 'sent', sent_at = @at WHERE ${WHERE_LINE}`).run({
        ...key,
        at: change.at.toISOString(),
      });
      break;
    case 'registry.number-voided':
      voidEntry(db, key, change.reason, change.at);
      break;
    default:
      change satisfies never;
  }
}

function lineOf(key: NumberKey): NumberKey {
  return { ...bookOf(key), serial: checkedSerial(key.serial) };
}

function allocate(db: Db, request: NumberRequest): NumberEntry {
  const book = bookOf({ ...request, sequence: request.sequence ?? '' });
  const known = request.key === undefined ? undefined : entryOfRequest(db, book, request.key);
  if (known !== undefined) return known;
  const serial = request.serial === undefined ? nextSerial(db, book) : checkedSerial(request.serial);
  const line = { ...book, serial };
  if (entryAt(db, line) !== undefined) throw taken(line, formatNumber(serial));
  insertEntry(db, line, request);
  if (request.serial === undefined) setNext(db, book, serial + 1);
  return entryOrThrow(db, line);
}

function entryOfRequest(db: Db, book: Omit<NumberKey, 'serial'>, key: string): NumberEntry | undefined {
  const row = db
    .prepare<unknown[], NumberRow>(
      'SELECT * FROM number_entry WHERE register = ? AND agency = ? AND request_key = ?',
    )
    .get(book.register, book.agency, key);
  return row === undefined ? undefined : entryOf(row);
}

/** The first serial from the book's counter on that nobody has taken by hand. */
function nextSerial(db: Db, book: Omit<NumberKey, 'serial'>): number {
  const counter = db.prepare(`SELECT next_serial FROM number_book WHERE ${WHERE_KEY}`).pluck().get(book);
  const isTaken = db.prepare(`SELECT 1 FROM number_entry WHERE ${WHERE_LINE}`).pluck();
  let serial = typeof counter === 'number' ? counter : 1;
  while (isTaken.get({ ...book, serial }) !== undefined) serial += 1;
  return serial;
}

function setNext(db: Db, book: Omit<NumberKey, 'serial'>, next: number): void {
  db.prepare(
    `INSERT INTO number_book (register, agency, year, sequence, next_serial)
     VALUES (@register, @agency, @year, @sequence, @next)
     ON CONFLICT DO UPDATE SET next_serial = excluded.next_serial`,
  ).run({ ...book, next });
}

function insertEntry(db: Db, line: NumberKey, request: NumberRequest): void {
  const document = normalDocument(request.document);
  const number = formatNumber(line.serial);
  refuseTakenCode(db, line, number, document);
  db.prepare(
    `INSERT INTO number_entry (register, agency, year, sequence, serial, number, notation, state, document,
       allocated_at, request_key)
     VALUES (@register, @agency, @year, @sequence, @serial, @number, @notation, @state, @document, @at, @key)`,
  ).run({
    ...line,
    number,
    notation: document.notation,
    state: request.reserve === true ? 'reserved' : 'issued',
    document: JSON.stringify(document),
    at: request.at.toISOString(),
    key: request.key ?? null,
  });
}

/** Another sequence of the year may already have this number with this notation. */
function refuseTakenCode(db: Db, line: NumberKey, number: string, document: NumberedDocument): void {
  if (line.register === 'in') return;
  const other = findCode(db, line.agency, line.year, number, document.notation);
  if (other !== undefined && !isSameLine(other, line)) {
    throw taken(other, formatCode(number, document.notation));
  }
}

/** Of one agency and year. */
function isSameLine(one: NumberKey, other: NumberKey): boolean {
  return one.register === other.register && one.sequence === other.sequence && one.serial === other.serial;
}

function taken(line: NumberKey, where: string): CongvanError {
  const book = line.sequence === '' ? line.register : `${line.register} ${line.sequence}`;
  return new CongvanError('NUMBER_TAKEN', { where, detail: `book ${book} ${line.agency} ${line.year}` });
}

function useReserved(db: Db, key: NumberKey, given: NumberedDocument): NumberEntry {
  const entry = liveEntry(db, key);
  if (entry.state !== 'reserved') throw taken(key, entry.number);
  const document = normalDocument(given);
  refuseTakenCode(db, key, entry.number, document);
  db.prepare(
    `UPDATE number_entry SET state = 'issued', notation = @notation, document = @document WHERE ${WHERE_LINE}`,
  ).run({ ...key, notation: document.notation, document: JSON.stringify(document) });
  return entryOrThrow(db, key);
}

function continueFrom(db: Db, book: Omit<NumberKey, 'serial'>, serial: number): void {
  const first = checkedSerial(serial);
  const last = db.prepare(`SELECT max(serial) FROM number_entry WHERE ${WHERE_KEY}`).pluck().get(book);
  if (typeof last === 'number' && last >= first) throw taken({ ...book, serial: last }, formatNumber(last));
  setNext(db, book, first);
}

function voidEntry(db: Db, key: NumberKey, reason: string, at: Date): NumberEntry {
  refuseSent(liveEntry(db, key));
  db.prepare(
    `UPDATE number_entry SET state = 'voided', void_reason = @reason, voided_at = @at WHERE ${WHERE_LINE}`,
  ).run({ ...key, reason, at: at.toISOString() });
  return entryOrThrow(db, key);
}

/** Asked inside the transaction: two who send at the same time both saw the number unsent. */
function refuseSent({ state, number, notation }: NumberEntry): void {
  if (state === 'sent') throw new CongvanError('NUMBER_SENT', { where: formatCode(number, notation) });
}

function liveEntry(db: Db, key: NumberKey): NumberEntry {
  const entry = entryOrThrow(db, key);
  if (entry.state === 'voided') {
    throw new CongvanError('NUMBER_VOIDED', {
      where: formatCode(entry.number, entry.notation),
      detail: entry.voidReason ?? '',
    });
  }
  return entry;
}

function entryOrThrow(db: Db, key: NumberKey): NumberEntry {
  const entry = entryAt(db, key);
  if (entry !== undefined) return entry;
  const detail = `book ${key.register} ${key.agency} ${key.year}`;
  throw new CongvanError('NUMBER_UNKNOWN', { where: formatNumber(key.serial), detail });
}

function entryAt(db: Db, key: NumberKey): NumberEntry | undefined {
  const row = db.prepare<[NumberKey], NumberRow>(`SELECT * FROM number_entry WHERE ${WHERE_LINE}`).get(key);
  return row === undefined ? undefined : entryOf(row);
}

function findCode(
  db: Db,
  agency: AgencyCode,
  year: number,
  number: string,
  notation: string,
): NumberEntry | undefined {
  const row = db
    .prepare<unknown[], NumberRow>(
      `SELECT * FROM number_entry WHERE register <> 'in' AND agency = ? AND year = ? AND number = ? AND notation = ?`,
    )
    .get(agency, year, number, notation.normalize('NFC'));
  return row === undefined ? undefined : entryOf(row);
}

function entries(db: Db, filter: NumberFilter): readonly NumberEntry[] {
  const { limit = 100, ...wanted } = filter;
  const values = { ...wanted, ...(wanted.agency === undefined ? {} : { agency: bookAgency(wanted.agency) }) };
  const columns = (['register', 'agency', 'year', 'sequence', 'state'] as const).filter(
    (column) => values[column] !== undefined,
  );
  const where =
    columns.length === 0 ? '' : `WHERE ${columns.map((name) => `${name} = @${name}`).join(' AND ')}`;
  return db
    .prepare<[object], NumberRow>(
      `SELECT * FROM number_entry ${where} ORDER BY year DESC, serial DESC, allocated_at DESC LIMIT @limit`,
    )
    .all({ ...values, limit })
    .map(entryOf);
}

function entryOf(row: NumberRow): NumberEntry {
  // Written by `insertEntry` only, so its shape is known.
  const document = JSON.parse(row.document) as NumberedDocument;
  return {
    ...document,
    register: row.register,
    agency: row.agency,
    year: row.year,
    sequence: row.sequence,
    serial: row.serial,
    number: row.number,
    state: row.state,
    recordId: row.record_id,
    voidReason: row.void_reason,
    allocatedAt: row.allocated_at,
    sentAt: row.sent_at,
    voidedAt: row.voided_at,
    key: row.request_key,
  };
}
