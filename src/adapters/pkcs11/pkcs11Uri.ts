import { resolve } from 'node:path';
import { CongvanError } from '../../kernel/errors.ts';

/** Which key of which token (RFC 7512); what is undefined may be anything. */
export interface Pkcs11Location {
  readonly token: {
    readonly label: string | undefined;
    readonly serial: string | undefined;
    readonly manufacturer: string | undefined;
    readonly model: string | undefined;
    readonly slotId: number | undefined;
  };
  readonly object: {
    /** CKA_LABEL */
    readonly label: string | undefined;
    /** CKA_ID */
    readonly id: Buffer | undefined;
  };
  /** Absolute path of the PKCS #11 library. */
  readonly modulePath: string;
  /** Absolute path of a file with the PIN. */
  readonly pinFile: string | undefined;
  /** Absolute paths of files with further certificates: a token often has the leaf only. */
  readonly certificates: readonly string[];
}

const SCHEME = 'pkcs11:';
const PATH_ATTRIBUTES = [
  'token',
  'serial',
  'manufacturer',
  'model',
  'slot-id',
  'object',
  'id',
  'type',
] as const;
const QUERY_ATTRIBUTES = ['module-path', 'pin-source', 'x-cert'] as const;
type Attributes<Name extends string> = ReadonlyMap<Name, readonly string[]>;

/**
 * Reads `pkcs11:token=…;object=…;id=…?module-path=…[&pin-source=file:…][&x-cert=…]` (RFC 7512). Attributes of the key
 * and its token that are not listed here, `pin-value` (a PIN does not belong in an address) and commands as `pin-source`
 * are refused: ignoring one could choose another key than the one that is meant.
 * @param folder what relative paths start from
 * @throws CONFIG_INVALID
 */
export function parsePkcs11Uri(uri: string, folder: string): Pkcs11Location {
  if (!uri.startsWith(SCHEME)) throw invalid(uri, `does not begin with ${SCHEME}`);
  const [path = '', query = '', ...more] = uri.slice(SCHEME.length).split('?');
  if (more.length > 0) throw invalid(uri, 'more than one ?');
  const named = attributesOf(shown(uri), path.split(';'), PATH_ATTRIBUTES);
  const asked = attributesOf(shown(uri), query.split('&'), QUERY_ATTRIBUTES);
  const type = one(uri, named, 'type');
  if (type !== undefined && type !== 'private' && type !== 'cert')
    throw invalid(uri, `type=${type} signs nothing`);
  const modulePath = one(uri, asked, 'module-path');
  if (modulePath === undefined) throw invalid(uri, 'module-path names the PKCS #11 library; it is missing');
  return {
    token: tokenOf(uri, named),
    object: objectOf(uri, named),
    modulePath: resolve(folder, modulePath),
    pinFile: pinFileOf(uri, one(uri, asked, 'pin-source'), folder),
    certificates: (asked.get('x-cert') ?? []).map((file) => resolve(folder, file)),
  };
}

function tokenOf(uri: string, named: Attributes<(typeof PATH_ATTRIBUTES)[number]>): Pkcs11Location['token'] {
  const slotId = one(uri, named, 'slot-id');
  if (slotId !== undefined && !/^\d{1,10}$/.test(slotId)) throw invalid(uri, 'slot-id is a decimal number');
  return {
    label: one(uri, named, 'token'),
    serial: one(uri, named, 'serial'),
    manufacturer: one(uri, named, 'manufacturer'),
    model: one(uri, named, 'model'),
    slotId: slotId === undefined ? undefined : Number(slotId),
  };
}

/** The value of `id` is octets, not text (RFC 7512 §2.3). */
function objectOf(
  uri: string,
  named: Attributes<(typeof PATH_ATTRIBUTES)[number]>,
): Pkcs11Location['object'] {
  const id = one(uri, named, 'id');
  return { label: one(uri, named, 'object'), id: id === undefined ? undefined : Buffer.from(id, 'latin1') };
}

function pinFileOf(uri: string, source: string | undefined, folder: string): string | undefined {
  if (source === undefined) return undefined;
  const path = source.replace(/^file:(\/\/(?=\/))?/, '');
  if (path.startsWith('|') || /^[a-z][a-z0-9+.-]*:/i.test(path))
    throw invalid(uri, 'pin-source is file:PATH');
  return resolve(folder, path);
}

function attributesOf<Name extends string>(
  uri: string,
  parts: readonly string[],
  known: readonly Name[],
): Attributes<Name> {
  const found = new Map<Name, readonly string[]>();
  for (const part of parts.filter((text) => text !== '')) {
    const at = part.indexOf('=');
    const name = known.find((candidate) => candidate === part.slice(0, Math.max(at, 0)));
    // The whole part is not shown: a PIN could stand in it.
    if (name === undefined) throw invalid(uri, `knows only ${known.join(', ')}`);
    found.set(name, [...(found.get(name) ?? []), decoded(uri, part.slice(at + 1), name)]);
  }
  return found;
}

function one<Name extends string>(uri: string, attributes: Attributes<Name>, name: Name): string | undefined {
  const [value, another] = attributes.get(name) ?? [];
  if (another !== undefined) throw invalid(uri, `${name} stands twice`);
  return value;
}

function decoded(uri: string, text: string, name: string): string {
  if (/%(?![0-9a-f]{2})/i.test(text))
    throw invalid(uri, 'a % that is not followed by two hexadecimal digits');
  const octets = Buffer.from(
    text.replace(/%([0-9a-f]{2})|[^%]/giu, (piece, hex?: string) =>
      hex === undefined
        ? Buffer.from(piece, 'utf8').toString('latin1')
        : String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  );
  return octets.toString(name === 'id' ? 'latin1' : 'utf8');
}

/** The URI without what could be a PIN. */
function shown(uri: string): string {
  return uri.replace(/(pin-value=)[^&;?]*/gi, '$1…');
}

function invalid(uri: string, detail: string): CongvanError {
  return new CongvanError('CONFIG_INVALID', { where: shown(uri), detail });
}
