import {
  isList,
  type NewDict,
  type NewObject,
  type NewStream,
  type NewValue,
  type ObjectRef,
} from './values.ts';

/**
 * The bytes of one indirect object in pieces, from its number to the line after `endobj` (ISO 32000-2 §7.3.10).
 * The data of a stream is a piece of its own, not copied.
 */
export function serializeIndirect(ref: ObjectRef, object: NewObject): readonly Uint8Array[] {
  const head = `${ref.number} ${ref.generation} obj\n`;
  if (!isStream(object)) return [Buffer.from(`${head}${serializeValue(object)}\nendobj\n`, 'latin1')];
  const entries = new Map(object.dict.entries).set('Length', object.data.length);
  const dict = serializeValue({ kind: 'dict', entries });
  return [Buffer.from(`${head}${dict}\nstream\n`, 'latin1'), object.data, END_OF_STREAM];
}

const END_OF_STREAM = Buffer.from('\nendstream\nendobj\n', 'latin1');

function isStream(object: NewObject): object is NewStream {
  return typeof object === 'object' && object !== null && 'data' in object;
}

/** One direct object as text, one UTF-16 unit per byte. */
export function serializeValue(value: NewValue): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return serializeNumber(value);
  if (isList(value)) return `[${value.map(serializeValue).join(' ')}]`;
  switch (value.kind) {
    case 'ref':
      return `${value.number} ${value.generation} R`;
    case 'name':
      return serializeName(value.name);
    case 'string':
      return `<${Buffer.from(value.bytes).toString('hex').toUpperCase()}>`;
    case 'raw':
      return Buffer.from(value.bytes).toString('latin1');
    case 'dict':
      return serializeDict(value);
    default:
      return value satisfies never;
  }
}

function serializeDict(value: NewDict): string {
  const entries = [...value.entries].map(([key, item]) => `${serializeName(key)} ${serializeValue(item)}`);
  return `<< ${entries.join(' ')} >>`;
}

/** Never in exponent form, which PDF does not know; five decimals are a hundredth of a micrometre. */
export function serializeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('not a PDF number');
  if (Number.isInteger(value)) return BigInt(value).toString();
  const text = value.toFixed(5).replace(/0+$/, '').replace(/\.$/, '');
  return text === '-0' ? '0' : text;
}

/** ISO 32000-2 §7.3.5: what is not a regular printable character goes in as `#xx`. */
function serializeName(text: string): string {
  const escaped = text.replace(
    /[^!-~]|[#()<>[\]{}/%]/g,
    (letter) => `#${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `/${escaped}`;
}
