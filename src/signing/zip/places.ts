import { entryName } from './entryName.ts';
import {
  type CentralRecord,
  DEFLATED,
  DESCRIPTOR,
  FLAG,
  FLAGS_KNOWN,
  FULL_32,
  type LocalRecord,
  readLocal,
  STORED,
} from './records.ts';
import { ambiguous, damaged, unsupported } from './zipErrors.ts';

/** Where the packed bytes of an entry stand, both its headers agreeing. */
export interface Place {
  readonly name: string;
  readonly record: CentralRecord;
  readonly contentStart: number;
}

/**
 * Each entry begins where the one before it ends; the last ends where the central directory begins.
 * @throws ZIP_DAMAGED, ZIP_AMBIGUOUS, ZIP_UNSUPPORTED
 */
export function placesOf(file: Buffer, records: readonly CentralRecord[], limit: number): readonly Place[] {
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
