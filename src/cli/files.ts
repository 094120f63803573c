import { accessSync, constants, createReadStream, existsSync, statSync, unlinkSync } from 'node:fs';
import { access, link, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Bilingual } from '../kernel/errors/row.ts';
import { CongvanError } from '../kernel/errors.ts';
import { roomyBytes } from '../kernel/roomyBytes.ts';
import type { Io } from './io.ts';

/** The name that stands for stdin or stdout. */
export const STANDARD_STREAM = '-';

/** What an update takes at most: signatures, their images and revocation data. A larger one costs a copy, no more. */
const ROOM_FOR_UPDATES = 1024 * 1024;

/**
 * The bytes of a file, with room behind them for what is appended to it: held once, also when it is signed.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function readInput(io: Io, name: string): Promise<Buffer> {
  if (name === STANDARD_STREAM) return readAll(io.stdin);
  try {
    const path = resolve(io.cwd, name);
    const { size } = await stat(path);
    return size < LARGE_FILE ? await readFile(path) : await readRoomy(path, size);
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

/** Below this a copy costs nothing that anybody would notice. */
const LARGE_FILE = 8 * 1024 * 1024;

async function readRoomy(path: string, size: number): Promise<Buffer> {
  const bytes = roomyBytes(size, ROOM_FOR_UPDATES);
  const handle = await open(path, 'r');
  try {
    let at = 0;
    for (let read = 1; read > 0 && at < size; at += read) {
      read = (await handle.read(bytes, at, Math.min(size - at, PIECE_BYTES), at)).bytesRead;
    }
    return at === size ? bytes : bytes.subarray(0, at);
  } finally {
    await handle.close();
  }
}

const PIECE_BYTES = 16 * 1024 * 1024;

/** The bytes of a file in pieces, read only when they are wanted; never held whole. @throws FILE_NOT_FOUND, FILE_UNREADABLE */
export async function streamInput(io: Io, name: string): Promise<AsyncIterable<Uint8Array>> {
  const path = resolve(io.cwd, name);
  try {
    await access(path, constants.R_OK);
    if ((await stat(path)).isDirectory()) throw Object.assign(new Error(name), { code: 'EISDIR' });
  } catch (cause) {
    throw unreadable(name, cause);
  }
  return { [Symbol.asyncIterator]: () => createReadStream(path)[Symbol.asyncIterator]() };
}

const FOLDER: Bilingual = {
  en: 'it is a folder: name a file in it',
  vi: 'đây là thư mục: hãy chỉ một tệp trong đó',
};

function unreadable(name: string, cause: unknown): CongvanError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOENT') return new CongvanError('FILE_NOT_FOUND', { where: name, cause });
  if (code === 'EISDIR') return new CongvanError('FILE_UNREADABLE', { where: name, hint: FOLDER, cause });
  return new CongvanError('FILE_UNREADABLE', { where: name, detail: code, cause });
}

async function readAll(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

/** Temporary files of this run: an interruption removes them before the process ends. */
const unfinished = new Set<string>();

export function removeUnfinished(): void {
  for (const file of unfinished) {
    try {
      unlinkSync(file);
    } catch {
      // It has its name by now, or the folder is gone: nothing of ours is left either way.
    }
  }
}

const NO_FOLDER: Bilingual = {
  en: 'the folder does not exist: make it first',
  vi: 'chưa có thư mục đó: hãy tạo trước',
};

/** Refuses early what `writeOutput` would refuse at the end. @throws OUTPUT_EXISTS, OUTPUT_FAILED, USAGE_BINARY_TERMINAL */
export function checkOutput(io: Io, name: string, force: boolean): void {
  if (name === STANDARD_STREAM) {
    if (io.stdout.isTTY === true) throw new CongvanError('USAGE_BINARY_TERMINAL');
    return;
  }
  const file = resolve(io.cwd, name);
  if (!existsSync(dirname(file))) throw new CongvanError('OUTPUT_FAILED', { where: name, hint: NO_FOLDER });
  if (!force && existsSync(file)) throw new CongvanError('OUTPUT_EXISTS', { where: name });
  refuseUnwritable(name, file);
}

/** A folder under that name, or a folder that takes no new files, is found out before any key is used. */
function refuseUnwritable(name: string, file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new CongvanError('OUTPUT_FAILED', { where: name, hint: FOLDER });
  try {
    accessSync(dirname(file), constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw notWritten(name, cause);
  }
}

/**
 * Writes a result file whole or not at all: temporary file beside it, fsync, rename, fsync of the folder.
 * @throws OUTPUT_EXISTS unless `force`, OUTPUT_FAILED, DISK_FULL
 */
export async function writeOutput(
  io: Io,
  name: string,
  bytes: Uint8Array,
  force: boolean,
  mode = 0o644,
): Promise<void> {
  if (name === STANDARD_STREAM) return writeAll(io.stdout, bytes);
  const file = resolve(io.cwd, name);
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  unfinished.add(temporary);
  try {
    await writeDurably(temporary, bytes, mode);
    if (force) await rename(temporary, file);
    else await renameIfFree(temporary, file);
    await syncFolder(dirname(file));
  } catch (cause) {
    await unlink(temporary).catch(() => undefined);
    throw notWritten(name, cause);
  } finally {
    unfinished.delete(temporary);
  }
}

async function writeAll(stream: NodeJS.WritableStream, bytes: Uint8Array): Promise<void> {
  const { promise, resolve: done, reject } = Promise.withResolvers<void>();
  stream.write(bytes, (error) => (error ? reject(notWritten('stdout', error)) : done()));
  return promise;
}

async function writeDurably(file: string, bytes: Uint8Array, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A hard link takes the name only if nobody has it; a plain rename would overwrite. */
async function renameIfFree(temporary: string, file: string): Promise<void> {
  await link(temporary, file);
  await unlink(temporary);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The disk, the quota or the limit of the process. */
const NO_ROOM: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** Why a result could not be written. */
export function notWritten(name: string, cause: unknown): CongvanError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  if (code === 'EEXIST') return new CongvanError('OUTPUT_EXISTS', { where: name, cause });
  if (NO_ROOM.includes(code)) return new CongvanError('DISK_FULL', { where: name, detail: code, cause });
  return new CongvanError('OUTPUT_FAILED', { where: name, detail: code, cause });
}
