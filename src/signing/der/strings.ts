import { contentOf, type Der, derError, TAG } from './read.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf16 = new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true });

function ascii(content: Uint8Array, at: number): string {
  if (content.some((octet) => octet >= 0x80)) throw derError('string is not ASCII', at);
  return Buffer.from(content).toString('latin1');
}

function universal(content: Uint8Array, at: number): string {
  if (content.length % 4 !== 0) throw derError('UniversalString', at);
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  let text = '';
  for (let i = 0; i < content.length; i += 4) text += String.fromCodePoint(view.getUint32(i));
  return text;
}

type Decoder = (content: Uint8Array, at: number) => string;

/** TeletexString is read as Latin-1, as every implementation does. */
const DECODERS: ReadonlyMap<number, Decoder> = new Map<number, Decoder>([
  [TAG.utf8String, (content) => utf8.decode(content)],
  [TAG.printableString, ascii],
  [TAG.ia5String, ascii],
  [TAG.visibleString, ascii],
  [TAG.numericString, ascii],
  [TAG.teletexString, (content) => Buffer.from(content).toString('latin1')],
  [TAG.bmpString, (content) => utf16.decode(content)],
  [TAG.universalString, universal],
]);

export function isString(node: Der): boolean {
  return DECODERS.has(node.tag);
}

/** Text of any of the ASN.1 string types (DirectoryString, IA5String, …), as it stands: not normalised. */
export function readString(node: Der): string {
  const decode = DECODERS.get(node.tag);
  if (decode === undefined) throw derError('not a string', node.start);
  try {
    return decode(contentOf(node), node.start);
  } catch (cause) {
    throw derError(`string cannot be decoded: ${String(cause)}`, node.start);
  }
}

/** IA5String behind an IMPLICIT tag: URIs, DNS names, mail addresses. */
export function readTaggedAscii(node: Der): string {
  return ascii(contentOf(node), node.start);
}
