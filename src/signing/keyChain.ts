import { X509Certificate } from 'node:crypto';
import { CongvanError } from '../kernel/errors.ts';

/**
 * Puts the certificates that came with a key in order: the key's own first, then each one's issuer, as far as they go.
 * Others are left out. Judges nothing: neither validity nor trust.
 * @param certificates DER, in any order
 * @param isOwn whether a certificate belongs to the key
 * @returns DER; the root is last if it was there
 * @throws SIGNING_KEY_MISMATCH when none belongs to the key, SIGNING_KEY_INVALID for one that cannot be read
 */
export function keyChain(
  certificates: readonly Uint8Array[],
  isOwn: (certificate: X509Certificate) => boolean,
  where: string,
): readonly Uint8Array[] {
  const all = withoutDoubles(certificates.map((der) => parsed(der, where)));
  const leaf = latest(all.filter(isOwn));
  if (leaf === undefined) {
    const detail = all.length === 0 ? 'no certificate came with it' : 'no certificate belongs to it';
    throw new CongvanError('SIGNING_KEY_MISMATCH', { where, detail });
  }
  const chain = [leaf];
  for (let last = leaf; ; ) {
    const issuer = all.find((candidate) => !chain.includes(candidate) && isIssuer(candidate, last));
    if (issuer === undefined) return chain.map(({ raw }) => raw);
    chain.push(issuer);
    last = issuer;
  }
}

/**
 * The chain of a key with the issuers that its holder did not have.
 * @param chain DER, leaf first
 * @param known DER: certificates that issuers may be among; the others are left out
 */
export function completedChain(
  chain: readonly Uint8Array[],
  known: readonly Uint8Array[],
  where: string,
): readonly Uint8Array[] {
  const [leaf = new Uint8Array()] = chain;
  return keyChain([...chain, ...known], ({ raw }) => raw.equals(leaf), where);
}

function parsed(der: Uint8Array, where: string): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch (cause) {
    throw new CongvanError('SIGNING_KEY_INVALID', { where, detail: 'a certificate cannot be read', cause });
  }
}

/** A token and a file may both have a root, and a root is its own issuer. */
function withoutDoubles(certificates: readonly X509Certificate[]): readonly X509Certificate[] {
  return [...new Map(certificates.map((certificate) => [certificate.fingerprint256, certificate])).values()];
}

/** A renewed certificate may keep its key: the one that lasts longest is meant. */
function latest(certificates: readonly X509Certificate[]): X509Certificate | undefined {
  return certificates.toSorted((a, b) => b.validToDate.getTime() - a.validToDate.getTime())[0];
}

/** By name and by signature, because two CAs may have the same name. */
function isIssuer(candidate: X509Certificate, subject: X509Certificate): boolean {
  return subject.checkIssued(candidate) && subject.verify(candidate.publicKey);
}
