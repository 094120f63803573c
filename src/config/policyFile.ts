/** A signature policy as a named, versioned file: TOML ↔ the rules the judgement uses. */
import { parse, stringify, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { CongvanError } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';
import { NO_END, type PolicyFile, policyKeysAt, policySchema } from './policySchema.ts';
import { type PolicySigning, signingRulesOf, signingTableOf } from './policySigning.ts';

type Ends<Names extends string> = { readonly [name in Names]?: string | null };
type Purpose = keyof PolicyFile['usages'];
interface Usage {
  readonly keyUsages: readonly PolicyFile['usages']['document']['key_usages'][number][];
  readonly keyUsageRequired: boolean;
  readonly rule: PolicyFile['usages']['document']['rule'];
  readonly purposes: readonly string[];
}
interface Key {
  readonly minBits: number;
  readonly until: string | null;
}

/** The rules of a policy: what `SignaturePolicy` of `signing` is, spelt here because configuration knows no rooms. */
export interface PolicyRules {
  readonly name: string;
  readonly version: string;
  readonly clockSkewSeconds: number;
  readonly digests: Ends<keyof PolicyFile['digests']>;
  readonly signatures: Ends<keyof PolicyFile['signatures']>;
  readonly keys: {
    readonly minRsaExponent: number;
    readonly rsa: readonly Key[];
    readonly dsa: readonly Key[];
    readonly ec: Readonly<Record<string, string | null>>;
  };
  readonly usages: Readonly<Record<Purpose, Usage>>;
  readonly path: {
    readonly maxLength: number;
    readonly positiveSerials: boolean;
    readonly acceptablePolicies: readonly string[] | null;
    readonly explicitPolicy: boolean;
    readonly inhibitPolicyMapping: boolean;
    readonly inhibitAnyPolicy: boolean;
  };
  readonly revocation: {
    readonly required: boolean;
    readonly maxAgeHours: number | null;
    readonly maxAgeWithoutNextUpdateHours: number;
    readonly checkResponders: boolean;
  };
  readonly timestamps: { readonly acceptExpiredAuthority: boolean };
  readonly signing?: PolicySigning;
}

/** Nobody needs more; a file of another kind given by mistake is not read whole by the parser. */
const MAX_CHARACTERS = 65_536;

/**
 * @param toml the text of the file
 * @param file its name, for messages
 * @throws POLICY_FILE_INVALID, POLICY_FILE_UNKNOWN_KEY
 */
export function readPolicyFile(toml: string, file: string): PolicyRules {
  const parsed = policySchema.safeParse(tableOf(toml, file));
  if (!parsed.success) throw problem(parsed.error, file);
  const { signing } = parsed.data;
  const rules = rulesOf(parsed.data);
  return signing === undefined ? rules : { ...rules, signing: signingRulesOf(signing, toml, file) };
}

function tableOf(toml: string, file: string): unknown {
  if (toml.length > MAX_CHARACTERS) {
    throw new CongvanError('POLICY_FILE_INVALID', {
      where: file,
      detail: `over ${MAX_CHARACTERS} characters`,
    });
  }
  try {
    return parse(toml);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const [what = ''] = cause.message.split('\n');
    const detail = `line ${cause.line}, column ${cause.column}: ${what.replace('Invalid TOML document: ', '')}`;
    throw new CongvanError('POLICY_FILE_INVALID', { where: file, detail, cause });
  }
}

function problem({ issues }: z.ZodError, file: string): CongvanError {
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  const [first] = issues;
  if (unknown !== undefined) return unknownKey(unknown.path, unknown.keys[0] ?? '', file);
  const where = `${file}: ${first?.path.join('.') ?? ''}`;
  return new CongvanError('POLICY_FILE_INVALID', { where, detail: first?.message ?? '' });
}

function unknownKey(path: readonly PropertyKey[], key: string, file: string): CongvanError {
  const where = `${file}: ${[...path, key].join('.')}`;
  const near = nearest(key, policyKeysAt(path));
  if (near === undefined) return new CongvanError('POLICY_FILE_UNKNOWN_KEY', { where });
  const meant = [...path, near].join('.');
  const hint = { en: `did you mean ${meant}?`, vi: `có phải ý bạn là ${meant}?` };
  return new CongvanError('POLICY_FILE_UNKNOWN_KEY', { where, hint });
}

function rulesOf(file: PolicyFile): PolicyRules {
  const { keys, usages, path, revocation } = file;
  return {
    ...{ name: file.name, version: file.version, clockSkewSeconds: file.clock_skew_seconds },
    digests: present(file.digests),
    signatures: present(file.signatures),
    keys: {
      ...{ minRsaExponent: keys.min_rsa_exponent, ec: present(keys.ec) },
      ...{ rsa: keys.rsa.map(keyRule), dsa: keys.dsa.map(keyRule) },
    },
    usages: {
      ...{ document: usageRule(usages.document), timestamp: usageRule(usages.timestamp) },
      ocsp: usageRule(usages.ocsp),
      ...{ 'tls-client': usageRule(usages['tls-client']), 'tls-server': usageRule(usages['tls-server']) },
    },
    path: {
      ...{ maxLength: path.max_length, positiveSerials: path.positive_serials },
      ...{ acceptablePolicies: path.acceptable_policies ?? null, explicitPolicy: path.explicit_policy },
      ...{ inhibitPolicyMapping: path.inhibit_policy_mapping, inhibitAnyPolicy: path.inhibit_any_policy },
    },
    revocation: {
      ...{ required: revocation.required, maxAgeHours: revocation.max_age_hours ?? null },
      maxAgeWithoutNextUpdateHours: revocation.max_age_without_next_update_hours,
      checkResponders: revocation.check_responders,
    },
    timestamps: { acceptExpiredAuthority: file.timestamps.accept_expired_authority },
  };
}

function present<T extends object>(ends: T): { readonly [name in keyof T]-?: Exclude<T[name], undefined> } {
  const given = Object.entries(ends).filter(([, end]) => end !== undefined);
  return Object.fromEntries(given) as { readonly [name in keyof T]-?: Exclude<T[name], undefined> };
}

function keyRule({ min_bits, until }: PolicyFile['keys']['rsa'][number]): Key {
  return { minBits: min_bits, until };
}

function usageRule(usage: PolicyFile['usages']['document']): Usage {
  const { key_usages, key_usage_required, rule, purposes } = usage;
  return { keyUsages: key_usages, keyUsageRequired: key_usage_required, rule, purposes };
}

const HEAD = `# A signature policy of congvan: which signatures are accepted. Change name and version with every change: reports
# carry both and the SHA-256 of this file, and name every key in which it is laxer than the program's own policy.
# Days are UTC: an algorithm is accepted for what is proven to be older than its day; "${NO_END}": no end in sight. What is
# left out of digests, signatures and keys is not accepted.
# Chính sách chữ ký của congvan: chữ ký nào được chấp nhận. Mỗi lần sửa hãy đổi name và version. Ngày tính theo UTC: thuật
# toán được chấp nhận cho những gì chứng minh được là có trước ngày đó. Không liệt kê nghĩa là không chấp nhận.
`;

/** What stands above each table. */
const NOTES: Readonly<Record<string, string>> = {
  '[digests]': 'Digests, in signatures of every kind.',
  '[signatures]': 'Kinds of signatures.',
  '[keys]': 'Sizes of keys; a key is accepted as long as one rule that fits it allows.',
  '[usages.document]':
    'Uses a signer’s certificate must be for (extendedKeyUsage). The program’s own policy takes document signing (RFC 9336),\n# e-mail protection, document signing by Adobe and by Microsoft, and any use.',
  '[usages.timestamp]': 'Time stamping (RFC 3161), alone and critical.',
  '[usages.ocsp]': 'OCSP signing (RFC 6960).',
  '[usages.tls-client]': 'TLS client.',
  '[usages.tls-server]': 'TLS server.',
  '[path]':
    'Certification paths (RFC 5280 §6.1.1). acceptable_policies = ["1.2.3"] would ask for a certificate policy.',
  '[revocation]':
    'Revocation data. max_age_hours = 72 would refuse older answers, whatever their nextUpdate says.',
  '[timestamps]':
    'Whether a timestamp counts although its authority’s certificate has expired and nothing else proves it to be older.',
  '[signing]': 'Who signs in which role. only_listed = true: nobody but [[signing.signers]].',
  '[signing.order]': 'Whose valid signatures must be in the document before an act of this role.',
  '[signing.levels]': 'The least level at which each role signs.',
};

function withNotes(toml: string): string {
  return toml.replace(/^\[[a-z.-]+\]$/gm, (table) => {
    const note = NOTES[table];
    return note === undefined ? table : `# ${note}\n${table}`;
  });
}

/** The file of these rules; reading it gives them again. */
export function policyFileOf(rules: PolicyRules): string {
  const { keys, path, revocation } = rules;
  const tables = {
    ...{ name: rules.name, version: rules.version, clock_skew_seconds: rules.clockSkewSeconds },
    digests: endsTable(rules.digests),
    signatures: endsTable(rules.signatures),
    keys: {
      ...{ min_rsa_exponent: keys.minRsaExponent, rsa: keys.rsa.map(keyTable), dsa: keys.dsa.map(keyTable) },
      ec: endsTable(keys.ec),
    },
    usages: Object.fromEntries(
      Object.entries(rules.usages).map(([name, usage]) => [name, usageTable(usage)]),
    ),
    path: {
      ...{ max_length: path.maxLength, positive_serials: path.positiveSerials },
      ...(path.acceptablePolicies === null ? {} : { acceptable_policies: path.acceptablePolicies }),
      ...{ explicit_policy: path.explicitPolicy, inhibit_policy_mapping: path.inhibitPolicyMapping },
      inhibit_any_policy: path.inhibitAnyPolicy,
    },
    revocation: {
      required: revocation.required,
      ...(revocation.maxAgeHours === null ? {} : { max_age_hours: revocation.maxAgeHours }),
      max_age_without_next_update_hours: revocation.maxAgeWithoutNextUpdateHours,
      check_responders: revocation.checkResponders,
    },
    timestamps: { accept_expired_authority: rules.timestamps.acceptExpiredAuthority },
    ...(rules.signing === undefined ? {} : { signing: signingTableOf(rules.signing) }),
  };
  return `${HEAD}\n${withNotes(stringify(tables))}`;
}

function endsTable(ends: Readonly<Record<string, string | null | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(ends).map(([name, until]) => [name, until ?? NO_END]));
}

function keyTable({ minBits, until }: Key): Record<string, number | string> {
  return { min_bits: minBits, until: until ?? NO_END };
}

function usageTable({ keyUsages, keyUsageRequired, rule, purposes }: Usage): Record<string, unknown> {
  return { key_usages: keyUsages, key_usage_required: keyUsageRequired, rule, purposes };
}
