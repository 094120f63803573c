import type { Dispatcher } from 'undici';
import type { Clock } from '../../kernel/clock.ts';
import { type Logger, silentLogger } from '../../kernel/logger.ts';
import type { Random } from '../../kernel/random.ts';
import { oid } from '../../signing/der/write.ts';
import { ocspRequest } from '../../signing/revocation/ocspRequest.ts';
import type { RevocationEvidence, RevocationSource } from '../../signing/revocationSource.ts';
import { type Certificate, tryParseCertificate } from '../../signing/x509/certificate.ts';
import { OID } from '../../signing/x509/oids.ts';
import { type BoundedAnswer, boundedRequest } from './boundedRequest.ts';
import { type CachedCrl, crlCache } from './crlCache.ts';
import { crlNextUpdate } from './crlNextUpdate.ts';
import { overriddenAddress } from './overriddenAddress.ts';

export interface RevocationOptions {
  readonly clock: Clock;
  /** For each request, milliseconds. */
  readonly timeoutMs?: number;
  /** Octets. */
  readonly maxOcspBytes?: number;
  /** Octets. */
  readonly maxCrlBytes?: number;
  /** A CRL is given again until its nextUpdate, but no longer than this, milliseconds. */
  readonly crlCacheMs?: number;
  /**
   * Asks elsewhere than the certificate says: from a whole address, or from an origin (`http://ocsp.example`), to
   * another.
   * For closed networks with a mirror, and for tests.
   */
  readonly overrides?: Readonly<Record<string, string>>;
  /** Makes OCSP nonces; without it requests have none, and a responder may send what it made in advance. */
  readonly random?: Random;
  /** Is told of every address that gave nothing, and why. */
  readonly logger?: Logger;
  readonly dispatcher?: Dispatcher;
}

const DEFAULTS = {
  timeoutMs: 10_000,
  maxOcspBytes: 64 << 10,
  maxCrlBytes: 16 << 20,
  crlCacheMs: 3_600_000,
  overrides: {},
  logger: silentLogger,
} as const;
const CACHE_BYTES = 64 << 20;
const NONCE_BYTES = 32;
const NOTHING = 'no revocation data from this address';
/** RFC 2585 §3, and what is met in practice. */
const CRL_TYPES = ['application/pkix-crl', 'application/x-pkcs7-crl', 'application/octet-stream'];

/**
 * Revocation data over HTTP: OCSP by POST (RFC 6960 appendix A.1) and CRLs (RFC 5280 §4.2.1.13), both asked at once
 * from the addresses in the certificate, each address of a kind until one answers. Nothing is verified here. The
 * addresses are the certificate's own words: ask only about certificates whose issuer signed them.
 */
export function httpRevocation(options: RevocationOptions): RevocationSource {
  const settings: Settings = { ...DEFAULTS, ...options };
  const cached = crlCache(settings.clock, CACHE_BYTES);
  return {
    async evidenceFor(certificateDer, issuerDer) {
      const certificate = tryParseCertificate(certificateDer);
      const issuer = tryParseCertificate(issuerDer);
      if (certificate === undefined || issuer === undefined) return [];
      const [ocsp, crl] = await Promise.all([
        firstOf(certificate.ocspUrls, (url) => askOcsp(settings, url, certificate, issuer)),
        firstOf(certificate.crlUrls, async (url) =>
          evidence('crl', url, await cached(url, () => fetchCrl(settings, url))),
        ),
      ]);
      return [ocsp, crl].filter((found) => found !== undefined);
    },
  };
}

type Settings = RevocationOptions & Required<Omit<RevocationOptions, 'random' | 'dispatcher'>>;

async function firstOf<T>(
  urls: readonly string[],
  ask: (url: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  for (const url of urls) {
    const found = await ask(url);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function askOcsp(
  settings: Settings,
  url: string,
  certificate: Certificate,
  issuer: Certificate,
): Promise<RevocationEvidence | undefined> {
  const nonce = settings.random?.(NONCE_BYTES);
  const answer = await boundedRequest({
    ...common(settings, url),
    maxBytes: settings.maxOcspBytes,
    headers: { 'content-type': 'application/ocsp-request' },
    body: ocspRequest(certificate, issuer, nonce === undefined ? {} : { nonce }),
    accepts: ['application/ocsp-response'],
  });
  const der = bodyOrWarning(settings, url, answer);
  if (der === undefined) return undefined;
  if (nonce !== undefined && isForAnotherNonce(der, nonce)) {
    settings.logger.warn({ url, why: 'another nonce' }, NOTHING);
    return undefined;
  }
  return { kind: 'ocsp', der, fetchedAt: settings.clock.now(), source: url };
}

/** A responder may leave the nonce out (RFC 6960 §4.4.1), but one that is there must be ours: 32 octets are not there by chance. */
function isForAnotherNonce(response: Buffer, nonce: Uint8Array): boolean {
  return response.includes(oid(OID.ocspNonce)) && !response.includes(Buffer.from(nonce));
}

async function fetchCrl(settings: Settings, url: string): Promise<CachedCrl | undefined> {
  const answer = await boundedRequest({
    ...common(settings, url),
    maxBytes: settings.maxCrlBytes,
    headers: {},
    accepts: CRL_TYPES,
  });
  const der = bodyOrWarning(settings, url, answer);
  if (der === undefined) return undefined;
  const fetchedAt = settings.clock.now();
  const longest = fetchedAt.getTime() + settings.crlCacheMs;
  const nextUpdate = crlNextUpdate(der)?.getTime() ?? fetchedAt.getTime();
  return { der, fetchedAt, until: new Date(Math.min(longest, nextUpdate)) };
}

function common({ timeoutMs, overrides, dispatcher }: Settings, url: string) {
  return { url: overriddenAddress(url, overrides), timeoutMs, dispatcher };
}

function bodyOrWarning({ logger }: Settings, url: string, answer: BoundedAnswer): Buffer | undefined {
  if (answer.kind === 'body') return answer.body;
  logger.warn({ url, why: answer.why }, NOTHING);
  return undefined;
}

function evidence(
  kind: RevocationEvidence['kind'],
  source: string,
  found: CachedCrl | undefined,
): RevocationEvidence | undefined {
  return found === undefined ? undefined : { kind, der: found.der, fetchedAt: found.fetchedAt, source };
}
