import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ContentSource, digestContent } from '../../flow/detachedContent.ts';
import { sniff } from '../../flow/fileKind.ts';
import type { VerifyRequest } from '../../flow/verify.ts';
import { digestsIn } from '../../signing/cades/verifyCades.ts';
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
  const content = await digestContent(file, sourceOf(io, file), digestsIn(bytes));
  return { file: signature, bytes, content };
}

/** The bytes of a file, in pieces, as often as they are asked for; stdin only once. */
export function sourceOf(io: Io, file: string): ContentSource {
  return file === STANDARD_STREAM
    ? async () => [await readInput(io, file)]
    : async () => await streamInput(io, file);
}

/** Only for a file whose beginning shows that it bears no signature itself. */
async function nameBeside(io: Io, file: string): Promise<string | undefined> {
  const name = `${file}${BESIDE}`;
  if (file === STANDARD_STREAM || !existsSync(resolve(io.cwd, name))) return undefined;
  for await (const head of await streamInput(io, file)) return sniff(head) === undefined ? name : undefined;
  return name;
}
