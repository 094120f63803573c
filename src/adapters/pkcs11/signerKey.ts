import type { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CongvanError } from '../../kernel/errors.ts';
import { Secret } from '../../kernel/secret.ts';
import { checkDigest, keyAlgorithmOf, signatureAlgorithmFor } from '../../signing/keyAlgorithm.ts';
import { keyChain } from '../../signing/keyChain.ts';
import type { SignerKey } from '../../signing/signerKey.ts';
import { certificatesIn } from '../../signing/trust/pem.ts';
import { parseCertificate } from '../../signing/x509/certificate.ts';
import { verifySignature } from '../../signing/x509/verifySignature.ts';
import { CK, type Cryptoki, type Handle, TOKEN_FLAG } from './cryptoki.ts';
import { type FoundKey, findCertificate, findKey } from './findKey.ts';
import { type FoundToken, findToken } from './findToken.ts';
import { type Library, newCryptoki, useLibrary } from './library.ts';
import { tokenSigning } from './mechanism.ts';
import { type Pkcs11Location, parsePkcs11Uri } from './pkcs11Uri.ts';
import { CKR, returnValueOf, tokenError } from './tokenErrors.ts';

export interface Pkcs11Options {
  /** An RSA key signs RSASSA-PSS. */
  readonly pss?: boolean;
  /** Without a PIN, open what anybody may see: the certificate, for showing it. Such a key signs nothing. */
  readonly toShow?: boolean;
  /** The library; pkcs11js when left out. */
  readonly cryptoki?: () => Cryptoki;
}

/**
 * Opens a key on a token (PKCS #11). One session per key; the PIN is used once and then forgotten, so a token that was
 * taken out must be opened again by whoever knows the PIN. Every signature is verified with the certificate before it is
 * given out. A PIN is tried once and never when the token says that one try is left.
 * @param uri `pkcs11:…`, see `parsePkcs11Uri`
 * @param secret the PIN; when undefined, the file of `pin-source`
 * @param folder what relative paths start from
 * @throws CONFIG_INVALID for the URI; KEY_TOKEN_SUPPORT_MISSING, KEY_TOKEN_LIBRARY_MISSING, KEY_TOKEN_MISSING,
 *   KEY_TOKEN_AMBIGUOUS; SIGNING_KEY_LOCKED when the PIN is missing or wrong, KEY_PIN_LOCKED, KEY_PIN_LAST_TRY,
 *   SECRET_UNREADABLE; KEY_OBJECT_*; SIGNING_KEY_MISMATCH when no certificate belongs to the key; KEY_TOKEN_FAILED.
 *   `sign` throws KEY_TOKEN_REMOVED when the token has gone
 */
export async function openPkcs11(
  uri: string,
  secret: Secret | undefined,
  folder: string = process.cwd(),
  options: Pkcs11Options = {},
): Promise<SignerKey> {
  const location = parsePkcs11Uri(uri, folder);
  const library = useLibrary(location.modulePath, options.cryptoki ?? newCryptoki);
  try {
    const pin = secret ?? (await pinFrom(location.pinFile));
    const more = await Promise.all(location.certificates.map(certificatesAt));
    const { session, found } = await library.inTurn(() =>
      openSession(library.cryptoki, location, pin, uri, options),
    );
    try {
      return keyOnToken({ library, session, found, more: more.flat(), uri, options });
    } catch (error) {
      // Other keys may go on using the library, so its end does not close this session.
      closeSession(library.cryptoki, session);
      throw error;
    }
  } catch (error) {
    library.release();
    throw tokenError(error, uri);
  }
}

async function pinFrom(file: string | undefined): Promise<Secret | undefined> {
  if (file === undefined) return undefined;
  try {
    return new Secret((await readFile(file, 'utf8')).replace(/\r?\n$/, ''));
  } catch (cause) {
    throw new CongvanError('SECRET_UNREADABLE', { where: file, cause });
  }
}

async function certificatesAt(path: string): Promise<readonly Uint8Array[]> {
  try {
    return certificatesIn(path, await readFile(path));
  } catch (cause) {
    if (cause instanceof CongvanError) throw cause;
    throw new CongvanError('SIGNING_KEY_MISSING', { where: path, cause });
  }
}

function openSession(
  cryptoki: Cryptoki,
  location: Pkcs11Location,
  pin: Secret | undefined,
  where: string,
  { toShow }: Pkcs11Options,
): { readonly session: Handle; readonly found: FoundKey } {
  const token = findToken(cryptoki, location.token, where);
  const session = cryptoki.C_OpenSession(token.slot, CK.SERIAL_SESSION);
  try {
    const shown = pin === undefined && toShow === true && findCertificate(cryptoki, session, location.object);
    if (typeof shown === 'object') return { session, found: shown };
    logIn(cryptoki, token, session, pin, where);
    return { session, found: findKey(cryptoki, session, location.object, where) };
  } catch (error) {
    closeSession(cryptoki, session);
    throw error;
  }
}

/** A process that is logged in to a token is so with all its sessions (PKCS #11 v3.1 §5.6.8). */
function logIn(
  cryptoki: Cryptoki,
  { flags }: FoundToken,
  session: Handle,
  pin: Secret | undefined,
  where: string,
): void {
  if ((flags & TOKEN_FLAG.LOGIN_REQUIRED) === 0) return;
  if (pin === undefined) throw noPin(where);
  if ((flags & TOKEN_FLAG.USER_PIN_LOCKED) !== 0) throw new CongvanError('KEY_PIN_LOCKED', { where });
  if ((flags & TOKEN_FLAG.USER_PIN_FINAL_TRY) !== 0) throw new CongvanError('KEY_PIN_LAST_TRY', { where });
  try {
    cryptoki.C_Login(session, CK.USER, pin.reveal());
  } catch (error) {
    if (returnValueOf(error) !== CKR.USER_ALREADY_LOGGED_IN) throw error;
  }
}

function noPin(where: string): CongvanError {
  return new CongvanError('SIGNING_KEY_LOCKED', { where, detail: 'it needs a PIN and none was given' });
}

interface OpenKey {
  readonly library: Library;
  readonly session: Handle;
  readonly found: FoundKey;
  /** DER, from files. */
  readonly more: readonly Uint8Array[];
  readonly uri: string;
  readonly options: Pkcs11Options;
}

function keyOnToken({ library, session, found, more, uri, options }: OpenKey): SignerKey {
  const { cryptoki } = library;
  const certificateChain = chainOf(found, more, uri);
  const { spki, keyObject } = parseCertificate(certificateChain[0] ?? new Uint8Array());
  const algorithm = keyAlgorithmOf(spki, uri, options);
  let isOpen = true;
  return {
    algorithm,
    certificateChain,
    async sign(toBeSigned, digest) {
      if (!isOpen)
        throw new CongvanError('SIGNING_KEY_UNAVAILABLE', { where: uri, detail: 'it has been closed' });
      const { key } = found;
      if (key === undefined) throw noPin(uri);
      checkDigest(algorithm, digest, uri);
      const { mechanism, input, signatureBytes, finished } = tokenSigning(algorithm, digest, toBeSigned);
      const value = await library.inTurn(async () => {
        try {
          cryptoki.C_SignInit(session, mechanism, key);
          return finished(await cryptoki.C_SignAsync(session, input, Buffer.alloc(signatureBytes)));
        } catch (error) {
          throw tokenError(error, uri);
        }
      });
      const check = verifySignature(toBeSigned, signatureAlgorithmFor(algorithm, digest), keyObject, value);
      if (check === 'INTACT') return value;
      throw new CongvanError('SIGNING_KEY_MISMATCH', {
        where: uri,
        detail: 'the token signed with another key',
      });
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await library.inTurn(() => closeSession(cryptoki, session));
      library.release();
    },
  };
}

/** The certificate beside the key has its id; without one, the only certificate that was given from a file is meant. */
function chainOf(found: FoundKey, more: readonly Uint8Array[], where: string): readonly Uint8Array[] {
  const own = found.own.length > 0 ? found.own : more.slice(0, 1).map((der) => Buffer.from(der));
  const isOwn = ({ raw }: X509Certificate) => own.some((der) => der.equals(raw));
  return keyChain([...found.all, ...more], isOwn, where);
}

function closeSession(cryptoki: Cryptoki, session: Handle): void {
  try {
    cryptoki.C_CloseSession(session);
  } catch {
    // A token that was taken out has no session left to close.
  }
}
