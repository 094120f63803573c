import { Argument, Command, CommanderError, Option } from 'commander';
import { CongvanError, type ErrorDetails } from '../kernel/errors.ts';
import type { CommandSpec, OptionSpec } from './command.ts';
import { GLOBAL_OPTIONS } from './globals.ts';
import { Input, oneOf } from './input.ts';

/**
 * @param rest the words without the command's name
 * @throws USAGE_UNKNOWN_OPTION, USAGE_MISSING, USAGE_EXCESS, USAGE_INVALID_VALUE
 */
export function parse(path: string, spec: CommandSpec, rest: readonly string[]): Input {
  const command = commanderOf(spec);
  try {
    command.parse([...rest], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError)
      throw usageError(error, path, command.args[spec.arguments?.length ?? 0]);
    throw error;
  }
  const values = new Map(Object.entries(command.opts()));
  const given = command.processedArgs.flatMap((argument: unknown) =>
    Array.isArray(argument) ? argument.map(String) : argument === undefined ? [] : [String(argument)],
  );
  return new Input(given, values);
}

function commanderOf(spec: CommandSpec): Command {
  const command = new Command('congvan')
    .exitOverride()
    .helpOption(false)
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .allowExcessArguments(false);
  for (const { name, optional, many } of spec.arguments ?? []) {
    const full = many === true ? `${name}...` : name;
    command.addArgument(new Argument(optional === true ? `[${full}]` : `<${full}>`));
  }
  for (const option of [...(spec.options ?? []), ...GLOBAL_OPTIONS]) command.addOption(optionOf(option));
  return command;
}

function optionOf({ flags, choices, required, many, standard }: OptionSpec): Option {
  const option = new Option(flags);
  if (choices !== undefined) option.choices([...choices]);
  if (standard !== undefined) option.default(standard);
  if (many === true) option.argParser((value: string, before: readonly string[] = []) => [...before, value]);
  return option.makeOptionMandatory(required === true);
}

const MISSING = [
  'commander.missingArgument',
  'commander.optionMissingArgument',
  'commander.missingMandatoryOptionValue',
];

/** @param excess the first argument too many, if there is one */
function usageError(error: CommanderError, path: string, excess: string | undefined): CongvanError {
  const near = /Did you mean (\S+)\?/.exec(error.message)?.[1];
  const see = `congvan ${path} --help`;
  const details: ErrorDetails = {
    where: /'([^']+)'/.exec(error.message)?.[1] ?? path,
    cause: error,
    hint:
      near === undefined
        ? { en: `see ${see}`, vi: `xem ${see}` }
        : { en: `did you mean ${near}?`, vi: `có phải ý bạn là ${near}?` },
  };
  if (error.code === 'commander.unknownOption') return new CongvanError('USAGE_UNKNOWN_OPTION', details);
  if (MISSING.includes(error.code)) return new CongvanError('USAGE_MISSING', details);
  if (error.code === 'commander.excessArguments')
    return new CongvanError('USAGE_EXCESS', { ...details, where: excess ?? path });
  return new CongvanError('USAGE_INVALID_VALUE', { ...details, ...refusedChoice(error.message) });
}

/** commander: `option '-x, --as <role>' argument 'chief' is invalid. Allowed choices are person, agency.` */
function refusedChoice(message: string): ErrorDetails {
  const [, flag, value, allowed] =
    /'(?:-\w, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. Allowed choices are (.+)\.$/ms.exec(message) ??
    [];
  if (flag === undefined || allowed === undefined) return {};
  return { where: `${flag} ${value ?? ''}`.trim(), hint: oneOf(allowed.split(', ')) };
}
