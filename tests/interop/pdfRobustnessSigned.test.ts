/**
 * The whole corpora of odd PDF files, signed and sealed: programs that nobody here wrote say what became of them. What was
 * sound before must be accepted by two of them: pdfsig, and pyHanko or, where that does not read the file, EU DSS.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paths } from '../../certs-dev/paths.ts';
import { type PkiServers, startPki } from '../../certs-dev/servers.ts';
import { corpus } from '../corpora.ts';
import { manifestOf } from '../vectors/pdfCorpus.ts';
import { pdfFilesOf, type SignTwice, twiceSigner } from '../vectors/signRobustness.ts';
import { type Dss, devSources, requireDss, startDss } from './dss.ts';
import { type PyhankoError, type PyhankoVerdict, pyhankoVerdictsOn, requirePyhanko } from './pyhanko.ts';
import { requireTool, run } from './tool.ts';

interface Row {
  readonly name: string;
  /** The sealed file; absent when it was refused. */
  readonly path?: string;
  readonly code?: string;
  /** qpdf's exit code. 0: nothing found, 2: errors, 3: warnings. */
  qpdfBefore?: number;
  qpdfAfter?: number;
  /** Valid signatures. */
  pdfsig?: number;
  pyhanko?: boolean;
  dss?: boolean;
}

/** Sound files that only one of them can judge, signed or not, and why. */
const LIMITS: Readonly<Record<string, string>> = {
  'pdfjs/ContentStreamCycleType3insideType3.pdf':
    'pyHanko refuses the generation 65536 of its object 0, and EU DSS overflows its stack drawing fonts that hold themselves',
};

/** Corpus → how many files must be sealed at least. */
const CORPORA = { 'pdf-robustness': 750, 'pyhanko-pdf': 30 } as const;
const folders = Object.keys(CORPORA).map(corpus);
const tools = ['qpdf', 'pdfsig'].map(requireTool);
const python = await requirePyhanko();
const classPath = await requireDss();

const isReady = !folders.includes(undefined) && !tools.includes(undefined) && python !== undefined;

describe.skipIf(!isReady)('odd PDF files, signed and sealed', () => {
  let work = '';
  let sign: SignTwice;
  let pki: PkiServers;
  let dss: Dss | undefined;

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'congvan-odd-'));
    sign = await twiceSigner();
    pki = await startPki();
    dss = classPath === undefined ? undefined : startDss(classPath);
  });

  afterAll(async () => {
    await Promise.all([dss?.close(), pki?.close()]);
    await rm(work, { recursive: true, force: true });
  });

  /** Signs it; what was there and what was made are kept as `N.before.pdf` and `N.pdf`. */
  async function made(name: string, bytes: Buffer, index: number): Promise<Row> {
    const result = await sign(bytes);
    if (result.kind === 'refused') return { name, code: result.code };
    const path = join(work, `${index}.pdf`);
    await writeFile(path, result.pdf);
    await writeFile(beforeOf(path), result.original);
    return { name, path };
  }

  async function askDss(path: string): Promise<boolean> {
    const answer = await dss?.judge(path, devSources(pki.overrides));
    if (answer === undefined || 'error' in answer || answer.signatures.length !== 2) return false;
    return answer.signatures.every(({ indication }) => indication === 'TOTAL_PASSED');
  }

  async function judge(rows: readonly Row[]): Promise<void> {
    const sealed = rows.flatMap((row) => (row.path === undefined ? [] : [{ row, path: row.path }]));
    const files = sealed.map(({ path }) => path);
    const [answers] = await Promise.all([
      pyhankoVerdictsOn(python ?? '', files, paths.trustAnchor),
      inLanes(sealed, askTools),
    ]);
    for (const [index, { row, path }] of sealed.entries()) {
      row.pyhanko = isAccepted(answers[index]);
      if (!row.pyhanko) row.dss = await askDss(path);
    }
  }

  test.each(Object.entries(CORPORA))(
    '%s: every sound file is accepted by two, and none is damaged',
    async (name, atLeast) => {
      const folder = corpus(name) ?? '';
      const signed = signedBefore(folder);
      const rows: Row[] = [];
      for (const { name: file, read } of pdfFilesOf(folder)) {
        if (!signed.has(file)) rows.push(await made(file, read(), rows.length));
      }
      await judge(rows);
      tell(name, rows);
      expect(rows.flatMap(wrongIn)).toEqual([]);
      expect(rows.filter(({ path }) => path !== undefined).length).toBeGreaterThan(atLeast);
    },
  );
});

const beforeOf = (path: string): string => path.replace(/pdf$/, 'before.pdf');

/** A manifest says "valid", "reject" or what changed of files that somebody signed already; those are verified elsewhere. */
function signedBefore(folder: string): ReadonlySet<string> {
  const isSigned = /^(VALID|REJECT|MODS|INDETERMINATE|CMS|sig\d)/;
  const rows = manifestOf(folder).filter(({ expected = '' }) => isSigned.test(expected));
  return new Set(rows.map(({ file = '' }) => file));
}

async function askTools({ row, path }: { readonly row: Row; readonly path: string }): Promise<void> {
  row.qpdfBefore = (await run('qpdf', ['--check', beforeOf(path)])).code;
  row.qpdfAfter = (await run('qpdf', ['--check', path])).code;
  const { says } = await run('pdfsig', ['-nocert', path]);
  row.pdfsig = says.match(/Signature is Valid/g)?.length ?? 0;
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lane = async (): Promise<void> => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
}

function isAccepted(answer: readonly PyhankoVerdict[] | PyhankoError | undefined): boolean {
  if (answer === undefined || 'error' in answer || answer.length !== 2) return false;
  return answer.every(
    ({ bottomLine, modifications }) =>
      bottomLine && /^(NONE|LTA_UPDATES|FORM_FILLING)$/.test(modifications ?? ''),
  );
}

function wrongIn(row: Row): readonly string[] {
  const { name, code, qpdfBefore, qpdfAfter, pdfsig, pyhanko, dss } = row;
  if (code !== undefined)
    return code === 'SIGNING_SELF_CHECK_FAILED' ? [`${name}: refused after signing`] : [];
  if (qpdfBefore !== 0) return [];
  return [
    ...(qpdfAfter === 0 ? [] : [`${name}: qpdf ${qpdfBefore} → ${qpdfAfter}`]),
    ...(pdfsig === 2 ? [] : [`${name}: pdfsig finds ${pdfsig} valid signatures`]),
    ...(pyhanko === true || dss === true || LIMITS[name] !== undefined
      ? []
      : [`${name}: neither pyHanko nor EU DSS accepts it`]),
  ];
}

function tell(corpusName: string, rows: readonly Row[]): void {
  const count = (wanted: (row: Row) => boolean) => rows.filter(wanted).length;
  const codes = [...new Set(rows.flatMap(({ code }) => code ?? []))].sort();
  const refused = codes.map((code) => `${code} ${count((row) => row.code === code)}`);
  process.stdout.write(
    `  ${corpusName}: ${rows.length} files; sealed ${count(({ path }) => path !== undefined)}, ` +
      `of them sound to qpdf before ${count(({ qpdfBefore }) => qpdfBefore === 0)}; ` +
      `accepted by pdfsig ${count(({ pdfsig }) => pdfsig === 2)}, pyHanko ${count((row) => row.pyhanko === true)}, ` +
      `EU DSS where pyHanko does not ${count((row) => row.dss === true)}; refused: ${refused.join(', ')}\n`,
  );
  for (const { name } of rows) {
    if (LIMITS[name] !== undefined) process.stdout.write(`  known limit, ${name}: ${LIMITS[name]}\n`);
  }
}
