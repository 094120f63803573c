import { CongvanError } from '../../kernel/errors.ts';
import type { DigestAlgorithm, KeyAlgorithm } from '../../signing/signerKey.ts';
import { pssParameters } from '../../signing/x509/algorithms.ts';
import { OID } from '../../signing/x509/oids.ts';

/** How signatures/signHash (CSC API 2.0.0.2 §11.10) is told the algorithm. */
export interface SignAlgo {
  readonly signAlgo: string;
  /** Base64 of the DER parameters. */
  readonly signAlgoParams?: string;
}

const RSA: Readonly<Record<DigestAlgorithm, string>> = {
  'SHA-256': '1.2.840.113549.1.1.11',
  'SHA-384': '1.2.840.113549.1.1.12',
  'SHA-512': '1.2.840.113549.1.1.13',
};
const ECDSA: Readonly<Record<DigestAlgorithm, string>> = {
  'SHA-256': '1.2.840.10045.4.3.2',
  'SHA-384': '1.2.840.10045.4.3.3',
  'SHA-512': '1.2.840.10045.4.3.4',
};

/** True when an RSA credential takes RSASSA-PSS alone. */
export function takesOnlyPss(offered: readonly string[]): boolean {
  const pkcs1 = [OID.rsaEncryption, ...Object.values(RSA)];
  return offered.includes(OID.rsassaPss) && !offered.some((oid) => pkcs1.includes(oid));
}

/** @param offered the OIDs in `key/algo` of the credential @throws KEY_OBJECT_UNUSABLE */
export function signAlgoFor(
  algorithm: KeyAlgorithm,
  digest: DigestAlgorithm,
  offered: readonly string[],
  where: string,
): SignAlgo {
  const known = candidates(algorithm, digest).find(({ signAlgo }) => offered.includes(signAlgo));
  if (known !== undefined) return known;
  const detail = `it does not sign ${algorithm.kind} with ${digest}; it offers ${offered.slice(0, 10).join(', ')}`;
  throw new CongvanError('KEY_OBJECT_UNUSABLE', { where, detail });
}

function candidates(algorithm: KeyAlgorithm, digest: DigestAlgorithm): readonly SignAlgo[] {
  switch (algorithm.kind) {
    case 'rsa':
      return [{ signAlgo: RSA[digest] }, { signAlgo: OID.rsaEncryption }];
    case 'rsa-pss':
      return [{ signAlgo: OID.rsassaPss, signAlgoParams: pssParameters(digest).toString('base64') }];
    case 'ecdsa':
      return [{ signAlgo: ECDSA[digest] }];
    case 'ed25519':
      // signHash is given digests; PureEdDSA signs the bytes themselves.
      return [];
    default:
      return algorithm satisfies never;
  }
}
