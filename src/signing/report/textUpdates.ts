import { plainLine as plain } from '../../kernel/plainText.ts';
import type { ChangeSummary, UpdateSummary } from '../report.ts';
import type { Language } from '../reportWords.ts';
import { reasonSentence, reasonText } from '../validation/reasons.ts';
import { HTML_WORDS } from './htmlWords.ts';

/** What came after the first signature, in lines; every change is told. */
export function updateLines(
  updates: readonly UpdateSummary[] | undefined,
  lang: Language,
): readonly string[] {
  if (updates === undefined) return [];
  const words = HTML_WORDS[lang];
  if (updates.length === 0) return ['', `  ${words.updates}: ${words.none}`];
  return ['', `  ${words.updates}:`, ...updates.flatMap((update) => linesOf(update, lang))];
}

function linesOf({ revision, start, end, signatures, changes, reasons }: UpdateSummary, lang: Language) {
  const words = HTML_WORDS[lang];
  const adds = signatures.length === 0 ? '' : `, ${words.adds} ${signatures.map(plain).join(', ')}`;
  return [
    `  ${words.update} ${revision} (${words.bytes} ${start}–${end}${adds})`,
    ...(changes === null
      ? [`     ! ${words.unreadable}`]
      : changes.map((change) => changeLine(change, lang))),
    ...reasons.map((reason) => `     ! ${reason.code}: ${plain(reasonText(reason, lang))}`),
  ];
}

function changeLine({ code, allowed, obstacle, path }: ChangeSummary, lang: Language): string {
  const words = HTML_WORDS[lang];
  const why =
    obstacle === null || obstacle === code ? '' : `, ${obstacle}: ${reasonSentence(obstacle, lang)}`;
  const verdict = allowed ? words.allowed : `${words.forbidden}${why}`;
  return `     ${allowed ? '+' : '!'} ${code}: ${reasonSentence(code, lang)}: ${plain(path)} (${verdict})`;
}
