import { vietnamIso } from '../../kernel/vietnamTime.ts';
import type { Indication } from '../report.ts';
import { type Markup, markup } from './markup.ts';

/** Two columns: what it is, and what it is here; rows without a value are left out. */
export function factTable(rows: readonly (readonly [string, Markup | null])[]): Markup {
  const told = rows.flatMap(([name, value]) =>
    value === null
      ? []
      : [
          markup`<tr><th scope="row">${name}</th><td>${value}</td></tr>
`,
        ],
  );
  return markup`<table class="facts"><tbody>
${told}</tbody></table>`;
}

/** Vietnam time, as people write it in tables. @param iso ISO 8601, UTC */
export function time(iso: string): string {
  return vietnamIso(new Date(iso)).replace('T', ' ');
}

/** The day of a UTC time. */
export function day(iso: string): string {
  return iso.slice(0, 10);
}

/** The beginning of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Class of a verdict in the style sheet. */
export const TONE: Readonly<Record<Indication, string>> = {
  'TOTAL-PASSED': 'passed',
  INDETERMINATE: 'open',
  'TOTAL-FAILED': 'failed',
};
