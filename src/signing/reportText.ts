import { plainLine as plain } from '../kernel/plainText.ts';
import { vietnamIso } from '../kernel/vietnamTime.ts';
import { adviceFor } from './report/advice.ts';
import { partLines } from './report/textParts.ts';
import { updateLines } from './report/textUpdates.ts';
import type { Reason, SignatureReport, SignedPiece, TimestampSummary, ValidationReport } from './report.ts';
import { type Language, WORDS, type Words } from './reportWords.ts';
import { reasonText } from './validation/reasons.ts';

/**
 * A validation report for people, in lines that end with LF; what did not pass is told with what to do about it. Times are Vietnam time. Names out of certificates and
 * files cannot move the cursor or turn the direction of the text.
 */
export function reportText(report: ValidationReport, lang: Language): string {
  const words = WORDS[lang];
  const lines = [
    `${plain(report.file)}: ${report.indication} (${words.indication[report.indication]})`,
    `  ${words.unchanged[report.documentUnchanged ? 'yes' : 'no']}`,
    `  ${words.judged}: ${time(report.at)}, ${words.policy}: ${policyText(report)}`,
    ...weakerLines(report, words),
    ...(report.digest === undefined ? [] : [`  ${report.digest}`]),
    ...report.reasons.map((reason) => `  - ${reasonLine(reason, lang)}`),
    ...report.signatures.flatMap((signature, index) => ['', ...signatureLines(signature, index, lang)]),
    ...partLines(report.parts, lang),
    ...updateLines(report.updates, lang),
  ];
  return `${lines.join('\n')}\n`;
}

/** Name and version; of a policy file its digest, too, since anybody can give a file any name. */
function policyText({ policy, rules }: ValidationReport): string {
  if (rules === undefined) return plain(policy);
  const { name, version, digest } = rules;
  return `${plain(name)} ${plain(version)}${digest === null ? '' : `, ${digest}`}`;
}

function weakerLines({ rules }: ValidationReport, words: Words): readonly string[] {
  const weaker = rules?.weaker ?? [];
  return weaker.length === 0 ? [] : [`  ${words.weaker}: ${weaker.map(plain).join(', ')}`];
}

function signatureLines(signature: SignatureReport, index: number, lang: Language): readonly string[] {
  const words = WORDS[lang];
  const sub = signature.subIndication === null ? '' : `, ${signature.subIndication}`;
  const title = signature.field === null ? '' : ` "${plain(signature.field)}"`;
  const rows = factsOf(signature, words).filter(([, value]) => value !== '');
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    `  ${index + 1}. ${words.signature}${title}: ${signature.indication}${sub} (${words.indication[signature.indication]})`,
    ...rows.map(([label, value]) => `     ${label.padEnd(width)}  ${value}`),
    ...signature.reasons.map((reason) => `     - ${reasonLine(reason, lang)}`),
    ...adviceLines(signature, lang),
  ];
}

/** A signature that passed needs none. */
function adviceLines(signature: SignatureReport, lang: Language): readonly string[] {
  if (signature.indication === 'TOTAL-PASSED') return [];
  const { means, todo } = adviceFor(signature);
  return [`     > ${means[lang]}`, `     > ${WORDS[lang].todo}: ${todo[lang]}`];
}

function factsOf(signature: SignatureReport, words: Words): readonly (readonly [string, string])[] {
  const { chain, revocation, signer } = signature;
  const form = [signature.format, signature.level].filter((part) => part !== null).join(', ');
  const changes = `${words.changes[signature.modifications]} (${signature.modifications})`;
  const answer =
    revocation.producedAt === null ? '' : `, ${revocation.source ?? ''} ${time(revocation.producedAt)}`;
  return [
    [words.role, words.roles[signature.role]],
    [words.signer, signerText(signature)],
    [
      words.certificate,
      signer === null ? '' : `${plain(signer.certificate.issuer)}, ${signer.certificate.serial}`,
    ],
    [words.form, form],
    [words.integrity, `${words.integrities[signature.cryptography]} (${signature.cryptography})`],
    [words.coverage, `${words.coverages[signature.coverage]} (${signature.coverage})`],
    ...(signature.signed ?? []).map((piece) => [words.signed, pieceText(piece, words)] as const),
    [words.laterChanges, changes],
    [words.chain, `${words.chains[chain.status]} (${chain.status})`],
    [words.revocation, `${words.revocations[revocation.status]} (${revocation.status}${answer})`],
    [words.claimedTime, signature.signingTime === null ? '' : time(signature.signingTime)],
    [words.provenTime, signature.bestTime === null ? '' : time(signature.bestTime)],
    ...(signature.timestamps ?? []).map((stamp) => [words.timestamp, timestampText(stamp)] as const),
  ];
}

/** The document that holds the signature has no name in it. */
function pieceText({ name, extent }: SignedPiece, words: Words): string {
  return name === '' ? words.extents[extent] : `${plain(name)} (${words.extents[extent]})`;
}

function timestampText({ time: stamped, authority, indication }: TimestampSummary): string {
  const parts = [stamped === null ? '' : time(stamped), plain(authority ?? ''), indication];
  return parts.filter((part) => part !== '').join(', ');
}

function signerText({ signer }: SignatureReport): string {
  if (signer === null) return '';
  const rule = signer.rule === undefined ? null : `policy: ${signer.rule}`;
  return [signer.name, signer.organization, signer.agency, rule]
    .filter((part) => part !== null && part !== '')
    .map((part) => plain(part ?? ''))
    .join(', ');
}

function reasonLine(reason: Reason, lang: Language): string {
  return `${reason.code}: ${plain(reasonText(reason, lang))}`;
}

function time(iso: string): string {
  return vietnamIso(new Date(iso));
}
