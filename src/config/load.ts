import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CongvanError } from '../kernel/errors.ts';
import { absolutePaths } from './absolute.ts';
import { CONFIG_FILE, findHome, type Home } from './home.ts';
import {
  joinLayers,
  type Origin,
  parseConfigFile,
  settingFromFlag,
  settingsFromEnvironment,
} from './layers.ts';
import { environmentName, LEAVES } from './leaves.ts';
import { type ConfigProblem, configError, problemsOf } from './problems.ts';
import { type Config, configSchema } from './schema.ts';

export interface ConfigSources {
  /** `--home` */
  readonly home?: string | undefined;
  /** Dotted key → text, and the flag that said so. */
  readonly flags: readonly { readonly key: string; readonly value: string; readonly flag: string }[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export interface LoadedConfig {
  readonly home: Home;
  /** Absolute path of congvan.toml; null when the home has none. */
  readonly file: string | null;
  readonly config: Config;
  /** Dotted key → where its value came from. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** CONGVAN_ variables that name no key: probably a slip. */
  readonly unknownVariables: readonly string[];
}

export type ConfigReading =
  | { readonly kind: 'valid'; readonly loaded: LoadedConfig }
  | { readonly kind: 'invalid'; readonly home: Home; readonly problems: readonly ConfigProblem[] };

/** Variables that are no configuration keys. */
const OTHER_VARIABLES = ['CONGVAN_HOME'];

/**
 * Reads the configuration: flags over environment (`CONGVAN_SIGNING_LEVEL`) over congvan.toml over defaults.
 * @throws CONFIG_INVALID when congvan.toml cannot be read or is no TOML
 */
export function readConfig(sources: ConfigSources): ConfigReading {
  const home = findHome({ flag: sources.home, environment: sources.environment, cwd: sources.cwd });
  const file = join(home.dir, CONFIG_FILE);
  const toml = readIfThere(file);
  const settings = [
    ...settingsFromEnvironment(sources.environment),
    ...sources.flags.map(({ key, value, flag }) => settingFromFlag(key, value, flag)),
  ];
  const { raw, origins } = joinLayers(parseConfigFile(toml ?? '', file), file, settings);
  const parsed = configSchema.safeParse(absolutePaths(raw, home.dir), { reportInput: true });
  if (!parsed.success) return { kind: 'invalid', home, problems: problemsOf(parsed.error, placeIn(origins)) };
  return {
    kind: 'valid',
    loaded: {
      home,
      file: toml === undefined ? null : file,
      config: parsed.data,
      origins,
      unknownVariables: unknownVariables(sources.environment),
    },
  };
}

/** @throws CONFIG_INVALID, CONFIG_UNKNOWN_KEY, CONFIG_MISSING_KEY: the first problem found */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  const reading = readConfig(sources);
  if (reading.kind === 'invalid') throw configError(reading.problems);
  return reading.loaded;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new CongvanError('CONFIG_INVALID', { where: file, detail: 'cannot be read', cause });
  }
}

function placeIn(origins: ReadonlyMap<string, Origin>): (path: string) => string {
  return (path) => {
    const origin = origins.get(path) ?? [...origins].find(([key]) => key.startsWith(`${path}.`))?.[1];
    return origin === undefined ? CONFIG_FILE : placeName(origin);
  };
}

export function placeName(origin: Origin): string {
  return origin.kind === 'default' ? 'default' : origin.name;
}

function unknownVariables(environment: ConfigSources['environment']): readonly string[] {
  const known = new Set([...OTHER_VARIABLES, ...LEAVES.map(({ path }) => environmentName(path))]);
  return Object.keys(environment).filter((name) => name.startsWith('CONGVAN_') && !known.has(name));
}
