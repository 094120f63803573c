import { CongvanError } from '../errors.ts';

const DECLARED = /^<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([A-Za-z][\w.-]{0,40})["']/;

/**
 * The characters of an XML document (XML 1.0 §4.3.3 and Appendix F): UTF-8, UTF-16 with its byte order mark, US-ASCII
 * or ISO-8859-1. What is declared must be what the bytes are.
 * @returns the text without byte order mark
 * @throws XML_ENCODING_UNSUPPORTED
 */
export function charactersOf(bytes: Uint8Array): string {
  const marked = markedEncoding(bytes);
  if (marked !== undefined) return agreeing(decoded(bytes, marked), marked);
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = DECLARED.exec(head)?.[1]?.toUpperCase() ?? 'UTF-8';
  switch (declared) {
    case 'UTF-8':
      return decoded(bytes, 'utf-8');
    case 'US-ASCII':
    case 'ISO-8859-1':
      return latin(bytes, declared === 'US-ASCII' ? 0x7f : 0xff, declared);
    default:
      throw unsupported(declared);
  }
}

function markedEncoding(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return undefined;
}

function decoded(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CongvanError('XML_ENCODING_UNSUPPORTED', { detail: `the bytes are not ${encoding}`, cause });
  }
}

function agreeing(text: string, marked: string): string {
  const declared = DECLARED.exec(text)?.[1]?.toLowerCase();
  const family = marked.startsWith('utf-16') ? ['utf-16', marked] : ['utf-8'];
  if (declared !== undefined && !family.includes(declared)) throw unsupported(`${declared} in ${marked}`);
  return text;
}

/** Buffer's latin1 is ISO-8859-1 itself; the Web's decoder of that name is windows-1252. */
function latin(bytes: Uint8Array, highest: number, name: string): string {
  if (bytes.some((byte) => byte > highest)) throw unsupported(`not ${name}`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function unsupported(detail: string): CongvanError {
  return new CongvanError('XML_ENCODING_UNSUPPORTED', { detail });
}
