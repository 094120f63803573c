/** What an encryption dictionary says (ISO 32000-2 §7.6), and the cipher of the file when a password opens it. */
import { CongvanError, isCongvanError } from '../../../kernel/errors.ts';
import { type CryptMethod, FileCipher } from '../encryption/fileCipher.ts';
import { type StandardFields, unlock } from '../encryption/standardHandler.ts';
import { asArray, asDict, asInteger, asName, asString, type PdfDict, type PdfObject } from './objects.ts';
import type { PdfRevision } from './revisions.ts';

/** What is asked of a document here. */
interface Lookup {
  readonly trailer: PdfDict;
  readonly revisions: readonly PdfRevision[];
  resolve(object: PdfObject | undefined): PdfObject;
  value(dict: PdfDict, key: string): PdfObject;
}

export interface PdfEncryption {
  readonly cipher: FileCipher;
  /** Such as `AES-256, revision 6`. */
  readonly name: string;
  /** The encryption dictionary itself is not encrypted; null when it stands in the trailer. */
  readonly dictNumber: number | null;
  readonly isOwner: boolean;
  /** /P (Table 22), a signed number of 32 bits. */
  readonly permissions: number;
}

/**
 * How the file is encrypted, opened with the password (an empty one opens what only restricts its use); null when it is
 * not. Public-key handlers, other ciphers, and files encrypted in part of their revisions are refused by name.
 * @throws PDF_ENCRYPTED, PDF_PASSWORD_WRONG
 */
export function encryptionIn(pdf: Lookup, password: string | undefined): PdfEncryption | null {
  const given = pdf.revisions.flatMap((revision) =>
    revision.sections.map(({ trailer }) => encryptOf(trailer)),
  );
  const [newest] = given.toReversed().filter((one) => one !== undefined);
  if (newest === undefined) return null;
  const dict = dictOf(pdf, newest);
  if (dict === undefined) throw refused('its encryption dictionary cannot be read');
  const filter = asName(pdf.value(dict, 'Filter')) ?? 'no handler named';
  if (filter !== 'Standard') throw refused(`handler ${filter}`);
  if (!given.every((one) => isSame(one, newest)) || isRewritten(pdf, newest)) {
    throw refused('not all of its revisions are encrypted in one way');
  }
  return openedWith(pdf, dict, newest, password);
}

function encryptOf({ entries }: PdfDict): PdfObject | undefined {
  const encrypt = entries.get('Encrypt');
  return encrypt?.kind === 'null' ? undefined : encrypt;
}

function dictOf(pdf: Lookup, encrypt: PdfObject): PdfDict | undefined {
  try {
    return asDict(pdf.resolve(encrypt));
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return undefined;
  }
}

/** A direct dictionary is copied by updates; what is in it is then compared by its verifier /U. */
function isSame(one: PdfObject | undefined, other: PdfObject): boolean {
  if (one?.kind === 'ref' && other.kind === 'ref') return one.number === other.number;
  if (one?.kind !== 'dict' || other.kind !== 'dict') return false;
  const [mine, yours] = [one, other].map(({ entries }) => asString(entries.get('U')));
  return mine !== undefined && yours !== undefined && Buffer.compare(mine, yours) === 0;
}

function isRewritten({ revisions }: Lookup, encrypt: PdfObject): boolean {
  return encrypt.kind === 'ref' && revisions.filter(({ entries }) => entries.has(encrypt.number)).length > 1;
}

function openedWith(
  pdf: Lookup,
  dict: PdfDict,
  encrypt: PdfObject,
  password: string | undefined,
): PdfEncryption {
  const methods = { strings: methodOf(pdf, dict, 'StrF'), streams: methodOf(pdf, dict, 'StmF') };
  const fields = fieldsOf(pdf, dict);
  const name = `${cipherName(methods.streams, fields.keyBytes)}, revision ${fields.revision}`;
  const { strings, streams } = methods;
  if (strings === undefined || streams === undefined || !REVISIONS.has(fields.revision)) throw refused(name);
  const unlocked = unlock(fields, password ?? '');
  if (unlocked === null && password === undefined) throw refused(`${name}, a password is needed`);
  const known = unlocked ?? unlock(fields, '');
  if (known === null) throw new CongvanError('PDF_PASSWORD_WRONG', { detail: name });
  return {
    cipher: new FileCipher(known.key, { strings, streams }, fields.encryptsMetadata),
    ...{ name, dictNumber: encrypt.kind === 'ref' ? encrypt.number : null },
    ...{ isOwner: known.isOwner, permissions: known.permissions },
  };
}

const REVISIONS: ReadonlySet<number> = new Set([2, 3, 4, 5, 6]);

function fieldsOf(pdf: Lookup, dict: PdfDict): StandardFields {
  const revision = asInteger(pdf.value(dict, 'R')) ?? 0;
  const bits = asInteger(pdf.value(dict, 'Length')) ?? 40;
  const text = (key: string): Uint8Array => asString(pdf.value(dict, key)) ?? new Uint8Array();
  const metadata = pdf.value(dict, 'EncryptMetadata');
  const id = asString(asArray(pdf.resolve(pdf.trailer.entries.get('ID')))?.items[0]);
  const oldBytes = revision === 4 ? 16 : Math.min(16, Math.max(5, bits >> 3));
  return {
    revision,
    keyBytes: revision === 2 ? 5 : revision >= 5 ? 32 : oldBytes,
    ...{ owner: text('O'), user: text('U'), ownerKey: text('OE'), userKey: text('UE') },
    permissionsSealed: text('Perms'),
    permissions: (asInteger(pdf.value(dict, 'P')) ?? 0) | 0,
    id: id ?? new Uint8Array(),
    encryptsMetadata: !(metadata.kind === 'boolean' && !metadata.value),
  };
}

/** Undefined: a cipher nobody named, or one that is not read here. */
function methodOf(pdf: Lookup, dict: PdfDict, key: 'StrF' | 'StmF'): CryptMethod | undefined {
  const version = asInteger(pdf.value(dict, 'V')) ?? 0;
  if (version === 1 || version === 2) return 'rc4';
  if (version !== 4 && version !== 5) return undefined;
  const filter = asName(pdf.value(dict, key)) ?? 'Identity';
  if (filter === 'Identity') return 'none';
  const filters = asDict(pdf.value(dict, 'CF'));
  const named = filters && asDict(pdf.value(filters, filter));
  const method = METHODS.get((named && asName(pdf.value(named, 'CFM'))) ?? 'None');
  const isOfVersion = (method === 'aes-256') === (version === 5) || method === 'none';
  return isOfVersion ? method : undefined;
}

const METHODS: ReadonlyMap<string, CryptMethod> = new Map([
  ['V2', 'rc4'],
  ['AESV2', 'aes-128'],
  ['AESV3', 'aes-256'],
]);

function cipherName(method: CryptMethod | undefined, keyBytes: number): string {
  if (method === undefined) return 'a cipher that is not known';
  return {
    none: 'no cipher for streams',
    rc4: `RC4, ${keyBytes * 8} bits`,
    'aes-128': 'AES-128',
    'aes-256': 'AES-256',
  }[method];
}

function refused(detail: string): CongvanError {
  return new CongvanError('PDF_ENCRYPTED', { detail });
}
