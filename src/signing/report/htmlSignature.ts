import type { CertificateSummary, Reason, SignatureReport, TimestampSummary } from '../report.ts';
import { type Language, WORDS } from '../reportWords.ts';
import { reasonText } from '../validation/reasons.ts';
import { adviceFor } from './advice.ts';
import { HTML_WORDS } from './htmlWords.ts';
import { type Markup, markup } from './markup.ts';
import { capital, day, factTable, TONE, time } from './parts.ts';
import { reasonAdvice } from './reasonAdvice.ts';

/** One signature: verdict with advice, facts, reasons, chain, timestamps. */
export function signatureSection(signature: SignatureReport, number: number, lang: Language): Markup {
  const words = HTML_WORDS[lang];
  const { signer, reasons, timestamps = [], chain } = signature;
  const name = signer === null ? null : markup`: ${signer.name}`;
  return markup`<section>
<h2>${number}. ${capital(WORDS[lang].signature)}${name}</h2>
${verdict(signature, lang)}
${factTable(facts(signature, lang))}
<h3>${words.reasons}</h3>
${reasons.length === 0 ? markup`<p>${words.noReasons}</p>` : reasonItems(reasons, lang)}
${chain.certificates.length === 0 ? null : chainTable(chain.certificates, lang)}
${timestamps.length === 0 ? null : timestampTable(timestamps, lang)}
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
<p>${words.todo}: ${advice.todo[lang]}</p>
</div>`;
}

type Fact = readonly [string, Markup | null];

function facts(signature: SignatureReport, lang: Language): readonly Fact[] {
  return [...whoFacts(signature, lang), ...whenFacts(signature, lang), ...whatFacts(signature, lang)];
}

function whoFacts({ signer, role, field, format, level }: SignatureReport, lang: Language): readonly Fact[] {
  const text = WORDS[lang];
  const belongs = [signer?.organization, signer?.agency].filter((part) => (part ?? '') !== '').join(', ');
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
  const { cryptography, coverage, modifications, chain, signed = [] } = signature;
  return [
    [text.integrity, coded(text.integrities[cryptography], cryptography)],
    [text.coverage, coded(text.coverages[coverage], coverage)],
    [HTML_WORDS[lang].covered, signed.length === 0 ? null : pieces(signed, lang)],
    [text.laterChanges, coded(text.changes[modifications], modifications)],
    [text.chain, coded(text.chains[chain.status], chain.status)],
    [text.revocation, revocation(signature, lang)],
  ];
}

function coded(text: string, code: string): Markup {
  return markup`${text} <span class="code">${code}</span>`;
}

function pieces(signed: NonNullable<SignatureReport['signed']>, lang: Language): Markup {
  const words = HTML_WORDS[lang];
  return markup`${signed.map(
    ({ name, extent }) =>
      markup`${name === '' ? words.document : name} (${extent === 'WHOLE' ? words.wholeFile : words.partFile})<br>`,
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

/** Each reason with its code, its sentence and what to do about it. */
export function reasonItems(reasons: readonly Reason[], lang: Language): Markup {
  return markup`<ul>
${reasons.map((one) => {
  const advice = reasonAdvice(one.code)?.[lang];
  const todo = advice === undefined ? null : markup`<br><span class="todo">${advice}</span>`;
  return markup`<li>${capital(reasonText(one, lang))} <span class="code">${one.code}</span>${todo}</li>
`;
})}</ul>`;
}

function chainTable(certificates: readonly CertificateSummary[], lang: Language): Markup {
  const words = HTML_WORDS[lang];
  return markup`<h3>${words.chainTitle}</h3>
<table><thead><tr><th class="num"></th><th>${words.subject}</th><th>${words.validity}</th><th>${words.fingerprint}</th></tr></thead><tbody>
${certificates.map(certificateRow)}</tbody></table>`;
}

function certificateRow(
  { subject, serial, notBefore, notAfter, fingerprint }: CertificateSummary,
  i: number,
): Markup {
  const hex = fingerprint.replace('sha256:', '');
  return markup`<tr><td>${i + 1}</td><td>${subject}<br><span class="mono">${serial}</span></td><td>${day(notBefore)}<br>${day(notAfter)}</td><td class="mono">${hex.slice(0, 32)}<br>${hex.slice(32)}</td></tr>
`;
}

function timestampTable(timestamps: readonly TimestampSummary[], lang: Language): Markup {
  const words = HTML_WORDS[lang];
  return markup`<h3>${words.timestamps}</h3>
<table><thead><tr><th>${words.stampTime}</th><th>${words.authority}</th><th>${words.verdict}</th></tr></thead><tbody>
${timestamps.map((stamp) => timestampRow(stamp, lang))}</tbody></table>
${timestamps.flatMap(({ chain }) => (chain.certificates.length === 0 ? [] : [chainTable(chain.certificates, lang)]))}`;
}

function timestampRow(stamp: TimestampSummary, lang: Language): Markup {
  const { indication, subIndication, authority } = stamp;
  const sub = subIndication === null ? '' : `, ${subIndication}`;
  return markup`<tr><td>${stamp.time === null ? '–' : time(stamp.time)}</td><td>${authority ?? '–'}</td><td>${WORDS[lang].indication[indication]} <span class="code">${indication}${sub}</span></td></tr>
`;
}
