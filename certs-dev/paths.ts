/** Where everything that `generate.ts` makes lies: absolute paths, whether made yet or not. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OddName } from './odd.ts';
import { AGENCIES, type DevAgencyCode, slug } from './pki.ts';

export const OUT = fileURLToPath(new URL('./out/', import.meta.url));
/** Replaced as a whole when the declaration changes. */
export const PKI_FOLDER = join(OUT, 'pki');

export interface CertificateFiles {
  readonly id: string;
  /** One certificate, PEM. */
  readonly certificate: string;
  /** The same, DER. */
  readonly certificateDer: string;
  /** The certificate and its intermediates, leaf first, without the root; PEM. */
  readonly chain: string;
  /** PKCS#8, not encrypted, PEM. */
  readonly key: string;
  /** Key and chain under a password (PBES2, AES-256-CBC; MAC SHA-256). */
  readonly pkcs12: string;
  /** The password, UTF-8, without a line end. */
  readonly pkcs12Password: string;
}

export function filesOf(id: string): CertificateFiles {
  const folder = join(PKI_FOLDER, id);
  return {
    id,
    certificate: join(folder, 'cert.pem'),
    certificateDer: join(folder, 'cert.der'),
    chain: join(folder, 'chain.pem'),
    key: join(folder, 'key.pem'),
    pkcs12: join(folder, 'key.p12'),
    pkcs12Password: join(folder, 'key.p12.password'),
  };
}

/** DER `CertificateList` of an issuer, as of the last run of the generator. */
export function crlOf(issuerId: string): string {
  return join(PKI_FOLDER, 'crl', `${slug(issuerId)}.crl`);
}

export interface AgencyFiles {
  /** QĐ 20/2020, for example `H29.12`. */
  readonly code: string;
  /** QCVN 102:2016, for example `000.00.12.H29`. */
  readonly code102: string;
  readonly name: string;
  readonly person: CertificateFiles;
  readonly seal: CertificateFiles;
  /** TLS client. */
  readonly tls: CertificateFiles;
}

const agencies = Object.fromEntries(
  AGENCIES.map(({ code, code102, name }) => [
    code,
    {
      code,
      code102,
      name,
      person: filesOf(`${code}/person`),
      seal: filesOf(`${code}/seal`),
      tls: filesOf(`${code}/tls`),
    } satisfies AgencyFiles,
  ]),
);

export function agencyFiles(code: DevAgencyCode): AgencyFiles {
  const files = agencies[code];
  if (files === undefined) throw new RangeError(`no agency ${code} is declared`);
  return files;
}

export const paths = {
  root: filesOf('root'),
  issuingCa: filesOf('issuing-ca'),
  /** RSA-2048. */
  tsa: filesOf('tsa'),
  /** P-256. */
  tsaEc: filesOf('tsa-ec'),
  ocsp: filesOf('ocsp'),
  axis: { seal: filesOf('axis/seal'), tls: filesOf('axis/tls') },
  /** Sở Tài chính, H29.12. */
  taiChinh: agencyFiles('H29.12'),
  /** Sở Nội vụ, H29.13. */
  noiVu: agencyFiles('H29.13'),
  /** For `loadTrustStore`: the root alone, PEM. */
  trustAnchor: filesOf('root').certificate,
} as const;

/** A certificate that is wrong in exactly one way; README.md lists them. */
export function odd(name: OddName): CertificateFiles {
  return filesOf(`odd/${name}`);
}
