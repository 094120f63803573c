/** What an encryption dictionary says (ISO 32000-2 §7.6): enough to name it in a refusal. Nothing is decrypted. */
import { createCipheriv, hash } from 'node:crypto';
import { isCongvanError } from '../../../kernel/errors.ts';
import { asArray, asDict, asInteger, asName, asString, type PdfDict, type PdfObject } from './objects.ts';
import type { PdfRevision } from './revisions.ts';

/** What is asked of a document here. */
interface Lookup {
  readonly trailer: PdfDict;
  readonly revisions: readonly PdfRevision[];
  resolve(object: PdfObject | undefined): PdfObject;
  value(dict: PdfDict, key: string): PdfObject;
}

/** Such as `AES-256, revision 6, opens without a password`. */
function encryptionOf(pdf: Lookup, encrypt: PdfDict | undefined): string {
  if (encrypt === undefined) return 'its encryption dictionary cannot be read';
  const filter = asName(pdf.value(encrypt, 'Filter')) ?? 'no handler named';
  if (filter !== 'Standard') return `handler ${filter}`;
  const revision = asInteger(pdf.value(encrypt, 'R')) ?? 0;
  const opens = opensWithoutPassword(pdf, encrypt, revision);
  const password = opens ? 'opens without a password' : 'a password is needed';
  return `${cipherOf(pdf, encrypt)}, revision ${revision}, ${password}`;
}

function cipherOf(pdf: Lookup, encrypt: PdfDict): string {
  const version = asInteger(pdf.value(encrypt, 'V')) ?? 0;
  const bits = asInteger(pdf.value(encrypt, 'Length')) ?? 40;
  if (version < 4) return `RC4, ${version === 1 ? 40 : bits} bits`;
  const filters = asDict(pdf.value(encrypt, 'CF'));
  const usual = filters && asDict(pdf.value(filters, asName(pdf.value(encrypt, 'StmF')) ?? ''));
  const method = (usual && asName(pdf.value(usual, 'CFM'))) ?? 'None';
  return METHODS.get(method) ?? method;
}

const METHODS: ReadonlyMap<string, string> = new Map([
  ['V2', 'RC4, 128 bits'],
  ['AESV2', 'AES-128'],
  ['AESV3', 'AES-256'],
  ['None', 'no cipher for streams'],
]);

/** Is the user password the empty one (§7.6.4.4.5, §7.6.4.4.6, §7.6.4.4.10)? */
function opensWithoutPassword(pdf: Lookup, encrypt: PdfDict, revision: number): boolean {
  const user = asString(pdf.value(encrypt, 'U')) ?? new Uint8Array();
  if (revision >= 5) {
    const salt = user.subarray(32, 40);
    const made = revision === 5 ? hash('sha256', salt, 'buffer') : hardenedHash(salt);
    return user.length >= 48 && made.equals(user.subarray(0, 32));
  }
  const first = asString(asArray(pdf.resolve(pdf.trailer.entries.get('ID')))?.items[0]) ?? new Uint8Array();
  const key = oldKey(pdf, encrypt, revision, first);
  if (revision === 2) return rc4(key, PADDING).equals(user);
  let value = rc4(key, md5(PADDING, first));
  for (let i = 1; i < 20; i++)
    value = rc4(
      key.map((byte) => byte ^ i),
      value,
    );
  return value.equals(user.subarray(0, 16));
}

/** Algorithm 2 for the empty password. */
function oldKey(pdf: Lookup, encrypt: PdfDict, revision: number, id: Uint8Array): Buffer {
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE((asInteger(pdf.value(encrypt, 'P')) ?? 0) | 0);
  const metadata = pdf.value(encrypt, 'EncryptMetadata');
  const isOpen = revision >= 4 && metadata.kind === 'boolean' && !metadata.value;
  const owner = asString(pdf.value(encrypt, 'O')) ?? new Uint8Array();
  const bits = asInteger(pdf.value(encrypt, 'Length')) ?? 40;
  const length = revision === 2 ? 5 : Math.min(16, Math.max(5, (revision === 4 ? 128 : bits) >> 3));
  let key = md5(
    PADDING,
    owner.subarray(0, 32),
    permissions,
    id,
    isOpen ? Buffer.alloc(4, 0xff) : Buffer.alloc(0),
  );
  for (let i = 0; revision >= 3 && i < 50; i++) key = md5(key.subarray(0, length));
  return key.subarray(0, length);
}

/** Algorithm 2.B for the empty password and no user key. */
function hardenedHash(salt: Uint8Array): Buffer {
  let key = hash('sha256', salt, 'buffer');
  for (let round = 0, last = 0; round < 64 || last > round - 32; round++) {
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32));
    const block = cipher.setAutoPadding(false).update(Buffer.concat(Array<Buffer>(64).fill(key)));
    const sum = block.subarray(0, 16).reduce((total, byte) => total + byte, 0);
    key = hash(['sha256', 'sha384', 'sha512'][sum % 3] ?? 'sha256', block, 'buffer');
    last = block[block.length - 1] ?? 0;
  }
  return key.subarray(0, 32);
}

/** §7.6.4.3.2 step a. */
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

function md5(...pieces: readonly Uint8Array[]): Buffer {
  return hash('md5', Buffer.concat(pieces), 'buffer');
}

/** node:crypto no longer has it; it protects nothing here, and only tells whether a password is needed. */
function rc4(key: Uint8Array, bytes: Uint8Array): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const swap = (a: number, b: number): void => {
    [state[a], state[b]] = [state[b] ?? 0, state[a] ?? 0];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 0xff;
    swap(i, j);
  }
  const out = Buffer.from(bytes);
  for (let at = 0, i = 0, j = 0; at < out.length; at++) {
    i = (i + 1) & 0xff;
    j = (j + (state[i] ?? 0)) & 0xff;
    swap(i, j);
    out[at] = (out[at] ?? 0) ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) & 0xff] ?? 0);
  }
  return out;
}

/** The encryption dictionary of the newest section that has one; null when none has. */
export function encryptionIn(pdf: Lookup): string | null {
  const sections = pdf.revisions.flatMap((revision) => revision.sections).toReversed();
  for (const { trailer } of sections) {
    const encrypt = trailer.entries.get('Encrypt');
    if (encrypt === undefined || encrypt.kind === 'null') continue;
    try {
      return encryptionOf(pdf, asDict(pdf.resolve(encrypt)));
    } catch (error) {
      if (!isCongvanError(error)) throw error;
      return encryptionOf(pdf, undefined);
    }
  }
  return null;
}
