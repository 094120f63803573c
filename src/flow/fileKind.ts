import { CongvanError } from '../kernel/errors.ts';

export type FileKind = 'pdf' | 'envelope';

const PDF_HEADER_WITHIN = 1024;

/**
 * What the bytes are, whatever the name says.
 * @throws FILE_KIND_UNKNOWN
 */
export function fileKindOf(file: string, bytes: Uint8Array): FileKind {
  const kind = sniff(bytes);
  if (kind === undefined) throw new CongvanError('FILE_KIND_UNKNOWN', { where: file });
  return kind;
}

/** A PDF says so within its first 1024 bytes (ISO 32000-1 Annex H.3); an envelope begins with XML. */
export function sniff(bytes: Uint8Array): FileKind | undefined {
  const head = Buffer.from(bytes.subarray(0, PDF_HEADER_WITHIN)).toString('latin1');
  if (head.includes('%PDF-')) return 'pdf';
  if (/^(\xef\xbb\xbf)?\s*<(\?xml|[A-Za-z])/.test(head)) return 'envelope';
  return undefined;
}
