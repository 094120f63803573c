/** The files on which judges are compared: signed PDFs of the corpora, our own letters, and our attack families. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { corpus } from '../../corpora.ts';
import { sign } from '../../unit/signing/pdfWrite/signing.ts';
import { documentFixture, LETTERS } from '../../unit/signing/pdfWrite/smallPdf.ts';
import { manifestOf } from '../../vectors/pdfCorpus.ts';
import { run } from '../tool.ts';
import { OWN } from './disagreements.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CORPORA = ['dss-pades', 'pyhanko-pdf', 'pdf-robustness'] as const;

export interface Compared {
  /** `corpus/path` or `own/name`: how it is named in `explained.json`. */
  readonly name: string;
  readonly path: string;
}

/** All PDFs of the signature corpora; of the others those with a signature in plain sight. */
export function corpusFiles(): readonly Compared[] {
  return CORPORA.flatMap((name) => {
    const folder = corpus(name);
    if (folder === undefined) return [];
    return manifestOf(folder)
      .map(({ file = '' }) => file)
      .filter((file) => file.endsWith('.pdf'))
      .map((file) => ({ name: `${name}/${file}`, path: join(folder, file) }))
      .filter(({ path }) => name !== 'pdf-robustness' || readFileSync(path).includes('/ByteRange'));
  });
}

/** Signed XML of DSS's own tests. */
export function xmlFiles(): readonly Compared[] {
  const folder = corpus('dss-xades');
  if (folder === undefined) return [];
  return manifestOf(folder)
    .map(({ file = '' }) => file)
    .filter((file) => /\.(xml|xades|ddoc)$/.test(file))
    .map((file) => ({ name: `dss-xades/${file}`, path: join(folder, file) }));
}

/** Letters as the product makes them, signed and sealed, into a folder. */
export async function ownLetters(folder: string): Promise<readonly Compared[]> {
  mkdirSync(folder, { recursive: true });
  const made: Compared[] = [];
  for (const file of LETTERS) {
    const person = await sign(documentFixture(file), 'person');
    const sealed = await sign(person, 'agency');
    for (const [state, bytes] of [['signed', person] as const, ['sealed', sealed] as const]) {
      const path = join(folder, `${state} ${file}`);
      writeFileSync(path, bytes);
      made.push({ name: `${OWN}${basename(path)}`, path });
    }
  }
  return made;
}

/** Runs the tests of the attack families and keeps every file they judge. @throws Error when they fail */
export async function attackFiles(folder: string): Promise<readonly Compared[]> {
  mkdirSync(folder, { recursive: true });
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = [
    vitest,
    'run',
    '--config',
    'tests/vitest.config.ts',
    '--reporter',
    'dot',
    'tests/vectors/attacks',
  ];
  const ran = await run('env', [`CONGVAN_KEEP_ATTACKS=${folder}`, process.execPath, ...args], {
    cwd: ROOT,
    timeoutMs: 600_000,
  });
  if (ran.code !== 0) throw new Error(ran.says.slice(-3000));
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name: `${OWN}${name}`, path: join(folder, name) }));
}
