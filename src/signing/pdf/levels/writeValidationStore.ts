import { hash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { type Digest, sha256 } from '../../../kernel/digest.ts';
import { CongvanError } from '../../../kernel/errors.ts';
import type { RevocationEvidence } from '../../revocationSource.ts';
import type { PdfDocument } from '../read/document.ts';
import { changedDict, objectRef, PdfUpdate } from '../write/update.ts';
import { dict, type NewStream, type NewValue, name, type ObjectRef, stream } from '../write/values.ts';
import {
  type KeptList,
  keptEntries,
  keptList,
  type PlacedDict,
  placedDict,
  STORE_LISTS,
  type StoreList,
  StreamDigests,
} from './storeObjects.ts';

/** Validation material of one signature, to be found under its own key too. */
export interface SignatureMaterial {
  /** The value of its /Contents as it stands in the file, zeros included. */
  readonly contents: Uint8Array;
  /** DER. */
  readonly certificates: readonly Uint8Array[];
  readonly revocations: readonly RevocationEvidence[];
}

/**
 * Appends an update that writes the material into the Document Security Store (ISO 32000-2 §12.8.4.3): each
 * certificate, OCSP answer and CRL once, whoever needs it; a store that is there keeps all it has. Each signature gets
 * a VRI entry of the references that concern it, under the upper-case hexadecimal SHA-1 of its /Contents
 * (EN 319 142-1 §5.4.2.3: SHA-1 only names it).
 * @returns null when the store has all of it already
 * @throws PDF_OBJECT_DAMAGED when the catalog is no object of its own
 */
export function writeValidationStore(
  pdf: PdfDocument,
  material: readonly SignatureMaterial[],
): Buffer | null {
  const catalog = catalogOf(pdf);
  const store = placedDict(pdf, catalog, 'DSS');
  const writing = new StoreWriting(pdf, store);
  const entries = material.map((each) => [vriKey(each.contents), writing.refsOf(each)] as const);
  if (!writing.hasNew) return null;
  const { update } = writing;
  const merged = new Map<string, NewValue>(store === undefined ? [] : keptEntries(store));
  merged.set('Type', name('DSS'));
  for (const [key, refs] of writing.lists()) if (refs.length > 0) merged.set(key, refs);
  merged.set('VRI', writing.vri(entries));
  const written = { kind: 'dict', entries: merged } as const;
  if (store !== undefined && store.ref !== null) update.write(store.ref, written);
  else {
    const changed = changedDict(catalog.holder, catalog.dict, { DSS: update.add(written) });
    update.write(objectRef(pdf.catalogRef), changed);
  }
  return update.bytes();
}

function catalogOf(pdf: PdfDocument): PlacedDict {
  const holder = pdf.indirect(pdf.catalogRef);
  if (holder?.value.kind !== 'dict') {
    throw new CongvanError('PDF_OBJECT_DAMAGED', { where: 'catalog', detail: 'not an indirect dictionary' });
  }
  return { holder, dict: holder.value, ref: objectRef(pdf.catalogRef) };
}

export function vriKey(contents: Uint8Array): string {
  return hash('sha1', contents, 'hex').toUpperCase();
}

type References = Readonly<Record<StoreList, readonly ObjectRef[]>>;

const LISTS = ['Certs', 'OCSPs', 'CRLs'] as const satisfies readonly StoreList[];

/** The store while it grows: what it had, and what is new. */
class StoreWriting {
  readonly update: PdfUpdate;
  readonly #pdf: PdfDocument;
  readonly #store: PlacedDict | undefined;
  readonly #kept: Readonly<Record<StoreList, KeptList>>;
  readonly #added: Readonly<Record<StoreList, Map<Digest, ObjectRef>>>;

  constructor(pdf: PdfDocument, store: PlacedDict | undefined) {
    this.update = new PdfUpdate(pdf);
    this.#pdf = pdf;
    this.#store = store;
    const digests = new StreamDigests(pdf);
    const had = (key: StoreList) => keptList(pdf, store?.dict, key, digests);
    this.#kept = { Certs: had('Certs'), OCSPs: had('OCSPs'), CRLs: had('CRLs') };
    this.#added = { Certs: new Map(), OCSPs: new Map(), CRLs: new Map() };
  }

  get hasNew(): boolean {
    return LISTS.some((key) => this.#added[key].size > 0);
  }

  refsOf({ certificates, revocations }: SignatureMaterial): References {
    const of = (kind: RevocationEvidence['kind']) => revocations.filter((each) => each.kind === kind);
    return {
      Certs: certificates.map((der) => this.#ref('Certs', der)),
      OCSPs: of('ocsp').map(({ der }) => this.#ref('OCSPs', der)),
      CRLs: of('crl').map(({ der }) => this.#ref('CRLs', der)),
    };
  }

  #ref(key: StoreList, der: Uint8Array): ObjectRef {
    const digest = sha256(der);
    const known = this.#kept[key].byDigest.get(digest) ?? this.#added[key].get(digest);
    if (known !== undefined) return known;
    const ref = this.update.add(streamOf(der));
    this.#added[key].set(digest, ref);
    return ref;
  }

  lists(): readonly (readonly [StoreList, readonly ObjectRef[]])[] {
    return LISTS.map((key) => [key, [...this.#kept[key].refs, ...this.#added[key].values()]] as const);
  }

  /** Entries of other signatures stay as they are; one that is there gets the new references beside its own. */
  vri(entries: readonly (readonly [string, References])[]): NewValue {
    const old = this.#store === undefined ? undefined : placedDict(this.#pdf, this.#store, 'VRI');
    const merged = new Map<string, NewValue>(old === undefined ? [] : keptEntries(old));
    for (const [key, refs] of entries) {
      const mine = old === undefined ? undefined : placedDict(this.#pdf, old, key);
      merged.set(key, this.#vriEntry(mine, refs));
    }
    return { kind: 'dict', entries: merged };
  }

  #vriEntry(old: PlacedDict | undefined, refs: References): NewValue {
    const merged = new Map<string, NewValue>(old === undefined ? [] : keptEntries(old));
    for (const key of LISTS) {
      const short = STORE_LISTS[key];
      const all = [...keptList(this.#pdf, old?.dict, short).refs, ...refs[key]];
      const unique = [...new Map(all.map((ref) => [ref.number, ref])).values()];
      if (unique.length > 0) merged.set(short, unique);
    }
    return { kind: 'dict', entries: merged };
  }
}

/** Deflated when that saves anything: long CRLs shrink, certificates hardly do. */
function streamOf(der: Uint8Array): NewStream {
  const deflated = deflateSync(der, { level: 9 });
  if (deflated.length + 32 >= der.length) return stream(dict({}), der);
  return stream(dict({ Filter: name('FlateDecode') }), deflated);
}
