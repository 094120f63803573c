/**
 * Runs the README's own commands, so that they cannot rot: every `sh` block under a marker `<!-- ci: NAME -->`.
 * Plain JavaScript: it must run on whatever Node the machine has, before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [name] = process.argv.slice(2);
const readme = readFileSync('README.md', 'utf8');
const marker = new RegExp(`<!-- ci: ${name} -->\\s*\`\`\`sh\\n([\\s\\S]*?)\`\`\``, 'g');
const blocks = [...readme.matchAll(marker)].map((match) => match[1]);
if (blocks.length === 0) {
  console.error(`README.md has no block marked "ci: ${name}"`);
  process.exit(1);
}
for (const block of blocks) {
  console.log(block.trimEnd().replaceAll(/^/gm, '$ '));
  const run = spawnSync('bash', ['-euo', 'pipefail', '-c', block], { stdio: 'inherit' });
  if (run.status !== 0) process.exit(run.status ?? 1);
}
