import { sameBytes } from '../der/values.ts';
import type { Certificate } from '../x509/certificate.ts';
import { sameName } from '../x509/name.ts';
import { verifyIssued } from '../x509/verifySignature.ts';
import { lacksParameters, withInheritedKeys } from './inheritedKeys.ts';
import type { TrustAnchor, TrustStore } from './trustStore.ts';

/** A candidate certification path: linked by names, keys and signatures, not validated. */
export interface Path {
  /** Leaf first, without the anchor; empty when the certificate is an anchor itself. */
  readonly certificates: readonly Certificate[];
  readonly anchor: TrustAnchor;
}

export interface PathSearch {
  readonly trust: TrustStore;
  /** Certificates that may stand in between; not trusted. */
  readonly pool: readonly Certificate[];
  /** Certificates in a path, leaf and anchor counted. */
  readonly maxLength: number;
}

/** How many links are tried for one certificate: crossed certificates can make paths without number. */
const MAX_LINKS = 400;

/** Every path from the certificate to an anchor, likely ones first (key identifiers that fit), shortest first. */
export function* pathsFrom(leaf: Certificate, search: PathSearch): Generator<Path> {
  const anchor = search.trust.anchors.find(({ certificate }) => certificate.fingerprint === leaf.fingerprint);
  if (anchor !== undefined) yield { certificates: [], anchor };
  else yield* extend([leaf], leaf, search, { left: MAX_LINKS });
}

function* extend(
  chain: readonly Certificate[],
  last: Certificate,
  search: PathSearch,
  links: { left: number },
): Generator<Path> {
  for (const anchor of search.trust.anchors) {
    if (!isLink(last, anchor.certificate, links)) continue;
    yield { certificates: withInheritedKeys(chain, anchor.certificate), anchor };
  }
  if (chain.length + 2 > search.maxLength) return;
  const issuers = search.pool.filter(
    (issuer) => sameName(issuer.subject, last.issuer) && !isIn(chain, issuer),
  );
  for (const issuer of issuers.sort((a, b) => Number(fits(b, last)) - Number(fits(a, last)))) {
    if (search.trust.has(issuer.fingerprint) || !isLink(last, issuer, links)) continue;
    yield* extend([...chain, issuer], issuer, search, links);
  }
}

/** The same name and key twice would be a loop, whatever the certificate around them. */
function isIn(chain: readonly Certificate[], issuer: Certificate): boolean {
  return chain.some(
    (each) => each.spkiDigest === issuer.spkiDigest && sameName(each.subject, issuer.subject),
  );
}

/** Key identifiers only sort: they are hints, and nothing is refused because of them. */
function fits(issuer: Certificate, subject: Certificate): boolean {
  const wanted = subject.aki?.keyIdentifier;
  return wanted !== undefined && issuer.ski !== undefined && sameBytes(wanted, issuer.ski);
}

/**
 * Did this issuer issue it? A key that cannot be used alone (DSA parameters of its own issuer) is left to the
 * validation, which knows the whole path.
 */
function isLink(subject: Certificate, issuer: Certificate, links: { left: number }): boolean {
  if (!sameName(issuer.subject, subject.issuer) || links.left-- <= 0) return false;
  if (lacksParameters(issuer)) return true;
  return verifyIssued(subject.signed, issuer) === 'INTACT';
}
