/** Names that Windows keeps for devices. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Most file systems take 255 bytes; Vietnamese letters need up to three. */
const MOST_BYTES = 180;

/**
 * A sender's file name made safe to be a file on any system: no folders, no control characters, not too long, NFC. The
 * position keeps two files of one name apart.
 * @param position from 1
 */
export function safeFileName(name: string, position: number): string {
  const plain = name
    .normalize('NFC')
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Co}<>:"/\\|?*]/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '');
  const usable = plain === '' || RESERVED.test(plain) ? `_${plain}` : plain;
  return `${String(position).padStart(2, '0')}-${shortened(usable)}`;
}

/** Keeps the extension. */
function shortened(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 10 ? name.slice(dot) : '';
  let stem = [...name.slice(0, name.length - extension.length)];
  while (Buffer.byteLength(stem.join('')) + extension.length > MOST_BYTES) stem = stem.slice(0, -1);
  return stem.join('') + extension;
}
