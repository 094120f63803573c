import { CongvanError } from '../../kernel/errors.ts';
import { FLAG } from './records.ts';

/** Control characters, what turns the direction of text, and what some system takes for a separator. */
const FORBIDDEN = /[\p{Cc}\\\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const DRIVE = /^[A-Za-z]:/;

/**
 * The name of an entry as text: UTF-8 when it says so, else ASCII only; a relative path without `.` and `..`, drive,
 * backslash or control characters. A folder ends with `/`.
 * @throws ZIP_AMBIGUOUS
 */
export function entryName(nameBytes: Uint8Array, flags: number): string {
  const name = decode(nameBytes, flags);
  const path = name.endsWith('/') ? name.slice(0, -1) : name;
  const bad = path.split('/').some((segment) => segment === '' || segment === '.' || segment === '..');
  if (bad || FORBIDDEN.test(name) || DRIVE.test(name)) {
    throw new CongvanError('ZIP_AMBIGUOUS', { detail: `entry name ${JSON.stringify(name)}` });
  }
  return name;
}

/** Without the UTF-8 flag a name is in a code page nobody names. */
function decode(nameBytes: Uint8Array, flags: number): string {
  if ((flags & FLAG.utf8) === 0 && nameBytes.some((octet) => octet >= 0x80)) {
    throw new CongvanError('ZIP_AMBIGUOUS', { detail: 'an entry name is in an unnamed code page' });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(nameBytes);
  } catch (cause) {
    throw new CongvanError('ZIP_AMBIGUOUS', { detail: 'an entry name is not UTF-8', cause });
  }
}

/**
 * Two names that some file system takes for one are refused: composed and decomposed letters, capitals and small ones,
 * dots and blanks at the end, a folder and a file, a file under a file.
 * @throws ZIP_AMBIGUOUS
 */
export function refuseCollisions(names: readonly string[]): void {
  const taken = new Map<string, string>();
  const paths = names.map((name) => foldedPath(name));
  for (const [index, path] of paths.entries()) {
    const other = taken.get(path);
    if (other !== undefined) throw collision(other, names[index] ?? '');
    taken.set(path, names[index] ?? '');
  }
  for (const [index, path] of paths.entries()) {
    const file = foldersOf(path)
      .map((folder) => taken.get(folder))
      .find((name) => name !== undefined && !name.endsWith('/'));
    if (file !== undefined) throw collision(file, names[index] ?? '');
  }
}

function foldedPath(name: string): string {
  const path = name.endsWith('/') ? name.slice(0, -1) : name;
  const shown = path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
  return shown.replace(/[. ]+(?=\/|$)/g, '');
}

function foldersOf(path: string): readonly string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

function collision(one: string, other: string): CongvanError {
  return new CongvanError('ZIP_AMBIGUOUS', {
    detail: `entries ${JSON.stringify(one)} and ${JSON.stringify(other)}`,
  });
}
