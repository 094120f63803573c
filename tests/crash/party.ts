/**
 * One party as a process of its own: `node party.ts <json>`. Real HTTPS, SQLite and disk; real daemons. A variant puts a
 * known mistake in, so that the harness can be seen to catch it.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { paths } from '../../certs-dev/paths.ts';
import { openDiskBlobs } from '../../src/adapters/disk/blobs.ts';
import { lockHome } from '../../src/adapters/disk/lock.ts';
import { diskStaging } from '../../src/adapters/disk/staging.ts';
import { axisClient } from '../../src/adapters/http/axisClient.ts';
import { startAxisServer } from '../../src/adapters/http/axisServer.ts';
import { openSqliteAxisStore } from '../../src/adapters/sqlite/axisDatabase.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { type AgencyDaemon, DEFAULT_PACE, runAgencyDaemon } from '../../src/daemon/agencyDaemon.ts';
import { type AxisDaemon, runAxis } from '../../src/daemon/axisDaemon.ts';
import { daemonLogger } from '../../src/daemon/logger.ts';
import { stopOnSignals } from '../../src/daemon/signals.ts';
import { Arrivals } from '../../src/exchange/axis/arrivals.ts';
import { DEFAULT_LIMITS } from '../../src/exchange/axis/hub.ts';
import type { InboxItem } from '../../src/exchange/inbox.ts';
import type { ExchangeStore } from '../../src/exchange/store.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { AgencyCode } from '../../src/kernel/ids.ts';
import { breakAgency, breakAxis, type Variant } from './broken.ts';
import { addressBook, agencyFilesOf, envelopeSeal, pem, rootPem, signer, verifier } from './setup.ts';
import { statusDispatch } from './traffic.ts';

export interface PartyConfig {
  readonly role: 'axis' | AgencyCode;
  readonly home: string;
  readonly axisPort: number;
  readonly variant: Variant;
}

const PACE = { ...DEFAULT_PACE, pollMs: 40, idleMs: 300, pullWaitMs: 2000, stopMs: 5000 };
const clock = systemClock;
const directory = addressBook();
const seal = envelopeSeal(directory);

const locked = async (home: string) => {
  const lock = await lockHome(home);
  return async () => lock.release();
};

async function agencyDaemon(config: PartyConfig, code: AgencyCode): Promise<AgencyDaemon> {
  const { home, axisPort, variant } = config;
  const files = agencyFilesOf(code);
  const logger = daemonLogger({ party: code }, 'warn');
  const store: ExchangeStore = openSqliteStore(join(home, 'store.db'), clock);
  const payloads = await openDiskBlobs(join(home, 'blobs'));
  const sealer = await signer(files.seal);
  const axis = axisClient({
    url: `https://localhost:${axisPort}`,
    tls: { key: pem(files.tls.key), certificateChain: pem(files.tls.chain), ca: rootPem() },
    timeoutMs: 10_000,
  });
  const exchange = {
    self: code,
    store,
    payloads,
    axis,
    directory,
    seal,
    signer: sealer,
    verifier: verifier(directory),
    clock,
    random: randomBytes,
    logger,
  };
  return {
    exchange: breakAgency(exchange, variant, home),
    file: (item) => file({ store, payloads, self: code, sealer }, item),
    lock: () => locked(home),
    sweep: async () => undefined,
    health: null,
    loops: [{ name: 'ready', step: sayReady(), pollMs: 60_000, idleMs: 60_000 }],
    pace: PACE,
    halt: (exitCode) => process.exit(exitCode),
  };
}

/** Files a document by answering it with a status, a status by entering it: in one commit with the item's settling. */
async function file(
  { store, payloads, self, sealer }: Parameters<typeof statusDispatch>[0] & { readonly store: ExchangeStore },
  item: InboxItem,
): Promise<void> {
  const { sender, messageId, documentId } = item;
  const at = clock.now();
  const settled = {
    kind: 'inbox.settle',
    sender,
    messageId,
    to: 'filed',
    reason: null,
    recordId: null,
    at,
  } as const;
  if (item.kind === 'document') {
    const dispatch = await statusDispatch({ payloads, self, sealer }, item);
    await store.commit([settled, { kind: 'dispatch.insert', dispatch }]);
    return;
  }
  const entry = {
    code: '01',
    description: 'Đã đến',
    arrivedAt: at,
    messageId,
    from: sender,
    about: self,
    documentId,
    reportedAt: '2026/11/19 09:30:00',
  };
  await store.commit([settled, { kind: 'status.insert', entry }]);
}

async function axisDaemon({ home, axisPort, variant }: PartyConfig): Promise<AxisDaemon> {
  const logger = daemonLogger({ party: 'axis' }, 'error');
  const { tls } = paths.axis;
  return {
    hub: {
      store: breakAxis(openSqliteAxisStore(join(home, 'axis.db'), clock.now()).store, variant),
      payloads: await openDiskBlobs(join(home, 'blobs')),
      staging: await diskStaging(join(home, 'staging')),
      directory,
      seal,
      signer: await signer(paths.axis.seal),
      verifier: verifier(directory),
      clock,
      logger,
      arrivals: new Arrivals(),
      limits: DEFAULT_LIMITS,
    },
    listen: (service) =>
      startAxisServer(service, {
        host: '127.0.0.1',
        port: axisPort,
        tls: { key: pem(tls.key), certificateChain: pem(tls.chain), clientCa: rootPem() },
        maxJsonBytes: 20_000_000,
        idleMs: 10_000,
        logger,
      }),
    lock: () => locked(home),
    sweep: async () => undefined,
    health: null,
    stopMs: PACE.stopMs,
    halt: (exitCode) => process.exit(exitCode),
    onListening: sayReady(),
  };
}

/** Tells the harness that work begins: a party that is killed only while it starts proves little. */
function sayReady(): () => Promise<number> {
  return async () => {
    process.stdout.write('ready\n');
    return 0;
  };
}

const config: PartyConfig = JSON.parse(process.argv[2] ?? '{}');
const { stop } = stopOnSignals();
const exitCode =
  config.role === 'axis'
    ? await runAxis(await axisDaemon(config), stop)
    : await runAgencyDaemon(await agencyDaemon(config, config.role), stop);
process.exit(exitCode);
