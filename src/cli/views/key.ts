import type { Json } from '../../kernel/canonicalJson.ts';
import type { KeyAlgorithm } from '../../signing/signerKey.ts';
import type { Style } from '../output.ts';

/** A configured key as people see it; no secret in it. */
export interface ShownKey {
  /** `keys.person`, `keys.agency`, `hub.receipt_key` */
  readonly name: string;
  readonly uri: string;
  /** Absent when it could not be opened. */
  readonly opened?: {
    readonly algorithm: KeyAlgorithm;
    readonly subject: string;
    readonly issuer: string;
    readonly serial: string;
    /** ISO 8601, UTC. */
    readonly notBefore: string;
    readonly notAfter: string;
    /** What the certificate says the key is for. */
    readonly role: string;
    readonly agency: string | null;
    readonly chainLength: number;
  };
  /** Why it could not be opened or did not pass. */
  readonly problem?: { readonly code: string /** Begins with the code. */; readonly text: string };
}

export function keyJson(key: ShownKey): Json {
  return {
    name: key.name,
    uri: key.uri,
    opened: key.opened === undefined ? null : { ...key.opened, algorithm: { ...key.opened.algorithm } },
    problem: key.problem === undefined ? null : { ...key.problem },
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

export function keyText(style: Style, key: ShownKey): string {
  const { opened, problem } = key;
  return [
    style.paint.bold(key.name),
    style.facts([
      ['  uri', key.uri],
      [`  ${style.say('algorithm', 'thuật toán')}`, opened && algorithmName(opened.algorithm)],
      [`  ${style.say('subject', 'chủ thể')}`, opened?.subject],
      [`  ${style.say('issuer', 'nơi cấp')}`, opened?.issuer],
      [`  ${style.say('serial', 'số hiệu')}`, opened?.serial],
      [
        `  ${style.say('valid', 'hiệu lực')}`,
        opened && `${opened.notBefore.slice(0, 10)} … ${opened.notAfter.slice(0, 10)}`,
      ],
      [`  ${style.say('role', 'vai trò')}`, opened?.role],
      [`  ${style.say('agency', 'cơ quan')}`, opened?.agency ?? undefined],
      [`  ${style.say('problem', 'lỗi')}`, problem && style.paint.red(problem.text)],
    ]),
  ].join('\n');
}
