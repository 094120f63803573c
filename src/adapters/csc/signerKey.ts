import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CongvanError, isCongvanError } from '../../kernel/errors.ts';
import type { Secret } from '../../kernel/secret.ts';
import { checkDigest, keyAlgorithmOf, signatureAlgorithmFor } from '../../signing/keyAlgorithm.ts';
import { keyChain } from '../../signing/keyChain.ts';
import type { DigestAlgorithm, KeyAlgorithm, SignerKey } from '../../signing/signerKey.ts';
import { DIGESTS } from '../../signing/x509/algorithms.ts';
import { parseCertificate } from '../../signing/x509/certificate.ts';
import { verifySignature } from '../../signing/x509/verifySignature.ts';
import { Batches } from './batches.ts';
import { type Credential, type Factor, findCredential } from './credential.ts';
import { type CscLocation, parseCscUri, shownCsc } from './cscUri.ts';
import { CscService, secretIn } from './service.ts';
import { signAlgoFor, takesOnlyPss } from './signAlgo.ts';
import { cscTransport, wrong } from './transport.ts';

export interface CscOptions {
  /** An RSA key signs RSASSA-PSS. */
  readonly pss?: boolean;
  /** Asks a person for a one-time password. @param what shown: which key */
  readonly askOneTimePassword?: (what: string) => Promise<Secret>;
  /** Without a PIN, open the credential for showing it. Such a key signs nothing. */
  readonly toShow?: boolean;
  /** Of one request. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;
/** More in one request than any service announces to take; a limit against numbers that are none. */
const MAX_BATCH = 100;

const authorizeAnswer = z.object({ SAD: z.string().min(1).max(65_536) });
const signAnswer = z.object({ signatures: z.array(z.base64()).max(MAX_BATCH) });

/**
 * Opens a key at a remote signing service (Cloud Signature Consortium API 2.0.0.2): OAuth 2.0, credentials/list and info;
 * `sign` authorises exactly the hashes that are to be signed and calls signatures/signHash, several at once together.
 * Every signature is verified with the certificate before it is given out. The document never leaves this machine.
 * A PIN that the service refused is not sent again.
 * @param uri `csc:https://…`, see `parseCscUri`
 * @param secret the PIN of the credential
 * @param folder what relative paths start from
 * @throws CONFIG_INVALID for the URI; SECRET_UNREADABLE, FILE_UNREADABLE for its files; KEY_REMOTE_UNREACHABLE,
 *   KEY_REMOTE_REFUSED, KEY_REMOTE_WRONG; KEY_OBJECT_*; SIGNING_KEY_LOCKED when the PIN is missing, and by `sign` when
 *   it is wrong; `sign` also KEY_OTP_NEEDED
 */
export async function openCsc(
  uri: string,
  secret: Secret | undefined,
  folder: string = process.cwd(),
  options: CscOptions = {},
): Promise<SignerKey> {
  const location = parseCscUri(uri, folder);
  const where = shownCsc(uri);
  const service = new CscService(
    location,
    cscTransport(await tlsOf(location), options.timeoutMs ?? TIMEOUT_MS),
  );
  try {
    const credential = await findCredential(service, location);
    const isLocked = credential.factors.some(({ kind }) => kind === 'pin') && secret === undefined;
    if (isLocked && options.toShow !== true) {
      throw new CongvanError('SIGNING_KEY_LOCKED', { where, detail: 'it needs a PIN and none was given' });
    }
    return remoteKey({ service, credential, location, where, secret, options });
  } catch (error) {
    await service.close();
    throw error;
  }
}

async function tlsOf({ caFile, clientTls }: CscLocation) {
  const text = async (path: string | undefined) => (path === undefined ? undefined : textAt(path));
  return {
    ca: await text(caFile),
    certificate: await text(clientTls?.certificateFile),
    key: await text(clientTls?.keyFile),
  };
}

async function textAt(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CongvanError('FILE_UNREADABLE', { where: path, cause });
  }
}

interface Remote {
  readonly service: CscService;
  readonly credential: Credential;
  readonly location: CscLocation;
  readonly where: string;
  readonly secret: Secret | undefined;
  readonly options: CscOptions;
}

function remoteKey(remote: Remote): SignerKey {
  const { service, credential, where, options } = remote;
  const [own = Buffer.alloc(0)] = credential.certificates;
  const certificateChain = keyChain(credential.certificates, ({ raw }) => raw.equals(own), where);
  const { spki, keyObject } = parseCertificate(own);
  const algorithm = keyAlgorithmOf(spki, where, {
    pss: options.pss === true || takesOnlyPss(credential.algorithms),
  });
  const batches = new Batches(Math.min(credential.multisign, MAX_BATCH), batchSigner(remote, algorithm));
  let isOpen = true;
  return {
    algorithm,
    certificateChain,
    async sign(toBeSigned, digest) {
      if (!isOpen) throw new CongvanError('SIGNING_KEY_UNAVAILABLE', { where, detail: 'it has been closed' });
      checkDigest(algorithm, digest, where);
      signAlgoFor(algorithm, digest, credential.algorithms, where);
      const value = await batches.sign(hash(DIGESTS[digest].node, toBeSigned, 'buffer'), digest);
      const check = verifySignature(toBeSigned, signatureAlgorithmFor(algorithm, digest), keyObject, value);
      if (check === 'INTACT') return value;
      throw wrong(where, 'the signature is not of this certificate’s key over this hash');
    },
    async close() {
      isOpen = false;
      await service.close();
    },
  };
}

/** credentials/authorize (§11.6) for exactly these hashes, then signatures/signHash (§11.10). */
function batchSigner(remote: Remote, algorithm: KeyAlgorithm) {
  const { service, credential, where } = remote;
  let isPinRefused = false;
  return async (digest: DigestAlgorithm, hashes: readonly Buffer[]): Promise<readonly Buffer[]> => {
    if (isPinRefused)
      throw new CongvanError('SIGNING_KEY_LOCKED', { where, detail: 'wrong PIN; not sent again' });
    const common = {
      credentialID: credential.id,
      hashes: hashes.map((one) => one.toString('base64')),
      hashAlgorithmOID: DIGESTS[digest].oid,
    };
    const authData = await authDataOf(remote);
    const authorizing = {
      ...common,
      numSignatures: hashes.length,
      ...(authData.length === 0 ? {} : { authData }),
    };
    try {
      const { SAD } = await service.call('credentials/authorize', authorizing, authorizeAnswer);
      const signing = { ...common, SAD, ...signAlgoFor(algorithm, digest, credential.algorithms, where) };
      const { signatures } = await service.call('signatures/signHash', signing, signAnswer);
      if (signatures.length !== hashes.length) {
        throw wrong(where, `${signatures.length} signatures for ${hashes.length} hashes`);
      }
      return signatures.map((base64) => Buffer.from(base64, 'base64'));
    } catch (error) {
      if (isCongvanError(error, 'SIGNING_KEY_LOCKED')) isPinRefused = true;
      throw error;
    }
  };
}

async function authDataOf(
  remote: Remote,
): Promise<readonly { readonly id: string; readonly value: string }[]> {
  const data: { id: string; value: string }[] = [];
  for (const factor of remote.credential.factors) {
    data.push({ id: factor.id, value: (await factorValue(remote, factor)).reveal() });
  }
  return data;
}

async function factorValue({ secret, location, where, options }: Remote, { kind }: Factor): Promise<Secret> {
  if (kind === 'pin' && secret !== undefined) return secret;
  if (kind === 'otp' && location.otpFile !== undefined) return secretIn(location.otpFile);
  if (kind === 'otp' && options.askOneTimePassword !== undefined) return options.askOneTimePassword(where);
  throw new CongvanError(kind === 'otp' ? 'KEY_OTP_NEEDED' : 'SIGNING_KEY_LOCKED', { where });
}
