import { isCongvanError } from '../../kernel/errors.ts';
import { oneSignerEach } from '../cades/signers.ts';
import { parseSignedData } from '../cms/parse.ts';
import { type Material, NO_MATERIAL } from '../material.ts';
import { materialIn } from '../validation/provenObjects.ts';
import type { AsicContainer } from './container.ts';

/** Certificates and revocation answers in the CMS signatures and timestamps of a container; unverified. */
export function carriedMaterial({ cades, timestamps }: AsicContainer): Material {
  const ders = [...cades, ...timestamps].flatMap(({ bytes }) => oneSignerEach(bytes));
  return ders.map(materialInCms).reduce(joined, NO_MATERIAL);
}

function materialInCms(der: Uint8Array): Material {
  try {
    return materialIn(parseSignedData(der));
  } catch (error) {
    if (!isCongvanError(error, 'CMS_INVALID')) throw error;
    return NO_MATERIAL;
  }
}

export function joined(one: Material, other: Material): Material {
  return {
    certificates: [...one.certificates, ...other.certificates],
    revocations: [...one.revocations, ...other.revocations],
  };
}
