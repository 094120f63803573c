import { createHash } from 'node:crypto';
import { serializeIndirect, serializeValue } from '../write/serialize.ts';
import { dict, type NewObject, type ObjectRef } from '../write/values.ts';

/** A PDF of one revision, written from nothing with a cross-reference table (ISO 32000-2 §7.5.4). */
export class FreshFile {
  readonly #objects: { readonly ref: ObjectRef; object: NewObject }[] = [];

  /** A number for an object that `write` gives its value; the null object until then. */
  reserve(): ObjectRef {
    const ref: ObjectRef = { kind: 'ref', number: this.#objects.length + 1, generation: 0 };
    this.#objects.push({ ref, object: null });
    return ref;
  }

  write(ref: ObjectRef, object: NewObject): void {
    this.#objects[ref.number - 1] = { ref, object };
  }

  add(object: NewObject): ObjectRef {
    const ref = this.reserve();
    this.write(ref, object);
    return ref;
  }

  /** The same objects give the same bytes: /ID is a digest of them. */
  bytes(version: string, root: ObjectRef): Buffer {
    const pieces: Buffer[] = [Buffer.from(`%PDF-${version}\n%\xe2\xe3\xcf\xd3\n`, 'latin1')];
    let at = pieces[0]?.length ?? 0;
    const entries = ['0000000000 65535 f \n'];
    for (const { ref, object } of this.#objects) {
      entries.push(`${String(at).padStart(10, '0')} 00000 n \n`);
      for (const piece of serializeIndirect(ref, object)) {
        const bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : Buffer.from(piece);
        pieces.push(bytes);
        at += bytes.length;
      }
    }
    return Buffer.concat([...pieces, Buffer.from(this.#end(entries, at, pieces, root), 'latin1')]);
  }

  #end(entries: readonly string[], at: number, pieces: readonly Buffer[], root: ObjectRef): string {
    const digest = createHash('sha256');
    for (const piece of pieces) digest.update(piece);
    const id = { kind: 'string', bytes: digest.digest().subarray(0, 16) } as const;
    const trailer = dict({ Size: entries.length, Root: root, ID: [id, id] });
    const table = `xref\n0 ${entries.length}\n${entries.join('')}`;
    return `${table}trailer\n${serializeValue(trailer)}\nstartxref\n${at}\n%%EOF\n`;
  }
}
