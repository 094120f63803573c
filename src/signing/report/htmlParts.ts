import type { PartReport, SignatureReport, ValidationReport } from '../report.ts';
import { type Language, WORDS } from '../reportWords.ts';
import { reasonItems } from './htmlSignature.ts';
import { HTML_WORDS } from './htmlWords.ts';
import { type Markup, markup } from './markup.ts';
import { capital } from './parts.ts';
import { bindingOf, PART_WORDS } from './partWords.ts';

/** The parts beside an envelope and the signatures in them; nothing when the report does not tell them. */
export function partsSection({ parts }: ValidationReport, lang: Language): Markup | null {
  if (parts === undefined) return null;
  const words = PART_WORDS[lang];
  if (parts.length === 0)
    return markup`<h2>${words.parts}</h2>
<p>${capital(words.none)}.</p>`;
  return markup`<h2>${words.parts}</h2>
<table><thead><tr><th>${words.part}</th><th>${words.binding}</th><th>${words.signatures}</th><th>${HTML_WORDS[lang].verdict}</th></tr></thead><tbody>
${parts.map((part) => partRow(part, lang))}</tbody></table>`;
}

function partRow(part: PartReport, lang: Language): Markup {
  const { name, digest, indication, subIndication, reasons, report } = part;
  const binding = PART_WORDS[lang][bindingOf(part)];
  const bound = part.matches === true ? markup`${binding}` : markup`<span class="no">${binding}</span>`;
  const told = [...reasons, ...(report?.reasons ?? [])];
  const why = told.length === 0 ? null : reasonItems(told, lang);
  const sub = subIndication === null ? null : markup` <span class="code">${subIndication}</span>`;
  return markup`<tr><td>${name}<br><span class="mono">${digest}</span></td><td>${bound}</td><td>${signatureItems(report?.signatures ?? [], lang)}</td><td>${WORDS[lang].indication[indication]}${sub}${why}</td></tr>
`;
}

function signatureItems(signatures: readonly SignatureReport[], lang: Language): Markup {
  if (signatures.length === 0) return markup`–`;
  const words = WORDS[lang];
  return markup`<ul>${signatures.map(
    ({ role, signer, indication }) =>
      markup`<li>${words.roles[role]}, ${signer?.name ?? '–'}: ${words.indication[indication]}</li>`,
  )}</ul>`;
}
