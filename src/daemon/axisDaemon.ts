/** The axis as a process: the hub's logic behind a listening server, and the loop that gives up what is overdue. */
import type { HubDeps } from '../exchange/axis/hub.ts';
import { expireDeliveries } from '../exchange/axis/mailbox.ts';
import { type AxisService, axisService } from '../exchange/axis/service.ts';
import { createHealth, type HealthAddress } from './health.ts';
import { runService } from './service.ts';

export interface ListeningServer {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface AxisDaemon {
  readonly hub: HubDeps;
  readonly listen: (service: AxisService) => Promise<ListeningServer>;
  /** Takes the home for this process. @returns gives it back. @throws HOME_LOCKED */
  readonly lock: () => Promise<() => Promise<void>>;
  /** Removes what a killed process left behind: temporary files, uploads nobody goes on with. */
  readonly sweep: () => Promise<void>;
  readonly health: HealthAddress | null;
  readonly stopMs: number;
  readonly halt: (exitCode: number) => void;
  /** Told once it listens. */
  readonly onListening?: (server: ListeningServer) => void;
}

const EXPIRY_EVERY_MS = 10_000;
const EXPIRY_BATCH = 100;

/** @returns exit code. @throws HOME_LOCKED, or what keeps the server from listening */
export function runAxis(daemon: AxisDaemon, stop: AbortSignal): Promise<number> {
  const { hub, halt, stopMs } = daemon;
  const { logger, clock } = hub;
  const health = createHealth(clock, async () => ({ ...(await hub.store.counts()) }));
  return runService(
    {
      observer: health.observer,
      logger,
      stopMs,
      halt,
      async start(opened, fatal) {
        opened(await daemon.lock());
        await daemon.sweep();
        if (daemon.health !== null) opened(await health.listen(daemon.health));
        const server = await daemon.listen(axisService(hub, fatal));
        opened(() => server.close());
        logger.info({ host: server.host, port: server.port }, 'axis listening');
        daemon.onListening?.(server);
        const expire = () => expireDeliveries(hub, EXPIRY_BATCH);
        return [{ name: 'expire', step: expire, pollMs: EXPIRY_EVERY_MS, idleMs: EXPIRY_EVERY_MS }];
      },
    },
    stop,
  );
}
