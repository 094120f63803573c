import { Agent, type Dispatcher } from 'undici';
import { isCongvanError } from '../../kernel/errors.ts';
import { type Logger, silentLogger } from '../../kernel/logger.ts';
import { certificatesInBag } from '../../signing/cms/parse.ts';
import type { IssuerSource } from '../../signing/issuerSource.ts';
import { certificatesIn } from '../../signing/trust/pem.ts';
import { tryParseCertificate } from '../../signing/x509/certificate.ts';
import { boundedRequest } from './boundedRequest.ts';
import { overriddenAddress } from './overriddenAddress.ts';
import { addressProblem, publicLookup } from './publicAddress.ts';

export interface IssuersOptions {
  /** For each request, milliseconds. */
  readonly timeoutMs?: number;
  /** Octets. */
  readonly maxBytes?: number;
  /** As for revocation: from a whole address, or an origin, to another, which may then be inside a network. */
  readonly overrides?: Readonly<Record<string, string>>;
  /** Is told of every address that gave nothing, and why. */
  readonly logger?: Logger;
  /** Instead of connections to public addresses only, a proxy for example. */
  readonly dispatcher?: Dispatcher;
}

const DEFAULTS = { timeoutMs: 10_000, maxBytes: 64 << 10, overrides: {}, logger: silentLogger } as const;
/** Addresses of one certificate that are tried. */
const MOST_ADDRESSES = 2;
/** RFC 2585 §3, RFC 5280 §4.2.2.1, and what is met in practice. */
const BAG_TYPES = ['application/pkcs7-mime', 'application/x-pkcs7-certificates'];
const TYPES = [
  ...['application/pkix-cert', 'application/x-x509-ca-cert', 'application/x-x509-user-cert'],
  ...['application/octet-stream', 'application/x-pem-file', ...BAG_TYPES],
];

/**
 * Issuers' certificates over HTTP, from the caIssuers addresses in a certificate. Whoever made the certificate chose
 * them: only public addresses are asked (also after DNS), by GET, without redirects, for little and not for long.
 * Nothing is verified here.
 */
export function httpIssuers(options: IssuersOptions = {}): IssuerSource {
  const settings: Settings = { ...DEFAULTS, ...options };
  const dispatcher = options.dispatcher ?? new Agent({ connect: { lookup: publicLookup } });
  return {
    async issuersOf(der) {
      const addresses = tryParseCertificate(der)?.caIssuerUrls ?? [];
      const found = await Promise.all(
        addresses.slice(0, MOST_ADDRESSES).map((url) => fetchOne(url, settings, dispatcher)),
      );
      return found.flat();
    },
  };
}

type Settings = Required<Omit<IssuersOptions, 'dispatcher'>>;

async function fetchOne(
  address: string,
  { timeoutMs, maxBytes, overrides, logger }: Settings,
  dispatcher: Dispatcher,
): Promise<readonly Uint8Array[]> {
  const url = overriddenAddress(address, overrides);
  const isOverridden = url !== address;
  const problem = isOverridden ? undefined : addressProblem(url);
  const answer =
    problem === undefined
      ? await boundedRequest({
          ...{ url, timeoutMs, maxBytes, headers: {}, accepts: TYPES },
          // Somebody of this agency named the other address: it may be inside the network.
          dispatcher: isOverridden ? undefined : dispatcher,
        })
      : ({ kind: 'failed', why: problem } as const);
  if (answer.kind === 'body') return certificatesInBody(answer.body);
  logger.warn({ url: address, why: answer.why }, 'no issuer certificate from this address');
  return [];
}

/** One certificate (DER or PEM), or a bag of them (certs-only SignedData). */
function certificatesInBody(body: Uint8Array): readonly Uint8Array[] {
  for (const read of [() => certificatesInBag(body), () => certificatesIn('caIssuers', body)]) {
    try {
      return read().filter((der) => tryParseCertificate(der) !== undefined);
    } catch (error) {
      if (!isCongvanError(error)) throw error;
    }
  }
  return [];
}
