import { sha256 } from '../kernel/digest.ts';
import { type IssuerSource, NO_ISSUERS } from './issuerSource.ts';
import type { Material } from './material.ts';
import type { RevocationEvidence, RevocationSource } from './revocationSource.ts';
import { pathsFrom } from './trust/paths.ts';
import type { TrustStore } from './trust/trustStore.ts';
import { parsedOnce, uniqueCertificates } from './validation/evidence.ts';
import type { Certificate } from './x509/certificate.ts';
import { sameName } from './x509/name.ts';
import { verifyIssued } from './x509/verifySignature.ts';

/** More certificates than this in one document are not asked about: each costs requests. */
const MAX_QUESTIONS = 64;
/** No chain that counts is longer; leaf and anchor counted. */
const LONGEST_CHAIN = 10;
/** How often missing issuers are fetched for one document, and how far up. */
const MAX_FETCHES = 8;
const MAX_ROUNDS = 4;

/**
 * Fetches what a judgement will need: for every certificate that has its issuer among the others or the trust anchors,
 * what OCSP and CRLs say. Whatever cannot be had is left out; the judgement will miss it. Nobody is asked about a
 * certificate that leads to no anchor: its answer would decide nothing, and whoever made it chose where we would ask.
 * Only `issuers`, when given, is asked for what such a chain lacks, and what it gives is one more candidate.
 * @param certificates DER, of signers, timestamp authorities and intermediates, in any order
 * @returns the certificates and the answers, unverified
 */
export async function collectMaterial(
  certificates: readonly Uint8Array[],
  trust: TrustStore,
  source: RevocationSource,
  issuers: IssuerSource = NO_ISSUERS,
): Promise<Material> {
  const known = await withMissingIssuers(uniqueCertificates(certificates), trust, issuers);
  const first = await ask(known, known, trust, source);
  const responders = respondersIn(first).filter(({ fingerprint }) =>
    known.every((each) => each.fingerprint !== fingerprint),
  );
  const second = await ask(responders, known, trust, source);
  return { certificates: known.map(({ der }) => der), revocations: uniqueAnswers([...first, ...second]) };
}

/** Goes up from every certificate that leads to no anchor, as long as its issuer is found. */
async function withMissingIssuers(
  certificates: readonly Certificate[],
  trust: TrustStore,
  source: IssuerSource,
): Promise<readonly Certificate[]> {
  let known = certificates;
  const asked = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS && source !== NO_ISSUERS; round++) {
    const lacking = known.filter(
      (certificate) => !asked.has(certificate.fingerprint) && lacksIssuer(certificate, known, trust),
    );
    const askable = lacking.slice(0, MAX_FETCHES - asked.size);
    if (askable.length === 0) break;
    for (const { fingerprint } of askable) asked.add(fingerprint);
    const found = await Promise.all(askable.map((certificate) => fetchedFor(certificate, source)));
    known = uniqueCertificates([...known.map(({ der }) => der), ...found.flat()]);
  }
  return known;
}

function lacksIssuer(certificate: Certificate, known: readonly Certificate[], trust: TrustStore): boolean {
  if (certificate.selfIssued || trust.has(certificate.fingerprint)) return false;
  return issuersOf(certificate, known).length === 0 && !isGrounded(certificate, known, trust);
}

/** Only what really issued the certificate. */
async function fetchedFor(certificate: Certificate, source: IssuerSource): Promise<readonly Uint8Array[]> {
  const fetched = uniqueCertificates(await source.issuersOf(certificate.der));
  return issuersOf(certificate, fetched).map(({ der }) => der);
}

async function ask(
  about: readonly Certificate[],
  known: readonly Certificate[],
  trust: TrustStore,
  source: RevocationSource,
): Promise<readonly RevocationEvidence[]> {
  const issuers = [...known, ...trust.anchors.map(({ certificate }) => certificate)];
  const questions = about
    .filter((certificate) => !trust.has(certificate.fingerprint) && isGrounded(certificate, known, trust))
    .flatMap((certificate) => issuersOf(certificate, issuers).map((issuer) => ({ certificate, issuer })))
    .slice(0, MAX_QUESTIONS);
  const answers = await Promise.all(
    questions.map(({ certificate, issuer }) => source.evidenceFor(certificate.der, issuer.der)),
  );
  return answers.flat();
}

/** Does a chain of authorities lead from it to an anchor? Linked by signatures; not validated further. */
function isGrounded(certificate: Certificate, pool: readonly Certificate[], trust: TrustStore): boolean {
  for (const { certificates } of pathsFrom(certificate, { trust, pool, maxLength: LONGEST_CHAIN })) {
    if (certificates.slice(1).every(({ basicConstraints }) => basicConstraints?.ca === true)) return true;
  }
  return false;
}

/** A responder without id-pkix-ocsp-nocheck must be asked about itself (RFC 6960 §4.2.2.2.1). */
function respondersIn(answers: readonly RevocationEvidence[]): readonly Certificate[] {
  const sent = answers.flatMap((evidence) => {
    const parsed = parsedOnce(evidence);
    return parsed.kind === 'ocsp' ? parsed.answer.certificates : [];
  });
  return uniqueCertificates(sent).filter(({ ocspNoCheck }) => !ocspNoCheck);
}

/** Several when an authority has several certificates for one key; the first of each key is asked. */
function issuersOf(certificate: Certificate, issuers: readonly Certificate[]): readonly Certificate[] {
  const found = issuers.filter(
    (issuer) =>
      issuer.fingerprint !== certificate.fingerprint &&
      sameName(issuer.subject, certificate.issuer) &&
      verifyIssued(certificate.signed, issuer) === 'INTACT',
  );
  return [...new Map(found.map((issuer) => [issuer.spkiDigest, issuer])).values()];
}

/** One CRL answers for many certificates. */
function uniqueAnswers(answers: readonly RevocationEvidence[]): readonly RevocationEvidence[] {
  return [...new Map(answers.map((answer) => [sha256(answer.der), answer])).values()];
}
