import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { sniff } from '../flow/fileKind.ts';
import { isDetached } from '../signing/cades/verifyCades.ts';
import { STANDARD_STREAM } from './files.ts';
import type { Io } from './io.ts';
import { type Opened, openInput } from './verifying/opened.ts';

export type OpenedToProtect = Opened & {
  /** A PDF carries its protection in updates; anything else in its signatures. */
  readonly isPdf: boolean;
};

const SIGNATURE_NAME = /^(.+)\.(?:p7s|p7m|p7b|sig|cms)$/i;

/**
 * Reads what is to be lifted or renewed: a PDF, XML, a container, or a CMS signature with its file. A signature that
 * lies beside its file is found from either of the two by the name: `luong.xlsx` and `luong.xlsx.p7s`.
 * @param signature the detached one of `file`, when it has another name
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function openProtected(
  io: Io,
  file: string,
  signature: string | undefined,
): Promise<OpenedToProtect> {
  const opened = await openInput(io, file, signature);
  const { bytes, content } = opened;
  const kind = sniff(bytes);
  const signed = SIGNATURE_NAME.exec(file)?.[1];
  if (kind === 'cms' && content === undefined && signed !== undefined && isDetached(bytes)) {
    if (existsSync(resolve(io.cwd, signed))) return { ...(await openInput(io, signed, file)), isPdf: false };
  }
  const isNamedPdf = file === STANDARD_STREAM || extname(file).toLowerCase() === '.pdf';
  return { ...opened, isPdf: kind === 'pdf' || (kind === undefined && isNamedPdf) };
}
