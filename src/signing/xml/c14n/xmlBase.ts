interface UriParts {
  readonly scheme: string | undefined;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
  readonly fragment: string | undefined;
}

/** RFC 3986 Appendix B. */
const URI = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/**
 * Joins the `xml:base` values of an element and its omitted ancestors, outermost first (C14N 1.1 §2.4 and Appendix A):
 * RFC 3986 §5.2, but a base may be relative, leading `..` stay, and runs of slashes become one.
 */
export function joinBases(bases: readonly string[]): string {
  const [first, ...others] = bases;
  return others.reduce((base, reference) => join(base, reference), first ?? '');
}

function join(base: string, reference: string): string {
  const b = partsOf(base);
  const r = partsOf(reference);
  const { query, fragment } = r;
  if (r.scheme !== undefined) return textOf({ ...r, path: withoutDots(r.path) });
  if (r.authority !== undefined) return textOf({ ...r, scheme: b.scheme, path: withoutDots(r.path) });
  const { scheme, authority } = b;
  if (r.path === '') return textOf({ scheme, authority, path: b.path, query: query ?? b.query, fragment });
  const merged = r.path.startsWith('/') ? r.path : merge(b, r.path);
  return textOf({ scheme, authority, path: withoutDots(merged), query, fragment });
}

function partsOf(uri: string): UriParts {
  const [, scheme, authority, path = '', query, fragment] = URI.exec(uri) ?? [];
  return { scheme, authority, path, query, fragment };
}

function textOf({ scheme, authority, path, query, fragment }: UriParts): string {
  return [
    scheme === undefined ? '' : `${scheme}:`,
    authority === undefined ? '' : `//${authority}`,
    path,
    query === undefined ? '' : `?${query}`,
    fragment === undefined ? '' : `#${fragment}`,
  ].join('');
}

function merge(base: UriParts, path: string): string {
  if (base.authority !== undefined && base.path === '') return `/${path}`;
  return base.path.slice(0, base.path.lastIndexOf('/') + 1) + path;
}

function withoutDots(path: string): string {
  const isAbsolute = path.startsWith('/');
  const segments = path.split('/').filter((segment) => segment !== '');
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === '.') continue;
    if (segment !== '..') kept.push(segment);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!isAbsolute) kept.push('..');
  }
  const last = segments.at(-1);
  const endsInFolder = path.endsWith('/') || last === '.' || last === '..';
  const body = kept.join('/');
  return (isAbsolute ? '/' : '') + body + (endsInFolder && body !== '' ? '/' : '');
}
