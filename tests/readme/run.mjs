/**
 * Runs the README's own commands, so that they cannot rot: every `sh` block under a marker `<!-- ci: NAME -->`.
 * Plain JavaScript: it must run on whatever Node the machine has, before anything is installed.
 * What a block starts and leaves running is ended with it.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LONGEST_MS = 20 * 60_000;

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
  const code = await runBlock(block);
  if (code !== 0) process.exit(code);
}

/** In a process group of its own, so that nothing outlives it. */
async function runBlock(block) {
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', block], { stdio: 'inherit', detached: true });
  const end = () => {
    try {
      process.kill(-shell.pid, 'SIGKILL');
    } catch {
      // nothing was left
    }
  };
  const timer = setTimeout(end, LONGEST_MS);
  const code = await new Promise((resolve) => shell.once('exit', (status) => resolve(status ?? 1)));
  clearTimeout(timer);
  end();
  return code;
}
