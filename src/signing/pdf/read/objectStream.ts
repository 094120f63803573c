import { readDigits, skipSpace } from './chars.ts';
import { damaged } from './damage.ts';
import { asInteger, asName, type PdfIndirect, type PdfStream } from './objects.ts';
import { parseObject } from './parser.ts';

/** A decoded object stream (ISO 32000-2 §7.5.7): its header was read, its members are parsed when asked for. */
export interface ObjectStream {
  readonly number: number;
  readonly data: Uint8Array;
  /** Object number and offset in `data`, by index. */
  readonly members: readonly { readonly number: number; readonly offset: number }[];
  /** Members parsed so far, by index. */
  readonly parsed: Map<number, PdfIndirect>;
}

/** @throws PDF_OBJECT_DAMAGED when it is not an object stream or its header is not whole */
export function readObjectStream(number: number, stream: PdfStream, data: Uint8Array): ObjectStream {
  const { entries } = stream.dict;
  const count = asInteger(entries.get('N'));
  const first = asInteger(entries.get('First'));
  if (asName(entries.get('Type')) !== 'ObjStm' || count === undefined || first === undefined) {
    throw damaged(stream.start, `object ${number} is not an object stream`);
  }
  if (count < 0 || count * 4 > data.length + 4 || first < 0)
    throw damaged(stream.start, 'object stream header');
  const members: { number: number; offset: number }[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const member = readDigits(data, skipSpace(data, at));
    const offset = member === undefined ? undefined : readDigits(data, skipSpace(data, member.end));
    if (member === undefined || offset === undefined || offset.end > first) {
      throw damaged(stream.start, 'object stream header');
    }
    members.push({ number: member.value, offset: first + offset.value });
    at = offset.end;
  }
  return { number, data, members, parsed: new Map() };
}

/** The member at `index`, which must carry the number the cross-reference stream promised. */
export function memberAt(stream: ObjectStream, index: number, number: number): PdfIndirect {
  const member = stream.members[index];
  if (member === undefined || member.number !== number || member.offset >= stream.data.length) {
    throw damaged(index, `object ${number} is not in object stream ${stream.number}`);
  }
  const known = stream.parsed.get(index);
  if (known !== undefined) return known;
  const value = parseObject(stream.data, member.offset);
  const { start, end } = value;
  const object = { number, generation: 0, value, source: stream.data, start, end, inStream: stream.number };
  stream.parsed.set(index, object);
  return object;
}
