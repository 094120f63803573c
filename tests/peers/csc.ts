/**
 * A remote signing service as the Cloud Signature Consortium API 2.0.0.2 describes it, over TLS: it believes nothing that
 * the specification does not make it believe. With a fault it lies, fails or dawdles.
 */
import { createPrivateKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { filesOf, paths } from '../../certs-dev/paths.ts';
import { ecdsa, rsaPkcs1, rsaPss } from './rawSignature.ts';

export const CSC_CLIENT = { id: 'congvan', secret: 'bí mật của máy khách' } as const;
export const CSC_PIN = '4321-đúng';
export const CSC_OTP = '778899';

export const CSC_FAULTS = [
  'expired-token',
  'token-refused',
  'wrong-sad',
  'no-sad',
  'fewer-signatures',
  'more-signatures',
  'other-order',
  'other-key',
  'other-hash',
  'not-base64',
  'server-error',
  'busy',
  'slow',
  'no-json',
  'html',
  'too-large',
  'cut-off',
  'redirects',
  'key-disabled',
  'certificate-revoked',
  'browser-only',
  'strange-factor',
  'no-certificates',
] as const;
export type CscFault = (typeof CSC_FAULTS)[number];

export interface CscPeerOptions {
  /** Ids in the development PKI; they are the credentialIDs too. */
  readonly credentials: readonly string[];
  readonly factors?: readonly ('PIN' | 'OTP')[];
  readonly expression?: string;
  readonly multisign?: number;
  /** Offers RSASSA-PSS and not PKCS #1. */
  readonly pssOnly?: boolean;
  /** Takes the refresh token only, and gives a new one each time. */
  readonly refreshToken?: string;
  /** Lets in only who has a certificate of the development CA. */
  readonly mutualTls?: boolean;
  readonly fault?: CscFault;
}

export interface CscPeer {
  /** `https://127.0.0.1:PORT/csc/v2` */
  readonly url: string;
  /** Methods that were called, in order; bodies as they came. */
  readonly calls: { readonly method: string; readonly body: string }[];
  close(): Promise<void>;
}

const authorizeInput = z.object({
  credentialID: z.string(),
  numSignatures: z.number().int().min(1),
  hashes: z.array(z.base64()).min(1),
  hashAlgorithmOID: z.string(),
  authData: z.array(z.object({ id: z.string(), value: z.string() })).optional(),
});
const signHashInput = z.object({
  credentialID: z.string(),
  SAD: z.string(),
  hashes: z.array(z.base64()).min(1),
  hashAlgorithmOID: z.string(),
  signAlgo: z.string(),
  signAlgoParams: z.base64().optional(),
});

const RSA_ALGO = [
  '1.2.840.113549.1.1.1',
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
];
const PSS_ALGO = '1.2.840.113549.1.1.10';

interface Reply {
  readonly status: number;
  readonly body: unknown;
}
const ok = (body: unknown): Reply => ({ status: 200, body });
const bad = (error: string, description = '', status = 400): Reply => ({
  status,
  body: { error, error_description: description },
});

export async function startCsc(options: CscPeerOptions): Promise<CscPeer> {
  const peer = new Peer(options);
  const { chain, key } = filesOf('axis/tls');
  const server = createServer(
    {
      cert: readFileSync(chain),
      key: readFileSync(key),
      ca: [readFileSync(paths.root.certificate), readFileSync(paths.issuingCa.certificate)],
      ...(options.mutualTls === true ? { requestCert: true, rejectUnauthorized: true } : {}),
    },
    (request, response) => void peer.respond(request, response).catch(() => request.destroy()),
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('not a TCP server');
  return {
    url: `https://127.0.0.1:${address.port}/csc/v2`,
    calls: peer.calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

class Peer {
  readonly calls: { method: string; body: string }[] = [];
  readonly #options: CscPeerOptions;
  readonly #tokens = new Set<string>();
  /** What each SAD was given for; good for one use. */
  readonly #activations = new Map<string, string>();
  #refreshToken: string | undefined;
  #expired = 0;

  constructor(options: CscPeerOptions) {
    this.#options = options;
    this.#refreshToken = options.refreshToken;
  }

  async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces).toString('utf8');
    const method = (request.url ?? '').replace('/csc/v2/', '');
    this.calls.push({ method, body });
    const reply = this.#reply(request, method, body);
    await this.#send(response, reply, method);
  }

  #reply(request: IncomingMessage, method: string, body: string): Reply {
    if (request.method !== 'POST') return bad('invalid_request', 'POST only', 405);
    if (method === 'oauth2/token') return this.#token(new URLSearchParams(body));
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    if (!this.#tokens.has(token)) return bad('invalid_token', 'The access token is invalid or expired', 401);
    if (this.#options.fault === 'expired-token' && this.#expired === 0) {
      this.#expired += 1;
      this.#tokens.delete(token);
      return bad('invalid_token', 'The access token is expired', 401);
    }
    const input: unknown = JSON.parse(body);
    if (method === 'credentials/list') return ok({ credentialIDs: this.#options.credentials });
    if (method === 'credentials/info') return this.#info(input);
    if (method === 'credentials/authorize') return this.#authorize(input);
    if (method === 'signatures/signHash') return this.#signHash(input);
    return bad('invalid_request', 'no such method', 404);
  }

  #token(form: URLSearchParams): Reply {
    if (this.#options.fault === 'token-refused')
      return bad('invalid_client', 'Client authentication failed', 401);
    const isClient =
      form.get('client_id') === CSC_CLIENT.id && form.get('client_secret') === CSC_CLIENT.secret;
    if (!isClient) return bad('invalid_client', 'Client authentication failed', 401);
    const wanted = this.#refreshToken === undefined ? 'client_credentials' : 'refresh_token';
    if (form.get('grant_type') !== wanted) return bad('unsupported_grant_type');
    if (this.#refreshToken !== undefined && form.get('refresh_token') !== this.#refreshToken)
      return bad('invalid_grant');
    const token = randomBytes(16).toString('hex');
    this.#tokens.add(token);
    const common = { access_token: token, token_type: 'Bearer', expires_in: 3600 };
    if (this.#refreshToken === undefined) return ok(common);
    this.#refreshToken = randomBytes(16).toString('hex');
    return ok({ ...common, refresh_token: this.#refreshToken });
  }

  #info(input: unknown): Reply {
    const { fault, factors = [], expression = factors.join(' AND '), pssOnly, multisign = 5 } = this.#options;
    const read = z.object({ credentialID: z.string() }).safeParse(input);
    const id = this.#options.credentials.find((known) => known === read.data?.credentialID);
    if (id === undefined) return bad('invalid_request', 'Invalid parameter credentialID');
    const leaf = certificateOf(id);
    const { asymmetricKeyType: type } = leaf.publicKey;
    const ec = ['1.2.840.10045.4.3.2', '1.2.840.10045.4.3.3', '1.2.840.10045.4.3.4'];
    const rsa = pssOnly === true || type === 'rsa-pss' ? [PSS_ALGO] : [...RSA_ALGO, PSS_ALGO];
    const chain = [leaf.raw, new X509Certificate(readFileSync(paths.issuingCa.certificate)).raw];
    const objects = factors.map((factor) => ({ type: 'Password', id: factor, format: 'A', label: factor }));
    const strange = [{ type: 'ChallengeResponse', id: 'QR' }];
    return ok({
      key: {
        status: fault === 'key-disabled' ? 'disabled' : 'enabled',
        algo: type === 'ec' ? ec : rsa,
        len: leaf.publicKey.asymmetricKeyDetails?.modulusLength ?? 256,
      },
      cert: {
        status: fault === 'certificate-revoked' ? 'revoked' : 'valid',
        certificates: fault === 'no-certificates' ? [] : chain.map((der) => der.toString('base64')),
      },
      auth: {
        mode:
          fault === 'browser-only'
            ? 'oauth2code'
            : factors.length === 0 && fault !== 'strange-factor'
              ? 'implicit'
              : 'explicit',
        expression,
        objects: fault === 'strange-factor' ? strange : objects,
      },
      ...{ SCAL: '2', multisign },
    });
  }

  #authorize(input: unknown): Reply {
    const read = authorizeInput.safeParse(input);
    if (!read.success) return bad('invalid_request', 'Missing or invalid parameter');
    const { numSignatures, hashes, authData = [], credentialID, hashAlgorithmOID } = read.data;
    if (numSignatures !== hashes.length || numSignatures > (this.#options.multisign ?? 5)) {
      return bad('invalid_request', 'Numbers of signatures is too high or not that of the hashes');
    }
    const given = (id: string) => authData.find((one) => one.id === id)?.value;
    const isEither = /\bOR\b/.test(this.#options.expression ?? '');
    const wanted = (this.#options.factors ?? []).filter((id) => !isEither || given(id) !== undefined);
    if (wanted.includes('PIN') && given('PIN') !== CSC_PIN) return bad('invalid_pin', 'The PIN is invalid');
    if (wanted.includes('OTP') && given('OTP') !== CSC_OTP) return bad('invalid_otp', 'The OTP is invalid');
    const SAD = randomBytes(16).toString('base64');
    this.#activations.set(SAD, JSON.stringify([credentialID, hashAlgorithmOID, hashes]));
    if (this.#options.fault === 'no-sad') return ok({ expiresIn: 300 });
    return ok({ SAD: this.#options.fault === 'wrong-sad' ? `${SAD}x` : SAD, expiresIn: 300 });
  }

  #signHash(input: unknown): Reply {
    const read = signHashInput.safeParse(input);
    if (!read.success) return bad('invalid_request', 'Missing or invalid parameter');
    const { credentialID, SAD, hashes, hashAlgorithmOID } = read.data;
    const isFor = this.#activations.get(SAD);
    this.#activations.delete(SAD);
    if (isFor !== JSON.stringify([credentialID, hashAlgorithmOID, hashes])) {
      return bad('invalid_request', 'Invalid parameter SAD');
    }
    const signatures = hashes.map((hash) => this.#signature(read.data, Buffer.from(hash, 'base64')));
    const [first = ''] = signatures;
    const faults: Partial<Record<CscFault, readonly string[]>> = {
      'fewer-signatures': signatures.slice(1),
      'more-signatures': [...signatures, first],
      'other-order': signatures.toReversed(),
      'not-base64': signatures.map(() => 'không phải'),
    };
    return ok({ signatures: faults[this.#options.fault ?? 'slow'] ?? signatures });
  }

  #signature({ credentialID, signAlgo }: z.infer<typeof signHashInput>, hash: Buffer): string {
    const { fault } = this.#options;
    const key = keyOf(fault === 'other-key' ? 'H29.13/seal' : credentialID);
    const hashed = fault === 'other-hash' ? randomBytes(hash.length) : hash;
    const signing = key.asymmetricKeyType === 'ec' ? ecdsa : signAlgo === PSS_ALGO ? rsaPss : rsaPkcs1;
    return signing(key, hashed).toString('base64');
  }

  async #send(response: ServerResponse, reply: Reply, method: string): Promise<void> {
    const { fault } = this.#options;
    const isSigning = method === 'signatures/signHash';
    if (isSigning && fault === 'slow') await sleep(10_000, undefined, { ref: false });
    if (isSigning && fault === 'server-error')
      return end(response, 503, 'application/json', '{"error":"server_error"}');
    if (isSigning && fault === 'busy') return end(response, 429, 'application/json', '{"error":"too_many"}');
    if (isSigning && fault === 'no-json') return end(response, 200, 'application/json', '{"signatures":');
    if (isSigning && fault === 'html') return end(response, 200, 'text/html', '<html>');
    if (isSigning && fault === 'too-large')
      return end(response, 200, 'application/json', ' '.repeat(2 << 20));
    if (isSigning && fault === 'redirects') {
      response.writeHead(302, { location: 'https://127.0.0.1:9/', 'content-type': 'application/json' });
      response.end('{}');
      return;
    }
    if (isSigning && fault === 'cut-off') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
      response.write('{"signatures":[', () => response.socket?.destroy());
      return;
    }
    end(response, reply.status, 'application/json;charset=UTF-8', JSON.stringify(reply.body));
  }
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}

const certificateOf = (id: string): X509Certificate =>
  new X509Certificate(readFileSync(filesOf(id).certificate));
const keyOf = (id: string): KeyObject => createPrivateKey(readFileSync(filesOf(id).key));
