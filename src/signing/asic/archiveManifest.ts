import { hash } from 'node:crypto';
import { XML_DECLARATION } from '../../kernel/xml/gate.ts';
import type { ZipPart } from '../zip/writeZip.ts';
import { ASIC_NAMESPACE, MIMETYPE, XMLDSIG_NAMESPACE } from './names.ts';

const SHA256_URI = 'http://www.w3.org/2001/04/xmlenc#sha256';
const NEWEST = 'META-INF/ASiCArchiveManifest.xml';

/** What a container gets: entries under their new names, and the two that are added. */
export interface ArchiveAddition {
  /** What is there, an earlier archive manifest renamed. */
  readonly kept: readonly ZipPart[];
  readonly manifest: ZipPart;
  /** Name of the timestamp over the manifest. */
  readonly timestamp: string;
}

/**
 * An ASiCArchiveManifest (EN 319 162-1 §A.7) over everything in a container: files, signatures, manifests, timestamps.
 * The newest one has the plain name; the one before it gets a number and becomes the root of the new one. Its own
 * timestamp names it no more than before: it is the manifest that names the timestamp.
 */
export function archiveAddition(parts: readonly ZipPart[]): ArchiveAddition {
  const names = new Set(parts.map(({ name }) => name));
  const before = freeName(names, (number) => `META-INF/ASiCArchiveManifest${number}.xml`);
  const kept = parts.map((part) => (part.name === NEWEST ? { ...part, name: before } : part));
  const timestamp = freeName(names, (number) => `META-INF/timestamp${number}.tst`);
  const rows = kept
    .filter(({ name }) => name !== MIMETYPE && !name.endsWith('/'))
    .map((part) => referenceTo(part, part.name === before && names.has(NEWEST)));
  const bytes = Buffer.from(manifestText(timestamp, 'application/vnd.etsi.timestamp-token', rows), 'utf8');
  return { kept, manifest: { name: NEWEST, bytes }, timestamp };
}

function freeName(taken: ReadonlySet<string>, named: (number: string) => string): string {
  let number = 1;
  while (taken.has(named(padded(number)))) number++;
  return named(padded(number));
}

function padded(number: number): string {
  return String(number).padStart(3, '0');
}

/**
 * @param signature name of the entry over the manifest
 * @param rows `referenceTo` each file
 */
export function manifestText(signature: string, mimeType: string, rows: readonly string[]): string {
  return (
    `${XML_DECLARATION}<asic:ASiCManifest xmlns:asic="${ASIC_NAMESPACE}" xmlns:ds="${XMLDSIG_NAMESPACE}">` +
    `<asic:SigReference URI="${signature}" MimeType="${mimeType}"></asic:SigReference>` +
    `${rows.join('')}</asic:ASiCManifest>\n`
  );
}

export function referenceTo({ name, bytes }: ZipPart, isRoot = false): string {
  return (
    `<asic:DataObjectReference URI="${encodedPath(name)}"${isRoot ? ' Rootfile="true"' : ''}>` +
    `<ds:DigestMethod Algorithm="${SHA256_URI}"></ds:DigestMethod>` +
    `<ds:DigestValue>${hash('sha256', bytes, 'base64')}</ds:DigestValue></asic:DataObjectReference>`
  );
}

/** Nothing is left that XML would have to escape. */
function encodedPath(name: string): string {
  return name
    .split('/')
    .map((segment) => encodeURIComponent(segment).replaceAll("'", '%27'))
    .join('/');
}
