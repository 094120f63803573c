/** The story of signing what is not a PDF: a signature beside the file, in XML itself, or both in one container. */
import { asiceOf, manifestOf } from '../signing/asic/writeAsic.ts';
import { signXml } from '../signing/xml/signXml.ts';
import type { ZipPart } from '../signing/zip/writeZip.ts';
import { checkLevel, checkSigner } from './checkSigner.ts';
import type { Signing } from './context.ts';
import type { ContentSource } from './detachedContent.ts';
import { archiveFile, liftFile } from './extendFile.ts';
import { inFile } from './inFile.ts';
import {
  checkPassed,
  type SignedFile,
  type SignFileRequest,
  Stamping,
  signContent,
  wholeSecond,
} from './signContent.ts';
import { judgeCase, openCase } from './verify.ts';

/**
 * Makes a detached CAdES signature (EN 319 122-1) over a file of any kind and size. The signature is verified against
 * the file, read again, before it is given out. NĐ 30/2020 orders the signatures on a document; a file beside one is
 * signed by either role alone.
 * @throws SIGNER_* when this key may not, TIMESTAMP_*, REVOCATION_UNAVAILABLE, LEVEL_NOT_PROVABLE,
 *   SIGNING_SELF_CHECK_FAILED; nothing is given out then
 */
export async function signFile(context: Signing, request: SignFileRequest): Promise<SignedFile> {
  checkLevel(context, request.role, request.level);
  await checkSigner(context, request.key, request.role);
  return await signContent(context, request);
}

/** A file that goes into a container. */
export interface ContainedFile {
  /** As it is called in the container: a relative path, NFC. */
  readonly name: string;
  /** Held whole: a container is one file in memory. */
  readonly content: ContentSource;
}

export type SignContainerRequest = Omit<SignFileRequest, 'content'> & {
  readonly files: readonly ContainedFile[];
};

/**
 * Puts files into one ASiC-E container (EN 319 162-1) with a CAdES signature over the manifest of all of them; at B-LTA
 * with an archive manifest and its timestamp over everything.
 * @throws as `signFile`, ZIP_* before the key is used when the files cannot be in a container
 */
export async function signIntoContainer(
  context: Signing,
  request: SignContainerRequest,
): Promise<SignedFile> {
  await checkSigner(context, request.key, request.role);
  const { file, level } = request;
  const files: ZipPart[] = [];
  for (const { name, content } of request.files) files.push({ name, bytes: await wholeContent(content) });
  const manifest = manifestOf(files);
  await inFile(file, async () => asiceOf(files, manifest, new Uint8Array()));
  const inside = level === 'B-LTA' ? 'B-LT' : level;
  const signed = await signContent(context, { ...request, level: inside, content: async () => [manifest] });
  const bytes = asiceOf(files, manifest, signed.bytes);
  const report = await judgeCase(await openCase(context, { file, bytes }));
  checkPassed(report, file);
  if (level !== 'B-LTA' || signed.withoutTimestamp !== null) return { ...signed, bytes, report };
  return { ...signed, ...(await archiveFile(context, { file, bytes })) };
}

/**
 * Signs a whole XML document inside itself: an enveloped XAdES signature (EN 319 132-1), at any level.
 * @param request.content is held whole
 * @throws as `signFile`, LEVEL_*, XML_SIGNED_ALREADY, XML_*
 */
export async function signXmlDocument(context: Signing, request: SignFileRequest): Promise<SignedFile> {
  const { file, key, level, graceSeconds = 0 } = request;
  await checkSigner(context, key, request.role);
  const xml = await wholeContent(request.content);
  const stamping = new Stamping(context, request);
  const bytes = await inFile(file, () =>
    signXml({
      ...{ xml, key, signingTime: wholeSecond(context), id: identifier(context) },
      ...(level === 'B-B' ? {} : { timestamp: (imprint, digest) => stamping.token(imprint, digest) }),
    }),
  );
  const report = await judgeCase(await openCase(context, { file, bytes }));
  checkPassed(report, file);
  const made = { bytes, report, withoutTimestamp: stamping.failure };
  if (stamping.failure !== null || level === 'B-B' || level === 'B-T') return made;
  return { ...made, ...(await liftFile(context, { file, bytes, level, graceSeconds })) };
}

/** Unlikely to stand in any document already. */
function identifier({ random }: Signing): string {
  return `sig${Buffer.from(random(12)).toString('hex')}`;
}

async function wholeContent(content: ContentSource): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of await content()) pieces.push(piece);
  return Buffer.concat(pieces);
}
