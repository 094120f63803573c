import { overLimit } from '../read/damage.ts';
import type { PdfDocument } from '../read/document.ts';
import { PDF_LIMITS } from '../read/limits.ts';
import { asName, type PdfDict, type PdfIndirect, type PdfObject, type PdfRef } from '../read/objects.ts';
import {
  type NewDict,
  type NewObject,
  type NewValue,
  name,
  type ObjectRef,
  stream,
} from '../write/values.ts';
import type { FreshFile } from './freshFile.ts';

/**
 * What a form or image may carry beside its look: private notes, metadata, links to structure, to other files and to
 * other pages. /Length is written anew.
 */
const NOT_COPIED: ReadonlySet<string> = new Set([
  ...['Length', 'F', 'FFilter', 'FDecodeParms', 'PieceInfo', 'LastModified', 'Metadata', 'AF', 'OPI', 'Ref'],
  ...['StructParent', 'StructParents'],
]);

/** Nothing that a page shows refers to these; what does is written as null. */
const NEVER_COPIED: ReadonlySet<string> = new Set([
  ...[
    'Sig',
    'DocTimeStamp',
    'SigRef',
    'TransformParams',
    'Annot',
    'Page',
    'Pages',
    'Catalog',
    'Action',
    'DSS',
  ],
  ...['Filespec', 'EmbeddedFile', 'StructTreeRoot', 'StructElem'],
]);

/** Copies values with everything they refer to into a fresh file, each object once, streams as they are encoded. */
export class ObjectCopier {
  readonly #pdf: PdfDocument;
  readonly #file: FreshFile;
  readonly #copies = new Map<string, ObjectRef>();
  readonly #waiting: { readonly from: PdfIndirect; readonly to: ObjectRef }[] = [];

  constructor(pdf: PdfDocument, file: FreshFile) {
    this.#pdf = pdf;
    this.#file = file;
  }

  /** @throws PDF_OBJECT_DAMAGED, PDF_LIMIT_EXCEEDED */
  copy(holder: PdfIndirect, part: PdfObject): NewValue {
    const copied = this.#value(holder, part);
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      this.#file.write(next.to, this.#object(next.from));
    }
    return copied;
  }

  #object(holder: PdfIndirect): NewObject {
    const { value } = holder;
    if (value.kind !== 'stream') return this.#value(holder, value);
    if (this.#isNeverCopied(value.dict)) return null;
    const kept = [...value.dict.entries].filter(([key]) => !NOT_COPIED.has(key));
    return stream(this.#dict(holder, kept), this.#pdf.rawBytes(value));
  }

  #value(holder: PdfIndirect, part: PdfObject): NewValue {
    switch (part.kind) {
      case 'ref':
        return this.#ref(part);
      case 'array':
        return part.items.map((item) => this.#value(holder, item));
      case 'dict':
        return this.#isNeverCopied(part) ? null : this.#dict(holder, [...part.entries]);
      case 'string':
        return { kind: 'string', bytes: part.bytes };
      case 'name':
        return name(part.name);
      case 'stream':
      case 'null':
        return null;
      case 'boolean':
        return part.value;
      case 'number':
        return { kind: 'raw', bytes: holder.source.subarray(part.start, part.end) };
      default:
        return part satisfies never;
    }
  }

  #dict(holder: PdfIndirect, entries: readonly (readonly [string, PdfObject])[]): NewDict {
    const copied = entries.map(([key, item]) => [key, this.#value(holder, item)] as const);
    return { kind: 'dict', entries: new Map(copied) };
  }

  #ref(ref: PdfRef): NewValue {
    const key = `${ref.number} ${ref.generation}`;
    const known = this.#copies.get(key);
    if (known !== undefined) return known;
    const from = this.#pdf.indirect(ref);
    if (from === undefined) return null;
    if (this.#copies.size >= PDF_LIMITS.entries) throw overLimit('rendition', 'too many objects');
    const to = this.#file.reserve();
    this.#copies.set(key, to);
    this.#waiting.push({ from, to });
    return to;
  }

  #isNeverCopied({ entries }: PdfDict): boolean {
    const type = asName(this.#pdf.resolve(entries.get('Type')));
    return NEVER_COPIED.has(type ?? '') || entries.has('ByteRange');
  }
}
