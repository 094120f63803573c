import { createHash, hash } from 'node:crypto';

/** `sha256:` followed by 64 lower-case hexadecimal digits. The algorithm is part of the value, so that it can change. */
export type Digest = string & { readonly __brand: 'Digest' };

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** SHA-256 over the bytes, in one call. */
export function sha256(bytes: Uint8Array): Digest {
  return `sha256:${hash('sha256', bytes, 'hex')}` as Digest;
}

/** SHA-256 over bytes that arrive in pieces. */
export function sha256Stream(): { update(piece: Uint8Array): void; digest(): Digest } {
  const running = createHash('sha256');
  return {
    update: (piece) => void running.update(piece),
    digest: () => `sha256:${running.digest('hex')}` as Digest,
  };
}

export function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}

/** The 64 hexadecimal digits without the algorithm: the name of a blob on disk and on the wire. */
export function digestHex(digest: Digest): string {
  return digest.slice('sha256:'.length);
}

export function digestFromHex(hex: string): Digest | undefined {
  const digest = `sha256:${hex}`;
  return isDigest(digest) ? digest : undefined;
}

export function digestBytes(digest: Digest): Buffer {
  return Buffer.from(digestHex(digest), 'hex');
}
