import { hash } from 'node:crypto';
import { isCongvanError } from '../../kernel/errors.ts';
import { archiveTimestamps, signatureTimestamps } from '../cms/certificates.ts';
import { archiveImprint, hashIndexOf } from '../cms/hashIndex.ts';
import type { CmsSignedData } from '../cms/parse.ts';
import { parseTimestampToken, type TimestampToken } from '../tsp/token.ts';
import { DIGESTS, type DigestName } from '../x509/algorithms.ts';
import type { JudgingContext } from './context.ts';
import { earlier, NO_PROOFS, type Proofs, withProven } from './proofs.ts';
import { objectsCovered } from './provenObjects.ts';
import { reason } from './reasons.ts';
import { failedTimestamp, judgeTimestamp, type TimestampJudgement } from './timestampJudgement.ts';

/** Timestamps of one kind in one signature that are judged; nobody renews so often. */
const MAX_TIMESTAMPS = 64;

export interface CmsTimestampsQuestion extends JudgingContext {
  readonly cms: CmsSignedData;
  readonly contentDigest: (algorithm: DigestName) => Uint8Array;
  /** When the whole signature is proven to have existed by something outside it, UTC. */
  readonly provenAt?: Date;
}

export interface CmsTimestamps {
  /** In the order of the signature. */
  readonly signature: readonly TimestampJudgement[];
  readonly archive: readonly TimestampJudgement[];
  /** What was proven before, and what the accepted archive timestamps prove. */
  readonly proofs: Proofs;
  /** The earliest time at which the signature value is proven to have existed; undefined: not at all. */
  readonly proven: Date | undefined;
}

/**
 * Judges the timestamps of a CMS signature, archive timestamps from the newest back: each that is accepted proves what
 * it covers, and so the older ones (EN 319 102-1 §5.6.3). A timestamp never counts for one that is newer than itself.
 */
export function judgeCmsTimestamps(question: CmsTimestampsQuestion): CmsTimestamps {
  const { archive, proofs, proven } = judgeArchives(question);
  const { provenAt: _, ...context } = question;
  const stamped = { ...context, proofs };
  const signature = atMost(signatureTimestamps(question.cms)).map((token) =>
    token === undefined
      ? TOO_MANY
      : judgeTimestamp({
          ...stamped,
          token,
          ...(question.provenAt === undefined ? {} : { provenAt: question.provenAt }),
          imprintOf: (algorithm) =>
            hash(DIGESTS[algorithm].node, question.cms.signerInfo.signature, 'buffer'),
        }),
  );
  return { signature, archive, proofs, proven: signature.reduce(earliestProven, proven) };
}

const TOO_MANY = failedTimestamp('INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE', [reason('TIMESTAMP_TOO_MANY')]);

/** The first ones, and `undefined` for all others together. */
function atMost(tokens: readonly Uint8Array[]): readonly (Uint8Array | undefined)[] {
  return tokens.length <= MAX_TIMESTAMPS ? tokens : [...tokens.slice(0, MAX_TIMESTAMPS), undefined];
}

function earliestProven(known: Date | undefined, judged: TimestampJudgement): Date | undefined {
  const { indication, genTime } = judged;
  return indication === 'TOTAL-PASSED' && genTime !== null ? earlier(known, genTime) : known;
}

interface Archives {
  readonly archive: readonly TimestampJudgement[];
  readonly proofs: Proofs;
  readonly proven: Date | undefined;
}

function judgeArchives(question: CmsTimestampsQuestion): Archives {
  let proofs = question.proofs ?? NO_PROOFS;
  let proven = question.provenAt;
  const all = atMost(archiveTimestamps(question.cms));
  const tokens = all.flatMap((der) => (der === undefined ? [] : [{ der, token: parsedOrUndefined(der) }]));
  const newestFirst = tokens.toSorted((a, b) => timeOf(b.token) - timeOf(a.token));
  const archive: TimestampJudgement[] = all.includes(undefined) ? [TOO_MANY] : [];
  for (const { der, token } of newestFirst) {
    const { judged, covers } = judgeArchive(der, token, { ...question, proofs });
    archive.unshift(judged);
    if (judged.indication !== 'TOTAL-PASSED' || judged.genTime === null) continue;
    proofs = withProven(proofs, covers, judged.genTime);
    proven = earlier(proven, judged.genTime);
  }
  return { archive, proofs, proven };
}

function parsedOrUndefined(der: Uint8Array): TimestampToken | undefined {
  try {
    return parseTimestampToken(der);
  } catch (error) {
    if (!isCongvanError(error, 'TIMESTAMP_INVALID')) throw error;
    return undefined;
  }
}

function timeOf(token: TimestampToken | undefined): number {
  return token?.info.genTime.getTime() ?? 0;
}

function judgeArchive(
  der: Uint8Array,
  token: TimestampToken | undefined,
  question: CmsTimestampsQuestion,
): { readonly judged: TimestampJudgement; readonly covers: readonly Uint8Array[] } {
  const { cms, contentDigest } = question;
  const index = token && hashIndexOf(token.cms, cms);
  if (token !== undefined && (index === undefined || index.digest !== token.info.digest)) {
    const why = reason('TIMESTAMP_HASH_INDEX_WRONG');
    return { judged: failedTimestamp('TOTAL-FAILED', 'FORMAT_FAILURE', [why]), covers: [] };
  }
  const judged = judgeTimestamp({
    ...question,
    token: der,
    imprintOf: (algorithm) =>
      index === undefined ? Buffer.alloc(0) : archiveImprint(cms, contentDigest(algorithm), index),
  });
  return { judged, covers: index === undefined ? [] : objectsCovered(index.covered) };
}
