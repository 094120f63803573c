/**
 * Objects that an update will write. They are made, not read: no byte range; a stream's data is given, its /Length
 * is written for it. What is kept of an existing object goes in as `raw`, byte for byte, so that nothing is
 * rounded or re-spelt on the way.
 */
export interface ObjectRef {
  readonly kind: 'ref';
  readonly number: number;
  readonly generation: number;
}
export interface NewName {
  readonly kind: 'name';
  /** Decoded, without the slash; one UTF-16 unit per byte. */
  readonly name: string;
}
export interface NewString {
  readonly kind: 'string';
  readonly bytes: Uint8Array;
}
export interface NewDict {
  readonly kind: 'dict';
  readonly entries: ReadonlyMap<string, NewValue>;
}
/** Text that is already PDF syntax of one direct object. */
export interface RawValue {
  readonly kind: 'raw';
  readonly bytes: Uint8Array;
}
export type NewValue =
  | number
  | boolean
  | null
  | ObjectRef
  | NewName
  | NewString
  | NewDict
  | RawValue
  | readonly NewValue[];

/** Only as an indirect object. `dict` has no /Length. */
export interface NewStream {
  readonly kind: 'stream';
  readonly dict: NewDict;
  readonly data: Uint8Array;
}
export type NewObject = NewValue | NewStream;

export function name(text: string): NewName {
  return { kind: 'name', name: text };
}

/** Entries whose value is undefined are left out. */
export function dict(entries: Readonly<Record<string, NewValue | undefined>>): NewDict {
  const kept = new Map<string, NewValue>();
  for (const [key, value] of Object.entries(entries)) if (value !== undefined) kept.set(key, value);
  return { kind: 'dict', entries: kept };
}

export function stream(entries: NewDict, data: Uint8Array): NewStream {
  return { kind: 'stream', dict: entries, data };
}

export function raw(text: string): RawValue {
  return { kind: 'raw', bytes: Buffer.from(text, 'latin1') };
}

/** A text string (ISO 32000-2 §7.9.2.2): ASCII as it is, anything else as UTF-16BE with its mark. NFC. */
export function textString(text: string): NewString {
  const composed = text.normalize('NFC');
  if (/^[\x20-\x7e]*$/.test(composed)) return { kind: 'string', bytes: Buffer.from(composed, 'latin1') };
  const bytes = Buffer.from(`\ufeff${composed}`, 'utf16le');
  return { kind: 'string', bytes: bytes.swap16() };
}

/** A date (ISO 32000-2 §7.9.4) in Vietnam time: `D:20261119093005+07'00'`. */
export function dateString(vietnamIso: string): NewString {
  const digits = vietnamIso.slice(0, 19).replace(/\D/g, '');
  return { kind: 'string', bytes: Buffer.from(`D:${digits}+07'00'`, 'latin1') };
}

/** The same object with every reference replaced. */
export function mapRefs(value: NewValue, change: (ref: ObjectRef) => ObjectRef): NewValue {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map((item) => mapRefs(item, change));
  if (value.kind === 'ref') return change(value);
  return value.kind === 'dict' ? mapDict(value, change) : value;
}

export function mapDict(value: NewDict, change: (ref: ObjectRef) => ObjectRef): NewDict {
  const entries = [...value.entries].map(([key, item]) => [key, mapRefs(item, change)] as const);
  return { kind: 'dict', entries: new Map(entries) };
}

export function isList(value: NewValue): value is readonly NewValue[] {
  return Array.isArray(value);
}

export function isDict(value: NewObject): value is NewDict {
  return typeof value === 'object' && value !== null && 'entries' in value;
}
