import { resolve } from 'node:path';
import { CongvanError } from '../../kernel/errors.ts';

/** Where a key and its certificates lie; absolute paths. */
export interface KeyfileLocation {
  readonly key: string;
  /** Further files with certificates, in the order given. */
  readonly certificates: readonly string[];
}

const SCHEME = 'keyfile:';

/**
 * Reads `keyfile:PATH[?cert=PATH[&cert=PATH]…]`. PATH is a PKCS#12 file or PEM; `cert` adds PEM or DER certificates,
 * for keys that come without. Letters of any language and spaces stand as they are; `%`, `?` and `&` are written
 * `%25`, `%3F`, `%26`. The secret is never part of it.
 * @param folder what relative paths start from
 * @throws CONFIG_INVALID
 */
export function parseKeyfileUri(uri: string, folder: string): KeyfileLocation {
  if (!uri.startsWith(SCHEME)) throw invalid(uri, `does not begin with ${SCHEME}`);
  const [path = '', query, ...more] = uri.slice(SCHEME.length).split('?');
  if (path === '' || more.length > 0) throw invalid(uri, 'wanted keyfile:PATH[?cert=PATH]');
  const certificates = query === undefined ? [] : query.split('&').map((part) => certificatePath(uri, part));
  return {
    key: resolve(folder, decoded(uri, path)),
    certificates: certificates.map((certificate) => resolve(folder, certificate)),
  };
}

function certificatePath(uri: string, part: string): string {
  const [name, ...value] = part.split('=');
  if (name !== 'cert' || value.length === 0) throw invalid(uri, `knows only cert=PATH, not "${name}"`);
  return decoded(uri, value.join('='));
}

function decoded(uri: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw invalid(uri, 'a % that is not followed by two hexadecimal digits', cause);
  }
}

function invalid(uri: string, detail: string, cause?: unknown): CongvanError {
  return new CongvanError('CONFIG_INVALID', { where: uri, detail, cause });
}
