/** What programs that nobody here wrote say of a sealed file: each answer is a complaint, or null when it accepts all. */
import { readFileSync, writeFileSync } from 'node:fs';
import { paths } from '../../../certs-dev/paths.ts';
import { openPdf } from '../../../src/signing/pdf/read/document.ts';
import { fieldsOf } from '../../../src/signing/pdf/read/form.ts';
import { asArray, asInteger, asName, asString } from '../../../src/signing/pdf/read/objects.ts';
import type { DssAnswer } from '../dss.ts';
import type { PyhankoError, PyhankoLevels, PyhankoVerdict } from '../pyhanko.ts';
import { run } from '../tool.ts';
import type { Sealed } from './cells.ts';

export type Judge = (cell: Sealed) => Promise<string | null>;

/** Signatures, without document timestamps. */
const signaturesIn = ({ base }: Sealed): number => base.signatures + 2;

export const pdfsig: Judge = async (cell) => {
  const { says } = await run('pdfsig', ['-nocert', cell.outcome.path]);
  const valid = says.match(/Signature is Valid/g)?.length ?? 0;
  const whole = says.match(/- Total document signed/g)?.length ?? 0;
  // At B-LT the validation data stand behind every signature.
  const isWhole = whole === (cell.level === 'B-LT' ? 0 : 1);
  return valid === signaturesIn(cell) && isWhole ? null : says;
};

export const qpdf: Judge = async ({ outcome }) => {
  const { code, says } = await run('qpdf', ['--check', outcome.path]);
  return code === 0 && !/warning|error:/i.test(says) ? null : says;
};

/** Draws the first page: Debian's MuPDF is built without what verifies signatures. */
export const mutool: Judge = async ({ outcome }) => {
  const picture = outcome.path.replace(/pdf$/, 'png');
  const { code, says } = await run('mutool', ['draw', '-q', '-r', '20', '-o', picture, outcome.path, '1']);
  const rest = says.replace('warning: ICC support is not available\n', '');
  return code === 0 && rest === '' ? null : `${code}: ${rest}`;
};

/** The CMS of the person and of the agency, each over the bytes of its range, with its ESS certificate. */
export const openssl: Judge = async ({ outcome: { path } }) => {
  const bytes = readFileSync(path);
  const made = signaturesOf(bytes).slice(-2);
  for (const { cms, covered } of made) {
    const files = { cms: path.replace(/pdf$/, 'cms'), covered: path.replace(/pdf$/, 'covered') };
    writeFileSync(files.cms, cms);
    writeFileSync(files.covered, covered);
    const { code, says } = await run('openssl', [
      ...[
        'cms',
        '-verify',
        '-cades',
        '-binary',
        '-inform',
        'DER',
        '-in',
        files.cms,
        '-content',
        files.covered,
      ],
      ...['-CAfile', paths.trustAnchor, '-purpose', 'any', '-out', '/dev/null'],
    ]);
    if (code !== 0 || !says.includes('CAdES Verification successful')) return says;
  }
  return made.length === 2 ? null : `${made.length} signatures`;
};

interface Raw {
  readonly end: number;
  readonly cms: Uint8Array;
  readonly covered: Uint8Array;
}

/** In the order in which they were made; no document timestamps. */
function signaturesOf(bytes: Buffer): readonly Raw[] {
  const pdf = openPdf(bytes);
  const found = fieldsOf(pdf).flatMap(({ type, value }): Raw[] => {
    const dictionary = pdf.resolve(value);
    if (type !== 'Sig' || dictionary.kind !== 'dict') return [];
    if (asName(pdf.value(dictionary, 'SubFilter')) === 'ETSI.RFC3161') return [];
    const range = asArray(pdf.value(dictionary, 'ByteRange'))?.items.map(asInteger) ?? [];
    const [, first = 0, second = 0, rest = 0] = range;
    const contents = Buffer.from(asString(pdf.value(dictionary, 'Contents')) ?? []);
    const covered = Buffer.concat([bytes.subarray(0, first), bytes.subarray(second, second + rest)]);
    return [{ end: second + rest, cms: contents.subarray(0, contents.readUInt16BE(2) + 4), covered }];
  });
  return found.toSorted((a, b) => a.end - b.end);
}

const PERMITTED = /^(NONE|LTA_UPDATES|FORM_FILLING)$/;

export function pyhanko(
  cell: Sealed,
  answer: readonly PyhankoVerdict[] | PyhankoError | undefined,
): string | null {
  if (answer === undefined || 'error' in answer) return answer?.error ?? 'no answer';
  const good = answer.filter(
    ({ intact, valid, trusted, bottomLine, modifications }) =>
      intact && valid && trusted && bottomLine && PERMITTED.test(modifications ?? ''),
  );
  const own = answer.slice(-2);
  const isRight =
    good.length === signaturesIn(cell) &&
    own.every(({ timestamp }) => timestamp) &&
    own[0]?.coverage === 'ENTIRE_REVISION' &&
    own[1]?.coverage === 'ENTIRE_FILE';
  return isRight ? null : JSON.stringify(answer);
}

/** From nothing but the file: every signature proven, and for B-LTA the time by a document timestamp. */
export function pyhankoLevel(cell: Sealed, answer: PyhankoLevels | PyhankoError | undefined): string | null {
  if (answer === undefined || 'error' in answer) return answer?.error ?? 'no answer';
  const { proven, signatures } = answer;
  const isLasting = signatures.every(
    ({ verdict, evidenceFrom }) => verdict === 'OK' && evidenceFrom !== null,
  );
  const isRight =
    proven.length === signaturesIn(cell) &&
    proven.every((one) => one) &&
    signatures.every(({ modifications }) => PERMITTED.test(modifications ?? '')) &&
    (cell.level === 'B-LT' || isLasting);
  return isRight ? null : JSON.stringify(answer);
}

/** All passed, ours at their level. A change without a name is a complaint; what DSS has a name for is allowed. */
export function dss(cell: Sealed, answer: DssAnswer): string | null {
  if ('error' in answer) return answer.error;
  const { signatures } = answer;
  const own = signatures.slice(-2).map(({ format }) => format);
  const isRight =
    signatures.length === signaturesIn(cell) &&
    signatures.every(({ indication }) => indication === 'TOTAL_PASSED') &&
    signatures.every(({ pdf }) => pdf?.undefinedChanges.length === 0) &&
    own.every((format) => format === `PAdES-BASELINE-${cell.level.slice(2)}`);
  return isRight ? null : JSON.stringify(answer);
}
