import type { Clock } from '../../kernel/clock.ts';

/** A CRL as it came, and until when it may be given again. */
export interface CachedCrl {
  readonly der: Uint8Array;
  readonly fetchedAt: Date;
  readonly until: Date;
}

/**
 * CRLs by address, in memory. Two that ask at once cause one request; a failure is not remembered. When there are
 * too many octets, the oldest goes first.
 */
export function crlCache(
  clock: Clock,
  maxBytes: number,
): (url: string, fetch: () => Promise<CachedCrl | undefined>) => Promise<CachedCrl | undefined> {
  const kept = new Map<string, CachedCrl>();
  const running = new Map<string, Promise<CachedCrl | undefined>>();
  const keep = (url: string, crl: CachedCrl | undefined) => {
    running.delete(url);
    kept.delete(url);
    if (crl !== undefined && crl.until > clock.now()) kept.set(url, crl);
    let bytes = 0;
    for (const { der } of kept.values()) bytes += der.length;
    for (const [oldest, { der }] of kept) {
      if (bytes <= maxBytes) break;
      kept.delete(oldest);
      bytes -= der.length;
    }
    return crl;
  };
  return (url, fetch) => {
    const known = kept.get(url);
    if (known !== undefined && known.until > clock.now()) return Promise.resolve(known);
    const fetching = running.get(url) ?? fetch().then((crl) => keep(url, crl));
    running.set(url, fetching);
    return fetching;
  };
}
