import type { CertificateSummary, Reason, SignatureReport, TimestampSummary } from '../report.ts';
import { type Language, WORDS } from '../reportWords.ts';
import { reasonText } from '../validation/reasons.ts';
import { adviceFor } from './advice.ts';
import { shortName } from './certificates.ts';
import { HTML_WORDS } from './htmlWords.ts';
import { type Markup, markup } from './markup.ts';
import { capital, factTable, TONE, time } from './parts.ts';
import { reasonAdvice } from './reasonAdvice.ts';

/** By fingerprint: the number under which a certificate stands at the end of the report. */
export type CertificateNumbers = ReadonlyMap<string, number>;

/** One signature: verdict with advice, facts, reasons, timestamps. */
export function signatureSection(
  signature: SignatureReport,
  number: number,
  numbers: CertificateNumbers,
  lang: Language,
): Markup {
  const words = HTML_WORDS[lang];
  const { signer, reasons, timestamps = [] } = signature;
  const name = signer === null ? null : markup`: ${signer.name}`;
  return markup`<section>
<h2>${number}. ${capital(WORDS[lang].signature)}${name}</h2>
${verdict(signature, lang)}
${factTable(facts(signature, numbers, lang))}
<h3>${words.reasons}</h3>
${reasons.length === 0 ? markup`<p>${words.noReasons}</p>` : reasonItems(reasons, lang, signature.indication !== 'TOTAL-PASSED')}
${timestamps.length === 0 ? null : timestampTable(timestamps, numbers, lang)}
</section>
`;
}

function verdict(signature: SignatureReport, lang: Language): Markup {
  const words = HTML_WORDS[lang];
  const { indication, subIndication } = signature;
  const advice = adviceFor(signature);
  const sub = subIndication === null ? '' : `, ${subIndication}`;
  return markup`<div class="verdict ${TONE[indication]}">
<p><b>${capital(WORDS[lang].indication[indication])}</b> <span class="code">${indication}${sub}</span></p>
<p>${words.means}: ${advice.means[lang]}</p>
${indication === 'TOTAL-PASSED' ? null : markup`<p>${words.todo}: ${advice.todo[lang]}</p>`}
</div>`;
}

type Fact = readonly [string, Markup | null];

function facts(signature: SignatureReport, numbers: CertificateNumbers, lang: Language): readonly Fact[] {
  const { chain } = signature;
  const text = WORDS[lang];
  const line = chain.certificates.length === 0 ? null : markup`<br>${chainLine(chain.certificates, numbers)}`;
  return [
    ...whoFacts(signature, lang),
    ...whenFacts(signature, lang),
    ...whatFacts(signature, lang),
    [text.chain, markup`${coded(text.chains[chain.status], chain.status)}${line}`],
    [text.revocation, revocation(signature, lang)],
  ];
}

function whoFacts({ signer, role, field, format, level }: SignatureReport, lang: Language): readonly Fact[] {
  const text = WORDS[lang];
  const rule = signer?.rule === undefined ? null : `policy: ${signer.rule}`;
  const belongs = [signer?.organization, signer?.agency, rule]
    .filter((part) => (part ?? '') !== '' && part !== signer?.name)
    .join(', ');
  return [
    [text.role, markup`${text.roles[role]}`],
    [text.signer, signer === null ? null : markup`${signer.name}${belongs === '' ? '' : `, ${belongs}`}`],
    [
      text.certificate,
      signer === null ? null : markup`${signer.certificate.issuer}, ${signer.certificate.serial}`,
    ],
    [text.form, markup`${[format, level].filter((part) => part !== null).join(', ')}`],
    [text.field, field === null ? null : markup`${field}`],
  ];
}

function whenFacts({ signingTime, bestTime }: SignatureReport, lang: Language): readonly Fact[] {
  const text = WORDS[lang];
  return [
    [text.provenTime, markup`${bestTime === null ? HTML_WORDS[lang].unproven : time(bestTime)}`],
    [text.claimedTime, signingTime === null ? null : markup`${time(signingTime)}`],
  ];
}

function whatFacts(signature: SignatureReport, lang: Language): readonly Fact[] {
  const text = WORDS[lang];
  const { cryptography, coverage, modifications, signed = [] } = signature;
  return [
    [text.integrity, coded(text.integrities[cryptography], cryptography)],
    [text.coverage, coded(text.coverages[coverage], coverage)],
    [text.signed, signed.length === 0 ? null : pieces(signed, lang)],
    [text.laterChanges, coded(text.changes[modifications], modifications)],
  ];
}

function coded(text: string, code: string): Markup {
  return markup`${text} <span class="code">${code}</span>`;
}

function pieces(signed: NonNullable<SignatureReport['signed']>, lang: Language): Markup {
  const words = HTML_WORDS[lang];
  return markup`${signed.map(
    ({ name, extent }) => markup`${name === '' ? words.document : name} (${WORDS[lang].extents[extent]})<br>`,
  )}`;
}

function revocation(
  { revocation: { status, source, producedAt, revokedAt } }: SignatureReport,
  lang: Language,
): Markup {
  const words = HTML_WORDS[lang];
  const since = revokedAt === null ? '' : `, ${words.revokedSince} ${time(revokedAt)}`;
  const from =
    producedAt === null ? '' : `, ${source?.toUpperCase() ?? ''}, ${words.answered} ${time(producedAt)}`;
  return markup`${WORDS[lang].revocations[status]}${since}${from} <span class="code">${status}</span>`;
}

/** Each reason with its code and its sentence, and, where something is amiss, what to do about it. */
export function reasonItems(reasons: readonly Reason[], lang: Language, isAmiss = true): Markup {
  return markup`<ul>
${reasons.map((one) => {
  const advice = isAmiss ? reasonAdvice(one.code)?.[lang] : undefined;
  const todo = advice === undefined ? null : markup`<br><span class="todo">${advice}</span>`;
  return markup`<li>${capital(reasonText(one, lang))} <span class="code">${one.code}</span>${todo}</li>
`;
})}</ul>`;
}

/** Signer first, by number and name; the certificates themselves stand at the end of the report. */
function chainLine(certificates: readonly CertificateSummary[], numbers: CertificateNumbers): Markup {
  return markup`${certificates.map((certificate, i) => {
    const number = numbers.get(certificate.fingerprint) ?? 0;
    return markup`${i === 0 ? '' : ' ← '}<span class="nb">[${number}]</span> ${shortName(certificate)}`;
  })}`;
}

function timestampTable(
  timestamps: readonly TimestampSummary[],
  numbers: CertificateNumbers,
  lang: Language,
): Markup {
  const words = HTML_WORDS[lang];
  return markup`<h3>${words.timestamps}</h3>
<table><thead><tr><th>${words.stampTime}</th><th>${words.authority}</th><th>${words.verdict}</th></tr></thead><tbody>
${timestamps.map((stamp) => timestampRow(stamp, numbers, lang))}</tbody></table>`;
}

function timestampRow(stamp: TimestampSummary, numbers: CertificateNumbers, lang: Language): Markup {
  const { indication, subIndication, authority, chain, time: stamped } = stamp;
  const sub = subIndication === null ? '' : `, ${subIndication}`;
  const who =
    chain.certificates.length === 0 ? markup`${authority ?? '–'}` : chainLine(chain.certificates, numbers);
  return markup`<tr><td class="nb">${stamped === null ? '–' : time(stamped)}</td><td>${who}</td><td>${WORDS[lang].indication[indication]} <span class="code">${indication}${sub}</span></td></tr>
`;
}
