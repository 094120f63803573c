import type { Reason } from '../report.ts';
import { reason } from '../validation/reasons.ts';
import type { ZipEntry } from '../zip/readZip.ts';

/** The file of a container that a reference names, or why it names none. */
export type NamedFile =
  | { readonly kind: 'file'; readonly entry: ZipEntry }
  | { readonly kind: 'none'; readonly reason: Reason };

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/**
 * What a URI reference names in a container: a path relative to its root, as written or percent-decoded once
 * (EN 319 162-1 §A.2 makes it an anyURI; some writers do not encode). When the two readings are two files, it names
 * neither. Fragments, schemes, absolute paths and ways up name nothing.
 */
export function namedFile(entries: ReadonlyMap<string, ZipEntry>, uri: string): NamedFile {
  const decoded = percentDecoded(uri);
  const [asWritten, asDecoded] = [entries.get(uri), decoded === undefined ? undefined : entries.get(decoded)];
  if (asWritten !== undefined && asDecoded !== undefined && asWritten !== asDecoded) {
    return { kind: 'none', reason: reason('ASIC_REFERENCE_AMBIGUOUS', uri) };
  }
  const entry = asWritten ?? asDecoded;
  if (entry !== undefined) return { kind: 'file', entry };
  const code = isPath(uri) && isPath(decoded) ? 'ASIC_FILE_MISSING' : 'ASIC_REFERENCE_FORBIDDEN';
  return { kind: 'none', reason: reason(code, uri) };
}

function percentDecoded(uri: string): string | undefined {
  try {
    return decodeURIComponent(uri);
  } catch {
    return undefined;
  }
}

function isPath(text: string | undefined): boolean {
  if (text === undefined || text === '' || /^[/#]/.test(text) || SCHEME.test(text)) return false;
  return !/\\|\0/.test(text) && text.split('/').every((segment) => segment !== '..' && segment !== '.');
}
