import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readZip } from '../../../../src/signing/zip/readZip.ts';
import { writeZip } from '../../../../src/signing/zip/writeZip.ts';

const text = (value: string) => Buffer.from(value, 'utf8');
const PARTS = [
  { name: 'mimetype', bytes: text('application/vnd.etsi.asic-e+zip'), isStored: true },
  { name: 'Công văn số 12.docx', bytes: text('nội dung '.repeat(50)) },
  { name: 'META-INF/signature.p7s', bytes: Buffer.alloc(0) },
];
const ZIP = writeZip(PARTS);

/** Offsets in a file of one stored entry named `a` with the content `b`. */
const ONE = writeZip([{ name: 'a', bytes: text('b'), isStored: true }]);
const CENTRAL_AT = 32;
const END_AT = CENTRAL_AT + 47;

function changed(at: number, ...octets: readonly number[]): Buffer {
  const copy = Buffer.from(ONE);
  copy.set(octets, at);
  return copy;
}

/** An entry under a name that `writeZip` would write in UTF-8. */
function named(nameBytes: Uint8Array, flags = 0): Buffer {
  const placeholder = 'x'.repeat(nameBytes.length);
  const zip = writeZip([{ name: placeholder, bytes: text('b'), isStored: true }]);
  const local = zip.indexOf(placeholder);
  const central = zip.lastIndexOf(placeholder);
  zip.set(nameBytes, local);
  zip.set(nameBytes, central);
  zip.writeUInt16LE(flags, 6);
  zip.writeUInt16LE(flags, central - 46 + 8);
  return zip;
}

function refusal(zip: Uint8Array, limits?: Parameters<typeof readZip>[1]): string {
  try {
    readZip(zip, limits);
    return 'read';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

describe('a ZIP file', () => {
  test('gives back what was written, in its order', () => {
    const { entries, comment } = readZip(ZIP);
    expect(entries.map(({ name, bytes, isStored }) => [name, bytes.toString(), isStored])).toEqual(
      PARTS.map(({ name, bytes, isStored = false }) => [name, bytes.toString(), isStored]),
    );
    expect(comment).toBe('');
  });

  test('is the same bytes for the same parts, mimetype readable at byte 38', () => {
    expect(writeZip(PARTS)).toEqual(ZIP);
    expect(ZIP.subarray(30, 38).toString()).toBe('mimetype');
    expect(ZIP.subarray(38, 69).toString()).toBe('application/vnd.etsi.asic-e+zip');
  });

  test('may say that its entries are plain files', () => {
    expect(readZip(changed(CENTRAL_AT + 40, 0xa4, 0x81)).entries.length).toBe(1);
  });

  test('may be empty', () => {
    expect(readZip(writeZip([])).entries).toEqual([]);
  });

  test('may have a comment', () => {
    const zip = Buffer.concat([changed(END_AT + 20, 2), text('hi')]);
    expect(readZip(zip).comment).toBe('hi');
  });

  test.each([
    ['with a signature', true],
    ['without a signature', false],
  ])('may say its sizes behind the bytes, %s', (_, signed) => {
    expect(readZip(described(signed)).entries[0]?.bytes.toString()).toBe('b');
  });

  test.each([
    ['nothing', Buffer.alloc(0), 'ZIP_DAMAGED'],
    ['cut off', ONE.subarray(0, -1), 'ZIP_DAMAGED'],
    ['junk before', Buffer.concat([text('junk'), ONE]), 'ZIP_AMBIGUOUS'],
    ['junk behind', Buffer.concat([ONE, text('junk')]), 'ZIP_DAMAGED'],
    [
      'a second end inside the comment',
      Buffer.concat([changed(END_AT + 20, 22), ONE.subarray(END_AT)]),
      'ZIP_AMBIGUOUS',
    ],
    ['another CRC', changed(31, 0x63), 'ZIP_DAMAGED'],
    ['a name that differs between headers', changed(30, 0x7a), 'ZIP_AMBIGUOUS'],
    ['a size that differs between headers', changed(22, 2), 'ZIP_AMBIGUOUS'],
    ['a method that differs between headers', changed(8, 8), 'ZIP_AMBIGUOUS'],
    ['encryption', changed(CENTRAL_AT + 8, 1), 'ZIP_UNSUPPORTED'],
    ['a patch', changed(CENTRAL_AT + 8, 0x20), 'ZIP_UNSUPPORTED'],
    ['bzip2', changed(CENTRAL_AT + 10, 12), 'ZIP_UNSUPPORTED'],
    ['an entry count too low', changed(END_AT + 8, 0, 0, 0, 0), 'ZIP_AMBIGUOUS'],
    ['an entry count too high', changed(END_AT + 8, 2, 0, 2, 0), 'ZIP_AMBIGUOUS'],
    ['two entry counts', changed(END_AT + 8, 2), 'ZIP_AMBIGUOUS'],
    ['a second disk', changed(END_AT + 4, 1), 'ZIP_UNSUPPORTED'],
    ['ZIP64 offsets', changed(END_AT + 16, 255, 255, 255, 255), 'ZIP_UNSUPPORTED'],
    ['ZIP64 sizes', changed(CENTRAL_AT + 20, 255, 255, 255, 255, 255, 255, 255, 255), 'ZIP_LIMIT_EXCEEDED'],
    ['a local header that is none', changed(0, 0), 'ZIP_DAMAGED'],
    ['a central record that is none', changed(CENTRAL_AT, 0), 'ZIP_DAMAGED'],
    ['a symbolic link', changed(CENTRAL_AT + 40, 0xff, 0xa1), 'ZIP_AMBIGUOUS'],
    ['a folder of Unix without its slash', changed(CENTRAL_AT + 40, 0xff, 0x41), 'ZIP_AMBIGUOUS'],
    ['a folder of DOS without its slash', changed(CENTRAL_AT + 38, 0x10), 'ZIP_AMBIGUOUS'],
    ['a comment of an entry', changed(CENTRAL_AT + 32, 1), 'ZIP_DAMAGED'],
  ])('is refused: %s', (_, zip, code) => {
    expect(refusal(zip)).toBe(code);
  });

  test.each([['../a'], ['a/../b'], ['./a'], ['/a'], ['a//b'], ['C:a'], ['a\\b'], ['a\0b'], ['a\nb'], ['..']])(
    'has no entry called %j',
    (name) => {
      expect(refusal(named(text(name)))).toBe('ZIP_AMBIGUOUS');
    },
  );

  test('has names in ASCII or in UTF-8 that says so', () => {
    expect(refusal(named(Buffer.of(0x61, 0xe9)))).toBe('ZIP_AMBIGUOUS');
    expect(refusal(named(Buffer.of(0x61, 0xe9), 0x800))).toBe('ZIP_AMBIGUOUS');
    expect(readZip(named(text('é'), 0x800)).entries[0]?.name).toBe('é');
    expect(refusal(named(text('a\u202eb'), 0x800))).toBe('ZIP_AMBIGUOUS');
  });

  test.each([
    ['a', 'a'],
    ['a.txt', 'A.TXT'],
    ['\u00e9.txt', 'e\u0301.txt'],
    ['a', 'a/'],
    ['a', 'a/b'],
    ['d/x', 'D/X'],
    ['a.txt', 'a.txt.'],
    ['d/x', 'd /x'],
  ])('does not hold both %j and %j', (one, other) => {
    const zip = writeZip([one, other].map((name) => ({ name, bytes: Buffer.alloc(0), isStored: true })));
    expect(refusal(zip)).toBe('ZIP_AMBIGUOUS');
  });

  test('may hold folders and files in them', () => {
    const zip = writeZip(
      ['d/', 'd/x', 'e/x'].map((name) => ({ name, bytes: Buffer.alloc(0), isStored: true })),
    );
    expect(readZip(zip).entries.map(({ name }) => name)).toEqual(['d/', 'd/x', 'e/x']);
  });

  test('has no two entries on the same bytes', () => {
    const central = ONE.subarray(CENTRAL_AT, END_AT);
    const zip = Buffer.concat([ONE.subarray(0, CENTRAL_AT), central, central, ONE.subarray(END_AT)]);
    zip.writeUInt16LE(2, zip.length - 14);
    zip.writeUInt16LE(2, zip.length - 12);
    zip.writeUInt32LE(2 * central.length, zip.length - 10);
    expect(refusal(zip)).toBe('ZIP_AMBIGUOUS');
  });

  test('has nothing between its entries', () => {
    const zip = Buffer.concat([ONE.subarray(0, CENTRAL_AT), text('gap'), ONE.subarray(CENTRAL_AT)]);
    zip.writeUInt32LE(CENTRAL_AT + 3, zip.length - 6);
    expect(refusal(zip)).toBe('ZIP_AMBIGUOUS');
  });

  test('carries no second name, no ZIP64 and no unknown extra field', () => {
    expect(refusal(withExtra(0x7075))).toBe('ZIP_UNSUPPORTED');
    expect(refusal(withExtra(0x0001))).toBe('ZIP_UNSUPPORTED');
    expect(refusal(withExtra(0x9901))).toBe('ZIP_UNSUPPORTED');
    expect(refusal(withExtra(0x5455))).toBe('read');
    expect(refusal(withExtra(0x5455, 9))).toBe('ZIP_AMBIGUOUS');
  });

  test('unpacks no further than the limits', () => {
    const bomb = writeZip([{ name: 'bomb', bytes: Buffer.alloc(4 << 20) }]);
    expect(refusal(bomb)).toBe('ZIP_LIMIT_EXCEEDED');
    expect(refusal(ZIP, { entries: 2, bytes: 1000, ratio: 10 })).toBe('ZIP_LIMIT_EXCEEDED');
    expect(refusal(ZIP, { entries: 3, bytes: 100, ratio: 10 })).toBe('ZIP_LIMIT_EXCEEDED');
  });

  test('is not believed when it says it is smaller than it is', () => {
    const bomb = writeZip([{ name: 'bomb', bytes: Buffer.alloc(4 << 20) }]);
    const central = bomb.lastIndexOf('bomb') - 46;
    bomb.writeUInt32LE(10, 22);
    bomb.writeUInt32LE(10, central + 24);
    expect(refusal(bomb)).toBe('ZIP_DAMAGED');
  });

  test('has nothing behind a deflate stream', () => {
    const zip = writeZip([{ name: 'x', bytes: text('aaaaaaaaaaaaaaaa') }]);
    const packed = zip.readUInt32LE(18);
    const junk = Buffer.concat([zip.subarray(0, 31 + packed), text('J'), zip.subarray(31 + packed)]);
    const central = 31 + packed + 1;
    junk.writeUInt32LE(packed + 1, 18);
    junk.writeUInt32LE(packed + 1, central + 20);
    junk.writeUInt32LE(central, junk.length - 6);
    expect(refusal(junk)).toBe('ZIP_AMBIGUOUS');
  });
});

/** The one entry with sizes in a data descriptor. */
function described(signed: boolean): Buffer {
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(crc32(text('b')), 0);
  sizes.writeUInt32LE(1, 4);
  sizes.writeUInt32LE(1, 8);
  const descriptor = signed ? Buffer.concat([Buffer.from('PK\x07\x08', 'latin1'), sizes]) : sizes;
  const zip = Buffer.concat([ONE.subarray(0, CENTRAL_AT), descriptor, ONE.subarray(CENTRAL_AT)]);
  zip.fill(0, 14, 26);
  zip.writeUInt16LE(8, 6);
  zip.writeUInt16LE(8, CENTRAL_AT + descriptor.length + 8);
  zip.writeUInt32LE(CENTRAL_AT + descriptor.length, zip.length - 6);
  return zip;
}

/** An extra field of four bytes behind the name in the local header. */
function withExtra(id: number, length = 4): Buffer {
  const extra = Buffer.alloc(8);
  extra.writeUInt16LE(id, 0);
  extra.writeUInt16LE(length, 2);
  const zip = Buffer.concat([ONE.subarray(0, 31), extra, ONE.subarray(31)]);
  zip.writeUInt16LE(8, 28);
  zip.writeUInt32LE(CENTRAL_AT + 8, zip.length - 6);
  return zip;
}
