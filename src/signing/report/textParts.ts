import { plainLine as plain } from '../../kernel/plainText.ts';
import type { PartReport, SignatureReport } from '../report.ts';
import { type Language, WORDS } from '../reportWords.ts';
import { reasonText } from '../validation/reasons.ts';
import { bindingOf, PART_WORDS } from './partWords.ts';

/** The parts beside an envelope and the signatures in them, in lines. */
export function partLines(parts: readonly PartReport[] | undefined, lang: Language): readonly string[] {
  if (parts === undefined) return [];
  const words = PART_WORDS[lang];
  if (parts.length === 0) return ['', `  ${words.parts}: ${words.none}`];
  return ['', `  ${words.parts}:`, ...parts.flatMap((part) => linesOf(part, lang))];
}

function linesOf(part: PartReport, lang: Language): readonly string[] {
  const { name, digest, indication, subIndication, reasons, report } = part;
  const sub = subIndication === null ? '' : `, ${subIndication}`;
  const told = [...reasons, ...(report?.reasons ?? [])];
  return [
    `  - ${plain(name)}: ${indication}${sub} (${WORDS[lang].indication[indication]})`,
    `     ${PART_WORDS[lang][bindingOf(part)]}; ${digest}`,
    ...told.map((one) => `     - ${one.code}: ${plain(reasonText(one, lang))}`),
    ...(report?.signatures ?? []).flatMap((signature, index) => signatureLines(signature, index, lang)),
  ];
}

function signatureLines(signature: SignatureReport, index: number, lang: Language): readonly string[] {
  const { role, signer, indication, subIndication, reasons } = signature;
  const sub = subIndication === null ? '' : `, ${subIndication}`;
  const who = [WORDS[lang].roles[role], ...(signer === null ? [] : [plain(signer.name)])].join(', ');
  return [
    `     ${index + 1}. ${who}: ${indication}${sub}`,
    ...reasons.map((one) => `        - ${one.code}: ${plain(reasonText(one, lang))}`),
  ];
}
