/** Timestamp authorities that lie, fail or may not issue timestamps. */
import { integer, octetString, oid, sequence } from '../../certs-dev/der.ts';
import { type Answer, listen, type Server } from '../../certs-dev/httpServer.ts';
import { type ServerOptions, timestampAnswerer } from '../../certs-dev/servers.ts';
import { rejectedDer, type TimestampInfo } from '../../certs-dev/tsp.ts';
import { HTTP_FAULTS, type HttpFault, isHttpFault, keysOf } from './httpFaults.ts';

type Answerer = (request: Buffer) => Buffer;
type Start = (options: ServerOptions) => Promise<Answerer>;

const lying =
  (lie: (info: TimestampInfo) => Partial<TimestampInfo>): Start =>
  (options) =>
    timestampAnswerer(options, (info) => ({ ...info, ...lie(info) }));
const signedBy =
  (signer: string): Start =>
  (options) =>
    timestampAnswerer({ ...options, signer });

const FAULTS = {
  'wrong-nonce': lying(() => ({ nonce: integer(4711) })),
  'no-nonce': lying(() => ({ nonce: undefined })),
  'wrong-imprint': lying(() => ({
    imprint: sequence(sequence(oid('2.16.840.1.101.3.4.2.1')), octetString(Buffer.alloc(32, 7))),
  })),
  'signer-without-eku': signedBy('odd/tsa-without-eku'),
  'signer-eku-not-critical': signedBy('odd/tsa-eku-not-critical'),
  'signer-two-purposes': signedBy('odd/tsa-two-purposes'),
  'signer-expired': signedBy('odd/tsa-expired'),
  'signer-revoked': signedBy('odd/tsa-revoked'),
  'signer-foreign': signedBy('odd/tsa-foreign'),
  /** PKIStatus rejection. */
  refuses: async () => () => rejectedDer('systemFailure'),
  'broken-signature': async (options) => {
    const honest = await timestampAnswerer(options);
    return (request) => withLastByteChanged(honest(request));
  },
} as const satisfies Record<string, Start>;

export type TsaFault = keyof typeof FAULTS | HttpFault;

export const TSA_FAULTS: readonly TsaFault[] = [...keysOf(FAULTS), ...keysOf(HTTP_FAULTS)];

/** An authority with one fault, on a free port unless one is given. */
export async function startHostileTsa(fault: TsaFault, options: ServerOptions = {}): Promise<Server> {
  const start: Start = isHttpFault(fault) ? timestampAnswerer : FAULTS[fault];
  const answer = await start(options);
  return listen(options.port ?? 0, ({ body }) => {
    const honest: Answer = { status: 200, contentType: 'application/timestamp-reply', body: answer(body) };
    return isHttpFault(fault) ? HTTP_FAULTS[fault](honest) : honest;
  });
}

/** The signature value stands at the end of a token. */
function withLastByteChanged(der: Buffer): Buffer {
  const changed = Buffer.from(der);
  const last = changed.length - 1;
  changed[last] = (changed[last] ?? 0) ^ 1;
  return changed;
}
