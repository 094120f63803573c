import { nearest } from '../kernel/nearest.ts';
import { CATALOGUE, type Entry, entriesOf, entryAt, GROUPS } from './catalogue.ts';
import { GLOBALS_WITH_VALUE } from './globals.ts';

/** What the words of a command line ask for. */
export type Located =
  | { readonly kind: 'command'; readonly entry: Entry; readonly rest: readonly string[] }
  /** Help over all commands, or over one group. */
  | { readonly kind: 'overview'; readonly group: string | undefined; readonly asked: boolean }
  | { readonly kind: 'version' }
  | { readonly kind: 'unknown'; readonly given: string; readonly near: string | undefined };

/** Finds the command among the words; the global options may stand before it. */
export function locate(argv: readonly string[]): Located {
  const { words, places } = commandWords(argv);
  const [first, second] = words;
  const asked = asksForHelp(argv);
  if (first === undefined) {
    const version = argv.includes('--version') || argv.includes('-V');
    return version && !asked ? { kind: 'version' } : { kind: 'overview', group: undefined, asked };
  }
  if (first === 'help') return locate([...argv.filter((_, index) => index !== places[0]), '--help']);
  const pair = second === undefined ? undefined : entryAt(`${first} ${second}`);
  if (pair !== undefined) return { kind: 'command', entry: pair, rest: without(argv, places.slice(0, 2)) };
  const single = entryAt(first);
  if (single !== undefined && !(GROUPS.includes(first) && second !== undefined)) {
    return { kind: 'command', entry: single, rest: without(argv, places.slice(0, 1)) };
  }
  if (!GROUPS.includes(first))
    return unknown(
      first,
      CATALOGUE.map(({ path }) => path.split(' ')[0] ?? ''),
    );
  if (second === undefined) return { kind: 'overview', group: first, asked };
  return unknown(
    `${first} ${second}`,
    entriesOf(first).map(({ path }) => path),
  );
}

function unknown(given: string, known: readonly string[]): Located {
  return { kind: 'unknown', given, near: nearest(given, known) };
}

/** Help is asked for when `-h` stands anywhere before `--`. */
export function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  const options = end < 0 ? words : words.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

/** The first two words that are neither options nor the values of global options, and where they stand. */
function commandWords(argv: readonly string[]): { words: readonly string[]; places: readonly number[] } {
  const places: number[] = [];
  for (let index = 0; index < argv.length && places.length < 2; index++) {
    const word = argv[index] ?? '';
    if (word === '--') break;
    if (GLOBALS_WITH_VALUE.includes(word)) index++;
    else if (!word.startsWith('-')) places.push(index);
    else if (places.length > 0 && !isGlobalFlag(word)) break;
  }
  return { words: places.map((place) => argv[place] ?? ''), places };
}

/** Any other option may take the next word as its value: nothing behind it is looked at. */
function isGlobalFlag(word: string): boolean {
  return (
    ['--json', '--dev', '--debug', '--help', '-h'].includes(word) ||
    GLOBALS_WITH_VALUE.some((name) => word.startsWith(`${name}=`))
  );
}

function without(argv: readonly string[], places: readonly number[]): readonly string[] {
  return argv.filter((_, index) => !places.includes(index));
}
