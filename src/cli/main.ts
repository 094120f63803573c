import type { ExitCode } from '../kernel/errors/row.ts';
import { type Io, processIo } from './io.ts';
import { firstLanguage, type Lang } from './language.ts';
import { asksForHelp, type Located, locate } from './locate.ts';

/**
 * argv → command → exit code. The only place that catches everything. Until a command is really to be run, nothing but
 * the catalogue and the help is loaded.
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<ExitCode> {
  const language = { lang: firstLanguage(argv, io.environment) };
  const output = watchOutput(io);
  try {
    const exit = await run(locate(argv), io, language);
    await output.written();
    return exit;
  } catch (error) {
    const { errorText, exitOf, known } = await import('./errorText.ts');
    const debug = argv.includes('--debug');
    const told = known(error);
    io.stderr.write(errorText(told, { lang: language.lang, json: argv.includes('--json'), debug }));
    return exitOf(told);
  }
}

async function run(located: Located, io: Io, language: { lang: Lang }): Promise<ExitCode> {
  switch (located.kind) {
    case 'version': {
      const { version } = await import('./version.ts');
      io.stdout.write(`${version()}\n`);
      return 0;
    }
    case 'overview': {
      const { overviewHelp } = await import('./help.ts');
      (located.asked ? io.stdout : io.stderr).write(overviewHelp(located.group, language.lang));
      return located.asked ? 0 : 2;
    }
    case 'unknown':
      return refuseUnknown(located.given, located.near);
    case 'command':
      return runCommand(located, io, language);
  }
}

async function runCommand(
  { entry, rest }: Extract<Located, { kind: 'command' }>,
  io: Io,
  language: { lang: Lang },
): Promise<ExitCode> {
  const spec = await entry.load();
  if (asksForHelp(rest)) {
    const { commandHelp } = await import('./help.ts');
    io.stdout.write(commandHelp(entry, spec, language.lang));
    return 0;
  }
  const { parse } = await import('./parse.ts');
  const { Output } = await import('./output.ts');
  const { Session } = await import('./session.ts');
  const input = parse(entry.path, spec, rest);
  const output = new Output(io, input.flag('json'), () => language.lang);
  if (spec.runsOn !== true)
    (await import('./interrupt.ts')).leaveNothingHalfDone(io, () => ({
      lang: language.lang,
      json: input.flag('json'),
    }));
  return spec.run(new Session(io, input, output, language));
}

async function refuseUnknown(given: string, near: string | undefined): Promise<never> {
  const { CongvanError } = await import('../kernel/errors.ts');
  const hint =
    near === undefined
      ? { en: 'see congvan --help', vi: 'xem congvan --help' }
      : { en: `did you mean congvan ${near}?`, vi: `có phải ý bạn là congvan ${near}?` };
  throw new CongvanError('USAGE_UNKNOWN_COMMAND', { where: given, hint });
}

/** What could not be written was not said. A reader that has seen enough (`| head`) is no failure of ours. */
function watchOutput({ stdout, stderr }: Io): { written(): Promise<void> } {
  let failure: NodeJS.ErrnoException | undefined;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') failure ??= error;
    });
  }
  return {
    async written() {
      // A stream tells its errors after the write has returned.
      await new Promise<void>((resolve) => void setImmediate(resolve));
      if (failure !== undefined) throw (await import('./files.ts')).notWritten('stdout', failure);
    },
  };
}
