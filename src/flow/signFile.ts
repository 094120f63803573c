/** The story of signing what is not a PDF: a signature beside the file, in XML itself, or both in one container. */
import { CongvanError } from '../kernel/errors.ts';
import { asiceOf, manifestOf } from '../signing/asic/writeAsic.ts';
import { withArchiveTimestamp, withMaterial } from '../signing/cades/extendCades.ts';
import { certificatesOfCades, digestsIn } from '../signing/cades/verifyCades.ts';
import { buildDetachedCms } from '../signing/cms/build.ts';
import { digestForKey } from '../signing/keyAlgorithm.ts';
import { type Material, NO_MATERIAL } from '../signing/material.ts';
import { neededFor } from '../signing/pdf/levels/needed.ts';
import { insideOf } from '../signing/pdf/levels/subjects.ts';
import type { SigningRole } from '../signing/pdf/signRequest.ts';
import type { SignatureLevel, SignatureReport, ValidationReport } from '../signing/report.ts';
import type { DigestAlgorithm, SignerKey } from '../signing/signerKey.ts';
import { requestTimestamp } from '../signing/tsp/timestamp.ts';
import { signXml } from '../signing/xml/signXml.ts';
import { checkSigner } from './checkSigner.ts';
import type { Signing } from './context.ts';
import { type ContentSource, digestContent } from './detachedContent.ts';
import { inFile } from './inFile.ts';
import { collected, judgeCase, openCase } from './verify.ts';

export interface SignFileRequest {
  /** For messages. */
  readonly file: string;
  readonly content: ContentSource;
  readonly role: SigningRole;
  readonly key: SignerKey;
  readonly level: SignatureLevel;
  /** Default true. False: when no authority answers, it is signed all the same, at B-B. */
  readonly timestampRequired?: boolean;
  /** How long to wait after the timestamp before asking for revocation data; counts for B-LT and B-LTA. */
  readonly graceSeconds?: number;
}

export interface SignedFile {
  /** DER ContentInfo, or the container. */
  readonly bytes: Uint8Array;
  readonly report: ValidationReport;
  /** Why there is no timestamp although one was wanted; null when all is as asked. The signature is then B-B. */
  readonly withoutTimestamp: CongvanError | null;
}

/**
 * Makes a detached CAdES signature (EN 319 122-1) over a file of any kind and size. The signature is verified against
 * the file, read again, before it is given out. NĐ 30/2020 orders the signatures on a document; a file beside one is
 * signed by either role alone.
 * @throws SIGNER_* when this key may not, TIMESTAMP_*, REVOCATION_UNAVAILABLE, LEVEL_NOT_PROVABLE,
 *   SIGNING_SELF_CHECK_FAILED; nothing is given out then
 */
export async function signFile(context: Signing, request: SignFileRequest): Promise<SignedFile> {
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

/** Gets signature timestamps, and remembers why there is none where none is required. */
class Stamping {
  failure: CongvanError | null = null;
  readonly #context: Signing;
  readonly #isRequired: boolean;

  constructor(context: Signing, { timestampRequired = true }: SignFileRequest) {
    this.#context = context;
    this.#isRequired = timestampRequired;
  }

  async token(imprint: Uint8Array, digest: DigestAlgorithm): Promise<Uint8Array | undefined> {
    const { authorities, random } = this.#context;
    try {
      return await requestTimestamp(imprint, digest, authorities, random);
    } catch (error) {
      if (this.#isRequired || !(error instanceof CongvanError)) throw error;
      this.failure = error;
      return undefined;
    }
  }
}

async function signContent(context: Signing, request: SignFileRequest): Promise<SignedFile> {
  const made = await signOnce(context, request);
  const { level } = request;
  if (made.withoutTimestamp !== null || level === 'B-B' || level === 'B-T') return made;
  const lasting = await withLasting(context, request, made);
  if (level === 'B-LT') return lasting;
  return await withArchive(context, request, lasting);
}

async function signOnce(context: Signing, request: SignFileRequest): Promise<SignedFile> {
  const { file, key, level, content } = request;
  const digest = digestForKey(key.algorithm);
  const { digest: digestOf } = await digestContent(file, content, [digest]);
  const stamping = new Stamping(context, request);
  const bytes = await buildDetachedCms({
    ...{ key, digest, contentDigest: digestOf(digest), profile: 'cades' },
    signingTime: wholeSecond(context),
    ...(level === 'B-B' ? {} : { timestamp: (imprint) => stamping.token(imprint, digest) }),
  });
  return { bytes, report: await judged(context, request, bytes), withoutTimestamp: stamping.failure };
}

function wholeSecond({ clock }: Signing): Date {
  return new Date(Math.floor(clock.now().getTime() / 1000) * 1000);
}

/** Reads the file again: what is verified is what lies there now. @throws SIGNING_SELF_CHECK_FAILED, … */
async function judged(
  context: Signing,
  { file, content }: SignFileRequest,
  bytes: Uint8Array,
): Promise<ValidationReport> {
  const beside = await digestContent(file, content, digestsIn(bytes));
  const report = await judgeCase(await openCase(context, { file, bytes, content: beside }));
  checkPassed(report, file);
  return report;
}

/**
 * The signer was found good before the key was used; what still keeps the signature from passing is the timestamp.
 * @throws SIGNING_SELF_CHECK_FAILED, TIMESTAMP_REFUSED, REVOCATION_UNAVAILABLE
 */
function checkPassed(report: ValidationReport, file: string): void {
  if (report.indication === 'TOTAL-PASSED' && report.documentUnchanged) return;
  const made = report.signatures[0];
  const reasons = [...report.reasons, ...(made?.reasons ?? [])];
  const about = { where: file, detail: reasons.map(({ text }) => text).join('; ') };
  if (made?.cryptography !== 'INTACT' || !report.documentUnchanged) {
    throw new CongvanError('SIGNING_SELF_CHECK_FAILED', about);
  }
  const code = made.subIndication === 'TRY_LATER' ? 'REVOCATION_UNAVAILABLE' : 'TIMESTAMP_REFUSED';
  throw new CongvanError(code, about);
}

/** With everything a verifier needs to come to the same answer without asking anybody. */
async function withLasting(
  context: Signing,
  request: SignFileRequest,
  made: SignedFile,
): Promise<SignedFile> {
  await context.pause((request.graceSeconds ?? 0) * 1000);
  const [report] = made.report.signatures;
  if (report === undefined) return made;
  const bytes = withMaterial(made.bytes, await lastingMaterial(context, made.bytes, report));
  const beside = await digestContent(request.file, request.content, digestsIn(bytes));
  const { trust, policy, clock } = context;
  const alone = await judgeCase({
    ...{ file: request.file, bytes, content: beside, material: NO_MATERIAL, trust, policy },
    ...{ at: clock.now(), policyFile: context.policyFile ?? null },
  });
  checkPassed(alone, request.file);
  return { ...made, bytes, report: alone };
}

async function lastingMaterial(
  context: Signing,
  cms: Uint8Array,
  report: SignatureReport,
): Promise<Material> {
  const asking = { ...context, revocation: context.currentRevocation };
  const material = await collected(asking, certificatesOfCades(cms));
  const { trust, policy, clock } = context;
  const judging = { material, trust, policy, at: clock.now() };
  const needed = insideOf(cms, report, null).subjects.map((subject) =>
    neededFor(subject, NO_MATERIAL, judging),
  );
  const isAnchor = new Set(
    trust.anchors.map(({ certificate }) => Buffer.from(certificate.der).toString('base64')),
  );
  return {
    certificates: needed
      .flatMap(({ certificates }) => certificates)
      .filter((der) => !isAnchor.has(Buffer.from(der).toString('base64'))),
    revocations: needed.flatMap(({ revocations }) => revocations),
  };
}

/** An archive timestamp over signature and material. */
async function withArchive(
  context: Signing,
  request: SignFileRequest,
  lasting: SignedFile,
): Promise<SignedFile> {
  const digest = digestForKey(request.key.algorithm);
  const { digest: digestOf } = await digestContent(request.file, request.content, [digest]);
  const bytes = await withArchiveTimestamp(lasting.bytes, digestOf(digest), digest, (imprint) =>
    requestTimestamp(imprint, digest, context.authorities, context.random),
  );
  return { ...lasting, bytes, report: await judged(context, request, bytes) };
}
