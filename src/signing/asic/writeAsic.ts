import { hash } from 'node:crypto';
import { XML_DECLARATION } from '../../kernel/xml/gate.ts';
import { writeZip, type ZipPart } from '../zip/writeZip.ts';
import { openContainer } from './container.ts';
import { ASIC_NAMESPACE, MIMETYPE, MIMETYPES, XMLDSIG_NAMESPACE } from './names.ts';

const SIGNATURE = 'META-INF/signature001.p7s';
const MANIFEST = 'META-INF/ASiCManifest001.xml';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

/**
 * The ASiCManifest (EN 319 162-1 §A.4) of files that are signed together: what the CAdES signature is made over.
 * @returns UTF-8
 */
export function manifestOf(files: readonly ZipPart[]): Uint8Array {
  const rows = files.map(
    ({ name, bytes }) =>
      `<asic:DataObjectReference URI="${encodedPath(name)}"><ds:DigestMethod Algorithm="${SHA256}"></ds:DigestMethod>` +
      `<ds:DigestValue>${hash('sha256', bytes, 'base64')}</ds:DigestValue></asic:DataObjectReference>`,
  );
  const text =
    `${XML_DECLARATION}<asic:ASiCManifest xmlns:asic="${ASIC_NAMESPACE}" xmlns:ds="${XMLDSIG_NAMESPACE}">` +
    `<asic:SigReference URI="${SIGNATURE}" MimeType="application/pkcs7-signature"></asic:SigReference>` +
    `${rows.join('')}</asic:ASiCManifest>\n`;
  return Buffer.from(text, 'utf8');
}

/** Nothing is left that XML would have to escape. */
function encodedPath(name: string): string {
  return name
    .split('/')
    .map((segment) => encodeURIComponent(segment).replaceAll("'", '%27'))
    .join('/');
}

/**
 * An ASiC-E container: the type first, the files as they stand, the manifest and the signature over it. What cannot be
 * in a container (a name, a size) is refused; with no signature yet it only shows whether it can.
 * @throws ZIP_AMBIGUOUS, ZIP_LIMIT_EXCEEDED
 */
export function asiceOf(files: readonly ZipPart[], manifest: Uint8Array, signature: Uint8Array): Buffer {
  const container = writeZip([
    { name: MIMETYPE, bytes: Buffer.from(MIMETYPES.asice, 'latin1'), isStored: true },
    ...files.map((file) => ({ ...file, isStored: true })),
    { name: MANIFEST, bytes: manifest },
    { name: SIGNATURE, bytes: signature },
  ]);
  openContainer(container);
  return container;
}
