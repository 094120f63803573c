/** A PKI whose certificates end one after the other, and PDFs signed, stored and stamped in it, at any time. */
import { createHash, hash, sign } from 'node:crypto';
import { attribute } from '../../../../src/signing/cms/keyEncodings.ts';
import { generalizedTime } from '../../../../src/signing/der/time.ts';
import {
  encode,
  explicit,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  sortedDer,
} from '../../../../src/signing/der/write.ts';
import { type Material, NO_MATERIAL } from '../../../../src/signing/material.ts';
import { DEFAULT_POLICY, type SignaturePolicy } from '../../../../src/signing/policy/policy.ts';
import type { SignatureReport, ValidationReport } from '../../../../src/signing/report.ts';
import { loadTrustStore } from '../../../../src/signing/trust/trustStore.ts';
import { verifyPdf } from '../../../../src/signing/verifyPdf.ts';
import { DIGESTS, type DigestName, signatureIdentifier } from '../../../../src/signing/x509/algorithms.ts';
import { OID } from '../../../../src/signing/x509/oids.ts';
import { pdfOf, signed, stream, update } from '../pdf/pdfBuilder.ts';
import { type CrlOptions, certify, crl, type Entity, extension, ocsp, signerKey } from '../pki.ts';

/** `2021-06-01`, UTC. */
export const day = (text: string): Date => new Date(`${text}T00:00:00Z`);

const ENDLESS = { from: day('2010-01-01'), to: day('2060-01-01') };
const STAMPING = { purposes: [OID.timeStamping], purposesCritical: true };

/** root > ca > everybody else; `tsa1` ends in 2023, `tsa2` in 2028, `tsa3` in 2050, the signer in 2022. */
export const root = certify('Lasting root', { ca: true, ...ENDLESS });
export const ca = certify('Lasting CA', {
  ca: true,
  issuer: root,
  from: day('2015-01-01'),
  to: day('2055-01-01'),
});
export const leaf = certify('Lasting signer', { issuer: ca, from: day('2020-01-01'), to: day('2022-01-01') });
export const tsa1 = certify('TSA 1', {
  issuer: ca,
  ...STAMPING,
  from: day('2020-01-01'),
  to: day('2023-01-01'),
});
export const tsa2 = certify('TSA 2', {
  issuer: ca,
  ...STAMPING,
  from: day('2020-01-01'),
  to: day('2028-01-01'),
});
export const tsa3 = certify('TSA 3', {
  issuer: ca,
  ...STAMPING,
  from: day('2020-01-01'),
  to: day('2050-01-01'),
});
export const responder = certify('Lasting OCSP', {
  ...{ issuer: ca, purposes: [OID.ocspSigning], from: day('2021-01-01'), to: day('2021-09-01') },
  extensions: [extension(OID.ocspNoCheck, Buffer.of(5, 0))],
});

/** A second PKI with keys of another kind. */
export const root384 = certify('Lasting root 384', { ca: true, key: 'p384', ...ENDLESS });
export const ca384 = certify('Lasting CA 384', { ca: true, key: 'p384', issuer: root384, ...ENDLESS });
export const tsa384 = certify('TSA 384', { issuer: ca384, key: 'p384', ...STAMPING, ...ENDLESS });
export const trust = loadTrustStore(
  [root, root384].map(({ certificate }) => ({ name: certificate.subject.text, bytes: certificate.der })),
  { dev: false },
);

export interface CmsParts {
  readonly signer: Entity;
  readonly digest?: 'SHA-1' | 'SHA-256' | 'SHA-512';
  readonly contentType?: string;
  /** Encapsulated. */
  readonly content?: Uint8Array;
  readonly contentDigest: Uint8Array;
  readonly certificates?: readonly Uint8Array[];
  readonly crls?: readonly Uint8Array[];
  readonly version?: number;
  /** Unsigned attributes, given the signature value. */
  readonly unsigned?: (signature: Uint8Array) => readonly Uint8Array[];
}

const digestOf = (digest: DigestName, bytes: Uint8Array) => hash(DIGESTS[digest].node, bytes, 'buffer');
const digestId = (digest: DigestName) => sequence(oid(DIGESTS[digest].oid));

/** A CMS signature put together by hand. */
export function cmsOf(parts: CmsParts): Buffer {
  const { signer, digest = 'SHA-256', contentType = OID.data, certificates = [] } = parts;
  const certId = sequence(digestId('SHA-512'), octetString(digestOf('SHA-512', signer.certificate.der)));
  const attributes = sortedDer([
    attribute(OID.contentType, oid(contentType)),
    attribute(OID.messageDigest, octetString(parts.contentDigest)),
    attribute(OID.signingCertificateV2, sequence(sequence(certId))),
  ]);
  const signature = sign(DIGESTS[digest].node, encode(0x31, ...attributes), signer.privateKey);
  const algorithm =
    digest === 'SHA-1' ? sequence(oid('1.2.840.10045.4.1')) : signatureIdentifier('ecdsa', digest);
  const unsigned = parts.unsigned?.(signature) ?? [];
  const { issuer, serialDer } = signer.certificate;
  const info = sequence(
    ...[integer(1), sequence(issuer.der, serialDer), digestId(digest), encode(0xa0, ...attributes)],
    ...[algorithm, octetString(signature)],
    ...(unsigned.length === 0 ? [] : [encode(0xa1, ...sortedDer(unsigned))]),
  );
  const content = parts.content === undefined ? [] : [explicit(0, octetString(parts.content))];
  const crls = parts.crls ?? [];
  const signedData = sequence(
    ...[integer(parts.version ?? (contentType === OID.data ? 1 : 3)), setOf(digestId(digest))],
    sequence(oid(contentType), ...content),
    encode(0xa0, signer.certificate.der, ...certificates),
    ...(crls.length === 0 ? [] : [encode(0xa1, ...crls)]),
    encode(0x31, info),
  );
  return sequence(oid(OID.signedData), explicit(0, signedData));
}

export interface StampOptions {
  readonly digest?: 'SHA-1' | 'SHA-256' | 'SHA-512';
  readonly unsigned?: readonly Uint8Array[];
}

/** A timestamp token over `stamped`. */
export function tokenOver(
  stamped: Uint8Array,
  tsa: Entity,
  genTime: Date,
  options: StampOptions = {},
): Buffer {
  const { digest = 'SHA-256', unsigned = [] } = options;
  return tokenOf(digestOf(digest, stamped), digest, tsa, genTime, unsigned);
}

export function tokenOf(
  imprint: Uint8Array,
  digest: 'SHA-1' | 'SHA-256' | 'SHA-512',
  tsa: Entity,
  genTime: Date,
  unsigned: readonly Uint8Array[] = [],
): Buffer {
  const info = sequence(
    ...[integer(1), oid('1.2.3.4'), sequence(digestId(digest), octetString(imprint))],
    ...[integer(7), generalizedTime(genTime)],
  );
  return cmsOf({
    ...{
      signer: tsa,
      digest,
      contentType: OID.tstInfo,
      content: info,
      contentDigest: digestOf(digest, info),
    },
    unsigned: () => unsigned,
  });
}

/** A signature over the covered bytes with a signature timestamp, unless `stamp` makes something else. */
export function signatureOf(
  covered: Uint8Array,
  stamp: ((signature: Uint8Array) => Uint8Array) | null,
  signer: Entity = leaf,
): Buffer {
  return cmsOf({
    ...{ signer, contentDigest: digestOf('SHA-256', covered), certificates: [ca.certificate.der] },
    unsigned: (signature) =>
      stamp === null ? [] : [attribute(OID.signatureTimeStampToken, stamp(signature))],
  });
}

/** A PDF that grows update by update; catalog, fields and store are carried along. */
export class Growing {
  pdf: Buffer = pdfOf();
  #fields: number[] = [];
  #next = 10;
  #store: { readonly number: number; readonly lists: Readonly<Record<string, readonly number[]>> } | null =
    null;

  /** `contents` makes the /Contents out of the covered bytes. */
  async sign(contents: (covered: Buffer) => Uint8Array, subFilter = 'ETSI.CAdES.detached'): Promise<this> {
    const numbers = [this.#next++, this.#next++] as const;
    this.#fields.push(numbers[0]);
    this.pdf = await signed(this.pdf, signerKey(leaf), {
      ...{ numbers, subFilter, field: `F${numbers[0]}`, fields: this.#fieldList() },
      value: '/M (D:20210601000000Z)',
      objects: { 1: this.#catalog() },
      contents: async (covered) => contents(covered),
    });
    return this;
  }

  async stamp(tsa: Entity, time: Date, options: StampOptions = {}): Promise<this> {
    return await this.sign((covered) => tokenOver(covered, tsa, time, options), 'ETSI.RFC3161');
  }

  /** Adds to the store, or with `fresh` writes one that holds nothing older. */
  store(material: StoredMaterial, options: { readonly fresh?: boolean; readonly vri?: boolean } = {}): this {
    const objects: Record<number, string | Buffer> = {};
    const before = options.fresh === true ? {} : (this.#store?.lists ?? {});
    const lists = Object.fromEntries(
      (['Certs', 'OCSPs', 'CRLs'] as const).map((key) => {
        const numbers = (material[key] ?? []).map((der) => {
          const number = this.#next++;
          objects[number] = stream(Buffer.from(der));
          return number;
        });
        return [key, [...(before[key] ?? []), ...numbers]];
      }),
    );
    const number = this.#next++;
    this.#store = { number, lists };
    const arrays = (names: readonly (readonly [string, string])[]) =>
      names
        .map(([name, key]) => `/${name} [${(lists[key] ?? []).map((n) => `${n} 0 R`).join(' ')}]`)
        .join(' ');
    const inVri = arrays([
      ['Cert', 'Certs'],
      ['OCSP', 'OCSPs'],
      ['CRL', 'CRLs'],
    ]);
    const plain = arrays([
      ['Certs', 'Certs'],
      ['OCSPs', 'OCSPs'],
      ['CRLs', 'CRLs'],
    ]);
    objects[number] =
      options.vri === true ? `<< /VRI << /${'AB'.repeat(20)} << ${inVri} >> >> >>` : `<< ${plain} >>`;
    this.pdf = update(this.pdf, { 1: this.#catalog(), ...objects });
    return this;
  }

  #fieldList(): string {
    return this.#fields.map((number) => `${number} 0 R`).join(' ');
  }

  #catalog(): string {
    const store = this.#store === null ? '' : `/DSS ${this.#store.number} 0 R`;
    return `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${this.#fieldList()}] /SigFlags 3 >> ${store} >>`;
  }
}

export interface StoredMaterial {
  readonly Certs?: readonly Uint8Array[];
  readonly OCSPs?: readonly Uint8Array[];
  readonly CRLs?: readonly Uint8Array[];
}

/** CRLs of all authorities, good for a week, and the CAs' certificates. */
export function answersAt(time: Date, ofCa: CrlOptions = {}, ofRoot: CrlOptions = {}): StoredMaterial {
  const nextUpdate = new Date(time.getTime() + 7 * 86_400_000);
  return {
    Certs: [ca.certificate.der, ca384.certificate.der],
    CRLs: [
      crl(ca, { thisUpdate: time, nextUpdate, ...ofCa }),
      crl(root, { thisUpdate: time, nextUpdate, ...ofRoot }),
      crl(ca384, { thisUpdate: time, nextUpdate }),
      crl(root384, { thisUpdate: time, nextUpdate }),
    ],
  };
}

/** The same, but the signer's status comes from the responder whose certificate ends in 2021-09. */
export function withResponder(time: Date): StoredMaterial {
  const nextUpdate = new Date(time.getTime() + 7 * 86_400_000);
  return {
    Certs: [ca.certificate.der],
    OCSPs: [
      ocsp(leaf, ca, { responder, thisUpdate: time, nextUpdate }),
      ocsp(tsa1, ca, { responder, thisUpdate: time, nextUpdate }),
    ],
    CRLs: [crl(root, { thisUpdate: time, nextUpdate })],
  };
}

export function materialOf({ Certs = [], OCSPs = [], CRLs = [] }: StoredMaterial): Material {
  const evidence = (kind: 'ocsp' | 'crl', ders: readonly Uint8Array[]) =>
    ders.map((der) => ({ kind, der, fetchedAt: day('2021-01-01'), source: null }));
  return { certificates: [...Certs], revocations: [...evidence('ocsp', OCSPs), ...evidence('crl', CRLs)] };
}

export interface Asked {
  readonly material?: Material;
  readonly policy?: SignaturePolicy;
}

export function judgeAt(pdf: Uint8Array, at: string, asked: Asked = {}): ValidationReport {
  const { material = NO_MATERIAL, policy = DEFAULT_POLICY } = asked;
  return verifyPdf(pdf, { file: 'a.pdf', material, trust, policy, at: day(at) });
}

/** The report on the first signature. */
export function firstOf({ signatures }: ValidationReport): SignatureReport {
  const [first] = signatures;
  if (first === undefined) throw new Error('no signature');
  return first;
}

export const codesOf = ({ reasons }: SignatureReport): readonly string[] => reasons.map(({ code }) => code);

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
