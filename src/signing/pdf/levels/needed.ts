import { sha256 } from '../../../kernel/digest.ts';
import { CongvanError } from '../../../kernel/errors.ts';
import type { Material } from '../../material.ts';
import type { RevocationEvidence } from '../../revocationSource.ts';
import { type CertificateJudgement, isHarmless, judgeCertificate } from '../../validation/chainJudgement.ts';
import type { JudgingContext } from '../../validation/context.ts';
import { uniqueCertificates } from '../../validation/evidence.ts';
import type { Subject } from './subjects.ts';

/** What lets somebody judge a certificate later without asking anybody. */
export interface Needed {
  /** DER: the chain with its anchor, then whatever else is needed to check the answers. */
  readonly certificates: readonly Uint8Array[];
  readonly revocations: readonly RevocationEvidence[];
  /** thisUpdate of the answer about the certificate itself; null when revocation need not be known. */
  readonly revocationFrom: Date | null;
}

/** More answers than this are not tried one by one: those of the file then all stay counted as needed. */
const MOST_TRIED = 64;

/**
 * The least that proves the certificate of a subject good: found by leaving out one answer after the other as long as
 * the verifier still accepts the certificate, so that nothing is kept that it does not use. What the file has already
 * is preferred, unless only a new answer was made after the certificate did its work.
 * @param stored what the file carries
 * @param context its material is what was collected, all of it
 * @throws REVOCATION_UNAVAILABLE, LEVEL_NOT_PROVABLE
 */
export function neededFor(subject: Subject, stored: Material, context: JudgingContext): Needed {
  const question = new Question(subject, context);
  const all = question.judge(context.material);
  if (!question.accepts(all)) throw notProvable(subject, all);
  const inChain = chainOf(all, context);
  const revocations = fewest(question, { all, inChain, stored });
  const { producedAt } = question.judge({ certificates: inChain, revocations }).revocation;
  return {
    certificates: [...inChain, ...alsoNeeded(question, inChain, revocations)],
    revocations,
    revocationFrom: producedAt === null ? null : new Date(producedAt),
  };
}

/** Asks the verifier about one subject, with changing material. */
class Question {
  readonly #subject: Subject;
  readonly context: JudgingContext;

  constructor(subject: Subject, context: JudgingContext) {
    this.#subject = subject;
    this.context = context;
  }

  judge(material: Material): CertificateJudgement {
    const { certificate, purpose, candidates, provenAt } = this.#subject;
    const { trust, policy, at, proofs } = this.context;
    return judgeCertificate({
      ...{ material, trust, policy, at, certificate, purpose, candidates },
      ...(proofs === undefined ? {} : { proofs }),
      time: provenAt ?? at,
      isProven: provenAt !== null,
    });
  }

  /** An authority that was revoked later for a harmless reason leaves its timestamps good (RFC 3161 §4). */
  accepts({ subIndication, revoked, chain }: CertificateJudgement): boolean {
    if (subIndication === null) return true;
    const { purpose, usedAt } = this.#subject;
    const isMended =
      revoked !== null && isHarmless(revoked) && revoked.at > usedAt && chain.status === 'VALID';
    return purpose === 'timestamp' && subIndication === 'REVOKED' && isMended;
  }

  /** Was the answer made when the certificate had done its work? PDF and OCSP know whole seconds only. */
  isFresh({ revocation }: CertificateJudgement): boolean {
    if (revocation.producedAt === null) return false;
    const usedSecond = Math.floor(this.#subject.usedAt.getTime() / 1000) * 1000;
    return new Date(revocation.producedAt).getTime() >= usedSecond;
  }
}

/** DER, leaf first, the anchor last. */
function chainOf(
  { chain }: CertificateJudgement,
  { material, trust }: JudgingContext,
): readonly Uint8Array[] {
  const anchors = trust.anchors.map(({ certificate }) => certificate.der);
  const known = uniqueCertificates([...material.certificates, ...anchors]);
  return chain.certificates.flatMap(
    ({ fingerprint }) => known.find((each) => each.fingerprint === fingerprint)?.der ?? [],
  );
}

function notProvable(
  { certificate }: Subject,
  { subIndication, reasons }: CertificateJudgement,
): CongvanError {
  const code = subIndication === 'TRY_LATER' ? 'REVOCATION_UNAVAILABLE' : 'LEVEL_NOT_PROVABLE';
  const detail = [subIndication, ...reasons.map(({ code: why }) => why)].join(' ');
  return new CongvanError(code, { where: certificate.subject.text, detail });
}

interface Found {
  /** With everything that is at hand. */
  readonly all: CertificateJudgement;
  readonly inChain: readonly Uint8Array[];
  readonly stored: Material;
}

function fewest(question: Question, { all, inChain, stored }: Found): readonly RevocationEvidence[] {
  const { material } = question.context;
  const { revocations } = material;
  // A file may carry thousands of certificates; the chain nearly always is enough.
  const isEnough = question.accepts(question.judge({ certificates: inChain, revocations }));
  const certificates = isEnough ? inChain : material.certificates;
  const isFresh = question.isFresh(all);
  const known = new Set(stored.revocations.map(({ der }) => sha256(der)));
  const isStored = ({ der }: RevocationEvidence) => known.has(sha256(der));
  let kept = [...new Map(revocations.map((each) => [sha256(each.der), each])).values()];
  const tried = kept.length > MOST_TRIED ? kept.filter((each) => !isStored(each)) : kept;
  for (const one of tried.toSorted((a, b) => cost(b, isStored) - cost(a, isStored))) {
    const rest = kept.filter((each) => each !== one);
    const judged = question.judge({ certificates, revocations: rest });
    if (question.accepts(judged) && (!isFresh || question.isFresh(judged))) kept = rest;
  }
  return kept;
}

/** What is left out first: new before stored, lists before answers, the larger before the smaller. */
function cost(evidence: RevocationEvidence, isStored: (evidence: RevocationEvidence) => boolean): number {
  const { kind, der } = evidence;
  return (isStored(evidence) ? 0 : 2 ** 32) + (kind === 'crl' ? 2 ** 31 : 0) + der.length;
}

/** Responders and CRL issuers that are neither in the chain nor inside an answer. */
function alsoNeeded(
  question: Question,
  chain: readonly Uint8Array[],
  revocations: readonly RevocationEvidence[],
): readonly Uint8Array[] {
  const accepted = (extra: readonly Uint8Array[]) =>
    question.accepts(question.judge({ certificates: [...chain, ...extra], revocations }));
  if (accepted([])) return [];
  const inChain = new Set(chain.map(sha256));
  let extra = question.context.material.certificates.filter((der) => !inChain.has(sha256(der)));
  for (const one of extra) {
    const rest = extra.filter((each) => each !== one);
    if (accepted(rest)) extra = rest;
  }
  return extra;
}
