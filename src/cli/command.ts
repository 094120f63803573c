import type { Bilingual, ExitCode } from '../kernel/errors/row.ts';
import type { Session } from './session.ts';

/** A positional argument. */
export interface ArgumentSpec {
  /** As in the usage line: `FILE`. */
  readonly name: string;
  readonly about: Bilingual;
  readonly optional?: boolean;
  /** Takes all that follow; only the last one may. */
  readonly many?: boolean;
}

export interface OptionSpec {
  /** Commander's notation: `-o, --output <file>`, `--to <code...>`, `--force`. */
  readonly flags: string;
  readonly about: Bilingual;
  readonly choices?: readonly string[];
  readonly required?: boolean;
  /** May be given several times, one value each. (`<code...>` takes several values at once.) */
  readonly many?: boolean;
  /** Shown in the help and used when the option is absent. */
  readonly standard?: string;
}

export interface Example {
  readonly line: string;
  readonly what: Bilingual;
}

/** One command as data: the help, the parser and the tests all read this. */
export interface CommandSpec {
  /** What it does and what it promises, in a few sentences. */
  readonly description: Bilingual;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  readonly examples: readonly Example[];
  /** Those it can end with, besides 0, 1, 2 and 130. */
  readonly exitCodes: readonly ExitCode[];
  /** True when it runs until it is stopped and handles SIGINT and SIGTERM itself. */
  readonly runsOn?: boolean;
  readonly run: (session: Session) => Promise<ExitCode>;
}
