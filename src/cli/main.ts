import type { ExitCode } from '../kernel/errors/row.ts';
import { errorText, exitOf, known } from './errorText.ts';
import { type Io, processIo } from './io.ts';
import type { Lang } from './language.ts';
import type { Located } from './locate.ts';
import { locate } from './locate.ts';
import { parse } from './parse.ts';
import { firstLanguage, Session } from './session.ts';

/**
 * argv → command → exit code. The only place that catches everything. Loads nothing but the parser until it knows
 * which command is meant.
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<ExitCode> {
  const language = { lang: firstLanguage(argv, io.environment) };
  endQuietlyOnClosedPipe(io);
  try {
    return await run(locate(argv), io, language);
  } catch (error) {
    const debug = argv.includes('--debug') || io.environment.CONGVAN_DEBUG === '1';
    const told = known(error);
    io.stderr.write(errorText(told, { lang: language.lang, json: argv.includes('--json'), debug }));
    return exitOf(told);
  }
}

async function run(located: Located, io: Io, language: { lang: Lang }): Promise<ExitCode> {
  if (located.kind === 'version') {
    const { version } = await import('./version.ts');
    io.stdout.write(`${version()}\n`);
    return 0;
  }
  const { overviewHelp, commandHelp } = await import('./help.ts');
  if (located.kind === 'overview') {
    (located.asked ? io.stdout : io.stderr).write(overviewHelp(located.group, language.lang));
    return located.asked ? 0 : 2;
  }
  const spec = await located.entry.load();
  const parsed = parse(located.entry.path, spec, located.rest);
  if (parsed.kind === 'help') {
    io.stdout.write(commandHelp(located.entry, spec, language.lang));
    return 0;
  }
  const { Output } = await import('./output.ts');
  const output = new Output(io, parsed.input.flag('json'), () => language.lang);
  if (spec.runsOn !== true) (await import('./interrupt.ts')).leaveNothingHalfDone(io, () => language.lang);
  return spec.run(new Session(io, parsed.input, output, language));
}

/** A reader that has seen enough (`| head`) is no failure of ours. */
function endQuietlyOnClosedPipe(io: Io): void {
  for (const stream of [io.stdout, io.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
