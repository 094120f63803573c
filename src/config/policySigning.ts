/** The `[signing]` part of a policy file: who signs in which role, in which order, at which level. */
import type { PolicyFile } from './policySchema.ts';

type SigningFile = NonNullable<PolicyFile['signing']>;
type SignerFile = NonNullable<SigningFile['signers']>[number];
type Act = SignerFile['roles'][number];
type Level = NonNullable<NonNullable<SigningFile['levels']>[Act]>;

type Match =
  | { readonly kind: 'fingerprint'; readonly fingerprint: string }
  | { readonly kind: 'serial'; readonly issuer: string; readonly serial: string }
  | { readonly kind: 'subject'; readonly issuer: string; readonly subject: string };

interface Signer {
  readonly id: string;
  readonly match: Match;
  readonly roles: readonly Act[];
  readonly agency: string | null;
  readonly person: string | null;
}

/** What `SigningRules` of `signing` is. */
export interface PolicySigning {
  readonly signers: readonly Signer[];
  readonly onlyListed: boolean;
  readonly order: { readonly [act in Act]?: readonly ('person' | 'agency')[] };
  readonly levels: { readonly [act in Act]?: Level };
  readonly places: Readonly<Record<string, string>>;
}

/** @param toml the whole file: a refusal tells the line of its rule */
export function signingRulesOf(signing: SigningFile, toml: string, file: string): PolicySigning {
  return {
    signers: (signing.signers ?? []).map(signerOf),
    onlyListed: signing.only_listed ?? false,
    order: given(signing.order) ?? { agency: ['person'] },
    levels: given(signing.levels) ?? {},
    places: placesIn(toml, file),
  };
}

function signerOf(entry: SignerFile): Signer {
  const { id, roles, agency = null, person = null } = entry;
  return { id, match: matchOf(entry), roles, agency, person };
}

/** The schema lets exactly one of the three ways through. */
function matchOf({ fingerprint, issuer = '', serial, subject = '' }: SignerFile): Match {
  if (fingerprint !== undefined) return { kind: 'fingerprint', fingerprint };
  return serial === undefined ? { kind: 'subject', issuer, subject } : { kind: 'serial', issuer, serial };
}

function given<T extends object>(
  table: T | undefined,
): { readonly [name in keyof T]: Exclude<T[name], undefined> } | undefined {
  if (table === undefined) return undefined;
  const present = Object.entries(table).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { readonly [name in keyof T]: Exclude<T[name], undefined> };
}

/**
 * Where tables and keys of `[signing]` begin, in the usual spelling of TOML. A file that spells them otherwise (inline,
 * quoted) is read all the same; a refusal then names the key alone.
 */
function placesIn(toml: string, file: string): Readonly<Record<string, string>> {
  const places: Record<string, string> = {};
  let table = '';
  let signers = 0;
  for (const [index, line] of toml.split('\n').entries()) {
    const at = `${file}, line ${index + 1}`;
    const header = /^\s*\[{1,2}\s*([\w.]+)\s*\]{1,2}/.exec(line)?.[1];
    if (header !== undefined) table = header === 'signing.signers' ? `${header}.${signers++}` : header;
    const key = /^\s*([\w.]+)\s*=/.exec(line)?.[1];
    const path = header !== undefined ? table : `${table}.${key ?? ''}`;
    if (path.startsWith('signing') && (header ?? key) !== undefined) places[path] = at;
  }
  return places;
}

/** The table of these rules; places are those of the file that was read and are not written. */
export function signingTableOf(rules: PolicySigning): Record<string, unknown> {
  const { signers, onlyListed, order, levels } = rules;
  return {
    only_listed: onlyListed,
    order,
    levels,
    ...(signers.length === 0 ? {} : { signers: signers.map(signerTable) }),
  };
}

function signerTable({ id, match, roles, agency, person }: Signer): Record<string, unknown> {
  const { kind: _, ...named } = match;
  return {
    ...{ id, ...named, roles },
    ...(agency === null ? {} : { agency }),
    ...(person === null ? {} : { person }),
  };
}
