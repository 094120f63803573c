import { resolve } from 'node:path';
import { CongvanError } from '../../kernel/errors.ts';

/** A credential of a remote signing service and how we prove who we are; paths absolute. */
export interface CscLocation {
  /** Base of the API, e.g. `https://rssp.example/csc/v2`, without a slash at the end. */
  readonly service: string;
  /** Base of the OAuth 2.0 server: the token endpoint is `…/oauth2/token`. */
  readonly oauth: string;
  /** credentialID; undefined: the only one that there is. */
  readonly credential: string | undefined;
  /** OAuth 2.0 client_id. */
  readonly client: string;
  readonly clientSecretFile: string | undefined;
  /** Grant refresh_token instead of client_credentials. */
  readonly refreshTokenFile: string | undefined;
  /** A file with the one-time password, rewritten by whoever gets it. */
  readonly otpFile: string | undefined;
  /** PEM: what the service's TLS certificate must lead to; the system's roots when undefined. */
  readonly caFile: string | undefined;
  /** PEM: our TLS client certificate with its key. */
  readonly clientTls: { readonly certificateFile: string; readonly keyFile: string } | undefined;
}

const SCHEME = 'csc:';
const PATHS = ['client-secret', 'refresh-token', 'otp', 'ca', 'cert', 'key'] as const;
const NAMES: readonly string[] = ['credential', 'client', 'oauth', ...PATHS];

/**
 * Reads `csc:https://HOST/csc/v2?client=ID[&credential=ID][&client-secret=PATH][&refresh-token=PATH][&oauth=https://…]
 * [&otp=PATH][&ca=PATH][&cert=PATH&key=PATH]`. Secrets stand in files, never in the address.
 * @param folder what relative paths start from
 * @throws CONFIG_INVALID
 */
export function parseCscUri(uri: string, folder: string): CscLocation {
  if (!uri.startsWith(SCHEME)) throw invalid(uri, `does not begin with ${SCHEME}`);
  const url = URL.parse(uri.slice(SCHEME.length));
  if (url === null) throw invalid(uri, 'wanted csc:https://HOST/csc/v2?client=ID');
  const asked = parameters(uri, url);
  const path = (name: (typeof PATHS)[number]) => {
    const value = asked.get(name);
    return value === undefined ? undefined : resolve(folder, value);
  };
  const client = asked.get('client');
  if (client === undefined) throw invalid(uri, 'client=ID is missing');
  const service = baseOf(uri, url);
  const oauth = asked.get('oauth');
  return {
    ...{ service, client, credential: asked.get('credential') },
    oauth: oauth === undefined ? service : baseOf(uri, URL.parse(oauth)),
    clientSecretFile: path('client-secret'),
    refreshTokenFile: path('refresh-token'),
    otpFile: path('otp'),
    caFile: path('ca'),
    clientTls: clientTls(uri, path('cert'), path('key')),
  };
}

function clientTls(uri: string, certificateFile: string | undefined, keyFile: string | undefined) {
  if (certificateFile === undefined && keyFile === undefined) return undefined;
  if (certificateFile !== undefined && keyFile !== undefined) return { certificateFile, keyFile };
  throw invalid(uri, 'cert and key go together');
}

function parameters(uri: string, url: URL): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const pair of url.search
    .slice(1)
    .split('&')
    .filter((text) => text !== '')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0));
    // The value is not shown: a secret could stand in it.
    if (!NAMES.includes(name)) throw invalid(uri, `knows only ${NAMES.join(', ')}`);
    if (found.has(name)) throw invalid(uri, `${name} stands twice`);
    found.set(name, decoded(uri, pair.slice(at + 1)));
  }
  return found;
}

function decoded(uri: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(uri, 'a % that is not followed by two hexadecimal digits');
  }
}

/** Credentials in an address end up in logs; without TLS anybody could answer. */
function baseOf(uri: string, url: URL | null): string {
  if (url?.protocol !== 'https:') throw invalid(uri, 'only https');
  if (url.username !== '' || url.password !== '')
    throw invalid(uri, 'credentials do not belong in the address');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** The URI up to its parameters. */
export function shownCsc(uri: string): string {
  return uri.replace(/\?.*$/s, '').replace(/\/\/[^/]*@/, '//');
}

function invalid(uri: string, detail: string): CongvanError {
  return new CongvanError('CONFIG_INVALID', { where: shownCsc(uri), detail });
}
