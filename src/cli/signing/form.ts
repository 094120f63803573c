/** What a file's signature looks like, and where the result goes. */
import { basename, dirname, extname, join } from 'node:path';
import { looksLikePdf, sniff } from '../../flow/fileKind.ts';
import type { SigningAct } from '../../signing/policy/signingPolicy.ts';
import { STANDARD_STREAM, streamInput } from '../files.ts';
import type { Input } from '../input.ts';
import type { Io } from '../io.ts';
import { outputFolder, outputName } from '../outputName.ts';

const CONTAINERS = ['asice'] as const;

/** Inside the PDF or the XML, beside the file, or with the file in a container. */
export type Form = 'pdf' | 'xml' | 'beside' | (typeof CONTAINERS)[number];

/**
 * As the command line says, else by the file's beginning; what calls itself a PDF is signed as one, and so is stdin.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function formOf(io: Io, input: Input, file: string): Promise<Form> {
  const container = input.choice('container', CONTAINERS);
  if (file === STANDARD_STREAM) return container ?? 'pdf';
  const source = await streamInput(io, file);
  if (container !== undefined) return container;
  if (extname(file).toLowerCase() === '.pdf') return 'pdf';
  for await (const head of source) {
    if (looksLikePdf(head)) return 'pdf';
    return sniff(head) === 'xml' ? 'xml' : 'beside';
  }
  return 'beside';
}

const SUFFIX = { person: 'signed', agency: 'sealed', attachment: 'attached', copy: 'copied' } as const;

/** `cv.pdf` → `cv-signed.pdf`, `luong.xlsx` → `luong.xlsx.p7s` or `luong.asice`, `bao-cao.xml` → `bao-cao-signed.xml`. */
export function outputFor(input: Input, file: string, form: Form, role: SigningAct): string {
  if (form === 'pdf' || form === 'xml') return outputName(input, file, SUFFIX[role]);
  const chosen = input.text('output');
  if (chosen !== undefined) return chosen;
  if (file === STANDARD_STREAM) return STANDARD_STREAM;
  const name = form === 'beside' ? `${basename(file)}.p7s` : `${basename(file, extname(file))}.${form}`;
  return join(outputFolder(input) ?? dirname(file), name);
}
