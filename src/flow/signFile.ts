/** The story of signing what is not a PDF: a signature beside the file, in XML itself, or both in one container. */
import { CongvanError } from '../kernel/errors.ts';
import { asiceOf, manifestOf } from '../signing/asic/writeAsic.ts';
import { signXml } from '../signing/xml/signXml.ts';
import { checkLevel, checkSigner } from './checkSigner.ts';
import type { Signing } from './context.ts';
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

/**
 * Puts a file into an ASiC-E container (EN 319 162-1) with a CAdES signature over its manifest.
 * @param request.content is held whole: a container is one file in memory
 * @throws as `signFile`, ZIP_* before the key is used when the file cannot be in a container
 */
export async function signIntoContainer(
  context: Signing,
  request: SignFileRequest & { readonly name: string },
): Promise<SignedFile> {
  checkLevel(context, request.role, request.level);
  await checkSigner(context, request.key, request.role);
  const { file, name } = request;
  const files = [{ name, bytes: await wholeContent(request) }];
  const manifest = manifestOf(files);
  await inFile(file, async () => asiceOf(files, manifest, new Uint8Array()));
  const signed = await signContent(context, { ...request, content: async () => [manifest] });
  const bytes = asiceOf(files, manifest, signed.bytes);
  const report = await judgeCase(await openCase(context, { file, bytes }));
  checkPassed(report, file);
  return { ...signed, bytes, report };
}

/**
 * Signs a whole XML document inside itself: an enveloped XAdES signature (EN 319 132-1), B-B or B-T.
 * @param request.content is held whole
 * @throws as `signFile`, XML_SIGNED_ALREADY, XML_LEVEL_UNSUPPORTED, XML_*
 */
export async function signXmlDocument(context: Signing, request: SignFileRequest): Promise<SignedFile> {
  const { file, key, level } = request;
  if (level === 'B-LT' || level === 'B-LTA') {
    throw new CongvanError('XML_LEVEL_UNSUPPORTED', { where: file, detail: level });
  }
  checkLevel(context, request.role, level);
  await checkSigner(context, key, request.role);
  const xml = await wholeContent(request);
  const stamping = new Stamping(context, request);
  const bytes = await inFile(file, () =>
    signXml({
      ...{ xml, key, signingTime: wholeSecond(context), id: identifier(context) },
      ...(level === 'B-B' ? {} : { timestamp: (imprint, digest) => stamping.token(imprint, digest) }),
    }),
  );
  const report = await judgeCase(await openCase(context, { file, bytes }));
  checkPassed(report, file);
  return { bytes, report, withoutTimestamp: stamping.failure };
}

/** Unlikely to stand in any document already. */
function identifier({ random }: Signing): string {
  return `sig${Buffer.from(random(12)).toString('hex')}`;
}

async function wholeContent({ content }: SignFileRequest): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of await content()) pieces.push(piece);
  return Buffer.concat(pieces);
}
