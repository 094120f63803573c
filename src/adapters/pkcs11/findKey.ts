import { CongvanError } from '../../kernel/errors.ts';
import { tryParseCertificate } from '../../signing/x509/certificate.ts';
import { type Attribute, CK, type Cryptoki, type Handle } from './cryptoki.ts';
import type { Pkcs11Location } from './pkcs11Uri.ts';

const MAX_OBJECTS = 1000;

export interface FoundKey {
  /** Undefined when nobody logged in: it is not seen then, and signs nothing. */
  readonly key: Handle | undefined;
  /** DER: the certificates that have the key's CKA_ID; they are meant to be its own. */
  readonly own: readonly Buffer[];
  /** DER: every certificate on the token. */
  readonly all: readonly Buffer[];
}

interface Named {
  readonly handle: Handle;
  readonly label: string;
  readonly id: Buffer;
}

/**
 * The private key that the URI names, by its own label and id or by those of its certificate, and the certificates beside
 * it. The session must be logged in: private objects are not seen before.
 * @throws KEY_OBJECT_MISSING, KEY_OBJECT_AMBIGUOUS, KEY_OBJECT_UNUSABLE
 */
export function findKey(
  cryptoki: Cryptoki,
  session: Handle,
  wanted: Pkcs11Location['object'],
  where: string,
): FoundKey {
  const keys = namedObjects(cryptoki, session, CK.PRIVATE_KEY);
  const certificates = namedObjects(cryptoki, session, CK.CERTIFICATE);
  const key = chosen(keys, certificates, wanted, where);
  refuseUnusable(cryptoki, session, key.handle, where);
  const der = ({ handle }: Named) => attributeOf(cryptoki, session, handle, CK.VALUE);
  return {
    key: key.handle,
    own: certificates.filter(({ id }) => id.length > 0 && id.equals(key.id)).map(der),
    all: certificates.map(der),
  };
}

/**
 * What is seen without a PIN: the one certificate that the URI names and that is no CA's.
 * @returns undefined when it cannot be told which
 */
export function findCertificate(
  cryptoki: Cryptoki,
  session: Handle,
  wanted: Pkcs11Location['object'],
): FoundKey | undefined {
  const certificates = namedObjects(cryptoki, session, CK.CERTIFICATE);
  const der = ({ handle }: Named) => attributeOf(cryptoki, session, handle, CK.VALUE);
  const own = certificates
    .filter((certificate) => fits(certificate, wanted))
    .map(der)
    .filter((bytes) => tryParseCertificate(bytes)?.basicConstraints?.ca !== true);
  return own.length === 1 ? { key: undefined, own, all: certificates.map(der) } : undefined;
}

function chosen(
  keys: readonly Named[],
  certificates: readonly Named[],
  wanted: Pkcs11Location['object'],
  where: string,
): Named {
  const direct = keys.filter((key) => fits(key, wanted));
  const ids = certificates.filter((certificate) => fits(certificate, wanted)).map(({ id }) => id);
  const found = direct.length > 0 ? direct : keys.filter((key) => ids.some((id) => id.equals(key.id)));
  const [key, another] = found;
  const list = (objects: readonly Named[]) =>
    objects
      .map(({ label, id }) => `object=${label};id=%${id.toString('hex').replace(/..(?=.)/g, '$&%')}`)
      .join(', ');
  if (key === undefined) {
    throw new CongvanError('KEY_OBJECT_MISSING', { where, detail: list(keys) || 'no private key is there' });
  }
  if (another !== undefined) throw new CongvanError('KEY_OBJECT_AMBIGUOUS', { where, detail: list(found) });
  return key;
}

function fits({ label, id }: Named, wanted: Pkcs11Location['object']): boolean {
  return (
    (wanted.label === undefined || wanted.label === label) &&
    (wanted.id === undefined || wanted.id.equals(id))
  );
}

function namedObjects(cryptoki: Cryptoki, session: Handle, objectClass: number): readonly Named[] {
  return objectsOf(cryptoki, session, objectClass).map((handle) => ({
    handle,
    label: attributeOf(cryptoki, session, handle, CK.LABEL).toString('utf8'),
    id: attributeOf(cryptoki, session, handle, CK.ID),
  }));
}

function objectsOf(cryptoki: Cryptoki, session: Handle, objectClass: number): readonly Handle[] {
  cryptoki.C_FindObjectsInit(session, [{ type: CK.CLASS, value: objectClass }]);
  try {
    return cryptoki.C_FindObjects(session, MAX_OBJECTS);
  } finally {
    cryptoki.C_FindObjectsFinal(session);
  }
}

/** A key that asks for its PIN before each signature cannot be used with a PIN that is forgotten after login. */
function refuseUnusable(cryptoki: Cryptoki, session: Handle, key: Handle, where: string): void {
  const isSet = (type: number) => optional(cryptoki, session, key, type)?.[0] === 1;
  if (isSet(CK.ALWAYS_AUTHENTICATE)) {
    const detail = 'it asks for its PIN before each signature (CKA_ALWAYS_AUTHENTICATE)';
    throw new CongvanError('KEY_OBJECT_UNUSABLE', { where, detail });
  }
  if (optional(cryptoki, session, key, CK.SIGN)?.[0] === 0) {
    throw new CongvanError('KEY_OBJECT_UNUSABLE', {
      where,
      detail: 'the token says that it may not sign (CKA_SIGN)',
    });
  }
}

function attributeOf(cryptoki: Cryptoki, session: Handle, object: Handle, type: number): Buffer {
  const template: Attribute[] = [{ type }];
  return cryptoki.C_GetAttributeValue(session, object, template)[0]?.value ?? Buffer.alloc(0);
}

/** Undefined when the token does not have the attribute. */
function optional(cryptoki: Cryptoki, session: Handle, object: Handle, type: number): Buffer | undefined {
  try {
    return attributeOf(cryptoki, session, object, type);
  } catch {
    return undefined;
  }
}
