import { resolve } from 'node:path';
import { absoluteKeyUri, KEY_SCHEMES } from './keyUri.ts';
import { leafAt } from './leaves.ts';

/** Makes every path, and the path of every URI, absolute; what has no such leaf stays as it is. */
export function absolutePaths(raw: unknown, home: string, above: readonly string[] = []): unknown {
  const shape = leafAt(above.join('.'))?.meta.shape;
  if (shape === 'path') return eachText(raw, (path) => resolve(home, path));
  if (shape === 'uri') return eachText(raw, (uri) => absoluteUri(uri, home));
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw) || shape !== undefined) return raw;
  return Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [key, absolutePaths(value, home, [...above, key])]),
  );
}

function eachText(raw: unknown, change: (text: string) => string): unknown {
  if (Array.isArray(raw)) return raw.map((item) => eachText(item, change));
  return typeof raw === 'string' && raw !== '' ? change(raw) : raw;
}

/** A key's URI has several paths; the others are one. */
function absoluteUri(uri: string, home: string): string {
  const [, scheme, rest] = /^([a-z0-9]+):(.*)$/s.exec(uri) ?? [];
  if (scheme === undefined || rest === undefined) return uri;
  const isKey = KEY_SCHEMES.some((known) => known === scheme);
  return isKey ? absoluteKeyUri(uri, home) : `${scheme}:${resolve(home, rest)}`;
}
