import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatVerifierKey } from '../archive/log/note.ts';
import { CONFIG_FILE, findHome } from '../config/home.ts';
import { settingFromFlag } from '../config/layers.ts';
import { type ConfigSources, loadConfig } from '../config/load.ts';
import { type ConfigValues, configTemplate, isConfigValue } from '../config/template.ts';
import { CongvanError } from '../kernel/errors.ts';
import { migrateStore } from '../wire.ts';
import { writeOutput } from './files.ts';
import type { Session } from './session.ts';

export interface MadeHome {
  readonly home: string;
  readonly file: string;
  /** Verifies the checkpoints of the log (c2sp.org/signed-note). */
  readonly logVerifierKey: string;
}

/**
 * Makes the home of an agency. congvan.toml gets its name last: an interrupted run is simply run again.
 * @throws HOME_EXISTS, CONFIG_* when the values do not make a valid configuration, OUTPUT_FAILED
 */
export async function makeHome(session: Session, given: ConfigValues): Promise<MadeHome> {
  const { home, values } = await emptyHome(session, given);
  for (const folder of ['keys', 'log', 'blobs', 'run']) await makePrivate(join(home, folder));
  const logKey = join(home, 'keys', 'log.pem');
  if (!existsSync(logKey)) await writeOutput(session.io, logKey, newLogKey(), false, 0o600);
  const file = await writeConfig(session, home, values);
  const { config } = loadConfig(sourcesOf(session, home));
  await migrateStore({ config, clock: session.clock });
  const origin = String(values['log.origin']);
  const logVerifierKey = formatVerifierKey({ name: origin, key: createPublicKey(await readFile(logKey)) });
  return { home, file, logVerifierKey };
}

/**
 * The folder of a new home, made and private, and the values of its configuration: those given, and what `--set` and
 * `--dev` say. Nothing is made for values that would be refused when read.
 * @throws HOME_EXISTS, CONFIG_*
 */
export async function emptyHome(
  session: Session,
  given: ConfigValues,
): Promise<{ readonly home: string; readonly values: ConfigValues }> {
  const values = { ...given, ...chosenValues(session) };
  const { dir } = findHome({
    flag: session.input.text('home'),
    environment: session.io.environment,
    cwd: session.io.cwd,
  });
  if (existsSync(join(dir, CONFIG_FILE))) throw new CongvanError('HOME_EXISTS', { where: dir });
  loadConfig({ ...sourcesOf(session, dir), flags: settingsOf(values) });
  await makePrivate(dir);
  return { home: dir, values };
}

export async function makePrivate(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
  } catch (cause) {
    throw new CongvanError('OUTPUT_FAILED', { where: folder, detail: String(cause), cause });
  }
}

/** @param values as `emptyHome` gave them */
export async function writeConfig(session: Session, home: string, values: ConfigValues): Promise<string> {
  const file = join(home, CONFIG_FILE);
  await writeOutput(session.io, file, Buffer.from(configTemplate(values, session.lang)), false, 0o600);
  return file;
}

/** The flags that set configuration values, as values of the file; paths stay relative to the home. */
function chosenValues({ sources }: Session): ConfigValues {
  const settings = sources.flags.map(({ key, value, flag }) => settingFromFlag(key, value, flag));
  return Object.fromEntries(
    settings.flatMap(({ path, value }) => (isConfigValue(value) ? [[path, value]] : [])),
  );
}

function sourcesOf(session: Session, home: string): ConfigSources {
  return { home, flags: [], environment: {}, cwd: session.io.cwd };
}

function settingsOf(values: ConfigValues): ConfigSources['flags'] {
  return Object.entries(values).map(([key, value]) => ({ key, value: settingText(value), flag: 'init' }));
}

function settingText(value: ConfigValues[string]): string {
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.join(',');
  return Object.entries(value)
    .map(([name, text]) => `${name}=${text}`)
    .join(',');
}

function newLogKey(): Buffer {
  const { privateKey } = generateKeyPairSync('ed25519');
  return Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' }));
}
