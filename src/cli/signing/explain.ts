import { explainSigning } from '../../flow/explainSigning.ts';
import { asJson } from '../../kernel/canonicalJson.ts';
import type { ExitCode } from '../../kernel/errors/row.ts';
import { ERRORS } from '../../kernel/errors.ts';
import type { Obstacle } from '../../signing/pdf/obstacles.ts';
import type { SigningAct } from '../../signing/policy/signingPolicy.ts';
import { defined } from '../defined.ts';
import { readInput } from '../files.ts';
import { protectingFor } from '../open.ts';
import type { Style } from '../output.ts';
import type { Session } from '../session.ts';

const REFUSED: ExitCode = 14;

/** Tells what keeps a PDF from being signed, and where; no key is opened. 0 when nothing does, else 14. */
export async function explainFile(session: Session, act: SigningAct | undefined): Promise<ExitCode> {
  const { input, io, output } = session;
  const file = input.first;
  const pdf = await readInput(io, file);
  const obstacles = await explainSigning(await protectingFor(session), { file, pdf, ...defined({ act }) });
  output.result({
    json: asJson({ file, signable: obstacles.length === 0, obstacles }),
    text: (style) => textOf(style, file, obstacles),
  });
  return obstacles.length === 0 ? 0 : REFUSED;
}

function textOf(style: Style, file: string, obstacles: readonly Obstacle[]): string {
  if (obstacles.length === 0) return style.say(`${file}: could be signed`, `${file}: có thể ký`);
  const head = style.say(`${file}: would not be signed`, `${file}: không được ký`);
  return [head, ...obstacles.map((one) => lineOf(style, one))].join('\n');
}

function lineOf(style: Style, { code, where, detail, object, byte, page }: Obstacle): string {
  const { text } = ERRORS[code];
  const place = [
    ...(object === null ? [] : [style.say(`object ${object}`, `đối tượng ${object}`)]),
    ...(byte === null ? [] : [`byte ${byte}`]),
    ...(page === null ? [] : [style.say(`page ${page}`, `trang ${page}`)]),
  ];
  const named = place.length > 0 ? place.join(', ') : (where ?? '');
  const tail = [named, detail ?? ''].filter((part) => part !== '').join('; ');
  return `  ${code}: ${style.say(text.en, text.vi)}${tail === '' ? '' : ` (${tail})`}`;
}
