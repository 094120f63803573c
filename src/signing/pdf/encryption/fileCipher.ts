import { damaged } from '../read/damage.ts';
import { aesOpened, aesSealed, md5, rc4 } from './primitives.ts';

/** How strings or streams of a file are encrypted (ISO 32000-2 Table 25). */
export type CryptMethod = 'none' | 'rc4' | 'aes-128' | 'aes-256';

/** The object a string or stream belongs to; its numbers are part of the key before revision 5. */
export interface Place {
  readonly number: number;
  readonly generation: number;
}

/** Opens and seals the strings and streams of one file (§7.6.3, Algorithms 1 and 1.A). */
export class FileCipher {
  readonly #key: Buffer;
  readonly #strings: CryptMethod;
  readonly #streams: CryptMethod;
  readonly #encryptsMetadata: boolean;

  constructor(
    key: Buffer,
    methods: { readonly strings: CryptMethod; readonly streams: CryptMethod },
    encryptsMetadata: boolean,
  ) {
    this.#key = key;
    this.#strings = methods.strings;
    this.#streams = methods.streams;
    this.#encryptsMetadata = encryptsMetadata;
  }

  /** @throws PDF_OBJECT_DAMAGED */
  openString(bytes: Uint8Array, place: Place, at: number): Uint8Array {
    return this.#open(this.#strings, bytes, place, at);
  }

  /** @param type /Type of the stream @throws PDF_OBJECT_DAMAGED */
  openStream(bytes: Uint8Array, place: Place, type: string | undefined, at: number): Uint8Array {
    return this.#isOpen(type) ? bytes : this.#open(this.#streams, bytes, place, at);
  }

  sealString(bytes: Uint8Array, place: Place, index: number): Uint8Array {
    return this.#seal(this.#strings, bytes, place, index);
  }

  sealStream(bytes: Uint8Array, place: Place, type: string | undefined): Uint8Array {
    return this.#isOpen(type) ? bytes : this.#seal(this.#streams, bytes, place, -1);
  }

  /** Cross-reference streams are never encrypted; metadata is not where the file says so. */
  #isOpen(type: string | undefined): boolean {
    return type === 'XRef' || (type === 'Metadata' && !this.#encryptsMetadata);
  }

  #open(method: CryptMethod, bytes: Uint8Array, place: Place, at: number): Uint8Array {
    if (method === 'none') return bytes;
    if (method === 'rc4') return rc4(this.#keyFor(method, place), bytes);
    const opened = aesOpened(this.#keyFor(method, place), bytes);
    if (opened === undefined) throw damaged(at, 'what is encrypted here cannot be decrypted');
    return opened;
  }

  #seal(method: CryptMethod, bytes: Uint8Array, place: Place, index: number): Uint8Array {
    if (method === 'none') return bytes;
    const key = this.#keyFor(method, place);
    if (method === 'rc4') return rc4(key, bytes);
    return aesSealed(key, bytes, `${place.number} ${place.generation} ${index}`);
  }

  #keyFor(method: CryptMethod, { number, generation }: Place): Buffer {
    if (method === 'aes-256') return this.#key;
    const tail = Buffer.alloc(5);
    tail.writeUIntLE(number & 0xffffff, 0, 3);
    tail.writeUInt16LE(generation & 0xffff, 3);
    const salt = method === 'aes-128' ? Buffer.from('sAlT', 'latin1') : Buffer.alloc(0);
    return md5(this.#key, tail, salt).subarray(0, Math.min(this.#key.length + 5, 16));
  }
}
