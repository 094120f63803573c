import { basename } from 'node:path';
import type { Signing } from '../../flow/context.ts';
import type { SignedFile } from '../../flow/signContent.ts';
import type { ContainedFile } from '../../flow/signFile.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { OlderRevocation } from '../../signing/pdf/levels/addMaterial.ts';
import { roleOfAct } from '../../signing/signerCertificate.ts';
import type { SignerKey } from '../../signing/signerKey.ts';
import { readInput, STANDARD_STREAM } from '../files.ts';
import type { Io } from '../io.ts';
import { sourceOf } from '../verifying/opened.ts';
import type { Form } from './form.ts';
import type { SignOrder } from './order.ts';

/** What signs: the rules and sources, the key, and the outside where files are read. */
export interface Signer {
  readonly context: Signing;
  readonly key: SignerKey;
  readonly io: Io;
}

export interface MadeFile extends SignedFile {
  /** Signatures about which nothing newer than themselves could be had. */
  readonly older: readonly OlderRevocation[];
}

export interface FileToSign {
  readonly file: string;
  readonly form: Form;
  /** For one container: what goes in behind the file. */
  readonly more?: readonly string[];
}

/** Signs one file in its form; writes nothing. @throws as the stories `flow/sign` and `flow/signFile` */
export async function makeSigned(
  signer: Signer,
  order: SignOrder,
  { file, form, more = [] }: FileToSign,
): Promise<MadeFile> {
  if (form === 'pdf') return await signedPdf(signer, order, file);
  const { context, key, io } = signer;
  const { signFile, signIntoContainer, signXmlDocument } = await import('../../flow/signFile.ts');
  const role = roleOfAct(order.role);
  const request = { ...order, role, file, key, content: await rereadable(io, file) };
  const made = async () => {
    if (form === 'beside') return await signFile(context, request);
    if (form === 'xml') return await signXmlDocument(context, request);
    return await signIntoContainer(context, { ...request, files: await contained(io, [file, ...more]) });
  };
  return { older: [], ...(await made()) };
}

async function signedPdf(
  { context, key, io }: Signer,
  { appearance, ...order }: SignOrder,
  file: string,
): Promise<MadeFile> {
  if (appearance === null) throw new CongvanError('INTERNAL', { detail: 'a PDF without an appearance' });
  const { signDocument } = await import('../../flow/sign.ts');
  const pdf = await readInput(io, file);
  const { pdf: bytes, ...made } = await signDocument(context, {
    ...{ ...order, ...appearance, file, pdf, key },
    role: roleOfAct(order.role),
  });
  return { ...made, bytes };
}

/** Files by their names, without the folders they lie in. */
async function contained(io: Io, files: readonly string[]): Promise<readonly ContainedFile[]> {
  const named = files.map(async (file) => ({
    name: basename(file).normalize('NFC'),
    content: await rereadable(io, file),
  }));
  return await Promise.all(named);
}

async function rereadable(io: Io, file: string) {
  if (file !== STANDARD_STREAM) return sourceOf(io, file);
  const bytes = await readInput(io, file);
  return async () => [bytes];
}
