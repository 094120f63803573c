/**
 * Asks elsewhere than a certificate says: from a whole address, or from an origin (`http://ocsp.example`), to another.
 * For closed networks with a mirror, and for tests.
 */
export function overriddenAddress(address: string, overrides: Readonly<Record<string, string>>): string {
  const whole = overrides[address];
  if (whole !== undefined) return whole;
  const url = URL.parse(address);
  const origin = url === null ? undefined : (overrides[url.origin] ?? overrides[`${url.origin}/`]);
  if (url === null || origin === undefined) return address;
  return `${origin.replace(/\/$/, '')}${url.pathname}${url.search}`;
}
