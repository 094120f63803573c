import { CongvanError } from '../../kernel/errors.ts';

const BLOCK = /-----BEGIN (?:X509 )?CERTIFICATE-----([A-Za-z0-9+/=\s]+?)-----END (?:X509 )?CERTIFICATE-----/g;
const SEQUENCE = 0x30;

/** The certificates of a PEM text (RFC 7468), DER, in its order; not parsed. */
export function pemCertificates(text: string): readonly Uint8Array[] {
  return [...text.matchAll(BLOCK)].map(([, base64 = '']) => Buffer.from(base64, 'base64'));
}

/**
 * The certificates in a file: one DER certificate, or PEM with any number of them.
 * @param name for the message
 * @returns DER, not parsed yet
 * @throws CERTIFICATE_INVALID when there is none
 */
export function certificatesIn(name: string, bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes[0] === SEQUENCE) return [bytes];
  const found = pemCertificates(Buffer.from(bytes).toString('latin1'));
  if (found.length > 0) return found;
  throw new CongvanError('CERTIFICATE_INVALID', { where: name, detail: 'the file holds no certificate' });
}
