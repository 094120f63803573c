/** Repositories whose CRLs are old, forged, another's or do not come. */

import { type Answer, listen, type Server, text } from '../../certs-dev/httpServer.ts';
import { URLS } from '../../certs-dev/pki.ts';
import { repositoryAnswerer, type ServerOptions } from '../../certs-dev/servers.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { HTTP_FAULTS, type HttpFault, isHttpFault, keysOf } from './httpFaults.ts';

type Answerer = (path: string) => Answer;
type Start = (options: ServerOptions) => Promise<Answerer>;

const DAY_MS = 24 * 3_600_000;

const movedBy =
  (ms: number): Start =>
  ({ clock = systemClock }) =>
    repositoryAnswerer({ clock: { now: () => new Date(clock.now().getTime() + ms) } });

const FAULTS = {
  /** thisUpdate and nextUpdate are thirty days ago. */
  stale: movedBy(-30 * DAY_MS),
  /** thisUpdate is tomorrow. */
  'from-the-future': movedBy(DAY_MS),
  /** Whatever is asked for, the CRL of the foreign root. */
  'other-issuer': async (options) => {
    const honest = await repositoryAnswerer(options);
    return () => honest(new URL(URLS.crl('odd/foreign-root')).pathname);
  },
  'broken-signature': async (options) => {
    const honest = await repositoryAnswerer(options);
    return (path) => withLastByteChanged(honest(path));
  },
  'not-found': async () => () => text(404, 'not found'),
} as const satisfies Record<string, Start>;

export type CrlFault = keyof typeof FAULTS | HttpFault;

export const CRL_FAULTS: readonly CrlFault[] = [...keysOf(FAULTS), ...keysOf(HTTP_FAULTS)];

/** A repository with one fault, on a free port unless one is given. */
export async function startHostileCrl(fault: CrlFault, options: ServerOptions = {}): Promise<Server> {
  const start: Start = isHttpFault(fault) ? repositoryAnswerer : FAULTS[fault];
  const answer = await start(options);
  return listen(options.port ?? 0, ({ path }) =>
    isHttpFault(fault) ? HTTP_FAULTS[fault](answer(path)) : answer(path),
  );
}

/** The signature value stands at the end of a CRL. */
function withLastByteChanged(answer: Answer): Answer {
  const body = Buffer.from(answer.body);
  const last = body.length - 1;
  body[last] = (body[last] ?? 0) ^ 1;
  return { ...answer, body };
}
