/** The records of a ZIP file (PKWARE APPNOTE 6.3.10 §4.3) without ZIP64 and encryption, as numbers and offsets. */
export const LOCAL = 0x04034b50;
export const CENTRAL = 0x02014b50;
export const END = 0x06054b50;
export const DESCRIPTOR = 0x08074b50;
export const ZIP64_LOCATOR = 0x07064b50;

export const LOCAL_BYTES = 30;
export const CENTRAL_BYTES = 46;
export const END_BYTES = 22;
export const ZIP64_LOCATOR_BYTES = 20;

export const STORED = 0;
export const DEFLATED = 8;

export const FLAG = { encrypted: 0x0001, descriptor: 0x0008, utf8: 0x0800 } as const;
/** Encryption apart: bits 1 and 2 tell how hard was compressed, 3 that sizes follow, 11 that names are UTF-8. */
export const FLAGS_KNOWN = 0x080e;

/** A field that is full here says that the value stands in a ZIP64 record. */
export const FULL_16 = 0xffff;
export const FULL_32 = 0xffffffff;

/** What the central directory says of one entry. */
export interface CentralRecord {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly nameBytes: Buffer;
  readonly extra: Buffer;
  /** External file attributes: DOS in the low half, Unix mode in the high one. */
  readonly attributes: number;
  /** Offset of the local header. */
  readonly start: number;
  /** Length of this record. */
  readonly recordBytes: number;
}

/** What stands before the bytes of an entry. */
export interface LocalRecord extends Omit<CentralRecord, 'attributes' | 'start' | 'recordBytes'> {
  /** Offset of the first packed byte. */
  readonly contentStart: number;
}

/** @returns undefined when there is no whole record at `at` */
export function readCentral(file: Buffer, at: number, limit: number): CentralRecord | undefined {
  if (at + CENTRAL_BYTES > limit || file.readUInt32LE(at) !== CENTRAL) return undefined;
  const nameBytes = file.readUInt16LE(at + 28);
  const extraBytes = file.readUInt16LE(at + 30);
  const recordBytes = CENTRAL_BYTES + nameBytes + extraBytes + file.readUInt16LE(at + 32);
  if (at + recordBytes > limit) return undefined;
  const name = at + CENTRAL_BYTES;
  return {
    ...common(file, at + 8),
    nameBytes: file.subarray(name, name + nameBytes),
    extra: file.subarray(name + nameBytes, name + nameBytes + extraBytes),
    attributes: file.readUInt32LE(at + 38),
    start: file.readUInt32LE(at + 42),
    recordBytes,
  };
}

/** @returns undefined when there is no whole record at `at` */
export function readLocal(file: Buffer, at: number, limit: number): LocalRecord | undefined {
  if (at + LOCAL_BYTES > limit || file.readUInt32LE(at) !== LOCAL) return undefined;
  const nameBytes = file.readUInt16LE(at + 26);
  const extraBytes = file.readUInt16LE(at + 28);
  const name = at + LOCAL_BYTES;
  const contentStart = name + nameBytes + extraBytes;
  if (contentStart > limit) return undefined;
  return {
    ...common(file, at + 6),
    nameBytes: file.subarray(name, name + nameBytes),
    extra: file.subarray(name + nameBytes, contentStart),
    contentStart,
  };
}

/** Flags, method, CRC and sizes stand in both records in the same order. */
function common(file: Buffer, at: number) {
  return {
    flags: file.readUInt16LE(at),
    method: file.readUInt16LE(at + 2),
    crc: file.readUInt32LE(at + 8),
    packedBytes: file.readUInt32LE(at + 12),
    bytes: file.readUInt32LE(at + 16),
  };
}
