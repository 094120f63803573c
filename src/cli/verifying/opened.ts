import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { sniff } from '../../flow/fileKind.ts';
import type { VerifyRequest } from '../../flow/verify.ts';
import { type DetachedContent, digestsIn } from '../../signing/cades/verifyCades.ts';
import { DIGESTS } from '../../signing/x509/algorithms.ts';
import { readInput, STANDARD_STREAM, streamInput } from '../files.ts';
import type { Io } from '../io.ts';

export type Opened = Pick<VerifyRequest, 'file' | 'bytes' | 'content'>;

/** What a signature beside a file is called by its name. */
const BESIDE = '.p7s';

/**
 * Reads what is to be judged. A signature that lies beside its file is named by `--signature`; for a file that bears no
 * signature of its own kind, `FILE.p7s` is taken when it is there. Such a file is digested in pieces and may be of any
 * size.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function openInput(io: Io, file: string, signature: string | undefined): Promise<Opened> {
  if (signature !== undefined) return await openBeside(io, file, signature);
  const found = await nameBeside(io, file);
  return found === undefined ? { file, bytes: await readInput(io, file) } : await openBeside(io, file, found);
}

async function openBeside(io: Io, file: string, signature: string): Promise<Opened> {
  const bytes = await readInput(io, signature);
  return { file: signature, bytes, content: await contentOf(io, file, bytes) };
}

async function contentOf(io: Io, file: string, signature: Uint8Array): Promise<DetachedContent> {
  const digests = digestsIn(signature);
  const running = digests.map((name) => createHash(DIGESTS[name].node));
  const pieces = file === STANDARD_STREAM ? [await readInput(io, file)] : await streamInput(io, file);
  for await (const piece of pieces) for (const hash of running) hash.update(piece);
  const known = new Map(digests.map((name, index) => [name, running[index]?.digest() ?? Buffer.alloc(0)]));
  return { name: file, digest: (algorithm) => known.get(algorithm) ?? Buffer.alloc(0) };
}

/** Only for a file whose beginning shows that it bears no signature itself. */
async function nameBeside(io: Io, file: string): Promise<string | undefined> {
  const name = `${file}${BESIDE}`;
  if (file === STANDARD_STREAM || !existsSync(resolve(io.cwd, name))) return undefined;
  for await (const head of await streamInput(io, file)) return sniff(head) === undefined ? name : undefined;
  return name;
}
