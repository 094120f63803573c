import { isUtf8 } from 'node:buffer';

/** `Công văn.PDF` → `pdf`; '' when there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0
    ? ''
    : name
        .slice(dot + 1)
        .trim()
        .toLowerCase();
}

/** What the official client sends as it is (`xsl` and `xslx` sic: not xls and xlsx). It puts all else into a ZIP. */
const SENT_RAW: ReadonlySet<string> = new Set(['pdf', 'doc', 'docx', 'xsl', 'xslx', 'zip']);

export function isSentRaw(name: string): boolean {
  return SENT_RAW.has(extensionOf(name));
}

/** Archives whose one entry may well be another of its kind. Never unwrapped. */
const ARCHIVES: ReadonlySet<string> = new Set(['zip', 'jar', 'asice', 'asics', 'sce', 'scs']);

/**
 * Documents that are ZIP files themselves. They hold several entries, none of them of their own kind: one entry of
 * the same extension is the official client's wrapping (it wraps `xlsx`, having misspelt it in its list).
 */
const ZIP_DOCUMENTS = ['docx', 'docm', 'xlsx', 'xlsm', 'pptx', 'odt', 'ods', 'odp'];

export function isArchive(name: string): boolean {
  return ARCHIVES.has(extensionOf(name));
}

const MAGIC: readonly { readonly type: string; readonly bytes: Buffer }[] = [
  { type: 'application/pdf', bytes: Buffer.from('%PDF-', 'latin1') },
  { type: 'application/zip', bytes: Buffer.from('PK\u0003\u0004', 'latin1') },
  { type: 'application/x-ole-storage', bytes: Buffer.from('d0cf11e0a1b11ae1', 'hex') },
  { type: 'image/png', bytes: Buffer.from('89504e470d0a1a0a', 'hex') },
  { type: 'image/jpeg', bytes: Buffer.from('ffd8ff', 'hex') },
  { type: 'image/tiff', bytes: Buffer.from('49492a00', 'hex') },
  { type: 'image/tiff', bytes: Buffer.from('4d4d002a', 'hex') },
];

/** What the bytes begin like; undefined when nothing here knows. */
export function sniff(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 16));
  return MAGIC.find((magic) => head.subarray(0, magic.bytes.length).equals(magic.bytes))?.type;
}

const BINARY_EXTENSIONS: ReadonlySet<string> = new Set([
  ...ARCHIVES,
  ...ZIP_DOCUMENTS,
  'pdf',
  'doc',
  'xls',
  'ppt',
  'png',
  'jpg',
  'jpeg',
  'tif',
  'tiff',
  'rar',
  '7z',
]);
const REPLACEMENT = Buffer.from('efbfbd', 'hex');
/** A PDF may hold the character once in its metadata; a file that went through a text decoder holds thousands. */
const CORRUPTION_SIGNS = 4;

/**
 * Was a binary file decoded as text on its way? Then every byte that was no UTF-8 has become U+FFFD: the whole is
 * valid UTF-8, which compressed data never is, and holds the replacement character again and again.
 */
export function isTextDecoded(name: string, bytes: Uint8Array): boolean {
  if (sniff(bytes) === undefined && !BINARY_EXTENSIONS.has(extensionOf(name))) return false;
  return countReplacements(bytes) >= CORRUPTION_SIGNS && isUtf8(bytes);
}

function countReplacements(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let count = 0;
  let at = buffer.indexOf(REPLACEMENT);
  while (at >= 0 && count < CORRUPTION_SIGNS) {
    count += 1;
    at = buffer.indexOf(REPLACEMENT, at + REPLACEMENT.length);
  }
  return count;
}
