import { z } from 'zod';
import { CongvanError, isCongvanError } from '../../kernel/errors.ts';
import type { CscLocation } from './cscUri.ts';
import type { CscService } from './service.ts';

const listAnswer = z.object({ credentialIDs: z.array(z.string().min(1)).max(1000) });
const infoAnswer = z.object({
  key: z.object({ status: z.string(), algo: z.array(z.string()).max(100) }),
  cert: z.object({ status: z.string().optional(), certificates: z.array(z.base64()).min(1).max(10) }),
  auth: z.object({
    mode: z.string(),
    expression: z.string().max(500).optional(),
    objects: z
      .array(z.object({ type: z.string(), id: z.string() }))
      .max(10)
      .optional(),
  }),
  multisign: z.number().int().min(1),
});

/** What a signature needs beside the access token (§11.5, `auth`). */
export interface Factor {
  readonly kind: 'pin' | 'otp';
  /** As `authData` wants it named. */
  readonly id: string;
}

export interface Credential {
  readonly id: string;
  /** OIDs of the signature algorithms that the credential takes. */
  readonly algorithms: readonly string[];
  /** DER, in the order of the service. */
  readonly certificates: readonly Buffer[];
  readonly factors: readonly Factor[];
  /** How many signatures one authorisation may allow. */
  readonly multisign: number;
}

/**
 * credentials/list (§11.4) when the URI names none, credentials/info (§11.5).
 * @throws KEY_OBJECT_MISSING, KEY_OBJECT_AMBIGUOUS, KEY_OBJECT_UNUSABLE; what the service's calls throw
 */
export async function findCredential(service: CscService, location: CscLocation): Promise<Credential> {
  const id = location.credential ?? (await onlyCredential(service, location.service));
  const where = `${location.service} ${id}`;
  const info = await infoOf(service, id, where);
  if (info.key.status !== 'enabled') throw unusable(where, `the key is ${info.key.status}`);
  if ((info.cert.status ?? 'valid') !== 'valid')
    throw unusable(where, `the certificate is ${info.cert.status}`);
  return {
    id,
    algorithms: info.key.algo,
    certificates: info.cert.certificates.map((base64) => Buffer.from(base64, 'base64')),
    factors: factorsOf(info.auth, where),
    multisign: info.multisign,
  };
}

async function onlyCredential(service: CscService, where: string): Promise<string> {
  const { credentialIDs } = await service.call('credentials/list', {}, listAnswer);
  const [only, another] = credentialIDs;
  if (only === undefined) throw new CongvanError('KEY_OBJECT_MISSING', { where, detail: 'no credential' });
  if (another === undefined) return only;
  throw new CongvanError('KEY_OBJECT_AMBIGUOUS', { where, detail: credentialIDs.slice(0, 10).join(', ') });
}

async function infoOf(service: CscService, credentialID: string, where: string) {
  const input = { credentialID, certificates: 'chain', certInfo: true, authInfo: true };
  try {
    return await service.call('credentials/info', input, infoAnswer);
  } catch (error) {
    const isUnknown =
      isCongvanError(error, 'KEY_REMOTE_REFUSED') && error.detail?.startsWith('invalid_request');
    if (isUnknown !== true) throw error;
    throw new CongvanError('KEY_OBJECT_MISSING', { where, detail: error.detail ?? '', cause: error });
  }
}

/** `explicit`: we send what is asked for; `implicit`: the service asks its user itself; `oauth2code` needs a browser. */
function factorsOf(auth: z.infer<typeof infoAnswer>['auth'], where: string): readonly Factor[] {
  if (auth.mode === 'implicit') return [];
  if (auth.mode !== 'explicit')
    throw unusable(where, `its authorisation mode is ${auth.mode}, which needs a browser`);
  const objects = auth.objects ?? [];
  const strange = objects.find(({ type }) => type !== 'Password');
  if (strange !== undefined) throw unusable(where, `it asks for ${strange.type} "${strange.id}"`);
  const factors = objects.map(({ id }): Factor => ({ kind: /otp/i.test(id) ? 'otp' : 'pin', id }));
  // Any one of several is enough: the PIN, which nobody has to wait for.
  if (!/\bOR\b/i.test(auth.expression ?? '')) return factors;
  return (
    factors.some(({ kind }) => kind === 'pin') ? factors.filter(({ kind }) => kind === 'pin') : factors
  ).slice(0, 1);
}

function unusable(where: string, detail: string): CongvanError {
  return new CongvanError('KEY_OBJECT_UNUSABLE', { where, detail });
}
