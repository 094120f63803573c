import { CongvanError } from '../kernel/errors.ts';
import { looksLikePemCms } from '../signing/cades/pemCms.ts';

export type FileKind = 'pdf' | 'envelope' | 'xml' | 'cms' | 'asic';

const HEAD_BYTES = 1024;
/** The root of an envelope, under any prefix; what other XML is signed by is another format's question. */
const ENVELOPE_ROOT = /^(\xef\xbb\xbf)?[^<]{0,64}(<[?!][^>]*>\s*)*<([A-Za-z_][\w.-]*:)?edXML[\s/>]/;
/** Any other XML, in an encoding that is read: a declaration, a comment or a tag first. Not what calls itself HTML. */
const XML = /^(?:\xef\xbb\xbf)?\s*<(?:\?xml\s|!--|(?!html[\s>])[A-Za-z_])/;
const WIDE_XML = /^(?:\xff\xfe<\0|\xfe\xff\0<)/;

/** What begins a ContentInfo of a SignedData (RFC 5652 §3): the encoded id-signedData, behind one tag and length. */
const SIGNED_DATA = oidOf('2a864886f70d010702');
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
/** Name and content of the first entry of an ASiC (EN 319 162-1 Annex A.1), behind a local header of 30 bytes. */
const ASIC_ENTRY = 'mimetypeapplication/vnd.etsi.asic-';
const ASIC_NAME = /\.(?:asics|asice|scs|sce)$/i;

function oidOf(hex: string): Buffer {
  return Buffer.from(`06${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`, 'hex');
}

/**
 * What the bytes are, whatever the name says; only a ZIP file that does not say what it holds is an ASiC by its name.
 * @throws FILE_KIND_UNKNOWN
 */
export function fileKindOf(file: string, bytes: Uint8Array): FileKind {
  const kind = sniff(bytes) ?? (isNamedAsic(file, bytes) ? 'asic' : undefined);
  if (kind === undefined) throw new CongvanError('FILE_KIND_UNKNOWN', { where: file });
  return kind;
}

function isNamedAsic(file: string, bytes: Uint8Array): boolean {
  return ASIC_NAME.test(file) && ZIP.equals(bytes.subarray(0, ZIP.length));
}

/** A PDF says so within its first 1024 bytes (ISO 32000-1 Annex H.3), whatever else it begins with. */
export function looksLikePdf(bytes: Uint8Array): boolean {
  return headOf(bytes).includes('%PDF-');
}

function headOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES));
}

/**
 * CMS (in PEM, too) and ASiC begin as their standards say; what else says within its beginning that it is a PDF is one; the first
 * element of an envelope is `edXML`; what else begins as XML is XML.
 */
export function sniff(bytes: Uint8Array): FileKind | undefined {
  const head = headOf(bytes);
  if (isSignedData(head) || looksLikePemCms(head)) return 'cms';
  if (isAsic(head)) return 'asic';
  if (looksLikePdf(head)) return 'pdf';
  const text = head.toString('latin1');
  if (ENVELOPE_ROOT.test(text)) return 'envelope';
  return XML.test(text) || WIDE_XML.test(text) ? 'xml' : undefined;
}

/** One tag and a length of up to five bytes, DER or BER, come first. */
function isSignedData(head: Buffer): boolean {
  const at = head.indexOf(SIGNED_DATA);
  return head[0] === 0x30 && at >= 2 && at <= 6;
}

function isAsic(head: Buffer): boolean {
  return ZIP.equals(head.subarray(0, ZIP.length)) && head.toString('latin1', 30).startsWith(ASIC_ENTRY);
}
