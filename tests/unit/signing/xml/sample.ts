import { createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type CertificateFiles, paths } from '../../../../certs-dev/paths.ts';
import { serializeEnvelope } from '../../../../src/envelope/codec.ts';
import { sha256 } from '../../../../src/kernel/digest.ts';
import type { KeyAlgorithm, SignerKey } from '../../../../src/signing/signerKey.ts';
import { sealEnvelope } from '../../../../src/signing/xml/seal.ts';
import { sampleDocument } from '../../envelope/sample.ts';

export const PARTS = [
  { contentId: 'p1', digest: sha256(Buffer.from('one')) },
  { contentId: 'p2', digest: sha256(Buffer.from('two')) },
];
export const SIGNING_TIME = new Date('2026-11-19T02:30:05Z');
export const ENVELOPE = serializeEnvelope(sampleDocument, { profile: 'sealed' });

/** A signer key straight from PEM files, so that sealing is tested without any adapter. */
export function pemKey(files: CertificateFiles): SignerKey & { readonly privateKey: KeyObject } {
  const privateKey = createPrivateKey(readFileSync(files.key));
  const pems = readFileSync(files.chain, 'utf8').match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? [];
  return {
    privateKey,
    algorithm: algorithmOf(privateKey),
    certificateChain: pems.map((pem) => new X509Certificate(pem).raw),
    sign: async (bytes) => sign('sha256', bytes, privateKey),
    close: async () => {},
  };
}

function algorithmOf(key: KeyObject): KeyAlgorithm {
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType === 'rsa') return { kind: 'rsa', bits: details?.modulusLength ?? 0 };
  return { kind: 'ecdsa', curve: 'P-256' };
}

/** RSA-2048. */
export const sealKey = pemKey(paths.noiVu.seal);

export async function sealedSample(key: SignerKey = sealKey, parts = PARTS): Promise<string> {
  const sealed = await sealEnvelope(ENVELOPE, { parts, key, signingTime: SIGNING_TIME, id: 'm-1' });
  return Buffer.from(sealed).toString('utf8');
}

const SIGNED_INFO = /<SignedInfo[\s\S]*?<\/SignedInfo>/;
const SIGNATURE_VALUE = /<SignatureValue>[^<]*</;

/** What an attacker who owns a key can do: change the seal and sign it again. */
export function signAgain(xml: string, key = sealKey.privateKey): string {
  const signedInfo = SIGNED_INFO.exec(xml)?.[0] ?? '';
  const value = sign('sha256', Buffer.from(signedInfo), key).toString('base64');
  return xml.replace(SIGNATURE_VALUE, `<SignatureValue>${value}<`);
}
