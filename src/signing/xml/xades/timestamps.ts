import { hash } from 'node:crypto';
import { isCongvanError } from '../../../kernel/errors.ts';
import { parseSignedData } from '../../cms/parse.ts';
import { type Material, NO_MATERIAL } from '../../material.ts';
import type { JudgingContext } from '../../validation/context.ts';
import { earlier, NO_PROOFS, type Proofs, withProven } from '../../validation/proofs.ts';
import { materialIn, objectsInCms, objectsOf } from '../../validation/provenObjects.ts';
import { judgeTimestamp, type TimestampJudgement } from '../../validation/timestampJudgement.ts';
import { DIGESTS } from '../../x509/algorithms.ts';
import type { ExaminedSignature } from '../dsig/examine.ts';
import { type DsigFinding, findingOf } from '../dsig/findings.ts';
import { readKeyInfo } from '../dsig/keyInfo.ts';
import { embeddedMaterial } from './embedded.ts';
import { type PropertyStamp, readStamp, type StampKind, stampKind } from './imprint.ts';
import type { QualifyingProperties } from './properties.ts';

export interface JudgedStamp {
  readonly kind: StampKind;
  readonly judgement: TimestampJudgement;
  /** Certificates and answers that the token carries. */
  readonly inside: Material;
}

export interface XadesTimestamps {
  /** In the order of the signature. */
  readonly stamps: readonly JudgedStamp[];
  /** What was proven before, and what the accepted archive timestamps prove. */
  readonly proofs: Proofs;
  /** The earliest time at which the signature value is proven to have existed; undefined: not at all. */
  readonly proven: Date | undefined;
  readonly findings: readonly DsigFinding[];
}

const MAX_TOKENS = 64;

/**
 * Judges the timestamps among the unsigned properties from the last back: each archive timestamp that is accepted proves
 * the properties before it, and so the older ones (EN 319 102-1 §5.6.3).
 */
export function judgeStamps(
  properties: QualifyingProperties,
  examined: ExaminedSignature,
  context: JudgingContext,
): XadesTimestamps {
  let proofs = context.proofs ?? NO_PROOFS;
  let proven: Date | undefined;
  const { read, findings } = readStamps(properties, examined);
  const judged: JudgedStamp[] = [];
  for (const stamp of read.toReversed()) {
    for (const token of stamp.tokens.toReversed()) {
      const judgement = judgeToken(token, stamp, { ...context, proofs });
      judged.unshift({ kind: stamp.kind, judgement, inside: insideOf(token) });
      const { indication, genTime } = judgement;
      if (indication !== 'TOTAL-PASSED' || genTime === null) continue;
      if (stamp.kind !== 'refs-only') proven = earlier(proven, genTime);
      proofs = withProven(proofs, coveredBy(stamp, properties, read, examined), genTime);
    }
  }
  return { stamps: judged, proofs, proven, findings };
}

function judgeToken(
  token: Uint8Array,
  { octets }: PropertyStamp,
  context: JudgingContext,
): TimestampJudgement {
  const { material, trust, policy, at, proofs } = context;
  return judgeTimestamp({
    ...{ material, trust, policy, at, token, ...(proofs === undefined ? {} : { proofs }) },
    imprintOf: (algorithm) => hash(DIGESTS[algorithm].node, octets, 'buffer'),
  });
}

function insideOf(token: Uint8Array): Material {
  try {
    return materialIn(parseSignedData(token));
  } catch (error) {
    if (!isCongvanError(error, 'CMS_INVALID')) throw error;
    return NO_MATERIAL;
  }
}

/** DER of what a timestamp shows to exist: of a signature timestamp nothing but the value. */
function coveredBy(
  stamp: PropertyStamp,
  { unsigned }: QualifyingProperties,
  all: readonly PropertyStamp[],
  { parsed }: ExaminedSignature,
): readonly Uint8Array[] {
  const before = all.filter(({ index }) => index < stamp.index);
  const tokens = (kind: StampKind) =>
    before.filter((each) => each.kind === kind).flatMap((each) => each.tokens);
  switch (stamp.kind) {
    case 'signature':
    case 'refs-only':
      return [];
    case 'sig-and-refs':
      return tokens('signature').flatMap((token) => objectsInCms(token));
    case 'archive': {
      const { certificates, crls } = readKeyInfo(parsed.keyInfo);
      return [
        ...certificates,
        ...crls,
        ...before.flatMap((each) => each.tokens).flatMap((token) => objectsInCms(token)),
        ...objectsOf(embeddedMaterial(unsigned.slice(0, stamp.index), new Date(0))),
      ];
    }
    default:
      return stamp.kind satisfies never;
  }
}

function readStamps(
  properties: QualifyingProperties,
  examined: ExaminedSignature,
): { readonly read: readonly PropertyStamp[]; readonly findings: readonly DsigFinding[] } {
  const read: PropertyStamp[] = [];
  const findings: DsigFinding[] = [];
  let tokens = 0;
  for (const [index, element] of properties.unsigned.entries()) {
    const kind = stampKind(element);
    if (kind === undefined) continue;
    const stamp = tokens < MAX_TOKENS ? tryRead(kind, index, properties, examined) : element.local;
    if (typeof stamp === 'string') findings.push(findingOf('XADES_TIMESTAMP_UNSUPPORTED', stamp));
    else read.push(stamp);
    tokens += typeof stamp === 'string' ? 0 : stamp.tokens.length;
  }
  return { read, findings };
}

/** The stamp, or why it is not judged. */
function tryRead(
  kind: StampKind,
  index: number,
  properties: QualifyingProperties,
  examined: ExaminedSignature,
): PropertyStamp | string {
  try {
    return readStamp(kind, index, properties, examined);
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return error.detail ?? error.code;
  }
}
