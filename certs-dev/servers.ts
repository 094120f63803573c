/**
 * Small real servers of the development PKI, on loopback. Each takes its port (0: any free one) and its clock; with
 * neither they listen where the certificates say and use the machine's time.
 */
import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '../src/kernel/clock.ts';
import { chainOf, crlAt, type Entities, type Entity, entityOf, loadEntities } from './entity.ts';
import { type Answer, listen, type Received, type Server, text } from './httpServer.ts';
import {
  isIssuedBy,
  type OcspAnswer,
  type OcspRequest,
  ocspFailureDer,
  ocspResponseDer,
  parseOcspRequest,
  statusAt,
} from './ocsp.ts';
import { issuerIds, PORTS, slug } from './pki.ts';
import { grantedDer, parseTimestampRequest, rejectedDer, type TimestampInfo, tokenDer } from './tsp.ts';

const HOUR_MS = 3_600_000;

export interface ServerOptions {
  /** Default: the documented one of `PORTS`. */
  readonly port?: number;
  readonly clock?: Clock;
}

export interface TsaOptions extends ServerOptions {
  /** Id of the certificate that signs the tokens. */
  readonly signer?: string;
}

/** A timestamp authority (RFC 3161 over HTTP, §3.4). */
export async function startTsa(options: TsaOptions = {}): Promise<Server> {
  const answer = await timestampAnswerer(options);
  return listen(options.port ?? PORTS.tsa, (received) => {
    if (!isPost(received, 'application/timestamp-query')) return text(400, 'POST a timestamp query');
    return { status: 200, contentType: 'application/timestamp-reply', body: answer(received.body) };
  });
}

/**
 * The authority without its server: TimeStampReq in, TimeStampResp out, both DER.
 * @param change what a hostile authority does to the truth before it signs
 */
export async function timestampAnswerer(
  options: Pick<TsaOptions, 'signer' | 'clock'> = {},
  change: (info: TimestampInfo) => TimestampInfo = (info) => info,
): Promise<(request: Uint8Array) => Buffer> {
  const entities = await loadEntities();
  const signer = entityOf(entities, options.signer ?? 'tsa');
  const chain = chainOf(entities, signer).map(({ certificate }) => certificate);
  const clock = options.clock ?? systemClock;
  return (der) => {
    const request = parseTimestampRequest(der);
    if (typeof request === 'string') return rejectedDer(request);
    const { imprint, nonce } = request;
    const serial = randomBytes(8).readBigUInt64BE();
    const info = change({ imprint, nonce, serial, genTime: clock.now() });
    return grantedDer(tokenDer(info, signer, request.wantsCertificates ? chain : []));
  };
}

export interface OcspOptions extends ServerOptions {
  /** Id of the responder's certificate. */
  readonly signer?: string;
  /** Id whose private key signs instead of the responder's: a forgery. */
  readonly keyOf?: string;
  /** Ids that it is to know nothing of; default: the odd one made for that. */
  readonly forgotten?: readonly string[];
}

/** The OCSP responder of the issuing CA (RFC 6960 over HTTP, POST, appendix A.1). */
export async function startOcsp(options: OcspOptions = {}): Promise<Server> {
  const answer = await ocspAnswerer(options);
  return listen(options.port ?? PORTS.ocsp, (received) => {
    if (!isPost(received, 'application/ocsp-request')) return text(400, 'POST an OCSP request');
    return { status: 200, contentType: 'application/ocsp-response', body: answer(received.body) };
  });
}

/** The responder without its server: OCSPRequest in, OCSPResponse out, both DER. Answers are good for an hour. */
export async function ocspAnswerer(
  options: Omit<OcspOptions, 'port'> = {},
  change: (answer: OcspAnswer) => OcspAnswer = (answer) => answer,
): Promise<(request: Uint8Array) => Buffer> {
  const entities = await loadEntities();
  const signer = entityOf(entities, options.signer ?? 'ocsp');
  const { privateKey } = entityOf(entities, options.keyOf ?? signer.id).keys;
  const responder = { ...signer, keys: { ...signer.keys, privateKey } };
  const clock = options.clock ?? systemClock;
  const forgotten = options.forgotten ?? ['odd/unknown-to-ocsp'];
  return (der) => {
    const request = parseOcspRequest(der);
    if (request === undefined) return ocspFailureDer('malformedRequest');
    const truth = truthAbout(request, entities, clock.now(), forgotten);
    return truth === undefined ? ocspFailureDer('unauthorized') : ocspResponseDer(change(truth), responder);
  };
}

/** @returns undefined when it is asked about another CA's certificates */
function truthAbout(
  request: OcspRequest,
  entities: Entities,
  now: Date,
  forgotten: readonly string[],
): OcspAnswer | undefined {
  const issuer: Entity = entityOf(entities, 'issuing-ca');
  if (!request.certificates.every((certificate) => isIssuedBy(certificate, issuer))) return undefined;
  return {
    producedAt: now,
    nonce: request.nonce,
    answers: request.certificates.map(({ der, serial }) => ({
      certificate: der,
      status: statusAt(entities, issuer.id, serial, now, forgotten),
      thisUpdate: now,
      nextUpdate: new Date(now.getTime() + HOUR_MS),
    })),
  };
}

/** CRLs (`/crl/<issuer>.crl`, fresh) and CA certificates (`/ca/<issuer>.cer`), DER. RFC 5280 §4.2. */
export async function startCrl(options: ServerOptions = {}): Promise<Server> {
  const answer = await repositoryAnswerer(options);
  return listen(options.port ?? PORTS.repository, ({ method, path }) =>
    method === 'GET' ? answer(path) : text(405, 'GET'),
  );
}

/** The repository without its server: a path in, what lies there out. CRLs are good for a day. */
export async function repositoryAnswerer(
  options: Pick<ServerOptions, 'clock'> = {},
): Promise<(path: string) => Answer> {
  const entities = await loadEntities();
  const clock = options.clock ?? systemClock;
  const routes = new Map<string, () => Answer>();
  for (const id of issuerIds()) {
    const { certificate } = entityOf(entities, id);
    routes.set(`/ca/${slug(id)}.cer`, () => found('application/pkix-cert', certificate));
    routes.set(`/crl/${slug(id)}.crl`, () =>
      found('application/pkix-crl', crlAt(entities, id, clock.now(), 24 * HOUR_MS)),
    );
  }
  return (path) => routes.get(path)?.() ?? text(404, 'not found');
}

const found = (contentType: string, body: Buffer): Answer => ({ status: 200, contentType, body });

function isPost({ method, contentType }: Received, wanted: string): boolean {
  return method === 'POST' && contentType === wanted;
}

export interface PkiServers {
  readonly tsa: Server;
  readonly ocsp: Server;
  readonly crl: Server;
  /** For the HTTP revocation adapter: the addresses in the certificates to those in use. */
  readonly overrides: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** All three on free ports, for a test. */
export async function startPki(clock: Clock = systemClock): Promise<PkiServers> {
  const [tsa, ocsp, crl] = await Promise.all([
    startTsa({ port: 0, clock }),
    startOcsp({ port: 0, clock }),
    startCrl({ port: 0, clock }),
  ]);
  return {
    tsa,
    ocsp,
    crl,
    overrides: {
      [`http://127.0.0.1:${PORTS.ocsp}`]: new URL(ocsp.url).origin,
      [`http://127.0.0.1:${PORTS.repository}`]: new URL(crl.url).origin,
    },
    close: async () => void (await Promise.all([tsa.close(), ocsp.close(), crl.close()])),
  };
}
