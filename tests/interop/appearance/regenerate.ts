/** Writes the golden pictures anew: `node tests/interop/appearance/regenerate.ts`. Look at each before you commit it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePki } from '../../../certs-dev/generate.ts';
import { renderSeen, writeGolden } from './golden.ts';
import { blankPage, SHOWN, shownOn } from './pages.ts';

await ensurePki(new Date());
const folder = mkdtempSync(join(tmpdir(), 'congvan-golden-'));
for (const shown of SHOWN) {
  const file = join(folder, `${shown}.pdf`);
  writeFileSync(file, await shownOn(blankPage(0, 'media'), shown));
  writeGolden(shown, await renderSeen(file, 'media'));
}
rmSync(folder, { recursive: true });
