/** Writes the golden help texts anew: `node tests/cli/help/regenerate.ts`. Look at the difference before you commit it. */
import { writeFileSync } from 'node:fs';
import { allHelp, goldenFile } from './render.ts';

for (const lang of ['en', 'vi'] as const) writeFileSync(goldenFile(lang), await allHelp(lang));
