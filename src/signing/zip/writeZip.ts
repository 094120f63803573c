import { crc32, deflateRawSync } from 'node:zlib';
import { CENTRAL, DEFLATED, END, END_BYTES, FLAG, LOCAL, STORED } from './records.ts';

export interface ZipPart {
  /** Relative path, UTF-8. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Stored entries stand in the file as they are, so that their beginning can be recognised. */
  readonly isStored?: boolean;
}

/** 1 January 1980, the first day ZIP knows: the same parts always give the same bytes. */
const FIRST_DAY = 0x0021;
const VERSION = 20;

/**
 * Writes a ZIP file without extra fields, comments, descriptors and times; below 4 GiB and 65,535 entries.
 * @param parts in this order; their names are the caller's to keep apart
 */
export function writeZip(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const { common, name, packed } = prepared(part);
    const local = Buffer.concat([uint32(LOCAL), common, name, packed]);
    centrals.push(Buffer.concat([uint32(CENTRAL), VERSION_MADE, common, Buffer.alloc(10), uint32(at), name]));
    locals.push(local);
    at += local.length;
  }
  const central = Buffer.concat(centrals);
  return Buffer.concat([...locals, central, endRecord(parts.length, central.length, at)]);
}

function prepared({ name: text, bytes, isStored = false }: ZipPart) {
  const name = Buffer.from(text, 'utf8');
  const packed = isStored ? bytes : deflateRawSync(bytes);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(VERSION, 0);
  common.writeUInt16LE(isAscii(name) ? 0 : FLAG.utf8, 2);
  common.writeUInt16LE(isStored ? STORED : DEFLATED, 4);
  common.writeUInt16LE(FIRST_DAY, 8);
  common.writeUInt32LE(crc32(bytes), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(bytes.length, 18);
  common.writeUInt16LE(name.length, 22);
  return { common, name, packed };
}

function isAscii(name: Uint8Array): boolean {
  return name.every((octet) => octet < 0x80);
}

const VERSION_MADE = Buffer.of(VERSION, 0);

function endRecord(count: number, size: number, start: number): Buffer {
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(start, 16);
  return end;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
