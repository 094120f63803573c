/** The long-running halves of `wire.ts`: the agency's daemon and the axis, put together from a configuration. */
import { join } from 'node:path';
import { lockHome } from './adapters/disk/lock.ts';
import { diskStaging } from './adapters/disk/staging.ts';
import { type AxisServerOptions, startAxisServer } from './adapters/http/axisServer.ts';
import { openSqliteAxisStore } from './adapters/sqlite/axisDatabase.ts';
import { type LogParts, publishLog } from './archive/log/publish.ts';
import type { HubConfig } from './config/schema.ts';
import { type AgencyDaemon, DEFAULT_PACE } from './daemon/agencyDaemon.ts';
import type { AxisDaemon } from './daemon/axisDaemon.ts';
import { Arrivals } from './exchange/axis/arrivals.ts';
import { DEFAULT_LIMITS } from './exchange/axis/hub.ts';
import { directoryOf, parseDirectoryList } from './exchange/directoryDocument.ts';
import type { AddressBook } from './flow/addressBook.ts';
import { callerCertificates } from './flow/callerCertificates.ts';
import type { Judging } from './flow/context.ts';
import { ingest } from './flow/ingest.ts';
import { keepingReceipts } from './flow/keepReceipts.ts';
import { receiptSigner, receiptVerifier } from './flow/receipts.ts';
import { envelopeSeal } from './flow/sealing.ts';
import { CongvanError } from './kernel/errors.ts';
import type { Secret } from './kernel/secret.ts';
import { loadTrustStore } from './signing/trust/trustStore.ts';
import { axisKeys, openAxis, openBlobs, openIngesting, openLog, pathOf } from './wire.ts';
import { fileAt, openJudging, openKeyAt, type Surroundings } from './wireSigning.ts';

/** What a daemon is given besides its configuration. */
export interface Running {
  readonly secret: Secret | undefined;
  /** Ends the process at once; a test looks on instead. */
  readonly halt: (exitCode: number) => void;
}

const DIRECTORY_SYNC_MS = 5 * 60_000;
/** A peer that sends nothing for so long is cut off. */
const IDLE_MS = 30_000;
const UPLOAD_LIFE_MS = 24 * 60 * 60_000;

/** The agency's daemon. `close` after it has ended. */
export async function openAgencyDaemon(
  surroundings: Surroundings,
  home: string,
  { secret, halt }: Running,
): Promise<{ readonly daemon: AgencyDaemon; readonly close: () => Promise<void> }> {
  const { config, clock, random, logger } = surroundings;
  const context = await openIngesting(surroundings, secret);
  const { store, blobs, directory } = context;
  const axis = await openAxis(config);
  const log = { ...(await openLog(config)), store };
  const { poll_seconds, idle_seconds, stop_seconds, health } = config.daemon;
  const daemon: AgencyDaemon = {
    exchange: {
      self: context.agency.code,
      store: keepingReceipts(context),
      payloads: blobs,
      axis,
      directory,
      seal: context.seal,
      signer: receiptSigner(context.sealKey, clock),
      verifier: receiptVerifier(context, directory, await axisKeys(config)),
      ...{ clock, random, logger },
    },
    file: (item) => ingest(context, item),
    lock: () => locked(home),
    sweep: async () => {},
    health: { socket: health },
    pace: {
      ...DEFAULT_PACE,
      pollMs: poll_seconds * 1000,
      idleMs: idle_seconds * 1000,
      stopMs: stop_seconds * 1000,
    },
    loops: [
      {
        name: 'log',
        step: publishing(log),
        pollMs: poll_seconds * 1000,
        idleMs: idle_seconds * 1000,
        isWoken: true,
      },
      { name: 'directory', step: syncing(directory), pollMs: DIRECTORY_SYNC_MS, idleMs: DIRECTORY_SYNC_MS },
    ],
    halt,
  };
  const close = async () => {
    await axis.close();
    await context.sealKey.close();
    store.close();
  };
  return { daemon, close };
}

/** Publishes what was committed since the last pass under a new signed checkpoint. */
function publishing(log: LogParts): () => Promise<number> {
  let size = 0;
  return async () => {
    const before = size;
    size = (await publishLog(log)).size;
    return size - before;
  };
}

function syncing(directory: AddressBook): () => Promise<number> {
  return async () => {
    await directory.sync();
    return 0;
  };
}

async function locked(home: string): Promise<() => Promise<void>> {
  const lock = await lockHome(home);
  return async () => lock.release();
}

/** @throws CONFIG_MISSING_KEY when no hub is configured */
export function hubConfig(surroundings: Surroundings): HubConfig {
  const { hub } = surroundings.config;
  if (hub === undefined) throw new CongvanError('CONFIG_MISSING_KEY', { where: 'hub' });
  return hub;
}

/** The axis. `close` after it has ended. */
export async function openAxisDaemon(
  surroundings: Surroundings,
  home: string,
  { secret, halt }: Running,
): Promise<{ readonly daemon: AxisDaemon; readonly close: () => Promise<void> }> {
  const { clock, logger, config } = surroundings;
  const hub = hubConfig(surroundings);
  const judging = await openJudging(surroundings);
  const directory = directoryOf(parseDirectoryList(await fileAt(hub.directory)));
  const key = await openKeyAt(hub.receipt_key, secret);
  const database = openSqliteAxisStore(pathOf(hub.store), clock.now());
  const staging = await diskStaging(join(home, 'staging'));
  const daemon: AxisDaemon = {
    hub: {
      store: database.store,
      payloads: await openBlobs(hub.blobs),
      staging,
      directory,
      seal: envelopeSeal(judging, directory),
      signer: receiptSigner(key, clock),
      callerCertificates: callerCertificates(await tlsJudging(surroundings, judging, hub), logger),
      verifier: receiptVerifier(judging, directory, []),
      arrivals: new Arrivals(),
      limits: DEFAULT_LIMITS,
      ...{ clock, logger },
    },
    listen: async (service) => await startAxisServer(service, await serverOptions(surroundings, hub)),
    lock: () => locked(home),
    sweep: async () => void (await staging.sweep(new Date(clock.now().getTime() - UPLOAD_LIFE_MS))),
    health: { socket: config.daemon.health },
    stopMs: config.daemon.stop_seconds * 1000,
    halt,
  };
  const close = async () => {
    await key.close();
    database.close();
  };
  return { daemon, close };
}

/** TLS certificates lead to the CA of the agencies' clients, which need not be an anchor of their signatures. */
async function tlsJudging({ config }: Surroundings, judging: Judging, hub: HubConfig): Promise<Judging> {
  const file = { name: hub.client_ca, bytes: await fileAt(hub.client_ca) };
  return { ...judging, trust: loadTrustStore([file], { dev: config.dev }) };
}

async function serverOptions({ logger }: Surroundings, hub: HubConfig): Promise<AxisServerOptions> {
  const text = async (path: string) => (await fileAt(path)).toString('utf8');
  return {
    host: hub.host,
    port: hub.port,
    tls: {
      key: await text(hub.key),
      certificateChain: await text(hub.certificate),
      clientCa: await text(hub.client_ca),
    },
    // An envelope travels in base64 inside a JSON body.
    maxJsonBytes: 2 * DEFAULT_LIMITS.maxEnvelopeBytes,
    idleMs: IDLE_MS,
    logger,
  };
}
