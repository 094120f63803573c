/**
 * Who may sign in which role, as data: the part of a policy that answers before a key is used, and that tells the
 * verifier whose a certificate is that does not say so itself (many in force name no QcType, EN 319 412-5 §4.2.3).
 */
import type { Role, SignatureLevel } from '../report.ts';
import type { Certificate } from '../x509/certificate.ts';
import { agencyOf, roleOf } from '../x509/role.ts';

/** An act of signing (NĐ 30/2020 Đ32.2). The last three are done with the agency's key. */
export type SigningAct = 'person' | 'agency' | 'attachment' | 'copy';

/** Which certificates a rule is about. Patterns: `*` stands for any letters. Names are RFC 4514 text. */
export type SignerMatch =
  | { readonly kind: 'fingerprint'; readonly fingerprint: string }
  | { readonly kind: 'serial'; readonly issuer: string; readonly serial: string }
  | { readonly kind: 'subject'; readonly issuer: string; readonly subject: string };

export interface SignerRule {
  /** Names the rule in refusals and reports. */
  readonly id: string;
  readonly match: SignerMatch;
  /** Either `person` alone or acts of an agency; at least one. */
  readonly roles: readonly SigningAct[];
  /** Agency code, in either grammar; null: what the certificate names counts alone. */
  readonly agency: string | null;
  /** The person who holds the key; for people, compared with nothing. */
  readonly person: string | null;
}

export interface SigningRules {
  /** The first that matches counts. */
  readonly signers: readonly SignerRule[];
  /** True: who is not listed does not sign. Concerns signing only, never verifying. */
  readonly onlyListed: boolean;
  /** Whose valid signatures must be in the document before; an act left out is free. */
  readonly order: Readonly<Partial<Record<SigningAct, readonly ('person' | 'agency')[]>>>;
  /** The least level at which an act is signed; an act left out: any. */
  readonly levels: Readonly<Partial<Record<SigningAct, SignatureLevel>>>;
  /** Where each key stands in the policy file, for refusals: `signing.order.agency` → `policy.toml, line 12`. */
  readonly places: Readonly<Record<string, string>>;
}

/** What counts where a policy says nothing: the seal needs a person's valid signature before it (NĐ 30/2020 Đ32.2d). */
export const DEFAULT_SIGNING: SigningRules = {
  signers: [],
  onlyListed: false,
  order: { agency: ['person'] },
  levels: {},
  places: {},
};

interface WithSigning {
  readonly signing?: SigningRules;
}

export function signingRules({ signing }: WithSigning): SigningRules {
  return signing ?? DEFAULT_SIGNING;
}

/** The rule about a certificate, with its dotted key; undefined when none is. */
export function signerRuleFor(
  certificate: Certificate,
  policy: WithSigning,
): { readonly rule: SignerRule; readonly key: string } | undefined {
  const { signers } = signingRules(policy);
  const index = signers.findIndex(({ match }) => isAbout(match, certificate));
  const rule = signers[index];
  return rule === undefined ? undefined : { rule, key: `signing.signers.${index}` };
}

function isAbout(match: SignerMatch, { fingerprint, issuer, subject, serialHex }: Certificate): boolean {
  switch (match.kind) {
    case 'fingerprint':
      return match.fingerprint === fingerprint;
    case 'serial':
      return sameSerial(match.serial, serialHex) && fits(match.issuer, issuer.text);
    case 'subject':
      return fits(match.subject, subject.text) && fits(match.issuer, issuer.text);
    default:
      return match satisfies never;
  }
}

function sameSerial(one: string, other: string): boolean {
  return bareSerial(one) === bareSerial(other);
}

function bareSerial(hex: string): string {
  return hex.replaceAll(':', '').toLowerCase().replace(/^0+/, '');
}

/** No regular expression is made of it: a pattern costs what its length is. */
function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.normalize('NFC').split('*');
  const last = rest.pop();
  if (last === undefined) return first === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** Whose key a rule speaks of. */
export function roleOfRule({ roles }: SignerRule): 'person' | 'agency' {
  return roles.includes('person') ? 'person' : 'agency';
}

/** What certificate and policy together say of a signer. */
export interface SignerIdentity {
  readonly role: Role;
  readonly agency: string | null;
  /** Identifier of the rule that said what the certificate does not; null when the certificate says it all. */
  readonly rule: string | null;
}

/**
 * Whose certificate this is under a policy. What the certificate says of itself stands; a rule only fills in what it
 * leaves open, and nothing when it contradicts the certificate.
 */
export function identityUnder(certificate: Certificate, policy: WithSigning): SignerIdentity {
  const role = roleOf(certificate);
  const agency = agencyOf(certificate);
  const found = signerRuleFor(certificate, policy);
  if (found === undefined || contradiction(certificate, found.rule) !== null) {
    return { role, agency, rule: null };
  }
  const filled = {
    role: role === 'unknown' ? roleOfRule(found.rule) : role,
    agency: agency ?? found.rule.agency,
  };
  const isFilled = filled.role !== role || filled.agency !== agency;
  return { ...filled, rule: isFilled ? found.rule.id : null };
}

/** In what a rule says something else than the certificate; null when it does not. */
export function contradiction(certificate: Certificate, rule: SignerRule): string | null {
  const role = roleOf(certificate);
  const agency = agencyOf(certificate);
  if (role !== 'unknown' && role !== roleOfRule(rule)) return `the certificate is for ${role}`;
  if (agency !== null && rule.agency !== null && agency !== rule.agency)
    return `the certificate names ${agency}`;
  return null;
}
