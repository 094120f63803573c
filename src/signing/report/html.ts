import { isDigest } from '../../kernel/digest.ts';
import type { CertificateSummary, SignatureReport, ValidationReport } from '../report.ts';
import { type Language, WORDS } from '../reportWords.ts';
import { adviceFor } from './advice.ts';
import { certificatesOfReport } from './certificates.ts';
import { partsSection } from './htmlParts.ts';
import { reasonItems, signatureSection } from './htmlSignature.ts';
import { STYLE } from './htmlStyle.ts';
import { updatesSection } from './htmlUpdates.ts';
import { HTML_WORDS } from './htmlWords.ts';
import { Markup, markup } from './markup.ts';
import { capital, day, factTable, TONE, time } from './parts.ts';

/**
 * The report as one page to print: A4, no script, nothing fetched, and a policy inside that forbids both. Names out of
 * files and certificates are text and nothing else. The same report gives the same bytes.
 */
export function reportHtml(report: ValidationReport, lang: Language): string {
  const words = HTML_WORDS[lang];
  const certificates = certificatesOfReport(report);
  const numbers = new Map(certificates.map(({ fingerprint }, i) => [fingerprint, i + 1]));
  const sections = report.signatures.map((one, i) => signatureSection(one, i + 1, numbers, lang));
  return markup`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>${words.title}: ${report.file}</title>
<style>${new Markup(STYLE + pageFooter(report))}</style>
</head>
<body>
<h1>${words.title}</h1>
<p class="file">${report.file}</p>
${verdictBox(report, lang)}
${documentSection(report, lang)}
${overview(report, lang)}
${sections}
${partsSection(report, lang)}
${updatesSection(report, lang)}
${certificateSection(certificates, lang)}
${rulesSection(report, lang)}
<footer>${words.how} ${words.zone}</footer>
</body>
</html>
`.text;
}

function verdictBox(report: ValidationReport, lang: Language): Markup {
  const { indication, signatures, documentUnchanged } = report;
  const text = WORDS[lang].indication[indication];
  const none = signatures.length === 0 ? markup`<p>${HTML_WORDS[lang].noSignatures}</p>` : null;
  return markup`<div class="verdict ${TONE[indication]}">
<p><b>${capital(text)}</b> <span class="code">${indication}</span></p>${none}
<p>${capital(WORDS[lang].unchanged[documentUnchanged ? 'yes' : 'no'])}.</p>
${worstAdvice(report, lang)}${laxPolicy(report, lang)}
</div>`;
}

/** A verdict by laxer rules is not to be mistaken for one by ours. */
function laxPolicy({ rules }: ValidationReport, lang: Language): Markup | null {
  if (rules === undefined || rules.weaker.length === 0) return null;
  const words = HTML_WORDS[lang];
  return markup`<p class="no">${words.policyName} ${rules.name} ${rules.version}: ${words.weaker} ${rules.weaker.join(', ')}</p>`;
}

/** The advice of the worst signature stands on top: that is where a reader in a hurry looks. */
function worstAdvice({ indication, signatures }: ValidationReport, lang: Language): Markup | null {
  const worst = signatures.find((signature) => signature.indication === indication);
  if (worst === undefined) return null;
  return markup`<p>${HTML_WORDS[lang].todo}: ${adviceFor(worst).todo[lang]}</p>`;
}

function documentSection(report: ValidationReport, lang: Language): Markup {
  const words = HTML_WORDS[lang];
  const { file, kind, digest, at, reasons } = report;
  return markup`<h2>${words.document}</h2>
${factTable([
  [words.file, markup`${file}`],
  [words.kind, markup`${words.kinds[kind]}`],
  [words.digest, digest === undefined ? null : markup`<span class="mono">${digest}</span>`],
  [words.judgedAt, markup`${time(at)}`],
])}
${reasons.length === 0 ? null : reasonItems(reasons, lang)}`;
}

function overview({ signatures }: ValidationReport, lang: Language): Markup | null {
  if (signatures.length === 0) return null;
  const words = HTML_WORDS[lang];
  const text = WORDS[lang];
  return markup`<h2>${words.overview}</h2>
<table><thead><tr><th class="num"></th><th>${text.signer}</th><th>${text.role}</th><th>${text.provenTime}</th><th>${words.verdict}</th></tr></thead><tbody>
${signatures.map((signature, i) => overviewRow(signature, i + 1, lang))}
</tbody></table>`;
}

function overviewRow(signature: SignatureReport, number: number, lang: Language): Markup {
  const text = WORDS[lang];
  const { signer, role, bestTime, indication, subIndication } = signature;
  const proven = bestTime === null ? HTML_WORDS[lang].unproven : time(bestTime);
  const why = subIndication === null ? null : markup` <span class="code">${subIndication}</span>`;
  return markup`<tr><td>${number}</td><td>${signer?.name ?? '–'}</td><td class="nb">${text.roles[role]}</td><td class="nb">${proven}</td><td>${text.indication[indication]}${why}</td></tr>
`;
}

/** Which file a loose sheet belongs to, and how many sheets there are; what is no digest is left out of the style. */
function pageFooter({ digest }: ValidationReport): string {
  const left =
    digest !== undefined && isDigest(digest) ? `@bottom-left { content: "${digest.slice(0, 39)}…"; }` : '';
  return `@page { ${left} @bottom-right { content: counter(page) " / " counter(pages); } }`;
}

function certificateSection(certificates: readonly CertificateSummary[], lang: Language): Markup | null {
  if (certificates.length === 0) return null;
  const words = HTML_WORDS[lang];
  return markup`<h2>${words.certificates}</h2>
<table><thead><tr><th class="num"></th><th>${words.subject}</th><th>${words.validity}</th></tr></thead><tbody>
${certificates.map((certificate, i) => certificateRow(certificate, i + 1, lang))}</tbody></table>`;
}

function certificateRow(certificate: CertificateSummary, number: number, lang: Language): Markup {
  const words = HTML_WORDS[lang];
  const { subject, serial, notBefore, notAfter, fingerprint } = certificate;
  return markup`<tr id="c${number}"><td>[${number}]</td><td>${subject}<br>${words.serial} <span class="mono">${serial}<br>${fingerprint}</span></td><td class="nb">${day(notBefore)}<br>${day(notAfter)}</td></tr>
`;
}

function rulesSection({ rules, policy }: ValidationReport, lang: Language): Markup {
  const words = HTML_WORDS[lang];
  if (rules === undefined)
    return markup`<h2>${words.rules}</h2>${factTable([[words.policyName, markup`${policy}`]])}`;
  const { name, version, digest, weaker } = rules;
  const laxer =
    weaker.length === 0 ? markup`${words.notWeaker}` : markup`<span class="no">${weaker.join(', ')}</span>`;
  return markup`<h2>${words.rules}</h2>
${factTable([
  [words.policyName, markup`${name}`],
  [words.policyVersion, markup`${version}`],
  [
    words.policyDigest,
    digest === null ? markup`${words.ownPolicy}` : markup`<span class="mono">${digest}</span>`,
  ],
  [words.weaker, laxer],
])}`;
}
