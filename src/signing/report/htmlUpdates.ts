import type { ChangeSummary, UpdateSummary, ValidationReport } from '../report.ts';
import type { Language } from '../reportWords.ts';
import { reasonSentence } from '../validation/reasons.ts';
import { reasonItems } from './htmlSignature.ts';
import { HTML_WORDS } from './htmlWords.ts';
import { type Markup, markup } from './markup.ts';
import { capital } from './parts.ts';

/** More changes of one update than this are counted, not listed: the page is for people. */
const LISTED = 200;

/** What came after the first signature, update by update; nothing when the report does not tell it. */
export function updatesSection({ updates }: ValidationReport, lang: Language): Markup | null {
  if (updates === undefined) return null;
  const words = HTML_WORDS[lang];
  if (updates.length === 0)
    return markup`<h2>${words.updates}</h2>
<p>${words.noUpdates}</p>`;
  return markup`<h2>${words.updates}</h2>
${updates.map((update) => updatePart(update, lang))}`;
}

function updatePart(update: UpdateSummary, lang: Language): Markup {
  const words = HTML_WORDS[lang];
  const { revision, start, end, signatures, changes, reasons } = update;
  const adds = signatures.length === 0 ? '' : `, ${words.adds} ${signatures.join(', ')}`;
  const listed =
    changes === null ? markup`<p class="no">${words.unreadable}</p>` : changeTable(changes, lang);
  return markup`<h3>${words.update} ${revision} (${words.bytes} ${start}–${end}${adds})</h3>
${listed}${reasons.length === 0 ? null : reasonItems(reasons, lang)}`;
}

function changeTable(changes: readonly ChangeSummary[], lang: Language): Markup {
  const words = HTML_WORDS[lang];
  // What is not allowed must not drown in what is.
  const ordered = [...changes.filter(({ allowed }) => !allowed), ...changes.filter(({ allowed }) => allowed)];
  const more = ordered.length <= LISTED ? null : markup`<p>+ ${ordered.length - LISTED}</p>`;
  return markup`<table><thead><tr><th>${words.change}</th><th>${words.where}</th><th>${words.verdict}</th></tr></thead><tbody>
${ordered.slice(0, LISTED).map((change) => changeRow(change, lang))}</tbody></table>${more}`;
}

function changeRow({ code, allowed, obstacle, path }: ChangeSummary, lang: Language): Markup {
  const words = HTML_WORDS[lang];
  const why =
    obstacle === null || obstacle === code ? null : markup`<br><span class="code">${obstacle}</span>`;
  const verdict = allowed
    ? markup`${words.allowed}`
    : markup`<span class="no">${words.forbidden}</span>${why}`;
  return markup`<tr><td>${capital(reasonSentence(code, lang))}<br><span class="code">${code}</span></td><td class="mono">${path}</td><td>${verdict}</td></tr>
`;
}
