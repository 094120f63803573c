import { CongvanError } from '../../kernel/errors.ts';

const BLOCK = /-----BEGIN (?:X509 )?CERTIFICATE-----([A-Za-z0-9+/=\s]+?)-----END (?:X509 )?CERTIFICATE-----/g;
const SEQUENCE = 0x30;

/**
 * The certificates in a file: one DER certificate, or PEM with any number of them (RFC 7468).
 * @param name for the message
 * @returns DER, not parsed yet
 * @throws TRUST_ANCHOR_INVALID when there is none
 */
export function certificatesIn(name: string, bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes[0] === SEQUENCE) return [bytes];
  const text = Buffer.from(bytes).toString('latin1');
  const found = [...text.matchAll(BLOCK)].map(([, base64 = '']) => Buffer.from(base64, 'base64'));
  if (found.length === 0)
    throw new CongvanError('TRUST_ANCHOR_INVALID', { where: name, detail: 'no certificate' });
  return found;
}
