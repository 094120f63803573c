/** What the standard security handler is made of (ISO 32000-2 §7.6): old ciphers protect little, but documents use them. */
import { createCipheriv, createDecipheriv, createHmac, hash } from 'node:crypto';

export function md5(...pieces: readonly Uint8Array[]): Buffer {
  return hash('md5', Buffer.concat(pieces), 'buffer');
}

/** node:crypto no longer has it. */
export function rc4(key: Uint8Array, bytes: Uint8Array): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const swap = (a: number, b: number): void => {
    const kept = state[a] ?? 0;
    state[a] = state[b] ?? 0;
    state[b] = kept;
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 0xff;
    swap(i, j);
  }
  const out = Buffer.from(bytes);
  for (let at = 0, i = 0, j = 0; at < out.length; at++) {
    i = (i + 1) & 0xff;
    j = (j + (state[i] ?? 0)) & 0xff;
    swap(i, j);
    out[at] = (out[at] ?? 0) ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) & 0xff] ?? 0);
  }
  return out;
}

/** The initialization vector stands before the ciphertext; undefined when it is no whole number of padded blocks. */
export function aesOpened(key: Uint8Array, bytes: Uint8Array): Buffer | undefined {
  if (bytes.length === 0) return Buffer.alloc(0);
  if (bytes.length < 32 || bytes.length % 16 !== 0) return undefined;
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, bytes.subarray(0, 16));
  const padded = Buffer.concat([decipher.setAutoPadding(false).update(bytes.subarray(16)), decipher.final()]);
  const count = padded[padded.length - 1] ?? 0;
  return count >= 1 && count <= 16 ? padded.subarray(0, padded.length - count) : undefined;
}

/**
 * The vector is made of key, place and plaintext, so that writing needs no randomness: equal only for equal text at an
 * equal place, and nothing to foresee without the key.
 */
export function aesSealed(key: Uint8Array, bytes: Uint8Array, place: string): Buffer {
  const vector = createHmac('sha256', key).update(place).update('\0').update(bytes).digest().subarray(0, 16);
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, vector);
  return Buffer.concat([vector, cipher.update(bytes), cipher.final()]);
}

/** AES-256 in CBC mode without padding and with a zero vector, for the file key (§7.6.4.4.7). */
export function unwrapped(key: Uint8Array, wrapped: Uint8Array): Buffer {
  return createDecipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false).update(wrapped);
}

/** /Perms (§7.6.4.4.9). */
export function permissionsOpened(key: Uint8Array, sealed: Uint8Array): Buffer {
  return createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(sealed);
}

/** Algorithm 2.B (§7.6.4.3.4). @param user the 48 bytes of /U when it is the owner's password, else none */
export function hardenedHash(password: Uint8Array, salt: Uint8Array, user: Uint8Array): Buffer {
  let key = hash('sha256', Buffer.concat([password, salt, user]), 'buffer');
  for (let round = 0, last = 0; round < 64 || last > round - 32; round++) {
    const piece = Buffer.concat([password, key, user]);
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32));
    const block = cipher.setAutoPadding(false).update(Buffer.concat(Array<Buffer>(64).fill(piece)));
    const sum = block.subarray(0, 16).reduce((total, byte) => total + byte, 0);
    key = hash(['sha256', 'sha384', 'sha512'][sum % 3] ?? 'sha256', block, 'buffer');
    last = block[block.length - 1] ?? 0;
  }
  return key.subarray(0, 32);
}
