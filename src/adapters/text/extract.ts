/**
 * Text of files, for searching only. Whatever a file does to its reader (hang, eat memory, crash) stays in another
 * thread or process with a deadline; no text is a normal answer.
 */
import { spawn } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import type { TextReader } from '../../flow/context.ts';

export interface TextLimits {
  /** How long one file may take, milliseconds. */
  readonly deadlineMs: number;
  /** Memory of the worker's JavaScript heap, MiB. */
  readonly memoryMb: number;
  /** Text is cut here, characters. */
  readonly mostText: number;
  /** Bigger files are not read at all, bytes. */
  readonly mostBytes: number;
  /** Program that reads PDFs when it is installed; null: never. */
  readonly pdftotext: string | null;
}

export const TEXT_LIMITS: TextLimits = {
  deadlineMs: 20_000,
  memoryMb: 512,
  mostText: 4_000_000,
  mostBytes: 200 * 1024 * 1024,
  pdftotext: 'pdftotext',
};

export interface ExtractedText {
  readonly text: string;
  /** The program and its version. */
  readonly extractor: string;
}

type FileKind = 'pdf' | 'docx' | 'text';

export function textReader(limits: TextLimits = TEXT_LIMITS): TextReader {
  return { read: (name, bytes) => readText(name, bytes, limits) };
}

async function readText(name: string, bytes: Uint8Array, limits: TextLimits): Promise<ExtractedText | null> {
  const kind = bytes.length > limits.mostBytes ? undefined : kindOf(name, bytes);
  if (kind === undefined) return null;
  const found = kind === 'text' ? plainText(bytes) : await readApart(kind, bytes, limits);
  if (found === null) return null;
  return {
    text: found.text.normalize('NFC').slice(0, limits.mostText).toWellFormed(),
    extractor: found.extractor,
  };
}

/** By content; the name decides only where content cannot. */
function kindOf(name: string, bytes: Uint8Array): FileKind | undefined {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  if (head.includes('%PDF-')) return 'pdf';
  if (head.startsWith('PK\u0003\u0004')) return /\.docx$/i.test(name) ? 'docx' : undefined;
  return /\.(txt|csv|md)$/i.test(name) ? 'text' : undefined;
}

function plainText(bytes: Uint8Array): ExtractedText | null {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), extractor: 'utf-8' };
  } catch {
    return null;
  }
}

async function readApart(
  kind: Exclude<FileKind, 'text'>,
  bytes: Uint8Array,
  limits: TextLimits,
): Promise<ExtractedText | null> {
  const byProgram = kind === 'pdf' ? await readByProgram(bytes, limits) : null;
  return byProgram ?? (await readInWorker(kind, bytes, limits));
}

/** Poppler's pdftotext, fed through pipes; null when it is not installed, fails or takes too long. */
async function readByProgram(bytes: Uint8Array, limits: TextLimits): Promise<ExtractedText | null> {
  const program = limits.pdftotext;
  if (program === null) return null;
  const text = await outputOf(program, ['-enc', 'UTF-8', '-', '-'], bytes, limits);
  return text === null || text.trim() === '' ? null : { text, extractor: 'pdftotext' };
}

function outputOf(
  program: string,
  args: readonly string[],
  input: Uint8Array,
  limits: TextLimits,
): Promise<string | null> {
  return new Promise((resolve) => {
    // A group of its own, so that what the program has started ends with it.
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
    const pieces: Buffer[] = [];
    let size = 0;
    const done = (text: string | null): void => {
      clearTimeout(deadline);
      resolve(text);
    };
    const giveUp = (): void => {
      child.stdout.destroy();
      endGroup(child.pid);
      done(null);
    };
    const deadline = setTimeout(giveUp, limits.deadlineMs);
    child.stdout.on('data', (piece: Buffer) => {
      size += piece.length;
      // UTF-8 needs at most four bytes for a character; more than that would be cut off anyway.
      if (size > limits.mostText * 4) giveUp();
      else pieces.push(piece);
    });
    child.on('error', () => done(null));
    child.on('close', (code) => done(code === 0 ? Buffer.concat(pieces).toString('utf8') : null));
    // A program that does not want its input any more is no error of ours.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

function readInWorker(
  kind: Exclude<FileKind, 'text'>,
  bytes: Uint8Array,
  limits: TextLimits,
): Promise<ExtractedText | null> {
  return new Promise((resolve) => {
    const worker = new Worker(workerFile(), {
      workerData: { kind, bytes: new Uint8Array(bytes) },
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
      stdout: true,
      stderr: true,
    });
    const done = (found: ExtractedText | null): void => {
      clearTimeout(deadline);
      resolve(found);
      void worker.terminate();
    };
    const deadline = setTimeout(() => done(null), limits.deadlineMs);
    worker.on('message', (found: ExtractedText) => done(found));
    worker.on('error', () => done(null));
    worker.on('exit', () => done(null));
  });
}

/** Beside this file: `.ts` from the sources, `.js` when built. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
}
