/** What each of three programs says of the integrity of a PDF file; trust, revocation and time do not come into it. */
import { join } from 'node:path';
import type { SignatureReport } from '../../../src/signing/report.ts';
import { type Outcome, outcomeOf } from '../../vectors/pdfCorpus.ts';
import { judge as judgeXml, outcome as outcomeOfXml } from '../../vectors/xmlCorpus.ts';
import { type Dss, type DssSignature, startDss } from '../dss.ts';
import { run } from '../tool.ts';

/**
 * unchanged: every signature fits what it covers, and nothing came after it that is not allowed. Anything else is the
 * reason, in the judge's own words without particulars, so that files can be counted by it.
 */
export type Said = string;
export const UNCHANGED: Said = 'unchanged';
export const NO_SIGNATURE: Said = 'no signature';

/** Reasons about the bytes; who signed and when does not make a file changed. */
const INTEGRITY = /^(PDF_|CMS_(?!SIGNING_CERTIFICATE|CONTENT_UNEXPLAINED)|TIMESTAMP_(OF|MALFORMED))/;
/** Told of every later signature and of every renewed date; never why a file is not shown unchanged. */
const HARMLESS =
  /^PDF_(SIGNATURE_SHOWN|CHANGE_(METADATA|EXTENSIONS|SIGNATURE_ADDED|TIMESTAMP_ADDED|VALIDATION_DATA))$/;

export function oursOn(folder: string, file: string): Said {
  const outcome = outcomeOf(folder, file);
  if (typeof outcome === 'string') return outcome;
  if (outcome.signatures.length === 0) return NO_SIGNATURE;
  return outcome.documentUnchanged ? UNCHANGED : codesOf(outcome);
}

/** On an XML file only the signatures are compared: what each covers is told apart, by scope. */
export function oursOnXml(path: string): Said {
  const said = outcomeOfXml(judgeXml(path));
  if (said === 'NONE') return NO_SIGNATURE;
  return said.split(' ').every((word) => word === 'INTACT') ? UNCHANGED : said;
}

function codesOf(report: Exclude<Outcome, string>): Said {
  const bad = report.signatures.filter((one) => !isGood(one));
  const reasons = [...report.reasons, ...bad.flatMap(({ reasons: own }) => own)];
  const codes = reasons
    .map(({ code }) => code)
    .filter((code) => INTEGRITY.test(code) && !HARMLESS.test(code));
  return [...new Set(codes)].sort().join(' ');
}

function isGood({ cryptography, coverage, modifications }: SignatureReport): boolean {
  const isChanged = modifications === 'FORBIDDEN' || modifications === 'UNKNOWN';
  return cryptography === 'INTACT' && coverage !== 'PARTIAL' && !isChanged;
}

interface PyhankoSignature {
  readonly error?: string;
  readonly intact?: boolean;
  readonly valid?: boolean;
  readonly coverage?: string;
  readonly modifications?: string | null;
  readonly docmdp?: boolean | null;
}

/** All files in one process; in their order. */
export async function pyhankoOn(python: string, files: readonly string[]): Promise<readonly Said[]> {
  const script = join(import.meta.dirname, 'integrityByPyhanko.py');
  const input = Buffer.from(files.map((file) => `${file}\n`).join(''));
  const ran = await run(python, [script], { input, timeoutMs: 1_200_000 });
  const lines = ran.stdout.toString('utf8').trimEnd().split('\n');
  if (ran.code !== 0 || lines.length !== files.length) throw new Error(ran.says.slice(-2000));
  return lines.map((line) => pyhankoSaid(JSON.parse(line)));
}

function pyhankoSaid(answer: {
  readonly error?: string;
  readonly signatures?: readonly PyhankoSignature[];
}): Said {
  if (answer.signatures === undefined) return `error ${className(answer.error)}`;
  return joined(answer.signatures.map(pyhankoSignature));
}

function pyhankoSignature(one: PyhankoSignature): Said {
  if (one.error !== undefined) return `error ${className(one.error)}`;
  if (one.intact !== true) return 'not intact';
  if (one.valid !== true) return 'not valid';
  if (one.coverage !== 'ENTIRE_FILE' && one.coverage !== 'ENTIRE_REVISION') return `coverage ${one.coverage}`;
  if (one.modifications === 'OTHER' || one.modifications === null)
    return `modifications ${one.modifications}`;
  return one.docmdp === false ? 'not permitted by DocMDP' : UNCHANGED;
}

/** DSS in one process; in the order of the files. */
export async function dssOn(classPath: string, files: readonly string[]): Promise<readonly Said[]> {
  const dss = startDss(classPath);
  const said: Said[] = [];
  for (const file of files) said.push(await dssSaid(dss, file));
  await dss.close();
  return said;
}

async function dssSaid(dss: Dss, file: string): Promise<Said> {
  const answer = await dss.judge(file);
  return 'error' in answer ? `error ${className(answer.error)}` : joined(answer.signatures.map(dssSignature));
}

/** DSS shows an undefined change as a warning; for integrity, it is a change that is not explained. */
function dssSignature({ intact, referencesIntact, pdf }: DssSignature): Said {
  if (!intact || !referencesIntact) return 'not intact';
  if (pdf === undefined) return UNCHANGED;
  if (!pdf.byteRangeValid) return 'ByteRange not valid';
  if (!pdf.dictionaryConsistent) return 'signature dictionary not consistent';
  if (pdf.visuallyModified) return 'visually modified';
  if (pdf.undefinedChanges.length > 0) return 'undefined changes';
  return UNCHANGED;
}

function joined(said: readonly Said[]): Said {
  if (said.length === 0) return NO_SIGNATURE;
  const bad = said.filter((one) => one !== UNCHANGED);
  return bad.length === 0 ? UNCHANGED : [...new Set(bad)].sort().join(', ');
}

/** The class of an error, without its message, in which there are addresses and names. */
function className(error: string | undefined): string {
  return /^[\w.]+/.exec(error ?? '')?.[0] ?? 'unknown';
}
