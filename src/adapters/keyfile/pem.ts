import { createPrivateKey, type KeyObject } from 'node:crypto';
import { CongvanError } from '../../kernel/errors.ts';
import type { Secret } from '../../kernel/secret.ts';
import { pemCertificates } from '../../signing/trust/pem.ts';
import type { KeyMaterial } from './keyMaterial.ts';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g;
const KEY_LABELS = ['PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY'];

interface Block {
  readonly label: string;
  readonly text: string;
}

function blocksOf(text: string): readonly Block[] {
  return [...text.matchAll(BLOCK)].map(([block, label = '']) => ({ label, text: block }));
}

/** Whether these bytes are PEM rather than DER: DER never begins with a dash or a letter. */
export function isPem(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).includes('-----BEGIN ');
}

/**
 * One private key (PKCS#8 plain or encrypted, PKCS#1, SEC1) and any certificates beside it.
 * @throws SIGNING_KEY_INVALID, SIGNING_KEY_LOCKED
 */
export function readPem(text: string, secret: Secret | undefined, where: string): KeyMaterial {
  const [block, another] = blocksOf(text).filter(({ label }) => KEY_LABELS.includes(label));
  if (block === undefined) throw new CongvanError('SIGNING_KEY_INVALID', { where, detail: 'no private key' });
  if (another !== undefined) {
    throw new CongvanError('SIGNING_KEY_INVALID', { where, detail: 'more than one private key' });
  }
  return { key: privateKeyOf(block, secret, where), certificates: pemCertificates(text) };
}

/** Of an encrypted key, a wrong secret and damaged bytes cannot be told apart. */
function privateKeyOf(block: Block, secret: Secret | undefined, where: string): KeyObject {
  const isEncrypted = block.label.startsWith('ENCRYPTED') || block.text.includes('Proc-Type: 4,ENCRYPTED');
  if (isEncrypted && secret === undefined) {
    throw new CongvanError('SIGNING_KEY_LOCKED', { where, detail: 'it needs a PIN and none was given' });
  }
  try {
    return createPrivateKey({ key: block.text, format: 'pem', passphrase: secret?.reveal() ?? '' });
  } catch (cause) {
    if (isEncrypted) throw new CongvanError('SIGNING_KEY_LOCKED', { where, detail: 'wrong PIN', cause });
    throw new CongvanError('SIGNING_KEY_INVALID', { where, detail: 'damaged private key', cause });
  }
}
