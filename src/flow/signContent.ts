/** The CMS signature over any content, at every level; what `signFile.ts` puts beside a file or into a container. */
import { CongvanError } from '../kernel/errors.ts';
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
import type { Signing } from './context.ts';
import { type ContentSource, digestContent } from './detachedContent.ts';
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

/** Gets signature timestamps, and remembers why there is none where none is required. */
export class Stamping {
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

/**
 * A detached CAdES signature over content, lifted to the level that was asked for; each state of it was judged.
 * @throws TIMESTAMP_*, REVOCATION_UNAVAILABLE, LEVEL_NOT_PROVABLE, SIGNING_SELF_CHECK_FAILED
 */
export async function signContent(context: Signing, request: SignFileRequest): Promise<SignedFile> {
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

export function wholeSecond({ clock }: Signing): Date {
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
export function checkPassed(report: ValidationReport, file: string): void {
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
