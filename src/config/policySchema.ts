/**
 * The shape of a policy file. Units are in the key's name; unknown keys are refused. A key that comes later must be
 * optional and mean what was meant before it: bundles keep policy files for decades.
 */
import { TomlDate } from 'smol-toml';
import { z } from 'zod';

/** How a file says that something is allowed without an end. */
export const NO_END = 'no-end';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'write a day (2030-01-01), or "no-end"');

/** The day from which it is no longer allowed (UTC); null: no end in sight. */
const until = z.preprocess(
  (given) => (given === NO_END ? null : given instanceof TomlDate ? given.toISOString() : given),
  day.refine((text) => !Number.isNaN(Date.parse(text)), 'no such day').nullable(),
);

/** Only names the program can check; what is left out is not allowed. */
function ends<const Names extends readonly [string, ...string[]]>(names: Names) {
  const shape = Object.fromEntries(names.map((name) => [name, until.optional()]));
  return z.strictObject(shape as Record<Names[number], z.ZodOptional<typeof until>>);
}

const text = z.string().regex(/^\S(?:[^\r\n]*\S)?$/u, 'write one line of text');
const count = (max: number) => z.int().min(0).max(max);
const oid = z.string().regex(/^[0-2](?:\.\d+)+$/, 'write an object identifier, such as 1.2.3');

const keyRules = z.array(z.strictObject({ min_bits: count(65_536), until }));

const usage = z.strictObject({
  key_usages: z.array(z.enum(['digitalSignature', 'nonRepudiation'])),
  key_usage_required: z.boolean(),
  rule: z.enum(['any-of', 'required', 'sole-critical']),
  purposes: z.array(oid),
});

const act = z.enum(['person', 'agency', 'attachment', 'copy']);
const level = z.enum(['B-B', 'B-T', 'B-LT', 'B-LTA']);
const before = z.array(z.enum(['person', 'agency'])).optional();

const signer = z
  .strictObject({
    id: z.string().regex(/^[\p{L}\d][\p{L}\d._-]*$/u, 'write a short name without spaces'),
    roles: z.array(act).min(1),
    /** SHA-256 of the DER. */
    fingerprint: z
      .string()
      .regex(/^(?:sha256:)?[0-9a-fA-F]{64}$/, 'write the SHA-256 of the certificate in hexadecimal')
      .transform((text) => `sha256:${text.slice(-64).toLowerCase()}`)
      .optional(),
    issuer: text.optional(),
    serial: z
      .string()
      .regex(/^[0-9a-fA-F]{2}(?::?[0-9a-fA-F]{2})*$/, 'write the serial number in hexadecimal')
      .optional(),
    subject: text.optional(),
    agency: text.optional(),
    person: text.optional(),
  })
  .refine(
    ({ fingerprint, issuer, serial, subject }) =>
      fingerprint !== undefined
        ? [issuer, serial, subject].every((part) => part === undefined)
        : issuer !== undefined && (serial === undefined) !== (subject === undefined),
    'name the certificate by fingerprint, by issuer and serial, or by issuer and subject',
  )
  .refine(
    ({ roles }) => !roles.includes('person') || roles.every((role) => role === 'person'),
    'a certificate is a person’s or an agency’s, not both',
  );

const signing = z.strictObject({
  /** Left out: who is not listed may sign, too. */
  only_listed: z.boolean().optional(),
  /** Left out: a person before the agency. */
  order: z.strictObject({ person: before, agency: before, attachment: before, copy: before }).optional(),
  levels: z
    .strictObject({
      person: level.optional(),
      agency: level.optional(),
      attachment: level.optional(),
      copy: level.optional(),
    })
    .optional(),
  signers: z.array(signer).max(1000).optional(),
});

export const policySchema = z.strictObject({
  name: text,
  version: text,
  clock_skew_seconds: count(86_400),
  digests: ends(['SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-384', 'SHA3-512']),
  signatures: ends(['rsa-pkcs1', 'rsa-pss', 'ecdsa', 'dsa', 'ed25519', 'ed448']),
  keys: z.strictObject({
    min_rsa_exponent: count(2 ** 31),
    rsa: keyRules,
    dsa: keyRules,
    ec: ends(['P-256', 'P-384', 'P-521', 'brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1']),
  }),
  usages: z.strictObject({
    document: usage,
    timestamp: usage,
    ocsp: usage,
    'tls-client': usage,
    'tls-server': usage,
  }),
  path: z.strictObject({
    max_length: z.int().min(1).max(32),
    positive_serials: z.boolean(),
    /** Left out: any. */
    acceptable_policies: z.array(oid).optional(),
    explicit_policy: z.boolean(),
    inhibit_policy_mapping: z.boolean(),
    inhibit_any_policy: z.boolean(),
  }),
  revocation: z.strictObject({
    required: z.boolean(),
    /** Left out: no such limit. */
    max_age_hours: z.number().min(0).max(1_000_000).optional(),
    max_age_without_next_update_hours: z.number().min(0).max(1_000_000),
    check_responders: z.boolean(),
  }),
  timestamps: z.strictObject({ accept_expired_authority: z.boolean() }),
  /** Left out: the law’s own order, and every certificate that names its role. */
  signing: signing.optional(),
});

export type PolicyFile = z.infer<typeof policySchema>;

/** Keys that the table at this path knows; empty when the path is no table. */
export function policyKeysAt(path: readonly PropertyKey[]): readonly string[] {
  let here: z.core.$ZodType = policySchema;
  for (const key of path) {
    if (here instanceof z.ZodArray) here = here.element;
    const child: z.core.$ZodType | undefined =
      typeof key === 'number' ? here : here instanceof z.ZodObject ? here.shape[String(key)] : undefined;
    if (child === undefined) return [];
    here = child instanceof z.ZodOptional ? child.def.innerType : child;
  }
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}
