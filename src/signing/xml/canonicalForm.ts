/**
 * Is this text its own exclusive C14N (without comments)? A strict subset, which `serializeEnvelope` never leaves:
 * start and end tags without stray blanks, no empty-element tags, comments or CDATA, at most one attribute per tag
 * (so their order is no question) with nothing in it to escape, namespaces declared on the first two elements and used
 * there, and in text only the four references that C14N writes.
 * @param text a gated document without its XML declaration: well-formed, all prefixes bound
 */
export function isCanonicalEnvelope(text: string): boolean {
  return CANONICAL.test(text);
}

const NAMESPACE = '"http://www\\.mic\\.gov\\.vn/TBT/QCVN_102_2016"';
const TEXT = '(?:[^<>&\\r]|&(?:amp|lt|gt|#xD);)*';
const TAG = '<(?:/edXML:[A-Za-z]+|edXML:[A-Za-z]+(?: (?!xmlns)[A-Za-z]+="[^"<&\\t\\n\\r]*")?)>';
const CANONICAL = new RegExp(
  `^<edXML xmlns=${NAMESPACE}>\\n {2}<edXML:edXMLEnvelope xmlns:edXML=${NAMESPACE}>(?:${TEXT}${TAG})*${TEXT}</edXML>$`,
);
