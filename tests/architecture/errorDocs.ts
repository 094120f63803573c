/** Writes src/kernel/errors/README.md from the table: `node tests/architecture/errorDocs.ts --write`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorRow } from '../../src/kernel/errors/row.ts';
import { ERRORS } from '../../src/kernel/errors.ts';
import { ROOT } from './sources.ts';

export const ERROR_DOCS = join(ROOT, 'src/kernel/errors/README.md');

const HEAD = `# Errors

Every way \`congvan\` can say no, made from the tables beside this file. A code never changes its meaning.
*Exit* is the exit code of the command line, *again* tells whether the daemon tries again by itself, *HTTP* is the
status with which the axis answers.

| code | exit | again | HTTP | what is wrong · tiếng Việt | what to do · tiếng Việt |
| --- | --- | --- | --- | --- | --- |
`;

export function errorDocs(): string {
  const rows = Object.entries(ERRORS)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([code, row]) => line(code, row));
  return `${HEAD}${rows.join('\n')}\n`;
}

function line(code: string, row: ErrorRow): string {
  const hint = row.hint === undefined ? '' : `${row.hint.en} · *${row.hint.vi}*`;
  const again = row.temporary ? 'yes' : 'no';
  return `| \`${code}\` | ${row.exit} | ${again} | ${row.http} | ${row.text.en} · *${row.text.vi}* | ${hint} |`;
}

if (process.argv.includes('--write')) writeFileSync(ERROR_DOCS, errorDocs());
