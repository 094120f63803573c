const LABELS = ['CMS', 'PKCS7', 'PKCS #7 SIGNED DATA'] as const;
const BLOCK =
  /^\s*-----BEGIN (CMS|PKCS7|PKCS #7 SIGNED DATA)-----\r?\n([A-Za-z0-9+/=\s]+?)-----END \1-----\s*$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Whether a file says at its beginning that it is a CMS signature in PEM (RFC 7468 §8, §9). */
export function looksLikePemCms(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 256))
    .toString('latin1')
    .trimStart();
  return LABELS.some((label) => text.startsWith(`-----BEGIN ${label}-----`));
}

/**
 * A CMS signature as DER or BER, whether it came so or in PEM. One block and nothing around it but white space: text
 * beside it would be signed by nobody. What is no PEM comes back as it is.
 */
export function derOfCms(bytes: Uint8Array): Uint8Array {
  if (!looksLikePemCms(bytes)) return bytes;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const base64 = BLOCK.exec(text)?.[2]?.replace(/\s/g, '');
  return base64 !== undefined && BASE64.test(base64) ? Buffer.from(base64, 'base64') : bytes;
}
