/**
 * pdf-lib makes new objects (images, fonts) in an empty document; here they become values of ours. It never sees a
 * document from outside: its loader scans the file instead of following the cross-reference chain.
 */
import { createRequire } from 'node:module';
import type { PDFDict, PDFDocument, PDFObject, PDFRef } from 'pdf-lib';
import { isStream, serializeValue } from './serialize.ts';
import {
  dict,
  isDict,
  isList,
  type NewDict,
  type NewObject,
  type NewValue,
  type ObjectRef,
  raw,
  stream,
} from './values.ts';

const require = createRequire(import.meta.url);
let loaded: typeof import('pdf-lib') | undefined;

/** Loaded at the first use; the minified build by `require` loads in a quarter of the time of `import`. */
export function pdfLib(): typeof import('pdf-lib') {
  const library: typeof import('pdf-lib') = loaded ?? require('pdf-lib/dist/pdf-lib.min.js');
  loaded = library;
  return library;
}

/** Objects that refer to each other by their place in the list, until an update gives them numbers. */
export interface ObjectGraph {
  /** The root is the first; a reference's number is the index of its target. */
  readonly objects: readonly NewObject[];
}

export async function emptyDocument(): Promise<PDFDocument> {
  return await pdfLib().PDFDocument.create({ updateMetadata: false });
}

/** Everything reachable from `root`, which goes first. */
export function graphFrom(document: PDFDocument, root: PDFRef): ObjectGraph {
  const indexes = new Map<string, number>([[root.tag, 0]]);
  const queue: PDFRef[] = [root];
  const refer = (ref: PDFRef): ObjectRef => {
    const index = indexes.get(ref.tag) ?? queue.push(ref) - 1;
    indexes.set(ref.tag, index);
    return { kind: 'ref', number: index, generation: 0 };
  };
  const objects: NewObject[] = [];
  for (let next = queue[0]; next !== undefined; next = queue[objects.length]) {
    objects.push(settled(convertObject(document.context.lookup(next), refer)));
  }
  return { objects };
}

/**
 * What holds neither references nor strings is written at once: an update changes references, and encrypts strings
 * where the file is encrypted. The widths of a font are many.
 */
function settled(object: NewObject): NewObject {
  if (isStream(object)) return { ...object, dict: settledDict(object.dict) };
  return isDict(object) ? settledDict(object) : settledValue(object);
}

function settledDict({ entries }: NewDict): NewDict {
  const written = [...entries].map(([key, value]) => [key, settledValue(value)] as const);
  return { kind: 'dict', entries: new Map(written) };
}

function settledValue(value: NewValue): NewValue {
  if (!isOpen(value)) return raw(serializeValue(value));
  if (isList(value)) return value.map(settledValue);
  return isDict(value) ? settledDict(value) : value;
}

function isOpen(value: NewValue): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (isList(value)) return value.some(isOpen);
  if (value.kind === 'dict') return [...value.entries.values()].some(isOpen);
  return value.kind === 'ref' || value.kind === 'string';
}

type Refer = (ref: PDFRef) => ObjectRef;

function convertObject(object: PDFObject | undefined, refer: Refer): NewObject {
  const { PDFStream, PDFRawStream } = pdfLib();
  if (!(object instanceof PDFStream)) return convert(object, refer);
  const data = object instanceof PDFRawStream ? object.contents : object.getContents();
  const entries = [...convertDict(object.dict, refer).entries].filter(([key]) => key !== 'Length');
  return stream({ kind: 'dict', entries: new Map(entries) }, data);
}

function convert(object: PDFObject | undefined, refer: Refer): NewValue {
  const lib = pdfLib();
  if (object instanceof lib.PDFRef) return refer(object);
  if (object instanceof lib.PDFDict) return convertDict(object, refer);
  if (object instanceof lib.PDFArray) return object.asArray().map((item) => convert(item, refer));
  if (object instanceof lib.PDFNumber) return object.asNumber();
  if (object instanceof lib.PDFBool) return object.asBoolean();
  if (object instanceof lib.PDFName) return { kind: 'name', name: object.decodeText() };
  if (object instanceof lib.PDFString || object instanceof lib.PDFHexString) {
    return { kind: 'string', bytes: object.asBytes() };
  }
  if (object === undefined || object === lib.PDFNull) return null;
  throw new TypeError(`no counterpart for ${object.constructor.name}`);
}

function convertDict(object: PDFDict, refer: Refer): NewDict {
  return dict(
    Object.fromEntries(
      object.entries().map(([key, value]) => [key.decodeText(), convert(value, refer)] as const),
    ),
  );
}
