import { CongvanError } from '../kernel/errors.ts';

export type FileKind = 'pdf' | 'envelope' | 'xml';

const HEAD_BYTES = 1024;
/** The root of an envelope, under any prefix; what other XML is signed by is another format's question. */
const ENVELOPE_ROOT = /^(\xef\xbb\xbf)?[^<]{0,64}(<[?!][^>]*>\s*)*<([A-Za-z_][\w.-]*:)?edXML[\s/>]/;
/** Any other XML, in an encoding that is read: a declaration, a comment or a tag first. Not what calls itself HTML. */
const XML = /^(?:\xef\xbb\xbf)?\s*<(?:\?xml\s|!--|(?!html[\s>])[A-Za-z_])/;
const WIDE_XML = /^(?:\xff\xfe<\0|\xfe\xff\0<)/;

/**
 * What the bytes are, whatever the name says.
 * @throws FILE_KIND_UNKNOWN
 */
export function fileKindOf(file: string, bytes: Uint8Array): FileKind {
  const kind = sniff(bytes);
  if (kind === undefined) throw new CongvanError('FILE_KIND_UNKNOWN', { where: file });
  return kind;
}

/**
 * A PDF says so within its first 1024 bytes (ISO 32000-1 Annex H.3); the first element of an envelope is `edXML`; what
 * else begins as XML is XML.
 */
export function sniff(bytes: Uint8Array): FileKind | undefined {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  if (head.includes('%PDF-')) return 'pdf';
  if (ENVELOPE_ROOT.test(head)) return 'envelope';
  return XML.test(head) || WIDE_XML.test(head) ? 'xml' : undefined;
}
