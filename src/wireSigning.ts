/**
 * The half of `wire.ts` that signs and verifies: trust, policy, revocation, timestamp authorities and keys, put behind
 * ports. Opens only what its caller needs.
 */
import type { TrustFolder } from './adapters/disk/trustFolder.ts';
import type { Config, SignerKeyConfig } from './config/schema.ts';
import type { Judging, Protecting, Signing } from './flow/context.ts';
import type { Clock } from './kernel/clock.ts';
import type { Digest } from './kernel/digest.ts';
import { CongvanError } from './kernel/errors.ts';
import type { Logger } from './kernel/logger.ts';
import type { Random } from './kernel/random.ts';
import type { Secret } from './kernel/secret.ts';
import { parseAgencyCode } from './registry/agencyCode.ts';
import type { IssuerSource } from './signing/issuerSource.ts';
import type { SignaturePolicy } from './signing/policy/policy.ts';
import type { RevocationSource } from './signing/revocationSource.ts';
import type { SignerKey } from './signing/signerKey.ts';
import type { TimestampAuthority } from './signing/timestampAuthority.ts';

/** What a process brings with it. */
export interface Surroundings {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Who acts, for the audit trail. */
  readonly actor: string;
  /** Who is asked instead of the network: a worker asks the thread that started it. */
  readonly asked?: Asked;
  /** Opens PDFs that are encrypted. */
  readonly password?: Secret;
}

/** Everybody who is asked for revocation data and issuers. */
export type Asked = Pick<Protecting, 'revocation' | 'currentRevocation' | 'issuers'>;

/** @throws CONFIG_MISSING_KEY */
export function needed<T>(value: T | undefined, key: string): T {
  if (value === undefined) throw new CongvanError('CONFIG_MISSING_KEY', { where: key });
  return value;
}

/** Anchors, policy and revocation sources. @throws TRUST_ANCHOR_INVALID, DEV_ROOT_REFUSED, FILE_NOT_FOUND */
export async function openJudging(
  surroundings: Omit<Surroundings, 'actor'>,
): Promise<Judging & Pick<Protecting, 'currentRevocation'>> {
  const { loadTrustStore } = await import('./signing/trust/trustStore.ts');
  const { revocationFiles } = await import('./adapters/disk/revocationFiles.ts');
  const { certificatesIn } = await import('./signing/trust/pem.ts');
  const { config, clock, asked, password } = surroundings;
  const intermediates = await filesAt(config.trust.intermediates);
  const kept = await revocationFiles(config.revocation.files);
  return {
    clock,
    trust: loadTrustStore(await anchorFiles(config), { dev: config.dev }),
    ...(await openPolicy(config)),
    ...(asked ?? (await askedOnline(surroundings, kept))),
    keptRevocation: kept,
    intermediates: intermediates.flatMap(({ name, bytes }) => certificatesIn(name, bytes)),
    ...(password === undefined ? {} : { password }),
  };
}

/** @param kept asked first: what lies on the disk */
async function askedOnline(
  { config, clock, random, logger }: Omit<Surroundings, 'actor'>,
  kept: RevocationSource,
): Promise<Asked> {
  const { allSources } = await import('./adapters/disk/revocationFiles.ts');
  const { httpRevocation } = await import('./adapters/http/revocation.ts');
  const { cachedRevocation } = await import('./adapters/http/revocationCache.ts');
  const { timeout_seconds, cache_seconds, overrides } = config.revocation;
  const asking = { clock, timeoutMs: timeout_seconds * 1000, overrides, random, logger };
  const online = cachedRevocation(httpRevocation(asking), clock, cache_seconds * 1000);
  const current = httpRevocation({ ...asking, crlCacheMs: 0 });
  return {
    revocation: allSources([kept, online]),
    currentRevocation: allSources([kept, current]),
    ...(config.trust.fetch_issuers ? { issuers: await issuersOnline(config, logger) } : {}),
  };
}

async function issuersOnline({ revocation }: Config, logger: Logger): Promise<IssuerSource> {
  const { httpIssuers } = await import('./adapters/http/issuers.ts');
  const { timeout_seconds, overrides } = revocation;
  return httpIssuers({ timeoutMs: timeout_seconds * 1000, overrides, logger });
}

/** Files with trust anchors: those the configuration names, and those of the trust folder. */
export async function anchorFiles({
  trust,
}: Pick<Config, 'trust'>): Promise<readonly { readonly name: string; readonly bytes: Uint8Array }[]> {
  const { diskTrustFolder } = await import('./adapters/disk/trustFolder.ts');
  return [...(await filesAt(trust.anchors)), ...(await diskTrustFolder(trust.folder).files())];
}

/** The folder that `congvan trust` keeps. */
export async function openTrustFolder({ trust }: Pick<Config, 'trust'>): Promise<TrustFolder> {
  const { diskTrustFolder } = await import('./adapters/disk/trustFolder.ts');
  return diskTrustFolder(trust.folder);
}

/** The policy in force: the configured file, else the program's own. @throws FILE_NOT_FOUND, POLICY_FILE_* */
export async function openPolicy({
  trust,
}: Pick<Config, 'trust'>): Promise<{ readonly policy: SignaturePolicy; readonly policyFile: Digest | null }> {
  if (trust.policy === undefined) {
    const { DEFAULT_POLICY } = await import('./signing/policy/policy.ts');
    return { policy: DEFAULT_POLICY, policyFile: null };
  }
  const { readPolicyFile } = await import('./config/policyFile.ts');
  const { sha256 } = await import('./kernel/digest.ts');
  const bytes = await fileAt(trust.policy);
  return { policy: readPolicyFile(bytes.toString('utf8'), trust.policy), policyFile: sha256(bytes) };
}

async function filesAt(paths: readonly string[]): Promise<readonly { name: string; bytes: Uint8Array }[]> {
  return await Promise.all(paths.map(async (name) => ({ name, bytes: await fileAt(name) })));
}

/** @throws FILE_NOT_FOUND */
export async function fileAt(path: string): Promise<Buffer> {
  const { readIfThere } = await import('./adapters/disk/durable.ts');
  const bytes = await readIfThere(path);
  if (bytes === undefined) throw new CongvanError('FILE_NOT_FOUND', { where: path });
  return bytes;
}

/** What lifts a file to a level and renews its protection; no key. */
export async function openProtecting(surroundings: Omit<Surroundings, 'actor'>): Promise<Protecting> {
  const { setTimeout: pause } = await import('node:timers/promises');
  return {
    ...(await openJudging(surroundings)),
    random: surroundings.random,
    authorities: await openAuthorities(surroundings),
    pause,
  };
}

/** Everything `flow/sign` needs but the key. */
export async function openSigning(surroundings: Surroundings): Promise<Signing> {
  const { agency } = surroundings.config;
  return {
    ...(await openProtecting(surroundings)),
    agencyCode: agency === undefined ? null : parseAgencyCode(agency.code),
  };
}

export async function openAuthorities({
  config,
}: Pick<Surroundings, 'config'>): Promise<readonly TimestampAuthority[]> {
  const { httpTimestampAuthority } = await import('./adapters/http/tsa.ts');
  const { tsa, tsa_timeout_seconds, tsa_attempts } = config.signing;
  const limits = { timeoutMs: tsa_timeout_seconds * 1000, attempts: tsa_attempts };
  return tsa.map((url) => httpTimestampAuthority(url, limits));
}

/**
 * The key of a role, for envelopes and receipts: `pss` concerns documents alone, because an envelope is sealed with
 * PKCS #1 or ECDSA.
 * @throws CONFIG_MISSING_KEY, SIGNING_KEY_*, KEY_*
 */
export async function openKey(
  config: Config,
  role: 'person' | 'agency',
  secret: Secret | undefined,
): Promise<SignerKey> {
  const key: SignerKeyConfig = needed(config.keys[role], `keys.${role}`);
  return await openKeyAt(key.uri, secret, { intermediates: config.trust.intermediates });
}

export interface KeyOptions {
  /** An RSA key signs RSASSA-PSS. */
  readonly pss?: boolean | undefined;
  /**
   * For showing it: tokens and services tell the certificate without a PIN. Such a key signs nothing
   * (SIGNING_KEY_LOCKED); one in a file opens as ever.
   */
  readonly toShow?: boolean;
  /** Files with certificates that complete the chain when the key came with its own alone, as many tokens have it. */
  readonly intermediates?: readonly string[];
  /** Asks a person; a remote service may want one. @param what shown: which key */
  readonly askOneTimePassword?: (what: string) => Promise<Secret>;
}

/** @param uri its scheme says where the key lives @throws CONFIG_INVALID, SIGNING_KEY_*, KEY_* */
export async function openKeyAt(
  uri: string,
  secret: Secret | undefined,
  options: KeyOptions = {},
): Promise<SignerKey> {
  const more = await filesAt(options.intermediates ?? []);
  const key = await openKeyOf(uri, secret, options);
  if (more.length === 0) return key;
  const { certificatesIn } = await import('./signing/trust/pem.ts');
  const { completedChain } = await import('./signing/keyChain.ts');
  const known = more.flatMap(({ name, bytes }) => certificatesIn(name, bytes));
  return { ...key, certificateChain: completedChain(key.certificateChain, known, uri) };
}

async function openKeyOf(uri: string, secret: Secret | undefined, options: KeyOptions): Promise<SignerKey> {
  const { pss = false, toShow = false, askOneTimePassword: ask } = options;
  if (uri.startsWith('pkcs11:')) {
    const { openPkcs11 } = await import('./adapters/pkcs11/signerKey.ts');
    return await openPkcs11(uri, secret, undefined, { pss, toShow });
  }
  if (uri.startsWith('csc:')) {
    const { openCsc } = await import('./adapters/csc/signerKey.ts');
    return await openCsc(uri, secret, undefined, {
      ...{ pss, toShow },
      ...(ask === undefined ? {} : { askOneTimePassword: ask }),
    });
  }
  const { openKeyfile } = await import('./adapters/keyfile/signerKey.ts');
  return await openKeyfile(uri, secret, undefined, { pss });
}
