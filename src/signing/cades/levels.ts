import { hash } from 'node:crypto';
import { archiveTimestamps, certificatesInside, signatureTimestamps } from '../cms/certificates.ts';
import { type CmsSignedData, parseSignedData } from '../cms/parse.ts';
import { rawOf } from '../der/read.ts';
import { sortedDer } from '../der/write.ts';
import type { AskForTimestamp, LevelForm, WithMaterial } from '../lasting/form.ts';
import {
  authoritySubjects,
  type LastingSignature,
  missingIn,
  type OwnToken,
  signerSubject,
  timeOf,
} from '../lasting/missing.ts';
import type { SignatureReport } from '../report.ts';
import type { DigestAlgorithm } from '../signerKey.ts';
import { judgeCmsTimestamps } from '../validation/cmsTimestamps.ts';
import type { JudgingContext } from '../validation/context.ts';
import { materialIn } from '../validation/provenObjects.ts';
import { DIGESTS, type DigestName, digestOf } from '../x509/algorithms.ts';
import { asWritten, withArchiveTimestamp, withMaterial, withSignatureTimestamp } from './extendCades.ts';
import { readParts, writeParts } from './signedDataParts.ts';
import { oneSignerEach } from './signers.ts';
import { type DetachedContent, detachedContent } from './verifyCades.ts';

/**
 * Levels of a CAdES signature (EN 319 122-1 §6.3): signature-time-stamp, SignedData.certificates and .crls,
 * archive-time-stamp-v3; of each of several parallel signers alone, but for what they share.
 * @param beside the file it signs; undefined when that is inside
 */
export function cadesLevels(beside: DetachedContent | undefined): LevelForm {
  return {
    timed: (cms, reports, ask) =>
      eachSigner(cms, async (one, index) => {
        if (reports[index]?.bestTime !== null) return one;
        const { signerInfo } = parseSignedData(one);
        const digest = stampDigest(signerInfo.digestAlgorithm);
        const imprint = hash(DIGESTS[digest].node, signerInfo.signature, 'buffer');
        return withSignatureTimestamp(one, await ask(imprint, digest));
      }),
    lasting: (cms, reports, context) => lasting(cms, reports, context, beside),
    archived: (cms, ask) => eachSigner(cms, (one) => archived(one, beside, ask)),
  };
}

async function eachSigner(
  cms: Uint8Array,
  change: (one: Uint8Array, index: number) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const all = oneSignerEach(cms);
  const [only] = all;
  if (all.length === 1 && only !== undefined) return await change(only, 0);
  const changed: Uint8Array[] = [];
  for (const [index, one] of all.entries()) changed.push(await change(one, index));
  const signers = sortedDer(changed.flatMap((one) => readParts(one).signers.map(rawOf)));
  return writeParts({ ...asWritten(readParts(cms)), signers });
}

/** The digest the signer chose, when it is one that is asked for; it is among `digestsIn` of the signature. */
function stampDigest(algorithm: CmsSignedData['signerInfo']['digestAlgorithm']): DigestAlgorithm {
  const name = digestOf(algorithm);
  return name === 'SHA-384' || name === 'SHA-512' ? name : 'SHA-256';
}

function lasting(
  cms: Uint8Array,
  reports: readonly SignatureReport[],
  context: JudgingContext,
  beside: DetachedContent | undefined,
): WithMaterial {
  const signers = oneSignerEach(cms).map((one) => parseSignedData(one));
  const all = signers.map((one, index) => ({ one, judged: reports[index] }));
  const found = all.map(({ one, judged }) => {
    const signature = judged === undefined ? [] : [lastingSignature(one, judged, context)];
    return missingIn(signature, { ...context, proofs: proofsOf(one, beside, context) });
  });
  const older = found.flatMap((each) => each.older);
  const certificates = found.flatMap(({ material }) => material.certificates);
  const revocations = found.flatMap(({ material }) => material.revocations);
  if (certificates.length + revocations.length === 0) return { bytes: cms, older };
  return { bytes: withMaterial(cms, { certificates, revocations }), older };
}

/** @param provenAt when something outside proves it to have existed, UTC */
export function lastingSignature(
  cms: CmsSignedData,
  judged: SignatureReport,
  context: JudgingContext,
  provenAt: Date | null = null,
): LastingSignature {
  const signer = signerSubject(judged, certificatesInside(cms), context);
  const subjects = [...signer, ...authoritySubjects(tokensOf(cms), provenAt)];
  return { subjects, carried: materialIn(cms) };
}

/** Oldest first. */
function tokensOf(cms: CmsSignedData): readonly OwnToken[] {
  const archives = archiveTimestamps(cms).map((der) => ({ der, isArchive: true }));
  const age = ({ der }: OwnToken) => timeOf(der)?.getTime() ?? 0;
  return [
    ...signatureTimestamps(cms).map((der) => ({ der, isArchive: false })),
    ...archives.toSorted((a, b) => age(a) - age(b)),
  ];
}

function proofsOf(cms: CmsSignedData, beside: DetachedContent | undefined, context: JudgingContext) {
  const contentDigest = digestsOf(cms, beside);
  return judgeCmsTimestamps({ ...context, cms, contentDigest }).proofs;
}

function digestsOf(
  { content }: CmsSignedData,
  beside: DetachedContent | undefined,
): (algorithm: DigestName) => Uint8Array {
  const meant = content === undefined ? beside : detachedContent('', content);
  return meant?.digest ?? (() => new Uint8Array());
}

async function archived(
  cms: Uint8Array,
  beside: DetachedContent | undefined,
  ask: AskForTimestamp,
): Promise<Uint8Array> {
  const parsed = parseSignedData(cms);
  const digest = stampDigest(parsed.signerInfo.digestAlgorithm);
  const contentDigest = digestsOf(parsed, beside)(digest);
  return await withArchiveTimestamp(cms, contentDigest, digest, (imprint) => ask(imprint, digest));
}
