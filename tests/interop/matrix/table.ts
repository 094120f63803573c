/** The matrix as text: documents down, the state before signing across, one letter per key. */
import type { Cell } from './cells.ts';

/** `+` accepted by all, `o` all but a known limit of a judge, `r` refused with a code, `X` wrong. */
export type Mark = '+' | 'o' | 'r' | 'X';

export function tableOf(cells: readonly Cell[], markOf: (cell: Cell) => Mark): string {
  const kinds = [...new Set(cells.map(({ base }) => base.kind.name))];
  const columns = [...new Set(cells.map(columnOf))];
  const keys = [...new Set(cells.map(({ key }) => key))];
  const width = Math.max(...kinds.map((kind) => kind.length)) + 2;
  const rows = kinds.map((kind) => {
    const marks = columns.map((column) => {
      const found = cells.filter((cell) => cell.base.kind.name === kind && columnOf(cell) === column);
      return found
        .map(markOf)
        .join('')
        .padEnd(column.length + 3);
    });
    return `  ${kind.padEnd(width)}${marks.join('')}`.trimEnd();
  });
  const head = `  ${''.padEnd(width)}${columns.map((column) => column.padEnd(column.length + 3)).join('')}`;
  const legend = `  keys in this order: ${keys.join('; ')}. + accepted by every judge, o but for a known limit, r refused`;
  return [head.trimEnd(), ...rows, legend, ''].join('\n');
}

/** Foreign signers share a column: every key has files of both. */
function columnOf({ base, level }: Cell): string {
  const state = /pyHanko|DSS/.test(base.state) ? 'signed by pyHanko or DSS' : base.state;
  return level === 'B-T' ? state : `${state}, ${level}`;
}
