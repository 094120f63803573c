import type { Certificate } from '../x509/certificate.ts';
import type { GeneralName } from '../x509/generalName.ts';
import { isPrefix } from '../x509/name.ts';

/** Name constraints gathered from the anchor down (RFC 5280 §6.1.1 b, c); an empty list of lists permits everything. */
export interface NameScope {
  /** One list per authority that limits names: a name must be within each. */
  readonly permitted: readonly (readonly GeneralName[])[];
  readonly excluded: readonly GeneralName[];
}

export const ALL_NAMES: NameScope = { permitted: [], excluded: [] };

/** The scope below this authority. */
export function narrowed(scope: NameScope, { nameConstraints }: Certificate): NameScope {
  if (nameConstraints === undefined) return scope;
  return {
    permitted: [...scope.permitted, nameConstraints.permitted],
    excluded: [...scope.excluded, ...nameConstraints.excluded],
  };
}

/** The first name of the certificate that is outside the scope; what cannot be decided is outside. */
export function nameOutside(scope: NameScope, certificate: Certificate): GeneralName | undefined {
  if (scope.permitted.length === 0 && scope.excluded.length === 0) return undefined;
  return namesOf(certificate).find((name) => !isWithin(scope, name));
}

/** Subject, alternative names, and the mail addresses old certificates keep in the subject. */
function namesOf({ subject, subjectAltNames }: Certificate): readonly GeneralName[] {
  return [
    ...(subject.comparable.length === 0 ? [] : [{ kind: 'directory', name: subject } as const]),
    ...subjectAltNames,
    ...subject.emails.map((value) => ({ kind: 'email', value }) as const),
  ];
}

function isWithin(scope: NameScope, name: GeneralName): boolean {
  const isPermitted = scope.permitted.every((list) => {
    const same = list.filter((base) => isSameForm(base, name));
    return same.length === 0 || same.some((base) => matches(base, name) === true);
  });
  return (
    isPermitted && scope.excluded.every((base) => !isSameForm(base, name) || matches(base, name) === false)
  );
}

function isSameForm(base: GeneralName, name: GeneralName): boolean {
  if (base.kind === 'other' && name.kind === 'other') return base.tag === name.tag;
  return base.kind === name.kind;
}

/** Is the name in the subtree below `base`? Undefined when that cannot be decided. */
function matches(base: GeneralName, name: GeneralName): boolean | undefined {
  if (base.kind === 'directory' && name.kind === 'directory') {
    return isPrefix(base.name.comparable, name.name.comparable);
  }
  if (base.kind === 'email' && name.kind === 'email') return matchesMail(base.value, name.value);
  if (base.kind === 'dns' && name.kind === 'dns') return matchesDns(base.value, name.value);
  if (base.kind === 'uri' && name.kind === 'uri') return matchesUri(base.value, name.value);
  if (base.kind === 'ip' && name.kind === 'ip') return matchesIp(base.value, name.value);
  return undefined;
}

function matchesMail(base: string, name: string): boolean | undefined {
  const at = name.lastIndexOf('@');
  if (at <= 0) return undefined;
  const host = name.slice(at + 1).toLowerCase();
  if (!base.includes('@')) return matchesHost(base, host);
  const baseAt = base.lastIndexOf('@');
  return name.slice(0, at) === base.slice(0, baseAt) && host === base.slice(baseAt + 1).toLowerCase();
}

/** `.example.vn`: every host below it; `example.vn`: that host only (mail and URI, RFC 5280 §4.2.1.10). */
function matchesHost(base: string, host: string): boolean {
  const wanted = base.toLowerCase();
  return wanted.startsWith('.') ? host.endsWith(wanted) && host.length > wanted.length : host === wanted;
}

/** The name itself and everything below it. */
function matchesDns(base: string, name: string): boolean {
  const wanted = base.toLowerCase();
  const host = name.toLowerCase();
  if (wanted === '' || host === wanted) return true;
  return host.endsWith(wanted.startsWith('.') ? wanted : `.${wanted}`);
}

function matchesUri(base: string, name: string): boolean | undefined {
  const host = URL.canParse(name) ? new URL(name).hostname.toLowerCase() : '';
  if (host === '' || /^[\d.]+$|^\[/.test(host)) return undefined;
  return matchesHost(base, host);
}

/** Address and mask, one behind the other. */
function matchesIp(base: Uint8Array, name: Uint8Array): boolean | undefined {
  if (base.length !== 8 && base.length !== 32) return undefined;
  const half = base.length / 2;
  if (name.length !== half) return name.length === 4 || name.length === 16 ? false : undefined;
  return name.every((octet, i) => {
    const mask = base[half + i] ?? 0;
    return (octet & mask) === ((base[i] ?? 0) & mask);
  });
}

export function generalNameText(name: GeneralName): string {
  switch (name.kind) {
    case 'directory':
      return name.name.text;
    case 'ip':
      return Buffer.from(name.value).toString('hex');
    case 'other':
      return `[${name.tag & 0x1f}]`;
    default:
      return name.value;
  }
}
