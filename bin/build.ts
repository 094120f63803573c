/**
 * `npm run build`: compiles to dist/ and makes `npx congvan` find it at once. A folder of its own is compiled first and
 * takes the place of dist/ when it is whole, so that a running program never meets half a build.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const at = (...parts: readonly string[]) => join(ROOT, ...parts);
const fresh = at(`dist.${process.pid}`);

rmSync(fresh, { recursive: true, force: true });
const tsc = spawnSync('tsc', ['-p', at('tsconfig.build.json'), '--outDir', fresh], {
  cwd: ROOT,
  stdio: 'inherit',
});
if (tsc.status === 0) publish();
else {
  rmSync(fresh, { recursive: true, force: true });
  process.exitCode = tsc.status ?? 1;
}

function publish(): void {
  chmodSync(join(fresh, 'bin/congvan.js'), 0o755);
  rmSync(at('dist'), { recursive: true, force: true });
  renameSync(fresh, at('dist'));
  if (process.platform === 'win32' || !existsSync(at('node_modules'))) return;
  mkdirSync(at('node_modules/.bin'), { recursive: true });
  rmSync(at('node_modules/.bin/congvan'), { force: true });
  symlinkSync('../../dist/bin/congvan.js', at('node_modules/.bin/congvan'));
}
