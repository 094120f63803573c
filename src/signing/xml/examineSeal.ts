import { digestFromHex } from '../../kernel/digest.ts';
import type { Cryptography } from '../report.ts';
import type { ReasonCode } from '../validation/reasons.ts';
import type { Certificate } from '../x509/certificate.ts';
import { whyNoSeal } from './diagnose.ts';
import { type FoundSeal, findSeal } from './findSeal.ts';
import { readSeal } from './readSeal.ts';
import { checkSeal } from './sealCryptography.ts';
import type { SealedPart } from './sealedPart.ts';
import type { SealValues } from './sealTemplate.ts';

export interface IntactSeal {
  readonly kind: 'intact';
  readonly found: FoundSeal;
  readonly values: SealValues;
  /** Those that were signed, leaf first. */
  readonly certificates: readonly [Certificate, ...Certificate[]];
  /** In the order of the manifest. */
  readonly parts: readonly SealedPart[];
}

export interface RefusedSeal {
  readonly kind: 'refused';
  readonly code: ReasonCode;
  readonly particulars?: string | undefined;
  readonly cryptography: Exclude<Cryptography, 'INTACT'>;
  /** Whose seal it claims to be; present when its certificate is the one that was signed. */
  readonly certificate?: Certificate | undefined;
  /** What it claims. */
  readonly signingTime?: string | undefined;
}

/**
 * Everything about a seal but trust: place, spelling, digests, certificates, signature value. Intact means that every
 * byte of the file is explained: the declaration is fixed, the envelope has the signed digest as it stands, and the
 * seal is the one spelling of values that are signed, are the signature, or are certificates with signed digests.
 * @throws what `gateXml` throws
 */
export function examineSeal(bytes: Uint8Array): IntactSeal | RefusedSeal {
  const search = findSeal(bytes);
  if (search.kind === 'refused') return refused(search.code, search.particulars);
  const { found } = search;
  const values = readSeal(found.seal);
  if (values === undefined) {
    const { code, particulars } = whyNoSeal(found.seal);
    return refused(code, particulars);
  }
  const check = checkSeal(found, values);
  const { signingTime } = values;
  if (check.kind === 'broken') {
    return { ...refused(check.code), certificate: check.certificate, signingTime };
  }
  const { certificates } = check;
  return { kind: 'intact', found, values, certificates, parts: partsOf(values) };
}

function refused(code: ReasonCode, particulars?: string): RefusedSeal {
  const cryptography = code === 'XML_ALGORITHM_NOT_ALLOWED' ? 'UNSUPPORTED' : 'BROKEN';
  return { kind: 'refused', code, particulars, cryptography };
}

function partsOf({ parts }: SealValues): readonly SealedPart[] {
  return parts.flatMap(({ contentId, digest }) => {
    const known = digestFromHex(Buffer.from(digest, 'base64').toString('hex'));
    return known === undefined ? [] : [{ contentId, digest: known }];
  });
}
