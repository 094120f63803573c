/** The standard security handler (ISO 32000-2 §7.6.4): from a password to the key of the file. */
import { hash } from 'node:crypto';
import { hardenedHash, md5, permissionsOpened, rc4, unwrapped } from './primitives.ts';

/** What the encryption dictionary says, in its own terms. */
export interface StandardFields {
  readonly revision: number;
  /** Of the key, bytes; 5 to 16 before revision 5. */
  readonly keyBytes: number;
  readonly owner: Uint8Array;
  readonly user: Uint8Array;
  readonly ownerKey: Uint8Array;
  readonly userKey: Uint8Array;
  readonly permissionsSealed: Uint8Array;
  /** /P, a signed number of 32 bits. */
  readonly permissions: number;
  /** First part of the file's /ID. */
  readonly id: Uint8Array;
  readonly encryptsMetadata: boolean;
}

export interface Unlocked {
  readonly key: Buffer;
  /** The owner may do everything, whatever the permissions say. */
  readonly isOwner: boolean;
  /** As the dictionary says, and as the key proves where it can (§7.6.4.4.9): bits set in both. */
  readonly permissions: number;
}

/** Null when it is neither the user's password nor the owner's. The owner's is tried first: it allows more. */
export function unlock(fields: StandardFields, password: string): Unlocked | null {
  return fields.revision >= 5 ? unlockNew(fields, password) : unlockOld(fields, password);
}

/** §7.6.4.3.2 step a. */
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

/** Letters of PDFDocEncoding are those of Latin-1, nearly; what is none goes in as UTF-8, as many programs do. */
function oldPassword(password: string): Buffer {
  const text = password.normalize('NFC');
  return Buffer.from(text, /^[\0-\xff]*$/.test(text) ? 'latin1' : 'utf8').subarray(0, 32);
}

function unlockOld(fields: StandardFields, given: string): Unlocked | null {
  const password = oldPassword(given);
  const asOwner = userKeyOld(fields, userPasswordOf(fields, password));
  const { permissions } = fields;
  if (asOwner !== null) return { key: asOwner, isOwner: true, permissions };
  const asUser = userKeyOld(fields, password);
  return asUser === null ? null : { key: asUser, isOwner: false, permissions };
}

/** Algorithm 7, step a and b: the owner's password opens the user's. */
function userPasswordOf({ revision, keyBytes, owner }: StandardFields, password: Uint8Array): Buffer {
  let key = md5(padded(password));
  for (let i = 0; revision >= 3 && i < 50; i++) key = md5(key.subarray(0, keyBytes));
  key = key.subarray(0, keyBytes);
  const sealed = owner.subarray(0, 32);
  return revision === 2 ? rc4(key, sealed) : rc4Rounds(key, sealed, 19, 0);
}

/** Algorithms 2, 4, 5 and 6: the key, if the password is the user's. */
function userKeyOld(fields: StandardFields, password: Uint8Array): Buffer | null {
  const { revision, id, user } = fields;
  const key = fileKeyOld(fields, password);
  if (revision === 2) return rc4(key, PADDING).equals(user.subarray(0, 32)) ? key : null;
  return rc4Rounds(key, md5(PADDING, id), 0, 19).equals(user.subarray(0, 16)) ? key : null;
}

function fileKeyOld(fields: StandardFields, password: Uint8Array): Buffer {
  const { revision, keyBytes, owner, permissions, id, encryptsMetadata } = fields;
  const bits = Buffer.alloc(4);
  bits.writeInt32LE(permissions | 0);
  const open = revision >= 4 && !encryptsMetadata ? Buffer.alloc(4, 0xff) : Buffer.alloc(0);
  let key = md5(padded(password), owner.subarray(0, 32), bits, id, open);
  for (let i = 0; revision >= 3 && i < 50; i++) key = md5(key.subarray(0, keyBytes));
  return key.subarray(0, keyBytes);
}

function padded(password: Uint8Array): Buffer {
  return Buffer.concat([password, PADDING]).subarray(0, 32);
}

/** RC4 with the key changed by the number of each round, from one to the other. */
function rc4Rounds(key: Uint8Array, bytes: Uint8Array, from: number, to: number): Buffer {
  let value: Buffer = Buffer.from(bytes);
  for (let i = from; from < to ? i <= to : i >= to; i += from < to ? 1 : -1) {
    value = rc4(
      key.map((byte) => byte ^ i),
      value,
    );
  }
  return value;
}

/** Algorithm 2.A; passwords are prepared by NFKC alone, not by the whole of SASLprep (RFC 4013). */
function unlockNew(fields: StandardFields, given: string): Unlocked | null {
  const password = Buffer.from(given.normalize('NFKC'), 'utf8').subarray(0, 127);
  const { owner, user, ownerKey, userKey } = fields;
  const whole = user.subarray(0, 48);
  const none = new Uint8Array();
  if (owner.length < 48 || user.length < 48 || ownerKey.length < 32 || userKey.length < 32) return null;
  if (digest(fields, password, owner.subarray(32, 40), whole).equals(owner.subarray(0, 32))) {
    const key = unwrapped(digest(fields, password, owner.subarray(40, 48), whole), ownerKey.subarray(0, 32));
    return { key, isOwner: true, permissions: provenPermissions(fields, key) };
  }
  if (!digest(fields, password, user.subarray(32, 40), none).equals(user.subarray(0, 32))) return null;
  const key = unwrapped(digest(fields, password, user.subarray(40, 48), none), userKey.subarray(0, 32));
  return { key, isOwner: false, permissions: provenPermissions(fields, key) };
}

function digest(
  { revision }: StandardFields,
  password: Uint8Array,
  salt: Uint8Array,
  user: Uint8Array,
): Buffer {
  if (revision === 5) return hash('sha256', Buffer.concat([password, salt, user]), 'buffer');
  return hardenedHash(password, salt, user);
}

function provenPermissions({ permissions, permissionsSealed }: StandardFields, key: Uint8Array): number {
  if (permissionsSealed.length !== 16) return 0;
  const opened = permissionsOpened(key, permissionsSealed);
  return opened.toString('latin1', 9, 12) === 'adb' ? permissions & opened.readInt32LE(0) : 0;
}
