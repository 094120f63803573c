import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigValues } from '../config/template.ts';
import { CongvanError } from '../kernel/errors.ts';
import { parseCertificate } from '../signing/x509/certificate.ts';

/** Where the servers of the development PKI listen (certs-dev/README.md). */
const DEV_TSA = 'http://127.0.0.1:23161/';
export const DEV_AXIS = { host: '127.0.0.1', port: 28443 } as const;

/** Settings of an agency whose keys the development PKI made. @param out `certs-dev/out`, absolute */
export async function devAgencyValues(out: string, code: string): Promise<ConfigValues> {
  const pki = pkiFolder(out);
  const own = join(pki, code);
  if (!existsSync(own)) {
    throw new CongvanError('FILE_NOT_FOUND', {
      where: own,
      detail: `agencies: ${(await agenciesIn(pki)).join(' ')}`,
    });
  }
  return {
    dev: true,
    'keys.person.uri': `keyfile:${join(own, 'person', 'key.p12')}`,
    'keys.person.secret_file': join(own, 'person', 'key.p12.password'),
    'keys.agency.uri': `keyfile:${join(own, 'seal', 'key.p12')}`,
    'keys.agency.secret_file': join(own, 'seal', 'key.p12.password'),
    'signing.tsa': [DEV_TSA],
    'trust.anchors': [join(pki, 'root', 'cert.pem')],
    'revocation.files': ['root', 'issuing-ca'].map((issuer) => join(pki, 'crl', `${issuer}.crl`)),
    'axis.url': `https://${DEV_AXIS.host}:${DEV_AXIS.port}`,
    'axis.ca': join(pki, 'root', 'cert.pem'),
    'axis.certificate': join(own, 'tls', 'chain.pem'),
    'axis.key': join(own, 'tls', 'key.pem'),
    'axis.receipt_certificate': join(pki, 'axis', 'seal', 'cert.pem'),
  };
}

/** Settings of an axis that serves every agency of the development PKI. */
export function devAxisValues(out: string): ConfigValues {
  const pki = pkiFolder(out);
  return {
    dev: true,
    'trust.anchors': [join(pki, 'root', 'cert.pem')],
    'trust.intermediates': [join(pki, 'issuing-ca', 'cert.pem')],
    'hub.host': DEV_AXIS.host,
    'hub.port': DEV_AXIS.port,
    'hub.certificate': join(pki, 'axis', 'tls', 'chain.pem'),
    'hub.key': join(pki, 'axis', 'tls', 'key.pem'),
    'hub.client_ca': join(pki, 'root', 'cert.pem'),
    'hub.receipt_key': `keyfile:${join(pki, 'axis', 'seal', 'key.p12')}`,
    'hub.receipt_secret_file': join(pki, 'axis', 'seal', 'key.p12.password'),
  };
}

/** One line of an axis's address book, made of an agency's two certificates. */
export interface DirectoryLine {
  readonly code: string;
  readonly code102?: string;
  readonly name: string;
  readonly active: true;
  /** SHA-256 of the SubjectPublicKeyInfo, `sha256:…`. */
  readonly tlsKeys: readonly string[];
  readonly sealKeys: readonly string[];
}

/** Every agency of the development PKI. */
export async function devDirectory(out: string): Promise<readonly DirectoryLine[]> {
  const pki = pkiFolder(out);
  const { toQcvn102, parseAgencyCode } = await import('../registry/agencyCode.ts');
  const codes = (await agenciesIn(pki)).map(parseAgencyCode);
  return Promise.all(
    codes.map(async (code) => {
      const seal = parseCertificate(await readFile(join(pki, code, 'seal', 'cert.der')));
      const tls = parseCertificate(await readFile(join(pki, code, 'tls', 'cert.der')));
      const code102 = toQcvn102(code);
      return {
        code,
        ...(code102 === undefined ? {} : { code102 }),
        name: seal.subject.organization ?? seal.subject.commonName ?? code,
        active: true,
        tlsKeys: [tls.spkiDigest],
        sealKeys: [seal.spkiDigest],
      } as const;
    }),
  );
}

function pkiFolder(out: string): string {
  const pki = join(out, 'pki');
  if (existsSync(join(pki, 'root', 'cert.pem'))) return pki;
  throw new CongvanError('FILE_NOT_FOUND', {
    where: join(pki, 'root', 'cert.pem'),
    hint: { en: 'make it with: npm run certs', vi: 'tạo bằng: npm run certs' },
  });
}

async function agenciesIn(pki: string): Promise<readonly string[]> {
  const names = await readdir(pki);
  return names
    .filter((name) => existsSync(join(pki, name, 'seal')) && existsSync(join(pki, name, 'person')))
    .sort();
}
