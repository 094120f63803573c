/**
 * Every kind of document × unsigned and signed once (by us, by pyHanko or EU DSS) × every kind of key: signed by a
 * person, sealed by the agency, and judged by everybody. Both are whole again at B-LT and B-LTA with the key in a file.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import { paths } from '../../certs-dev/paths.ts';
import { type PkiServers, startPki } from '../../certs-dev/servers.ts';
import { type Dss, devSources, requireDss, startDss } from './dss.ts';
import { allBases, type Bases } from './matrix/bases.ts';
import { type Cell, isSealed, nameOf, type Sealed, Signers } from './matrix/cells.ts';
import { type Columns, openColumns } from './matrix/columns.ts';
import { KINDS } from './matrix/documents.ts';
import * as judges from './matrix/judges.ts';
import { LIMITS, REFUSED, unexplained } from './matrix/limits.ts';
import { type Mark, tableOf } from './matrix/table.ts';
import { pyhankoLevelsOf, pyhankoVerdictsOn, requirePyhanko } from './pyhanko.ts';
import { softHsm } from './softhsm.ts';
import { requireTool } from './tool.ts';

const TOOLS = { pdfsig: judges.pdfsig, qpdf: judges.qpdf, mutool: judges.mutool, openssl: judges.openssl };
const missing = Object.keys(TOOLS).filter((name) => requireTool(name) === undefined);
const library = softHsm();
const python = await requirePyhanko();
const classPath = await requireDss();

const folder = mkdtempSync(join(tmpdir(), 'congvan-matrix-'));
let pki: PkiServers;
let columns: Columns;
let dss: Dss | undefined;
let bases: Bases = { all: [], failures: [] };
const cells: Cell[] = [];
/** Judge → cell → what it complains of. */
const said = new Map<string, Map<Cell, string | null>>();

/** The signatures of foreign programs are spread over the keys: every key has files of both. */
function isChosen(state: string, kind: number, column: number): boolean {
  if (python === undefined || dss === undefined) return true;
  const isEven = (kind + column) % 2 === 0;
  return state === 'signed by pyHanko' ? isEven : state === 'signed by EU DSS' ? !isEven : true;
}

async function makeCells(signers: Signers): Promise<void> {
  for (const base of bases.all) {
    const kind = KINDS.indexOf(base.kind);
    for (const [index, column] of columns.all.entries()) {
      const isOnly = !bases.all.some((one) => one.kind === base.kind && one.state === otherOf(base.state));
      if (isOnly || isChosen(base.state, kind, index)) cells.push(await signers.cell(base, column));
    }
    const [inFile] = columns.all;
    if (base.state !== 'unsigned' || inFile === undefined) continue;
    for (const level of ['B-LT', 'B-LTA'] as const) cells.push(await signers.cell(base, inFile, level));
  }
}

function otherOf(state: string): string {
  return state === 'signed by pyHanko' ? 'signed by EU DSS' : 'signed by pyHanko';
}

function keep(judge: string, cell: Sealed, complaint: string | null): void {
  const answers = said.get(judge) ?? new Map<Cell, string | null>();
  said.set(judge, answers.set(cell, complaint));
}

async function askTools(sealed: readonly Sealed[]): Promise<void> {
  const waiting = [...sealed];
  const lane = async (): Promise<void> => {
    for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
      for (const [name, judge] of Object.entries(TOOLS)) {
        if (!missing.includes(name)) keep(name, cell, await judge(cell));
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
}

async function askPyhanko(sealed: readonly Sealed[]): Promise<void> {
  if (python === undefined) return;
  const [lasting, timed] = [sealed.filter(isLasting), sealed.filter((cell) => !isLasting(cell))];
  const verdicts = await pyhankoVerdictsOn(python, timed.map(pathOf), paths.trustAnchor);
  for (const [i, cell] of timed.entries()) keep('pyHanko', cell, judges.pyhanko(cell, verdicts[i]));
  const levels = await pyhankoLevelsOf(python, lasting.map(pathOf), paths.trustAnchor);
  for (const [i, cell] of lasting.entries())
    keep('pyHanko, levels', cell, judges.pyhankoLevel(cell, levels[i]));
}

/** B-LT and B-LTA are judged without asking anybody. */
async function askDss(sealed: readonly Sealed[]): Promise<void> {
  if (dss === undefined) return;
  for (const cell of sealed) {
    const sources = isLasting(cell) ? ['--trust', paths.trustAnchor] : devSources(pki.overrides);
    keep('EU DSS', cell, judges.dss(cell, await dss.judge(pathOf(cell), sources)));
  }
}

const isLasting = ({ level }: Cell): boolean => level === 'B-LT' || level === 'B-LTA';
const pathOf = ({ outcome }: Sealed): string => outcome.path;

beforeAll(async () => {
  await ensurePki(new Date());
  pki = await startPki();
  dss = classPath === undefined ? undefined : startDss(classPath);
  columns = await openColumns(folder, library);
  const signers = await Signers.at(new Date(), folder);
  bases = await allBases(signers, { python, dss, tsa: pki.tsa.url });
  await makeCells(signers);
  const sealed = cells.filter(isSealed);
  for (const cell of sealed) keep('congvan', cell, cell.outcome.complaints.join(', ') || null);
  await Promise.all([askTools(sealed), askPyhanko(sealed), askDss(sealed)]);
}, 1_800_000);

afterAll(async () => {
  process.stdout.write(tableOf(cells, markOf));
  for (const [judge, answers] of said) {
    const accepted = [...answers.values()].filter((complaint) => complaint === null).length;
    process.stdout.write(`  ${judge}: ${answers.size} files, ${accepted} accepted\n`);
  }
  for (const { program, kind, because } of LIMITS) {
    process.stdout.write(`  known limit, ${program}, ${kind}: ${because}\n`);
  }
  for (const [document, { code, because }] of Object.entries(REFUSED)) {
    process.stdout.write(`  refused, ${document}: ${code}, ${because}\n`);
  }
  await Promise.all([columns?.close(), dss?.close(), pki?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

const documentOf = ({ base }: Cell): string => `${base.kind.name}, ${base.state}`;

function markOf(cell: Cell): Mark {
  if (cell.outcome.kind === 'refused') return REFUSED[documentOf(cell)] === undefined ? 'X' : 'r';
  const complaints = [...said].map(([judge, answers]) => [judge, answers.get(cell) ?? null] as const);
  const kind = cell.base.kind.name;
  if (complaints.some(([judge, complaint]) => unexplained(judge, kind, complaint) !== null)) return 'X';
  return complaints.every(([, complaint]) => complaint === null) ? '+' : 'o';
}

describe('the matrix', () => {
  it('has a cell for every document, state and key', () => {
    const states = python === undefined && dss === undefined ? 2 : 3;
    const count = KINDS.length * states * columns.all.length;
    expect(cells.filter(({ level }) => level === 'B-T')).toHaveLength(count);
    expect(cells.filter(isLasting)).toHaveLength(KINDS.length * 2);
  });

  it('refuses what is no sound document, and nothing else, before a key is used', () => {
    const wrong = cells.flatMap((cell) => {
      const { base, outcome } = cell;
      const expected = REFUSED[documentOf(cell)]?.code;
      const actual = outcome.kind === 'refused' ? outcome.code : undefined;
      const isBefore = outcome.kind === 'sealed' || outcome.role === 'person';
      return actual === expected && isBefore ? [] : [`${base.kind.name}, ${base.state}: ${actual}`];
    });
    expect([...new Set(wrong)]).toEqual([]);
  });

  it('was signed first by pyHanko and EU DSS, wherever they can', () => {
    const wrong = bases.failures.filter(
      ({ program, kind, says }) => unexplained(program, kind, says) !== null,
    );
    expect(wrong).toEqual([]);
  });

  it.each(['congvan', ...Object.keys(TOOLS), 'pyHanko', 'pyHanko, levels', 'EU DSS'])(
    '%s accepts every signature in every cell',
    (judge) => {
      const answers = [...(said.get(judge) ?? [])];
      const wrong = answers.flatMap(([cell, complaint]) => {
        const left = unexplained(judge, cell.base.kind.name, complaint);
        return left === null ? [] : [`${nameOf(cell)}: ${left.slice(0, 1500)}`];
      });
      expect(wrong).toEqual([]);
      const isAbsent = {
        ...Object.fromEntries(missing.map((name) => [name, true])),
        ...(python === undefined ? { pyHanko: true, 'pyHanko, levels': true } : {}),
        ...(dss === undefined ? { 'EU DSS': true } : {}),
      }[judge];
      if (isAbsent !== true) expect(answers.length).toBeGreaterThan(30);
    },
  );
});
