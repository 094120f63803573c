import { describe, expect, it } from 'vitest';
import { importsOf, roomOf, sourcesBelow } from './sources.ts';

/** The import table of ARCHITECTURE.md. A room may import itself and what stands here, nothing else of ours. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  registry: ['kernel'],
  envelope: ['kernel', 'registry'],
  signing: ['kernel'],
  config: ['kernel'],
  exchange: ['kernel', 'envelope', 'registry'],
  archive: ['kernel', 'registry', 'signing'],
  flow: ['kernel', 'envelope', 'registry', 'signing', 'exchange', 'archive'],
  adapters: ['kernel', 'envelope', 'registry', 'signing', 'exchange', 'archive', 'flow'],
  wireSigning: ['kernel', 'registry', 'signing', 'flow', 'config', 'adapters'],
  wire: [
    ...['kernel', 'envelope', 'registry', 'signing', 'exchange', 'archive', 'flow', 'config', 'adapters'],
    'wireSigning',
  ],
  wireDaemons: [
    ...['kernel', 'registry', 'signing', 'exchange', 'archive', 'flow', 'config', 'adapters'],
    ...['wire', 'wireSigning', 'daemon'],
  ],
  daemon: ['kernel', 'flow', 'config', 'exchange', 'registry', 'wire', 'wireSigning'],
  cli: [
    'kernel',
    'flow',
    'config',
    'wire',
    'wireSigning',
    'wireDaemons',
    'daemon',
    'registry',
    'envelope',
    'signing',
    'exchange',
    'archive',
  ],
};

/** Rooms from which only types may come. */
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = { adapters: ['flow'] };

/** Packages that open files, sockets or databases stay inside these rooms. */
const DRIVERS = [
  'node:fs',
  'node:fs/promises',
  'node:net',
  'node:http',
  'node:https',
  'node:tls',
  'node:child_process',
  'node:worker_threads',
  'better-sqlite3',
  'pkcs11js',
  'undici',
  'fastify',
  'unpdf',
  'mammoth',
];
const DRIVER_ROOMS = ['adapters', 'config', 'cli', 'daemon'];

const OUTSIDE =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.env\b|\brandomBytes\(|\brandomUUID\(/;
const OUTSIDE_ROOMS = ['adapters', 'config', 'cli', 'daemon', 'wire'];

const sources = sourcesBelow('src');

describe('the import table', () => {
  it('is kept by every file', () => {
    const broken = sources.flatMap((source) => {
      const room = roomOf(source.path);
      const allowed = [room, ...(MAY_IMPORT[room] ?? [])];
      return importsOf(source)
        .filter((target) => target.startsWith('src/') && !allowed.includes(roomOf(target)))
        .map((target) => `${source.path} imports ${target}`);
    });
    expect(broken).toEqual([]);
  });

  it('has a row for every room', () => {
    const rooms = [...new Set(sources.map((source) => roomOf(source.path)))];
    expect(rooms.filter((room) => MAY_IMPORT[room] === undefined)).toEqual([]);
  });

  it('lets an adapter import no other adapter', () => {
    const folder = (path: string) => path.split('/')[2];
    const broken = sources
      .filter((source) => roomOf(source.path) === 'adapters')
      .flatMap((source) =>
        importsOf(source)
          .filter((target) => roomOf(target) === 'adapters' && target.startsWith('src/'))
          .filter((target) => folder(target) !== folder(source.path))
          .map((target) => `${source.path} imports ${target}`),
      );
    expect(broken).toEqual([]);
  });

  it('takes only types where only types are allowed', () => {
    const broken = sources.flatMap((source) =>
      (TYPES_ONLY[roomOf(source.path)] ?? []).flatMap((room) =>
        [...source.text.matchAll(/^import (?!type)[^;]*?from ['"]([^'"]+)['"]/gm)]
          .map((match) => match[1] ?? '')
          .filter((target) => target.includes(`/${room}/`))
          .map((target) => `${source.path} imports values of ${target}`),
      ),
    );
    expect(broken).toEqual([]);
  });

  it('keeps drivers inside adapters, config, cli and daemon', () => {
    const broken = sources
      .filter((source) => !DRIVER_ROOMS.includes(roomOf(source.path)))
      .flatMap((source) =>
        importsOf(source)
          .filter((target) => DRIVERS.includes(target))
          .map((target) => `${source.path} imports ${target}`),
      );
    expect(broken).toEqual([]);
  });

  it('reads clock, randomness and environment only at the edge', () => {
    const broken = sources
      .filter(
        (source) => !OUTSIDE_ROOMS.includes(roomOf(source.path)) && source.path !== 'src/kernel/clock.ts',
      )
      .flatMap((source) =>
        source.text
          .split('\n')
          .filter((line) => OUTSIDE.test(line) && !/^\s*(\*|\/\/)/.test(line))
          .map((line) => `${source.path}: ${line.trim()}`),
      );
    expect(broken).toEqual([]);
  });
});

describe('rings of imports', () => {
  it('do not exist', () => {
    expect(rings()).toEqual([]);
  });
});

/** Depth-first search over the files; a file met again while it is still open closes a ring. */
function rings(): readonly string[] {
  const byPath = new Map(sources.map((source) => [source.path, importsOf(source)]));
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done' || !byPath.has(path)) return;
    if (state.get(path) === 'open') {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    state.set(path, 'open');
    for (const target of byPath.get(path) ?? []) visit(target, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of byPath.keys()) visit(path, []);
  return found;
}
