import { latin1 } from '../read/chars.ts';
import {
  isList,
  type NewDict,
  type NewObject,
  type NewStream,
  type NewValue,
  type ObjectRef,
} from './values.ts';

/**
 * One indirect object in pieces, from its number to the line after `endobj` (ISO 32000-2 §7.3.10): text with one unit
 * per byte, and the data of a stream as it is.
 */
export function serializeIndirect(ref: ObjectRef, object: NewObject): readonly (string | Uint8Array)[] {
  const head = `${ref.number} ${ref.generation} obj\n`;
  if (!isStream(object)) return [`${head}${serializeValue(object)}\nendobj\n`];
  const entries = new Map(object.dict.entries).set('Length', object.data.length);
  const dict = serializeValue({ kind: 'dict', entries });
  return [`${head}${dict}\nstream\n`, object.data, '\nendstream\nendobj\n'];
}

export function isStream(object: NewObject): object is NewStream {
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
      return latin1(value.bytes);
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
  if (Number.isSafeInteger(value)) return String(value);
  if (Number.isInteger(value)) return BigInt(value).toString();
  const text = value.toFixed(5).replace(/0+$/, '').replace(/\.$/, '');
  return text === '-0' ? '0' : text;
}

const PLAIN_NAME = /^[A-Za-z0-9]*$/;

/** ISO 32000-2 §7.3.5: what is not a regular printable character goes in as `#xx`. */
function serializeName(text: string): string {
  if (PLAIN_NAME.test(text)) return `/${text}`;
  const escaped = text.replace(
    /[^!-~]|[#()<>[\]{}/%]/g,
    (letter) => `#${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `/${escaped}`;
}
