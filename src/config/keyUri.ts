import { resolve } from 'node:path';

/** Where a key may live; `wire.ts` has an adapter for each. */
export const KEY_SCHEMES = ['keyfile', 'pkcs11', 'csc'] as const;

/** Parameters that name files. The secret ones should be readable by their owner alone. */
const FILE_PARAMETERS: Readonly<
  Record<string, { readonly all: readonly string[]; readonly secret: readonly string[] }>
> = {
  keyfile: { all: ['cert'], secret: [] },
  pkcs11: { all: ['module-path', 'pin-source', 'x-cert'], secret: ['pin-source'] },
  csc: {
    all: ['client-secret', 'refresh-token', 'otp', 'ca', 'cert', 'key'],
    secret: ['client-secret', 'refresh-token', 'otp', 'key'],
  },
};

interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** A key's URI with every path in it absolute. Such URIs escape `%`, `?` and `&` as `%25`, `%3F` and `%26`. */
export function absoluteKeyUri(uri: string, home: string): string {
  const [, scheme = '', rest = ''] = /^([a-z0-9]+):(.*)$/s.exec(uri) ?? [];
  const base = home.replace(/[%?&#]/g, encodeURIComponent);
  const [before = '', ...after] = rest.split('?');
  const files = FILE_PARAMETERS[scheme]?.all ?? [];
  const parameters = parametersOf(after.join('?')).map(({ name, value }) =>
    files.includes(name) && value !== '' ? `${name}=${absolutePath(base, value)}` : joined({ name, value }),
  );
  const start = scheme === 'keyfile' ? resolve(base, before) : before;
  return `${scheme}:${start}${after.length === 0 ? '' : `?${parameters.join('&')}`}`;
}

/** Files that a key's URI names and nobody else should read: absolute paths, decoded. */
export function secretFilesOf(uri: string): readonly string[] {
  const [, scheme = '', rest = ''] = /^([a-z0-9]+):(.*)$/s.exec(uri) ?? [];
  const [before = '', query = ''] = rest.split('?');
  const secret = FILE_PARAMETERS[scheme]?.secret ?? [];
  const named = parametersOf(query).filter(({ name, value }) => secret.includes(name) && value !== '');
  const paths = named.map(({ value }) => value.replace(/^file:(\/\/(?=\/))?/, ''));
  return (scheme === 'keyfile' ? [before, ...paths] : paths).map(decoded);
}

/** `pin-source` may be written `file:PATH` (RFC 7512 §2.3). */
function absolutePath(base: string, value: string): string {
  const path = value.replace(/^file:(\/\/(?=\/))?/, '');
  // What is no file is for the adapter to refuse.
  return /^[a-z][a-z0-9+.-]*:|^\|/i.test(path) ? value : resolve(base, path);
}

function parametersOf(query: string): readonly Parameter[] {
  if (query === '') return [];
  return query.split('&').map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? { name: pair, value: '' } : { name: pair.slice(0, at), value: pair.slice(at + 1) };
  });
}

const joined = ({ name, value }: Parameter): string => (value === '' ? name : `${name}=${value}`);

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
