import { describe, expect, test } from 'vitest';
import { berLength, derFromBer } from '../../../src/signing/der/ber.ts';
import { fieldsOf } from '../../../src/signing/der/fields.ts';
import { decodeDer, derLength, TAG } from '../../../src/signing/der/read.ts';
import { readString } from '../../../src/signing/der/strings.ts';
import { generalizedTime, readGeneralizedTime, readTime, time } from '../../../src/signing/der/time.ts';
import {
  readBitOctets,
  readNamedBits,
  readOid,
  readSmallInteger,
  readUnsigned,
} from '../../../src/signing/der/values.ts';
import { encode, integer, oid, sequence, setOf, utf8String } from '../../../src/signing/der/write.ts';
import { namedBits } from './derOnlyTestsWrite.ts';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('what is not DER is refused', () => {
  test.each([
    ['nothing', ''],
    ['a tag alone', '30'],
    ['content cut off', '30 03 02 01'],
    ['bytes after the value', '05 00 00'],
    ['indefinite length', '30 80 00 00'],
    ['long form where short is enough', '04 81 01 00'],
    ['a leading zero in the length', '04 82 00 80'.padEnd(8 + 128 * 2, '00')],
    ['a high tag number', '1f 81 01 00'],
    ['end-of-contents', '00 00'],
    ['a child longer than its parent', '30 03 04 05 00'],
    ['BOOLEAN of two octets', '01 02 ff ff'],
    ['BOOLEAN that is neither FF nor 00', '01 01 01'],
    ['an empty INTEGER', '02 00'],
    ['an INTEGER with a needless zero', '02 02 00 7f'],
    ['an INTEGER with a needless FF', '02 02 ff 80'],
    ['NULL with content', '05 01 00'],
    ['an empty OBJECT IDENTIFIER', '06 00'],
    ['an OBJECT IDENTIFIER with a needless 80', '06 03 2a 80 01'],
    ['an OBJECT IDENTIFIER cut off', '06 02 2a 86'],
    ['BIT STRING without its first octet', '03 00'],
    ['BIT STRING with eight unused bits', '03 02 08 00'],
    ['BIT STRING whose padding is set', '03 02 04 1f'],
    ['OCTET STRING in pieces', '24 03 04 01 00'],
    ['a primitive SEQUENCE', '10 00'],
    ['something wrong deep inside', '30 06 30 04 02 02 00 01'],
  ])('%s', (_, hex) => {
    expect(() => decodeDer(bytes(hex))).toThrow(expect.objectContaining({ code: 'DER_INVALID' }));
  });

  test('limits on size, depth and number of values', () => {
    const limits = { bytes: 100, depth: 4, values: 10 };
    const nested = (depth: number): Buffer => (depth === 0 ? encode(TAG.null) : sequence(nested(depth - 1)));
    expect(() => decodeDer(nested(3), limits)).not.toThrow();
    expect(() => decodeDer(nested(4), limits)).toThrow('nested too deep');
    expect(() => decodeDer(sequence(...Array.from({ length: 10 }, () => integer(1))), limits)).toThrow(
      'too many values',
    );
    expect(() => decodeDer(encode(TAG.octetString, Buffer.alloc(100)), limits)).toThrow(
      'more than 100 bytes',
    );
  });

  test('members left over, missing or of another kind', () => {
    const node = decodeDer(sequence(integer(1), integer(2)));
    const first = fieldsOf(node, 'Pair');
    first.next(TAG.integer, 'first');
    expect(() => first.end()).toThrow('unknown member');
    expect(() => first.next(TAG.oid, 'second')).toThrow('Pair.second has tag 0x2');
    expect(() => first.next(TAG.oid, 'third')).toThrow('Pair.third is missing');
  });
});

describe('values', () => {
  test.each([
    '1.2.840.113549.1.1.11',
    '2.5.29.32.0',
    '0.4.0.1862.1.6.1',
    '2.999.3',
    '2.25.329800735698586629295641978511506172918.1',
  ])('OBJECT IDENTIFIER %s there and back', (text) => expect(readOid(decodeDer(oid(text)))).toBe(text));

  test.each([0, 1, 127, 128, 255, 256, 65_537, 2 ** 31 - 1])('INTEGER %d there and back', (value) => {
    expect(readSmallInteger(decodeDer(integer(value)))).toBe(value);
  });

  test('INTEGER of any size, never negative', () => {
    expect(readUnsigned(decodeDer(integer(bytes('ff'.repeat(20)))))).toBe(2n ** 160n - 1n);
    expect(() => readUnsigned(decodeDer(bytes('02 01 ff')))).toThrow('negative');
    expect(() => readSmallInteger(decodeDer(bytes('02 05 01 00 00 00 00')))).toThrow('out of range');
  });

  test('named bits and whole octets', () => {
    expect(readNamedBits(decodeDer(namedBits([0, 5])))).toEqual([true, false, false, false, false, true]);
    expect(namedBits([])).toEqual(bytes('03 01 00'));
    expect(() => readBitOctets(decodeDer(namedBits([0])))).toThrow('not whole octets');
  });

  test('SET OF is written in the order of its encodings', () => {
    expect(setOf(bytes('02 01 05'), bytes('01 01 ff'), bytes('02 01 03'))).toEqual(
      bytes('31 09 01 01 ff 02 01 03 02 01 05'),
    );
  });

  test('text of every string type', () => {
    const cases: readonly (readonly [number, string, string])[] = [
      [TAG.utf8String, '4e677579e1bb856e', 'Nguyễn'],
      [TAG.bmpString, '004e006700751ec5006e', 'Nguễn'],
      [TAG.universalString, '0000004e', 'N'],
      [TAG.teletexString, 'e9', 'é'],
      [TAG.printableString, '4e', 'N'],
    ];
    for (const [tag, hex, text] of cases) expect(readString(decodeDer(encode(tag, bytes(hex))))).toBe(text);
    expect(() => readString(decodeDer(encode(TAG.utf8String, bytes('c328'))))).toThrow('cannot be decoded');
    expect(() => readString(decodeDer(encode(TAG.ia5String, bytes('e9'))))).toThrow('not ASCII');
    expect(readString(decodeDer(utf8String('\ufeffa')))).toBe('\ufeffa');
  });
});

describe('times', () => {
  test.each([
    '1950-01-01T00:00:00.000Z',
    '2026-11-21T03:04:05.000Z',
    '2049-12-31T23:59:59.000Z',
    '2050-01-01T00:00:00.000Z',
  ])('%s there and back', (iso) => expect(readTime(decodeDer(time(new Date(iso)))).toISOString()).toBe(iso));
  test('UTCTime ends with 2049', () => {
    expect(time(new Date('2049-12-31T23:59:59Z'))[0]).toBe(TAG.utcTime);
    expect(time(new Date('2050-01-01T00:00:00Z'))[0]).toBe(TAG.generalizedTime);
    expect(generalizedTime(new Date('2026-01-02T03:04:05Z')).subarray(2).toString()).toBe('20260102030405Z');
  });
  test('a fraction of a second', () => {
    const node = decodeDer(encode(TAG.generalizedTime, Buffer.from('20261121030405.25Z')));
    expect(readGeneralizedTime(node).toISOString()).toBe('2026-11-21T03:04:05.250Z');
  });
  test.each([
    [TAG.utcTime, '2611210304Z'],
    [TAG.utcTime, '261121030405+0700'],
    [TAG.utcTime, '260231000000Z'],
    [TAG.generalizedTime, '20261121030405'],
    [TAG.generalizedTime, '20261121030405.20Z'],
    [TAG.generalizedTime, '20261121030460Z'],
    [TAG.generalizedTime, '20261121250000Z'],
    [TAG.ia5String, '20261121030405Z'],
  ])('%i %s is refused', (tag, text) => {
    expect(() => readTime(decodeDer(encode(tag, Buffer.from(text))))).toThrow();
  });
});

describe('lengths and BER', () => {
  test('the length of the first value, whatever follows', () => {
    expect(derLength(bytes('30 03 02 01 05 00 00 00'))).toBe(5);
    expect(berLength(bytes('30 80 02 01 05 00 00 00 00'))).toBe(7);
  });
  test('indefinite lengths and strings in pieces become DER', () => {
    const ber = bytes('30 80 24 80 04 01 aa 04 02 bb cc 00 00 30 81 03 02 01 05 00 00');
    expect(derFromBer(ber)).toEqual(bytes('30 0a 04 03 aa bb cc 30 03 02 01 05'));
  });
  test.each(['30 80 02 01 05', '04 80 00 00', '30 85 00 00 00 00 00', '24 80 02 01 05 00 00', '30 05 02 01'])(
    '%s is not BER either',
    (hex) => expect(() => derFromBer(bytes(hex))).toThrow(),
  );
});
