import type { ExitCode } from '../../kernel/errors/row.ts';
import type { SigningAct } from '../../signing/policy/signingPolicy.ts';
import { roleOfAct } from '../../signing/signerCertificate.ts';
import { checkOutput, STANDARD_STREAM, writeOutput } from '../files.ts';
import { withSigning } from '../open.ts';
import type { Session } from '../session.ts';
import { formOf, outputFor } from './form.ts';
import { makeSigned } from './make.ts';
import { orderOf } from './order.ts';
import { factsOfSigned, tellSigned } from './tell.ts';

/** Signs one file, or several into one container; what can be refused is refused before the key is opened. */
export async function signOne(session: Session, role: SigningAct): Promise<ExitCode> {
  const { input, io } = session;
  const file = input.first;
  const form = await formOf(io, input, file);
  const more = input.arguments.slice(1);
  for (const each of more) await formOf(io, input, each);
  const output = outputFor(input, file, form, role);
  checkOutput(io, output, input.flag('force'));
  const order = await orderOf(session, role, new Set([form]));
  const { keys } = await session.config();
  const owner = roleOfAct(role);
  const made = await withSigning(session, keys[owner], `keys.${owner}`, (context, key) =>
    makeSigned({ context, key, io }, order, { file, form, more }),
  );
  session.output.stdoutTaken = output === STANDARD_STREAM;
  await writeOutput(io, output, made.bytes, input.flag('force'));
  tellSigned(session, { input: file, output, role, already: false, facts: factsOfSigned(made, form) });
  return 0;
}
