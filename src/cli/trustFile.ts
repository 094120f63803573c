/** A trust anchor as a file of the trust folder. */
import { type Digest, digestFromHex, digestHex } from '../kernel/digest.ts';
import { plainLine } from '../kernel/plainText.ts';
import { foldVietnamese } from '../kernel/vietnameseText.ts';
import { type Certificate, parseCertificate } from '../signing/x509/certificate.ts';
import type { Input } from './input.ts';

const HEX_LINE = 64;

/** `--fingerprint`, also as tools print it: with colons, upper case. @throws USAGE_INVALID_VALUE */
export function givenFingerprint(input: Input): Digest | undefined {
  const given = input.text('fingerprint');
  if (given === undefined) return undefined;
  const hex = given
    .trim()
    .toLowerCase()
    .replace(/^sha-?256[:=]/, '')
    .replaceAll(':', '');
  const digest = digestFromHex(hex);
  if (digest === undefined) throw input.invalid('fingerprint', SHAPE);
  return digest;
}

const SHAPE = {
  en: 'write sha256: and 64 hexadecimal digits',
  vi: 'viết sha256: và 64 chữ số thập lục phân',
};

/** What to compare before trusting it: subject, validity, fingerprint. @throws CERTIFICATE_INVALID */
export function described(der: Uint8Array): string {
  const { subject, notBefore, notAfter, fingerprint } = parseCertificate(der);
  return `${plainLine(subject.text)}, ${day(notBefore)} … ${day(notAfter)}, ${fingerprint}`;
}

/** `root-authority-1f0c9a52e0b7.pem`: readable, and one name per certificate. */
export function nameOf({ subject, fingerprint }: Certificate): string {
  const words = foldVietnamese(subject.commonName ?? subject.text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 48);
  return `${words === '' ? 'root' : words}-${digestHex(fingerprint).slice(0, 12)}.pem`;
}

/** PEM with explanatory lines before it (RFC 7468 §5.2), which cannot be taken for PEM themselves. */
export function pemOf({ der, subject, notBefore, notAfter, fingerprint }: Certificate): Buffer {
  const base64 = Buffer.from(der).toString('base64');
  const lines = [
    `Subject: ${plainLine(subject.text).replace(/-{2,}/g, '-')}`,
    `Valid: ${day(notBefore)} to ${day(notAfter)}`,
    `Fingerprint: ${fingerprint}`,
    '-----BEGIN CERTIFICATE-----',
    ...(base64.match(new RegExp(`.{1,${HEX_LINE}}`, 'g')) ?? []),
    '-----END CERTIFICATE-----',
  ];
  return Buffer.from(`${lines.join('\n')}\n`, 'utf8');
}

function day(time: Date): string {
  return time.toISOString().slice(0, 10);
}
