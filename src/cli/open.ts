/** What a command works with, opened from the configuration and closed again whatever happens. */
import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import type { AgencyConfig, Config, SignerKeyConfig } from '../config/schema.ts';
import type { AddressBook } from '../flow/addressBook.ts';
import type { Ingesting, Judging, Keeping, Protecting, Sending, Signing } from '../flow/context.ts';
import type { Store } from '../flow/store.ts';
import { isCongvanError } from '../kernel/errors.ts';
import { type Logger, silentLogger } from '../kernel/logger.ts';
import type { Secret } from '../kernel/secret.ts';
import type { SignerKey } from '../signing/signerKey.ts';
import { openAddressBook, openIngesting, openKeeping, openSending, openStore } from '../wire.ts';
import { openJudging, openKeyAt, openProtecting, openSigning, type Surroundings } from '../wireSigning.ts';
import { defined } from './defined.ts';
import { needed } from './needed.ts';
import { askOneTimePassword, askPdfPassword, askSecret } from './prompt.ts';
import type { Session } from './session.ts';

/** Who acts, for the audit trail: the machine's user. */
export function actor(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

export async function surroundings(session: Session, logger: Logger = silentLogger): Promise<Surroundings> {
  const config = await session.config();
  const password = await askPdfPassword(session);
  const around = { config, clock: session.clock, logger, actor: actor() };
  return { ...around, random: (length) => randomBytes(length), ...defined({ password }) };
}

/**
 * @param extraAnchors further files with trusted roots, as the user wrote them
 * @param policy the policy file the user gave instead of the configured one
 */
export async function judgingFor(
  session: Session,
  extraAnchors: readonly string[],
  policy?: string,
): Promise<Judging> {
  const around = await surroundings(session);
  const config = judgingConfig(session, around.config, extraAnchors, policy);
  const judging = await openJudging({ ...around, config });
  if (judging.trust.anchors.length === 0) {
    session.output.warn(
      'no trust anchors: nothing can be TOTAL-PASSED (congvan trust add, trust.anchors, or --trust)',
      'chưa có gốc tin cậy: không thể có TOTAL-PASSED (congvan trust add, trust.anchors, hoặc --trust)',
    );
  }
  return judging;
}

/** The configuration with the anchors and the policy of the command line in it. */
export function judgingConfig(
  session: Session,
  config: Config,
  extraAnchors: readonly string[],
  policy?: string,
): Config {
  const anchors = [...config.trust.anchors, ...extraAnchors.map((file) => session.resolve(file))];
  const rules = policy === undefined ? {} : { policy: session.resolve(policy) };
  return { ...config, trust: { ...config.trust, anchors, ...rules } };
}

/** Store and archive, with the configured agency beside. @throws CONFIG_MISSING_KEY, STORE_* */
export async function withKeeping<T>(
  session: Session,
  work: (keeping: Keeping, agency: AgencyConfig) => Promise<T>,
): Promise<T> {
  const around = await surroundings(session);
  const agency = needed(around.config.agency, 'agency');
  const keeping = await openKeeping(around);
  return closing(
    () => keeping.store.close(),
    () => work(keeping, agency),
  );
}

export async function withStore<T>(session: Session, work: (store: Store) => Promise<T>): Promise<T> {
  const around = await surroundings(session);
  const store = await openStore(around);
  return closing(
    () => store.close(),
    () => work(store),
  );
}

/** What lifts a file to a level; no key, no store. */
export async function protectingFor(session: Session): Promise<Protecting> {
  return await openProtecting(await surroundings(session));
}

/** The signer key of a role, opened with its secret. @param name its section, for messages */
export async function withSigning<T>(
  session: Session,
  key: SignerKeyConfig | undefined,
  name: string,
  work: (signing: Signing, key: SignerKey) => Promise<T>,
): Promise<T> {
  const found = needed(key, name);
  const signing = await openSigning(await surroundings(session));
  const opened = await openWithSecret(session, found);
  return closing(
    () => opened.close(),
    () => work(signing, opened),
  );
}

export async function withSending<T>(session: Session, work: (sending: Sending) => Promise<T>): Promise<T> {
  const around = await surroundings(session);
  const sending = await openSending(around, await secretFor(session, agencyKey(around.config)));
  return closing(
    () => closeSending(sending),
    () => work(sending),
  );
}

export async function withIngesting<T>(
  session: Session,
  work: (ingesting: Ingesting) => Promise<T>,
): Promise<T> {
  const around = await surroundings(session);
  const ingesting = await openIngesting(around, await secretFor(session, agencyKey(around.config)));
  return closing(
    () => closeSending(ingesting),
    () => work(ingesting),
  );
}

export async function openWithSecret(session: Session, key: SignerKeyConfig): Promise<SignerKey> {
  const { trust } = await session.config();
  return openKeyAt(key.uri, await secretFor(session, key), {
    ...{ pss: key.pss, intermediates: trust.intermediates },
    askOneTimePassword: (what) => askOneTimePassword(session, what),
  });
}

export function agencyKey(config: Config): SignerKeyConfig {
  return needed(config.keys.agency, 'keys.agency');
}

/**
 * The secret of a key: given, configured, or asked for. Without either it first tries whether the key needs one at all,
 * so that nobody is asked in vain.
 * @returns undefined when it needs none
 */
export async function secretFor(session: Session, key: SignerKeyConfig): Promise<Secret | undefined> {
  const { input } = session;
  const question = { what: key.uri, secretFile: key.secret_file };
  const told = key.secret_file ?? input.text('pinFile') ?? input.text('pinFd');
  if (told !== undefined) return askSecret(session, question);
  try {
    await (await openKeyAt(key.uri, undefined)).close();
    return undefined;
  } catch (error) {
    if (!isCongvanError(error, 'SIGNING_KEY_LOCKED')) throw error;
    return askSecret(session, question);
  }
}

/** The address book of the axis, verified. @throws CONFIG_MISSING_KEY, DIRECTORY_INVALID, AXIS_UNREACHABLE */
export async function addressBook(session: Session): Promise<AddressBook> {
  const around = await surroundings(session);
  return openAddressBook(around, await openJudging(around));
}

async function closeSending(sending: Sending): Promise<void> {
  sending.store.close();
  await sending.sealKey.close();
}

async function closing<T>(close: () => void | Promise<void>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await close();
  }
}
