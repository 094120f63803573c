import type { Json } from '../../kernel/canonicalJson.ts';
import type { KeyAlgorithm } from '../../signing/signerKey.ts';
import type { Style } from '../output.ts';

/** A certificate of a key's chain. */
export interface ShownCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
}

/** Whether the key may sign in a role now, by its certificate alone; trust and revocation are asked when it signs. */
export interface RoleVerdict {
  readonly role: 'person' | 'agency';
  /** Error code of the rule that forbids it; null when none does. */
  readonly refusal: string | null;
}

export interface OpenedKey extends ShownCertificate {
  readonly algorithm: KeyAlgorithm;
  /** What the certificate says the key is for. */
  readonly role: string;
  readonly agency: string | null;
  /** keyUsage by name; null when the certificate does not say. */
  readonly usages: readonly string[] | null;
  /** extendedKeyUsage, by name where it has one here, else the OID; null when the certificate does not say. */
  readonly purposes: readonly string[] | null;
  readonly may: readonly RoleVerdict[];
  /** Leaf first. */
  readonly chain: readonly ShownCertificate[];
  readonly chainLength: number;
}

/** A configured key as people see it; no secret in it. */
export interface ShownKey {
  /** `keys.person`, `keys.agency`, `hub.receipt_key` */
  readonly name: string;
  readonly uri: string;
  /** Absent when it could not be opened. */
  readonly opened?: OpenedKey;
  /** Why it could not be opened or did not pass. */
  readonly problem?: { readonly code: string /** Begins with the code. */; readonly text: string };
}

export function keyJson({ name, uri, opened, problem }: ShownKey): Json {
  return {
    ...{ name, uri },
    opened: opened === undefined ? null : openedJson(opened),
    problem: problem === undefined ? null : { ...problem },
  };
}

function openedJson(opened: OpenedKey): Json {
  return {
    ...opened,
    algorithm: { ...opened.algorithm },
    may: opened.may.map((verdict) => ({ ...verdict })),
    chain: opened.chain.map((certificate) => ({ ...certificate })),
  };
}

export function algorithmName(algorithm: KeyAlgorithm): string {
  switch (algorithm.kind) {
    case 'rsa':
      return `RSA-${algorithm.bits}`;
    case 'rsa-pss':
      return `RSASSA-PSS ${algorithm.bits}${algorithm.digest === null ? '' : ` ${algorithm.digest}`}`;
    case 'ecdsa':
      return `ECDSA ${algorithm.curve}`;
    case 'ed25519':
      return 'Ed25519';
    default:
      return algorithm satisfies never;
  }
}

export function keyText(style: Style, { name, uri, opened, problem }: ShownKey): string {
  return [
    style.paint.bold(name),
    style.facts([
      ['  uri', uri],
      ...(opened === undefined ? [] : openedFacts(style, opened)),
      [`  ${style.say('problem', 'lỗi')}`, problem && style.paint.red(problem.text)],
    ]),
  ].join('\n');
}

function openedFacts(style: Style, opened: OpenedKey): readonly (readonly [string, string | undefined])[] {
  const { say } = style;
  return [
    [`  ${say('algorithm', 'thuật toán')}`, algorithmName(opened.algorithm)],
    [`  ${say('subject', 'chủ thể')}`, opened.subject],
    [`  ${say('issuer', 'nơi cấp')}`, opened.issuer],
    [`  ${say('serial', 'số hiệu')}`, opened.serial],
    [`  ${say('valid', 'hiệu lực')}`, validity(opened)],
    [
      `  ${say('usage', 'mục đích')}`,
      [...(opened.usages ?? []), ...(opened.purposes ?? [])].join(', ') || undefined,
    ],
    [`  ${say('role', 'vai trò')}`, opened.role],
    [`  ${say('agency', 'cơ quan')}`, opened.agency ?? undefined],
    [`  ${say('may sign as', 'được ký với vai trò')}`, rolesText(style, opened.may)],
    ...opened.chain
      .slice(1)
      .map(
        (issuer, place) =>
          [`  ${say('chain', 'chuỗi')} ${place + 1}`, `${issuer.subject}, ${validity(issuer)}`] as const,
      ),
  ];
}

const validity = ({ notBefore, notAfter }: ShownCertificate): string =>
  `${notBefore.slice(0, 10)} … ${notAfter.slice(0, 10)}`;

function rolesText({ say }: Style, may: readonly RoleVerdict[]): string {
  const allowed = may.filter(({ refusal }) => refusal === null).map(({ role }) => role);
  if (allowed.length > 0) return allowed.join(', ');
  const why = [...new Set(may.map(({ refusal }) => refusal))].join(', ');
  return `${say('nothing', 'không vai trò nào')} (${why})`;
}
