import { describe, expect, it } from 'vitest';
import {
  serializeIndirect,
  serializeNumber,
  serializeValue,
} from '../../../../src/signing/pdf/write/serialize.ts';
import {
  dateString,
  dict,
  mapRefs,
  name,
  raw,
  stream,
  textString,
} from '../../../../src/signing/pdf/write/values.ts';

describe('a PDF object as it is written', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [-0.000001, '0'],
    [1 / 3, '0.33333'],
    [595.304, '595.304'],
    [1e21, '1000000000000000000000'],
    [-12.5, '-12.5'],
  ])('never has an exponent: %s', (value, text) => {
    expect(serializeNumber(value)).toBe(text);
  });

  it('refuses what is no number', () => {
    expect(() => serializeNumber(Number.NaN)).toThrow(RangeError);
  });

  it('escapes in names what is not a regular character', () => {
    expect(serializeValue(name('A B/C#(é)'))).toBe('/A#20B#2fC#23#28#e9#29');
  });

  it('keeps the order of a dictionary and leaves out what is undefined', () => {
    const value = dict({ B: 1, A: [true, null, { kind: 'ref', number: 7, generation: 2 }], C: undefined });
    expect(serializeValue(value)).toBe('<< /B 1 /A [true null 7 2 R] >>');
  });

  it('writes existing syntax byte for byte', () => {
    expect(serializeValue(raw('(a\\)\xff)'))).toBe('(a\\)\xff)');
  });

  it('writes the length of a stream', () => {
    const object = serializeIndirect(
      { kind: 'ref', number: 3, generation: 0 },
      stream(dict({ Type: name('X') }), Buffer.from('abc')),
    );
    expect(Buffer.concat(object.map((piece) => Buffer.from(piece))).toString('latin1')).toBe(
      '3 0 obj\n<< /Type /X /Length 3 >>\nstream\nabc\nendstream\nendobj\n',
    );
  });

  it('writes ASCII text as it is, and Vietnamese as UTF-16BE in NFC', () => {
    expect(serializeValue(textString('Signature1'))).toBe('<5369676E617475726531>');
    expect(serializeValue(textString('Đào'.normalize('NFD')))).toBe('<FEFF011000E0006F>');
  });

  it('writes dates in Vietnam time', () => {
    const bytes = Buffer.from(dateString('2026-11-19T09:30:05+07:00').bytes).toString('latin1');
    expect(bytes).toBe("D:20261119093005+07'00'");
  });

  it('changes references at every depth', () => {
    const value = dict({ A: [dict({ B: { kind: 'ref', number: 1, generation: 0 } })] });
    const changed = mapRefs(value, ({ number }) => ({ kind: 'ref', number: number + 10, generation: 0 }));
    expect(serializeValue(changed)).toBe('<< /A [<< /B 11 0 R >>] >>');
  });
});
