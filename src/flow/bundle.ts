/** The story of an auditor years later: what was looked at is kept beside the file, and judged again from there. */
import { asJson, canonicalJson } from '../kernel/canonicalJson.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Digest, sha256 } from '../kernel/digest.ts';
import { CongvanError } from '../kernel/errors.ts';
import type { Bundle } from '../signing/bundle/bundle.ts';
import type { DetachedContent } from '../signing/cades/verifyCades.ts';
import type { SignaturePolicy } from '../signing/policy/policy.ts';
import { loadTrustStore, type TrustStore } from '../signing/trust/trustStore.ts';
import type { Case } from './verify.ts';

/** @param policyText the policy file of the case, TOML */
export function bundleOf(one: Case, policyText: string): Bundle {
  const { file, bytes, content, at, material, trust, policyFile } = one;
  return {
    file: { name: file, digest: sha256(bytes) },
    content: content === undefined ? null : { name: content.name, digest: digestOfContent(content) },
    at,
    policy: { text: policyText, isOwn: policyFile === null },
    anchors: trust.anchors.map(({ name, certificate }) => ({ name: lastPart(name), der: certificate.der })),
    certificates: material.certificates,
    revocations: material.revocations.map((each) => ({ ...each, source: publicSource(each.source) })),
  };
}

function digestOfContent(content: DetachedContent): Digest {
  return `sha256:${Buffer.from(content.digest('SHA-256')).toString('hex')}` as Digest;
}

/** An address of the authority stays; a path of this machine does not. */
function publicSource(source: string | null): string | null {
  return source === null || /^https?:/.test(source) ? source : lastPart(source);
}

/** Where things lay on somebody's disk is nobody else's business. */
function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What the reader of a bundle brings along. */
export interface BundleReading {
  readonly bytes: Uint8Array;
  /** When `bytes` are a detached signature: the file it signs. */
  readonly content: DetachedContent | undefined;
  /** The policy of the bundle, read from its text. */
  readonly policy: SignaturePolicy;
  readonly clock: Clock;
  /** Whether the development root may be trusted. */
  readonly dev: boolean;
  /**
   * Anchors and policy that are in force where the bundle is read: those of the bundle must be among them; undefined
   * when the reader pinned the whole bundle by its digest.
   */
  readonly own: { readonly trust: TrustStore; readonly policy: SignaturePolicy } | undefined;
  /** The name of the bundle, for messages. */
  readonly where: string;
}

/**
 * The case a bundle was made of: judging it gives the same report.
 * @throws BUNDLE_OTHER_FILE, BUNDLE_FROM_THE_FUTURE, BUNDLE_NOT_ACCEPTED, TRUST_ANCHOR_INVALID, DEV_ROOT_REFUSED
 */
export function caseOfBundle(bundle: Bundle, reading: BundleReading): Case {
  const { policy, clock, dev, own, where } = reading;
  const { at } = bundle;
  const judged = judgedFiles(bundle, reading);
  if (at.getTime() > clock.now().getTime() + policy.clockSkewSeconds * 1000) {
    throw new CongvanError('BUNDLE_FROM_THE_FUTURE', { where, detail: at.toISOString() });
  }
  const anchors = bundle.anchors.map(({ name, der }) => ({ name: `${where}: ${name}`, bytes: der }));
  const trust = loadTrustStore(anchors, { dev });
  if (own !== undefined) checkOwn(trust, policy, own, where);
  return {
    ...judged,
    ...{ at, trust, policy },
    policyFile: policyDigest(bundle),
    material: { certificates: bundle.certificates, revocations: bundle.revocations },
  };
}

/** The same bytes as then, under the names they had then. */
function judgedFiles(
  { file, content: kept }: Bundle,
  { bytes, content, where }: BundleReading,
): Pick<Case, 'file' | 'bytes' | 'content'> {
  if (sha256(bytes) !== file.digest) throw otherFile(file, where);
  if (kept === null && content === undefined) return { file: file.name, bytes };
  if (kept === null || content === undefined || digestOfContent(content) !== kept.digest) {
    throw otherFile(kept ?? file, where);
  }
  return { file: file.name, bytes, content: { ...content, name: kept.name } };
}

function otherFile({ name, digest }: Bundle['file'], where: string): CongvanError {
  return new CongvanError('BUNDLE_OTHER_FILE', { where, detail: `${name}, ${digest}` });
}

function policyDigest({ policy }: Bundle): Digest | null {
  return policy.isOwn ? null : sha256(Buffer.from(policy.text, 'utf8'));
}

function checkOwn(
  trust: TrustStore,
  policy: SignaturePolicy,
  own: NonNullable<BundleReading['own']>,
  where: string,
): void {
  const strange = trust.anchors.find(({ certificate }) => !own.trust.has(certificate.fingerprint));
  if (strange !== undefined) {
    const { subject, fingerprint } = strange.certificate;
    const detail = `trust anchor ${subject.text}, ${fingerprint}`;
    throw new CongvanError('BUNDLE_NOT_ACCEPTED', { where, detail });
  }
  if (canonicalJson(asJson(policy)) === canonicalJson(asJson(own.policy))) return;
  throw new CongvanError('BUNDLE_NOT_ACCEPTED', { where, detail: `policy ${policy.name} ${policy.version}` });
}
