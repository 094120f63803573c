import { writeZip, type ZipPart } from '../zip/writeZip.ts';
import { manifestText, referenceTo } from './archiveManifest.ts';
import { openContainer } from './container.ts';
import { MIMETYPE, MIMETYPES } from './names.ts';

const SIGNATURE = 'META-INF/signature001.p7s';
const MANIFEST = 'META-INF/ASiCManifest001.xml';

/**
 * The ASiCManifest (EN 319 162-1 §A.4) of files that are signed together: what the CAdES signature is made over.
 * @returns UTF-8
 */
export function manifestOf(files: readonly ZipPart[]): Uint8Array {
  const rows = files.map((file) => referenceTo(file));
  return Buffer.from(manifestText(SIGNATURE, 'application/pkcs7-signature', rows), 'utf8');
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
