import { extname } from 'node:path';

const LONGEST_BYTES = 200;

/**
 * A name somebody else chose, made fit for our disk: no folders, no control characters, nothing hidden, not too long,
 * not one of those already used. What remains is as close to the given name as that allows.
 */
export function safeName(given: string, used: ReadonlySet<string>): string {
  const flat = given
    .normalize('NFC')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  const name = shortened(flat === '' ? 'file' : flat);
  if (!used.has(name)) return name;
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  let copy = 2;
  while (used.has(`${stem} (${copy})${extension}`)) copy += 1;
  return `${stem} (${copy})${extension}`;
}

function shortened(name: string): string {
  const extension = extname(name);
  let stem = [...name.slice(0, name.length - extension.length)];
  while (Buffer.byteLength(stem.join('') + extension) > LONGEST_BYTES && stem.length > 1)
    stem = stem.slice(0, -1);
  const short = stem.join('') + extension;
  return Buffer.byteLength(short) > LONGEST_BYTES ? 'file' : short;
}
