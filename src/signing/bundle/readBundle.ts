import { isJsonObject, readJson } from '../../kernel/canonicalJson.ts';
import { type Digest, isDigest } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { RevocationEvidence } from '../revocationSource.ts';
import { type Bundle, FORMAT, MAX_BUNDLE_BYTES, MAX_ITEMS, VERSION } from './bundle.ts';
import { writeBundle } from './writeBundle.ts';

/**
 * Reads a bundle. Only the one spelling that `writeBundle` gives is a bundle, so that two readers cannot see two things
 * in it. Nothing in it is verified yet: certificates and answers are bytes, anchors are not trusted.
 * @param where the name of the file, for messages
 * @throws BUNDLE_INVALID
 */
export function readBundle(bytes: Uint8Array, where: string): Bundle {
  if (bytes.length > MAX_BUNDLE_BYTES) throw invalid(where, `over ${MAX_BUNDLE_BYTES} bytes`);
  const root = readJson(bytes);
  if (!isJsonObject(root) || root.format !== FORMAT) throw invalid(where, 'not a bundle');
  if (root.version !== VERSION) throw invalid(where, `version ${String(root.version).slice(0, 20)}`);
  const reader = new Reader(where);
  const bundle: Bundle = {
    file: reader.file(root.file, 'file'),
    content: root.content === null ? null : reader.file(root.content, 'content'),
    at: reader.time(root.at, 'at'),
    policy: reader.policy(root.policy),
    anchors: reader.list(root.anchors, 'anchors').map((one) => reader.anchor(one)),
    certificates: reader
      .list(root.certificates, 'certificates')
      .map((one) => reader.der(one, 'certificates')),
    revocations: reader.list(root.revocations, 'revocations').map((one) => reader.revocation(one)),
  };
  if (!writeBundle(bundle).equals(bytes)) throw invalid(where, 'not as this program writes it');
  return bundle;
}

function invalid(where: string, detail: string): CongvanError {
  return new CongvanError('BUNDLE_INVALID', { where, detail });
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Members by name and type; what is not as it should be is named. */
class Reader {
  readonly #where: string;

  constructor(where: string) {
    this.#where = where;
  }

  list(value: unknown, name: string): readonly unknown[] {
    if (!Array.isArray(value) || value.length > MAX_ITEMS) throw invalid(this.#where, name);
    return value;
  }

  text(value: unknown, name: string): string {
    if (typeof value !== 'string' || !value.isWellFormed()) throw invalid(this.#where, name);
    return value;
  }

  der(value: unknown, name: string): Uint8Array {
    const text = this.text(value, name);
    if (!BASE64.test(text)) throw invalid(this.#where, name);
    return Buffer.from(text, 'base64');
  }

  time(value: unknown, name: string): Date {
    const text = this.text(value, name);
    const time = new Date(text);
    if (Number.isNaN(time.getTime()) || time.toISOString() !== text) throw invalid(this.#where, name);
    return time;
  }

  object(value: unknown, name: string): Readonly<Record<string, unknown>> {
    if (!isJsonObject(value)) throw invalid(this.#where, name);
    return value;
  }

  file(value: unknown, member: string): { readonly name: string; readonly digest: Digest } {
    const { name, digest } = this.object(value, member);
    const text = this.text(digest, `${member}.digest`);
    if (!isDigest(text)) throw invalid(this.#where, `${member}.digest`);
    return { name: this.text(name, `${member}.name`), digest: text };
  }

  policy(value: unknown): Bundle['policy'] {
    const { text, own } = this.object(value, 'policy');
    if (typeof own !== 'boolean') throw invalid(this.#where, 'policy.own');
    return { text: this.text(text, 'policy.text'), isOwn: own };
  }

  anchor(value: unknown): Bundle['anchors'][number] {
    const { name, der } = this.object(value, 'anchors');
    return { name: this.text(name, 'anchors.name'), der: this.der(der, 'anchors.der') };
  }

  revocation(value: unknown): RevocationEvidence {
    const { kind, der, fetchedAt, source } = this.object(value, 'revocations');
    if (kind !== 'ocsp' && kind !== 'crl') throw invalid(this.#where, 'revocations.kind');
    return {
      kind,
      der: this.der(der, 'revocations.der'),
      fetchedAt: this.time(fetchedAt, 'revocations.fetchedAt'),
      source: source === null ? null : this.text(source, 'revocations.source'),
    };
  }
}
