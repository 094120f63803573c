import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * ZIP files with exactly one entry (APPNOTE 6.3, without ZIP64, encryption or several disks): the wrapping that the
 * official client puts around attachments. Paths are never used as paths.
 */
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const STORED = 0;
const DEFLATED = 8;
const FLAG_ENCRYPTED = 0x0001;
const FLAG_UTF8 = 0x0800;
/** 1 January 1980, the first day ZIP knows: the same file always gives the same bytes. */
const FIRST_DAY = 0x0021;
const VERSION_DEFLATE = 20;
/** Below this size a high ratio is harmless. */
const RATIO_FREE_BYTES = 1024 * 1024;

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface ZipBounds {
  /** Of the unpacked entry. */
  readonly bytes: number;
  /** Unpacked : packed, above 1 MiB. */
  readonly ratio: number;
}

/**
 * @returns the entry; undefined when it is no ZIP with one plain entry whose records agree
 * @throws RangeError when the entry is larger than the bounds allow
 */
export function readOneEntry(zip: Uint8Array, bounds: ZipBounds): ZipEntry | undefined {
  const file = Buffer.from(zip.buffer, zip.byteOffset, zip.length);
  const central = centralRecord(file);
  if (central === undefined || (central.flags & FLAG_ENCRYPTED) !== 0) return undefined;
  const packed = packedBytes(file, central);
  if (packed === undefined) return undefined;
  if (central.size > bounds.bytes) throw new RangeError(`${central.size} bytes, limit ${bounds.bytes}`);
  if (central.size > RATIO_FREE_BYTES && central.size > packed.length * bounds.ratio) {
    throw new RangeError(`unpacks to ${central.size} bytes from ${packed.length}`);
  }
  const bytes = unpack(packed, central);
  if (bytes === undefined || bytes.length !== central.size || crc32(bytes) !== central.crc) return undefined;
  return { name: central.name, bytes };
}

interface CentralRecord {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly name: string;
  readonly nameBytes: Buffer;
  readonly start: number;
}

function centralRecord(file: Buffer): CentralRecord | undefined {
  const end = endRecord(file);
  if (end === undefined || end.start + CENTRAL_BYTES > file.length) return undefined;
  const record = file.subarray(end.start, end.start + end.size);
  if (record.length < CENTRAL_BYTES || record.readUInt32LE(0) !== CENTRAL) return undefined;
  const nameLength = record.readUInt16LE(28);
  const length = CENTRAL_BYTES + nameLength + record.readUInt16LE(30) + record.readUInt16LE(32);
  // The entry begins the file: nothing hides before it.
  if (length !== record.length || record.readUInt32LE(42) !== 0) return undefined;
  const nameBytes = record.subarray(CENTRAL_BYTES, CENTRAL_BYTES + nameLength);
  return {
    flags: record.readUInt16LE(8),
    method: record.readUInt16LE(10),
    crc: record.readUInt32LE(16),
    packedSize: record.readUInt32LE(20),
    size: record.readUInt32LE(24),
    name: nameBytes.toString('utf8'),
    nameBytes,
    start: end.start,
  };
}

/** The record that ends the file, its comment included, and says there is one entry. */
function endRecord(file: Buffer): { start: number; size: number } | undefined {
  const lowest = Math.max(0, file.length - END_BYTES - 0xffff);
  for (let at = file.length - END_BYTES; at >= lowest; at--) {
    if (file.readUInt32LE(at) !== END) continue;
    if (at + END_BYTES + file.readUInt16LE(at + 20) !== file.length) continue;
    const disks = file.readUInt32LE(at + 4);
    const isSingle = file.readUInt16LE(at + 8) === 1 && file.readUInt16LE(at + 10) === 1;
    const size = file.readUInt32LE(at + 12);
    const start = file.readUInt32LE(at + 16);
    return disks === 0 && isSingle && start + size === at ? { start, size } : undefined;
  }
  return undefined;
}

function packedBytes(file: Buffer, central: CentralRecord): Buffer | undefined {
  if (file.length < LOCAL_BYTES || file.readUInt32LE(0) !== LOCAL) return undefined;
  const nameLength = file.readUInt16LE(26);
  const from = LOCAL_BYTES + nameLength + file.readUInt16LE(28);
  const agrees =
    file.readUInt16LE(8) === central.method &&
    file.subarray(LOCAL_BYTES, LOCAL_BYTES + nameLength).equals(central.nameBytes) &&
    from + central.packedSize <= central.start;
  return agrees ? file.subarray(from, from + central.packedSize) : undefined;
}

function unpack(packed: Buffer, central: CentralRecord): Buffer | undefined {
  if (central.method === STORED) return packed;
  if (central.method !== DEFLATED) return undefined;
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, central.size) });
  } catch {
    return undefined;
  }
}

/** @param name ASCII or UTF-8, without folders */
export function writeOneEntry(name: string, bytes: Uint8Array): Buffer {
  const nameBytes = Buffer.from(name, 'utf8');
  const packed = deflateRawSync(bytes);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(VERSION_DEFLATE, 0);
  common.writeUInt16LE(FLAG_UTF8, 2);
  common.writeUInt16LE(DEFLATED, 4);
  common.writeUInt16LE(FIRST_DAY, 8);
  common.writeUInt32LE(crc32(bytes), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(bytes.length, 18);
  common.writeUInt16LE(nameBytes.length, 22);
  const local = Buffer.concat([uint32(LOCAL), common, nameBytes, packed]);
  const version = Buffer.alloc(2);
  version.writeUInt16LE(VERSION_DEFLATE);
  const central = Buffer.concat([uint32(CENTRAL), version, common, Buffer.alloc(14), nameBytes]);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
