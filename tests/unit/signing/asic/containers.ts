/** ASiC containers signed with the development PKI, put together part by part so that attacks can bend each. */
import { createPrivateKey, hash, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { filesOf } from '../../../../certs-dev/paths.ts';
import { certificatesOfAsic, verifyAsic } from '../../../../src/signing/asic/verifyAsic.ts';
import type { ValidationReport } from '../../../../src/signing/report.ts';
import { certificatesIn } from '../../../../src/signing/trust/pem.ts';
import { writeZip, type ZipPart } from '../../../../src/signing/zip/writeZip.ts';
import { contextFor, signatureOver, token } from '../cades/devCades.ts';

export const text = (value: string) => Buffer.from(value, 'utf8');
export const file = (name: string, content: string | Uint8Array): ZipPart => ({
  name,
  bytes: typeof content === 'string' ? text(content) : content,
});

export const MIMETYPE_S = { ...file('mimetype', 'application/vnd.etsi.asic-s+zip'), isStored: true };
export const MIMETYPE_E = { ...file('mimetype', 'application/vnd.etsi.asic-e+zip'), isStored: true };

export const FILES = [file('Công văn 12.docx', 'công văn'), file('phu-luc/bang.csv', 'a;b\n1;2\n')];

export interface Reference {
  readonly uri: string;
  readonly bytes: Uint8Array;
  readonly algorithm?: string;
}

const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

/** @param signature what signs or stamps the manifest */
export function manifest(name: string, signature: string, references: readonly Reference[]): ZipPart {
  const rows = references.map(
    ({ uri, bytes, algorithm = SHA256 }) =>
      `<asic:DataObjectReference URI="${uri}"><ds:DigestMethod Algorithm="${algorithm}"/>` +
      `<ds:DigestValue>${hash('sha256', bytes, 'base64')}</ds:DigestValue></asic:DataObjectReference>`,
  );
  return file(
    name,
    '<?xml version="1.0" encoding="UTF-8"?>' +
      '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">' +
      `<asic:SigReference URI="${signature}" MimeType="application/pkcs7-signature"/>${rows.join('')}</asic:ASiCManifest>`,
  );
}

export const referencesTo = (parts: readonly ZipPart[]): readonly Reference[] =>
  parts.map(({ name, bytes }) => ({ uri: encodeURI(name), bytes }));

export const SIGNATURE = 'META-INF/signature001.p7s';
export const MANIFEST = 'META-INF/ASiCManifest001.xml';

/** An ASiC-E whose one CMS signature stands for all files. */
export async function signedParts(
  files: readonly ZipPart[] = FILES,
  references: readonly Reference[] = referencesTo(files),
): Promise<readonly ZipPart[]> {
  const signed = manifest(MANIFEST, SIGNATURE, references);
  return [MIMETYPE_E, ...files, signed, file(SIGNATURE, await signatureOver(signed.bytes))];
}

/** A timestamp over a manifest of these parts. */
export async function stampedParts(
  parts: readonly ZipPart[],
  name = 'META-INF/timestamp001.tst',
  manifestName = 'META-INF/ASiCArchiveManifest.xml',
): Promise<readonly ZipPart[]> {
  const stamped = manifest(manifestName, name, referencesTo(parts));
  return [stamped, file(name, await token(stamped.bytes))];
}

export async function judge(parts: readonly ZipPart[] | Uint8Array): Promise<ValidationReport> {
  const bytes = parts instanceof Uint8Array ? parts : writeZip(parts);
  const certificates = certificatesOfAsic(bytes);
  return verifyAsic(bytes, { ...(await contextFor(certificates)), file: 'cv.asice' });
}

export const codesOf = ({ reasons, signatures }: ValidationReport): readonly string[] =>
  [...reasons, ...signatures.flatMap((each) => each.reasons)].map(({ code }) => code);

const XML_SIGNER = 'H29.13/person';
const XMLNS = 'xmlns="http://www.w3.org/2000/09/xmldsig#"';

/** The XML signatures of a container: XML-DSig, each piece written as exclusive C14N writes it. */
export function xmlSignature(
  references: readonly Reference[],
  around: readonly [string, string] = AROUND,
): Buffer {
  const rows = references.map(
    ({ uri, bytes, algorithm = SHA256 }) =>
      `<Reference URI="${uri}"><DigestMethod Algorithm="${algorithm}"></DigestMethod>` +
      `<DigestValue>${hash('sha256', bytes, 'base64')}</DigestValue></Reference>`,
  );
  const signedInfo =
    `<SignedInfo ${XMLNS}><CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">` +
    '</CanonicalizationMethod><SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256">' +
    `</SignatureMethod>${rows.join('')}</SignedInfo>`;
  const key = createPrivateKey(readFileSync(filesOf(XML_SIGNER).key));
  const value = sign('sha256', text(signedInfo), { key, dsaEncoding: 'ieee-p1363' }).toString('base64');
  const certificates = certificatesIn(XML_SIGNER, readFileSync(filesOf(XML_SIGNER).chain)).map(
    (der) => `<X509Certificate>${Buffer.from(der).toString('base64')}</X509Certificate>`,
  );
  return text(
    `${around[0]}<Signature ${XMLNS}>${signedInfo}<SignatureValue>${value}</SignatureValue>` +
      `<KeyInfo><X509Data>${certificates.join('')}</X509Data></KeyInfo></Signature>${around[1]}`,
  );
}

const AROUND = [
  '<asic:XAdESSignatures xmlns:asic="http://uri.etsi.org/02918/v1.2.1#">',
  '</asic:XAdESSignatures>',
] as const;
