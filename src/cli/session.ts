import { resolve } from 'node:path';
import type { LoadedConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { type Clock, systemClock } from '../kernel/clock.ts';
import { CongvanError } from '../kernel/errors.ts';
import type { Input } from './input.ts';
import type { Io } from './io.ts';
import { chosenLang, type Lang } from './language.ts';
import type { Output } from './output.ts';

/** One run of one command: what it was told, and how it speaks. */
export class Session {
  readonly io: Io;
  readonly input: Input;
  readonly output: Output;
  readonly clock: Clock = systemClock;
  readonly #language: { lang: Lang };
  #loaded: LoadedConfig | undefined;

  constructor(io: Io, input: Input, output: Output, language: { lang: Lang }) {
    this.io = io;
    this.input = input;
    this.output = output;
    this.#language = language;
  }

  get lang(): Lang {
    return this.#language.lang;
  }

  say(en: string, vi: string): string {
    return { en, vi }[this.lang];
  }

  /** A path the user wrote → absolute. */
  resolve(path: string): string {
    return resolve(this.io.cwd, path);
  }

  /** Where the configuration comes from in this run. */
  get sources() {
    const { input, io } = this;
    const flags = [
      ...input.list('set').map(setting),
      ...(input.flag('dev') ? [{ key: 'dev', value: 'true', flag: '--dev' }] : []),
      ...(input.text('lang') === undefined ? [] : [{ key: 'lang', value: this.lang, flag: '--lang' }]),
    ];
    return { home: input.text('home'), flags, environment: io.environment, cwd: io.cwd };
  }

  /** The configuration, read once. @throws CONFIG_INVALID, CONFIG_UNKNOWN_KEY, CONFIG_MISSING_KEY */
  async loaded(): Promise<LoadedConfig> {
    const { loadConfig } = await import('../config/load.ts');
    this.#loaded ??= loadConfig(this.sources);
    const { lang } = this.#loaded.config;
    const spoken = this.input.text('lang') ?? chosenLang(this.io.environment);
    if (spoken === undefined && lang !== undefined) this.#language.lang = lang;
    return this.#loaded;
  }

  async config(): Promise<Config> {
    return (await this.loaded()).config;
  }
}

function setting(text: string): { key: string; value: string; flag: string } {
  const at = text.indexOf('=');
  if (at < 1) throw new CongvanError('USAGE_INVALID_VALUE', { where: `--set ${text}`, detail: 'KEY=VALUE' });
  return { key: text.slice(0, at), value: text.slice(at + 1), flag: '--set' };
}
