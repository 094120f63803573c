/** Strings of parsed objects decrypted, and those of new ones encrypted, wherever they stand. */
import type { PdfDict, PdfObject } from '../read/objects.ts';
import type { NewObject, NewValue } from '../write/values.ts';
import { isList } from '../write/values.ts';
import type { FileCipher, Place } from './fileCipher.ts';

/** The value with its strings decrypted; places in the file stay. @throws PDF_OBJECT_DAMAGED */
export function opened(value: PdfObject, cipher: FileCipher, place: Place): PdfObject {
  switch (value.kind) {
    case 'string':
      return { ...value, bytes: cipher.openString(value.bytes, place, value.start) };
    case 'array':
      return { ...value, items: value.items.map((item) => opened(item, cipher, place)) };
    case 'dict':
      return openedDict(value, cipher, place);
    case 'stream':
      return { ...value, dict: openedDict(value.dict, cipher, place) };
    default:
      return value;
  }
}

/** The value of a signature is never encrypted (ISO 32000-2 §7.6.2): it is made of the bytes of the file. */
function openedDict(dict: PdfDict, cipher: FileCipher, place: Place): PdfDict {
  const isSignature = dict.entries.has('ByteRange');
  const entries = new Map<string, PdfObject>();
  for (const [key, item] of dict.entries) {
    const isValue = isSignature && key === 'Contents' && item.kind === 'string';
    entries.set(key, isValue ? item : opened(item, cipher, place));
  }
  return { ...dict, entries };
}

/** A new object as it is written. What is `raw` has no strings but the value of a signature. */
export function sealed(object: NewObject, cipher: FileCipher, place: Place): NewObject {
  const counter = { strings: 0 };
  if (typeof object !== 'object' || object === null || !('data' in object)) {
    return sealedValue(object, cipher, place, counter);
  }
  const type = object.dict.entries.get('Type');
  const name = typeof type === 'object' && type !== null && 'name' in type ? type.name : undefined;
  const dict = sealedDict(object.dict, cipher, place, counter);
  return { ...object, dict, data: cipher.sealStream(object.data, place, name) };
}

type Counter = { strings: number };

function sealedValue(value: NewValue, cipher: FileCipher, place: Place, counter: Counter): NewValue {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => sealedValue(item, cipher, place, counter));
  if (value.kind === 'dict') return sealedDict(value, cipher, place, counter);
  if (value.kind !== 'string') return value;
  return { kind: 'string', bytes: cipher.sealString(value.bytes, place, counter.strings++) };
}

function sealedDict(
  dict: Extract<NewValue, { kind: 'dict' }>,
  cipher: FileCipher,
  place: Place,
  counter: Counter,
): Extract<NewValue, { kind: 'dict' }> {
  const entries = [...dict.entries].map(
    ([key, item]) => [key, sealedValue(item, cipher, place, counter)] as const,
  );
  return { kind: 'dict', entries: new Map(entries) };
}
