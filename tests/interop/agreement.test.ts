/**
 * Our verdict on the integrity of many PDFs beside pyHanko's and DSS's. Every disagreement is explained in
 * `agreement/explained.json`; a new one fails here, and so does an explanation that nothing needs any more.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Disagreement,
  disagreementsOn,
  explains,
  explanations,
  JUDGES,
  OWN,
  unneeded,
} from './agreement/disagreements.ts';
import { attackFiles, type Compared, corpusFiles, ownLetters, xmlFiles } from './agreement/files.ts';
import { dssOn, oursOn, oursOnXml, pyhankoOn, UNCHANGED } from './agreement/judges.ts';
import { requireDss } from './dss.ts';
import { requirePyhanko } from './pyhanko.ts';

const classPath = await requireDss();
const python = await requirePyhanko();

describe.skipIf(classPath === undefined || python === undefined)('three judges of integrity', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-agreement-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const letters = await ownLetters(join(folder, 'letters'));
  const attacks = await attackFiles(join(folder, 'attacks'));
  const files = [...corpusFiles(), ...letters, ...attacks];
  const found = await compared(files);
  const rows = explanations();

  it('agree on every letter we make, but for what DSS warns of in every seal', () => {
    const names = new Set(letters.map(({ name }) => name));
    expect(letters.map(({ path }) => oursOn('', path))).toEqual(letters.map(() => UNCHANGED));
    const about = found.filter(({ file }) => names.has(file));
    expect(about.filter(({ judge, file }) => judge !== 'DSS' || !file.startsWith(`${OWN}sealed `))).toEqual(
      [],
    );
  });

  it('agree, or the disagreement is explained', () => {
    const told = JUDGES.map((judge) => `${found.filter((one) => one.judge === judge).length} with ${judge}`);
    process.stdout.write(`  ${files.length} files; disagreements: ${told.join(', ')}\n`);
    expect(found.filter((one) => !rows.some((row) => explains(row, one)))).toEqual([]);
  });

  it('need every explanation', () => {
    const there = new Set(files.map(({ name }) => name.split('/')[0]));
    expect(unneeded(rows, found, (file) => there.has(file.split('/')[0]))).toEqual([]);
    expect(rows.filter(({ why }) => why.length < 20)).toEqual([]);
  });

  it('are asked about attacks of every family', () => {
    expect(attacks.length).toBeGreaterThan(80);
    expect(attacks.every(({ name }) => name.startsWith(OWN))).toBe(true);
  });

  async function compared(all: readonly Compared[]): Promise<readonly Disagreement[]> {
    const paths = all.map(({ path }) => path);
    const [pyhanko, dss] = await Promise.all([pyhankoOn(python ?? '', paths), dssOn(classPath ?? '', paths)]);
    return all.flatMap(({ name, path }, i) =>
      disagreementsOn(name, oursOn('', path), { pyHanko: pyhanko[i] ?? '', DSS: dss[i] ?? '' }),
    );
  }
});

const xml = xmlFiles();

describe.skipIf(classPath === undefined || xml.length === 0)('DSS and we on its XAdES files', async () => {
  const said = await dssOn(
    classPath ?? '',
    xml.map(({ path }) => path),
  );
  const found = xml.flatMap(({ name, path }, i) => {
    const ours = oursOnXml(path);
    const others = { pyHanko: ours, DSS: said[i] ?? '' };
    return disagreementsOn(name, ours, others);
  });
  const rows = explanations();

  it('agree on every signature, or the disagreement is explained and needed', () => {
    process.stdout.write(`  ${xml.length} files; disagreements: ${found.length} with DSS\n`);
    expect(found.filter((one) => !rows.some((row) => explains(row, one)))).toEqual([]);
    const about = rows.filter(({ files = [] }) => files.some((file) => file.startsWith('dss-xades/')));
    expect(unneeded(about, found, (file) => file.startsWith('dss-xades/'))).toEqual([]);
  });
});
