import { crc32, inflateRawSync } from 'node:zlib';
import { CongvanError } from '../../kernel/errors.ts';
import { refuseCollisions } from './entryName.ts';
import { type Place, placesOf } from './places.ts';
import {
  CENTRAL_BYTES,
  type CentralRecord,
  END,
  END_BYTES,
  FULL_16,
  FULL_32,
  readCentral,
  STORED,
  ZIP64_LOCATOR,
  ZIP64_LOCATOR_BYTES,
} from './records.ts';
import { ambiguous, damaged, tooMuch, unsupported } from './zipErrors.ts';

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
