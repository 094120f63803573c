/** The commands that run until they are stopped. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config, SignerKeyConfig } from '../config/schema.ts';
import { runAgencyDaemon } from '../daemon/agencyDaemon.ts';
import { runAxis } from '../daemon/axisDaemon.ts';
import { daemonLogger } from '../daemon/logger.ts';
import { stopOnSignals } from '../daemon/signals.ts';
import type { ExitCode } from '../kernel/errors/row.ts';
import type { Logger } from '../kernel/logger.ts';
import { hubConfig, openAgencyDaemon, openAxisDaemon } from '../wireDaemons.ts';
import type { Surroundings } from '../wireSigning.ts';
import { EXIT_CODES } from './exitCodes.ts';
import { needed } from './needed.ts';
import { agencyKey, secretFor, surroundings } from './open.ts';
import type { Session } from './session.ts';

/** The agency's daemon, until a signal. @throws HOME_LOCKED, CONFIG_MISSING_KEY and what keeps it from starting */
export async function serveAgency(session: Session): Promise<ExitCode> {
  const { config, home } = await session.loaded();
  const around = await surroundings(session, logger(session, {}));
  needed(config.agency, 'agency');
  const secret = await secretFor(session, agencyKey(config));
  await makeHealthFolder(config);
  return untilSignal(around, async (asDaemon, stop, halt) => {
    const { daemon, close } = await openAgencyDaemon(asDaemon, home.dir, { secret, halt });
    return closing(close, () => runAgencyDaemon(daemon, stop));
  });
}

/** The axis, until a signal. Prints its address once it listens. */
export async function serveAxis(session: Session): Promise<ExitCode> {
  const { home, config } = await session.loaded();
  const around = await surroundings(session, logger(session, { axis: true }));
  const hub = hubConfig(around);
  const key: SignerKeyConfig = { uri: hub.receipt_key, secret_file: hub.receipt_secret_file };
  const secret = await secretFor(session, key);
  await makeHealthFolder(config);
  return untilSignal(around, async (asDaemon, stop, halt) => {
    const { daemon, close } = await openAxisDaemon(asDaemon, home.dir, { secret, halt });
    const onListening = ({ host, port }: { host: string; port: number }) =>
      session.output.result({
        json: { listening: { host, port } },
        text: (style) =>
          style.say(`listening on https://${host}:${port}`, `đang lắng nghe tại https://${host}:${port}`),
      });
    return closing(close, () => runAxis({ ...daemon, onListening }, stop));
  });
}

/** The folder of the health socket decides who may ask. */
async function makeHealthFolder({ daemon }: Config): Promise<void> {
  await mkdir(dirname(daemon.health), { recursive: true, mode: 0o700 });
}

function logger(session: Session, fields: object): Logger {
  return daemonLogger(fields, session.input.flag('debug') ? 'debug' : 'info');
}

async function untilSignal(
  around: Surroundings,
  run: (asDaemon: Surroundings, stop: AbortSignal, halt: (exit: number) => never) => Promise<number>,
): Promise<ExitCode> {
  const { stop, dispose } = stopOnSignals();
  try {
    return exitCode(await run({ ...around, actor: 'daemon' }, stop, (exit) => process.exit(exit)));
  } finally {
    dispose();
  }
}

function exitCode(number: number): ExitCode {
  return isExitCode(number) ? number : 1;
}

function isExitCode(number: number): number is ExitCode {
  return number in EXIT_CODES;
}

async function closing(close: () => Promise<void>, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } finally {
    await close();
  }
}
