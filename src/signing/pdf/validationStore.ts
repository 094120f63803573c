import { isCongvanError } from '../../kernel/errors.ts';
import { type Material, NO_MATERIAL } from '../material.ts';
import type { RevocationEvidence } from '../revocationSource.ts';
import type { PdfDocument } from './read/document.ts';
import { asArray, asDict, type PdfDict, type PdfObject } from './read/objects.ts';

/** Streams of all stores of one file that are read at most, how large each may be, and all together. */
const MAX_STREAMS = 4000;
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_TOTAL_BYTES = 128 * 1024 * 1024;
/** Signatures that the VRI dictionary may speak of. */
const MAX_VRI = 500;

/** Names of the arrays in the store, and in a VRI entry. */
const KEYS = { certificates: ['Certs', 'Cert'], ocsp: ['OCSPs', 'OCSP'], crl: ['CRLs', 'CRL'] } as const;

/**
 * Reads the Document Security Stores (ISO 32000-2 §12.8.4.3) of one file, each stream once, however many revisions
 * name it. What cannot be read, or is more than a file may ask for, is left out.
 */
export class StoreReader {
  readonly #at: Date;
  readonly #revisions = new Map<number, Material>();
  readonly #streams = new Map<number, readonly Uint8Array[]>();
  readonly #answers = new Map<Uint8Array, RevocationEvidence>();
  #bytesLeft = MAX_TOTAL_BYTES;

  /** @param at stands for the time at which the answers were fetched */
  constructor(at: Date) {
    this.#at = at;
  }

  /**
   * Certificates and revocation data in the store of this revision, those that only a VRI entry names included:
   * unverified, to be judged like any other material.
   */
  materialOf(revision: PdfDocument): Material {
    const { index } = revision.revision;
    const material = this.#revisions.get(index) ?? this.#read(revision);
    this.#revisions.set(index, material);
    return material;
  }

  #read(revision: PdfDocument): Material {
    const dicts = readable(() => dictsOf(revision));
    if (dicts.length === 0) return NO_MATERIAL;
    const named = (keys: readonly string[]) => [...new Set(this.#named(revision, dicts, keys))];
    return {
      certificates: named(KEYS.certificates),
      revocations: [
        ...named(KEYS.ocsp).map((der) => this.#answer('ocsp', der)),
        ...named(KEYS.crl).map((der) => this.#answer('crl', der)),
      ],
    };
  }

  #named(pdf: PdfDocument, dicts: readonly PdfDict[], keys: readonly string[]): readonly Uint8Array[] {
    const items = dicts.flatMap((dict) => keys.flatMap((key) => readable(() => itemsIn(pdf, dict, key))));
    return items.slice(0, MAX_STREAMS).flatMap((item) => readable(() => this.#stream(pdf, item)));
  }

  #stream(pdf: PdfDocument, item: PdfObject): readonly Uint8Array[] {
    const value = pdf.resolve(item);
    if (value.kind !== 'stream') return [];
    const known = this.#streams.get(value.start);
    if (known !== undefined) return known;
    if (this.#streams.size >= MAX_STREAMS) return [];
    const limit = Math.min(MAX_BYTES, this.#bytesLeft);
    const bytes = readable(() => [pdf.streamBytes(value, limit)]);
    // What was too much or damaged has cost as much as it may.
    this.#bytesLeft -= bytes[0]?.length ?? limit;
    this.#streams.set(value.start, bytes);
    return bytes;
  }

  /** The same stream is the same answer in every revision, so that it is parsed once. */
  #answer(kind: RevocationEvidence['kind'], der: Uint8Array): RevocationEvidence {
    const known = this.#answers.get(der) ?? { kind, der, fetchedAt: this.#at, source: null };
    this.#answers.set(der, known);
    return known;
  }
}

/** What the store of one revision holds; see `StoreReader`. */
export function storedMaterial(pdf: PdfDocument, at: Date): Material {
  return new StoreReader(at).materialOf(pdf);
}

/** The store, and the dictionaries of its VRI that speak of single signatures. */
function dictsOf(pdf: PdfDocument): readonly PdfDict[] {
  const store = asDict(pdf.value(pdf.catalog(), 'DSS'));
  if (store === undefined) return [];
  const vri = asDict(pdf.value(store, 'VRI'));
  const entries = [...(vri?.entries.values() ?? [])].slice(0, MAX_VRI);
  const ofSignatures = entries.flatMap((entry) => readable(() => [asDict(pdf.resolve(entry))]));
  return [store, ...ofSignatures.filter((dict) => dict !== undefined)];
}

function itemsIn(pdf: PdfDocument, dict: PdfDict, key: string): readonly PdfObject[] {
  return asArray(pdf.value(dict, key))?.items ?? [];
}

function readable<Item>(read: () => readonly Item[]): readonly Item[] {
  try {
    return read();
  } catch (error) {
    if (isCongvanError(error)) return [];
    throw error;
  }
}
