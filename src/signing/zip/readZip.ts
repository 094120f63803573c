import { crc32, inflateRawSync } from 'node:zlib';
import { CongvanError } from '../../kernel/errors.ts';
import { entryName, refuseCollisions } from './entryName.ts';
import {
  CENTRAL_BYTES,
  type CentralRecord,
  DEFLATED,
  DESCRIPTOR,
  END,
  END_BYTES,
  FLAG,
  FLAGS_KNOWN,
  FULL_16,
  FULL_32,
  type LocalRecord,
  readCentral,
  readLocal,
  STORED,
  ZIP64_LOCATOR,
  ZIP64_LOCATOR_BYTES,
} from './records.ts';

export interface ZipLimits {
  readonly entries: number;
  /** Of all entries unpacked. */
  readonly bytes: number;
  /** Unpacked : packed, for an entry above 1 MiB. */
  readonly ratio: number;
}

export const ZIP_LIMITS: ZipLimits = { entries: 10_000, bytes: 1 << 30, ratio: 200 };

/** Below this size a high ratio is harmless. */
const RATIO_FREE_BYTES = 1 << 20;

export interface ZipEntry {
  /** Relative path as written; a folder ends with `/`. */
  readonly name: string;
  /** Unpacked; length and CRC agree with what the file says. */
  readonly bytes: Buffer;
  readonly isStored: boolean;
}

export interface ZipFile {
  /** In the order of their bytes. */
  readonly entries: readonly ZipEntry[];
  /** Latin-1. */
  readonly comment: string;
}

/**
 * Reads a ZIP file that has exactly one reading: the central directory and the local headers say the same, their
 * records follow one another without gap or overlap from the first byte to the last, no two names can be taken for
 * one, sizes and CRC are true. ZIP64, encryption, several disks and every method but stored and deflated are refused
 * by name. Extra fields that only carry times, owners or padding are passed over. Pure; limits come before work.
 * @throws ZIP_DAMAGED, ZIP_AMBIGUOUS, ZIP_UNSUPPORTED, ZIP_LIMIT_EXCEEDED
 */
export function readZip(zip: Uint8Array, limits: ZipLimits = ZIP_LIMITS): ZipFile {
  const file = Buffer.from(zip.buffer, zip.byteOffset, zip.length);
  const end = endRecord(file);
  if (end.count > limits.entries) throw tooMuch(`${end.count} entries, limit ${limits.entries}`);
  const records = centralRecords(file, end);
  boundSizes(records, limits);
  const places = placesOf(file, records, end.start);
  refuseCollisions(places.map(({ name }) => name));
  return { entries: places.map((place) => unpacked(file, place)), comment: end.comment };
}

interface EndRecord {
  readonly count: number;
  readonly start: number;
  /** Where the central directory ends. */
  readonly at: number;
  readonly comment: string;
}

/** The one record that ends the file, its comment included. */
function endRecord(file: Buffer): EndRecord {
  const lowest = Math.max(0, file.length - END_BYTES - FULL_16);
  const found: number[] = [];
  for (let at = file.length - END_BYTES; at >= lowest; at--) {
    if (file.readUInt32LE(at) !== END) continue;
    if (at + END_BYTES + file.readUInt16LE(at + 20) === file.length) found.push(at);
  }
  const [at] = found;
  if (at === undefined) throw damaged('no end of central directory');
  if (found.length > 1) throw ambiguous('two ends of central directory');
  return readEnd(file, at);
}

function readEnd(file: Buffer, at: number): EndRecord {
  const start = file.readUInt32LE(at + 16);
  const size = file.readUInt32LE(at + 12);
  const count = file.readUInt16LE(at + 10);
  const locator = at - ZIP64_LOCATOR_BYTES;
  const isZip64 = locator >= 0 && file.readUInt32LE(locator) === ZIP64_LOCATOR;
  if (isZip64 || start === FULL_32 || count === FULL_16) throw unsupported('ZIP64');
  if (file.readUInt32LE(at + 4) !== 0) throw unsupported('several disks');
  if (count !== file.readUInt16LE(at + 8)) throw ambiguous('the number of entries');
  if (start + size !== at) throw ambiguous('the place of the central directory');
  return { count, start, at, comment: file.subarray(at + END_BYTES).toString('latin1') };
}

function centralRecords(file: Buffer, { start, at: limit, count }: EndRecord): readonly CentralRecord[] {
  const records: CentralRecord[] = [];
  let at = start;
  while (at < limit && records.length < count) {
    const record = readCentral(file, at, limit);
    if (record === undefined) throw damaged(`central directory at byte ${at}`);
    if (file.readUInt16LE(at + CENTRAL_BYTES - 12) !== 0) throw unsupported('several disks');
    if (record.recordBytes !== CENTRAL_BYTES + record.nameBytes.length + record.extra.length) {
      throw ambiguous('an entry has a comment');
    }
    records.push(record);
    at += record.recordBytes;
  }
  if (at !== limit || records.length !== count) throw ambiguous('the number of entries');
  return records;
}

function boundSizes(records: readonly CentralRecord[], limits: ZipLimits): void {
  const total = records.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > limits.bytes) throw tooMuch(`${total} bytes, limit ${limits.bytes}`);
  for (const { bytes, packedBytes } of records) {
    if (bytes > RATIO_FREE_BYTES && bytes > packedBytes * limits.ratio) {
      throw tooMuch(`${bytes} bytes from ${packedBytes}`);
    }
  }
}

interface Place {
  readonly name: string;
  readonly record: CentralRecord;
  readonly contentStart: number;
}

/** Each entry begins where the one before it ends; the last ends where the central directory begins. */
function placesOf(file: Buffer, records: readonly CentralRecord[], limit: number): readonly Place[] {
  const sorted = records.toSorted((a, b) => a.start - b.start);
  let expected = 0;
  return sorted.map((record, index) => {
    if (record.start !== expected) throw ambiguous(`bytes between entries at byte ${expected}`);
    expected = sorted[index + 1]?.start ?? limit;
    const local = readLocal(file, record.start, limit);
    if (local === undefined) throw damaged(`local header at byte ${record.start}`);
    return placeOf(file, record, local, expected);
  });
}

function placeOf(file: Buffer, record: CentralRecord, local: LocalRecord, end: number): Place {
  const name = entryName(record.nameBytes, record.flags);
  refuseUnknown(name, record);
  refuseExtras(name, record.extra);
  refuseExtras(name, local.extra);
  const isSame =
    local.flags === record.flags &&
    local.method === record.method &&
    local.nameBytes.equals(record.nameBytes);
  if (!isSame) throw ambiguous(`the two headers of ${name}`);
  const tail = end - local.contentStart - record.packedBytes;
  const hasDescriptor = (record.flags & FLAG.descriptor) !== 0;
  const sizesAgree = hasSizes(local, record) || (hasDescriptor && hasSizes(local, NO_SIZES));
  if (!sizesAgree) throw ambiguous(`the sizes of ${name}`);
  const followed = hasDescriptor ? isDescribed(file, end, tail, record) : tail === 0;
  if (!followed) throw ambiguous(`the bytes behind ${name}`);
  return { name, record, contentStart: local.contentStart };
}

const NO_SIZES = { crc: 0, packedBytes: 0, bytes: 0 };

function hasSizes(local: typeof NO_SIZES, { crc, packedBytes, bytes }: typeof NO_SIZES): boolean {
  return local.crc === crc && local.packedBytes === packedBytes && local.bytes === bytes;
}

/** A data descriptor of 12 bytes, or of 16 with its signature (APPNOTE §4.3.9). */
function isDescribed(file: Buffer, end: number, length: number, record: CentralRecord): boolean {
  if (length !== 12 && (length !== 16 || file.readUInt32LE(end - 16) !== DESCRIPTOR)) return false;
  return (
    file.readUInt32LE(end - 12) === record.crc &&
    file.readUInt32LE(end - 8) === record.packedBytes &&
    file.readUInt32LE(end - 4) === record.bytes
  );
}

function refuseUnknown(name: string, record: CentralRecord): void {
  const { flags, method, bytes, packedBytes, attributes } = record;
  if ((flags & FLAG.encrypted) !== 0) throw unsupported(`${name} is encrypted`);
  if ((flags & ~FLAGS_KNOWN) !== 0) throw unsupported(`${name} has flags ${flags.toString(16)}`);
  if (method !== STORED && method !== DEFLATED) throw unsupported(`${name} is packed by method ${method}`);
  if (bytes === FULL_32 || packedBytes === FULL_32) throw unsupported('ZIP64');
  if (method === STORED && bytes !== packedBytes) throw ambiguous(`the sizes of ${name}`);
  if (!isWhatItsNameSays(name, attributes)) throw ambiguous(`the kind of ${name}`);
  if (name.endsWith('/') && bytes !== 0) throw ambiguous(`the folder ${name} has content`);
}

const UNIX_KIND = 0xf000;
const UNIX_FOLDER = 0x4000;
const UNIX_FILE = 0x8000;
const DOS_FOLDER = 0x10;

/** Attributes may leave open what it is, but not make a folder, a link or a device of a file. */
function isWhatItsNameSays(name: string, attributes: number): boolean {
  const kind = (attributes >>> 16) & UNIX_KIND;
  const isFolder = name.endsWith('/');
  const isDosFolder = (attributes & DOS_FOLDER) !== 0;
  return (kind === 0 || kind === (isFolder ? UNIX_FOLDER : UNIX_FILE)) && (isFolder || !isDosFolder);
}

/** NTFS, Unix and extended times, Unix owners, JAR, padding: they say nothing about name, size or content. */
const HARMLESS_EXTRAS: ReadonlySet<number> = new Set([
  0x000a, 0x5455, 0x5855, 0x7855, 0x7875, 0xcafe, 0xa220, 0xd935,
]);
const ZIP64_EXTRA = 0x0001;

function refuseExtras(name: string, extra: Buffer): void {
  let at = 0;
  while (at < extra.length) {
    if (at + 4 > extra.length) throw ambiguous(`the extra field of ${name}`);
    const id = extra.readUInt16LE(at);
    if (id === ZIP64_EXTRA) throw unsupported('ZIP64');
    if (!HARMLESS_EXTRAS.has(id)) throw unsupported(`extra field ${id.toString(16)} of ${name}`);
    at += 4 + extra.readUInt16LE(at + 2);
    if (at > extra.length) throw ambiguous(`the extra field of ${name}`);
  }
}

function unpacked(file: Buffer, { name, record, contentStart }: Place): ZipEntry {
  const packed = file.subarray(contentStart, contentStart + record.packedBytes);
  const bytes = record.method === STORED ? packed : inflated(name, packed, record.bytes);
  if (bytes.length !== record.bytes) throw damaged(`${name} has another size`);
  if (crc32(bytes) !== record.crc) throw damaged(`${name} has another CRC`);
  return { name, bytes, isStored: record.method === STORED };
}

/** What `inflateRawSync` gives with `info: true`, which its types leave out. */
interface Inflation {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** The whole packed range must be the deflate stream, nothing behind its last block. */
function inflated(name: string, packed: Buffer, size: number): Buffer {
  const { buffer, engine } = inflate(name, packed, size);
  if (engine.bytesWritten !== packed.length) throw ambiguous(`the packed bytes of ${name}`);
  return buffer;
}

function inflate(name: string, packed: Buffer, size: number): Inflation {
  const options = { maxOutputLength: Math.max(1, size), info: true };
  try {
    return inflateRawSync(packed, options) as unknown as Inflation;
  } catch (cause) {
    throw new CongvanError('ZIP_DAMAGED', { detail: `${name} cannot be unpacked to ${size} bytes`, cause });
  }
}

function damaged(detail: string): CongvanError {
  return new CongvanError('ZIP_DAMAGED', { detail });
}

function ambiguous(detail: string): CongvanError {
  return new CongvanError('ZIP_AMBIGUOUS', { detail });
}

function unsupported(detail: string): CongvanError {
  return new CongvanError('ZIP_UNSUPPORTED', { detail });
}

function tooMuch(detail: string): CongvanError {
  return new CongvanError('ZIP_LIMIT_EXCEEDED', { detail });
}
