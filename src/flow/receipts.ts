/** Receipts of the exchange as signed evidence: CAdES by our key, verified against the address book. */
import { hash } from 'node:crypto';
import type { Directory } from '../exchange/directory.ts';
import type {
  ExpectedSigner,
  ReceiptSigner,
  ReceiptVerifier,
  SignatureVerdict,
} from '../exchange/receipt.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Digest, sha256 } from '../kernel/digest.ts';
import { CongvanError, isCongvanError } from '../kernel/errors.ts';
import { buildDetachedCms } from '../signing/cms/build.ts';
import { parseCms } from '../signing/cms/parse.ts';
import { verifyDetached } from '../signing/cms/verifyDetached.ts';
import { digestForKey } from '../signing/keyAlgorithm.ts';
import type { SignerKey } from '../signing/signerKey.ts';
import { DIGESTS } from '../signing/x509/algorithms.ts';
import { parseCertificate } from '../signing/x509/certificate.ts';
import type { Judging } from './context.ts';
import { collected } from './verify.ts';

export function receiptSigner(key: SignerKey, clock: Clock): ReceiptSigner {
  const digest = digestForKey(key.algorithm);
  return {
    sign: (statement) =>
      buildDetachedCms({
        contentDigest: hash(DIGESTS[digest].node, statement, 'buffer'),
        digest,
        key,
        profile: 'cades',
        signingTime: clock.now(),
      }),
  };
}

/** @param axisKeys SHA-256 of the SubjectPublicKeyInfo of the keys that may sign for the axis */
export function receiptVerifier(
  judging: Judging,
  directory: Directory,
  axisKeys: readonly Digest[],
): ReceiptVerifier {
  return {
    async verify(statement, signature, by) {
      const certificates = certificatesOf(signature);
      if (certificates === undefined) return invalid('not a signature');
      const material = await collected(judging, certificates);
      const { trust, policy } = judging;
      const report = verifyDetached(statement, signature, {
        material,
        trust,
        policy,
        at: judging.clock.now(),
      });
      if (report.subIndication === 'TRY_LATER') {
        throw new CongvanError('REVOCATION_UNAVAILABLE', { where: report.signer?.name ?? 'receipt' });
      }
      if (report.indication !== 'TOTAL-PASSED') {
        const text = report.reasons.map((reason) => `${reason.code}: ${reason.text}`).join('; ');
        return invalid(`${report.indication} ${text}`);
      }
      const leaf = certificates.find((der) => sha256(der) === report.signer?.certificate.fingerprint);
      const key = leaf === undefined ? undefined : parseCertificate(leaf).spkiDigest;
      const allowed = await keysOf(directory, axisKeys, by);
      return key !== undefined && allowed.includes(key)
        ? { kind: 'valid' }
        : invalid('signed by another key');
    },
  };
}

function certificatesOf(signature: Uint8Array): readonly Uint8Array[] | undefined {
  try {
    return parseCms(signature).certificates;
  } catch (error) {
    if (isCongvanError(error, 'CMS_INVALID')) return undefined;
    throw error;
  }
}

function invalid(text: string): SignatureVerdict {
  return { kind: 'invalid', code: 'RECEIPT_INVALID', text: text.trim() };
}

async function keysOf(
  directory: Directory,
  axisKeys: readonly Digest[],
  by: ExpectedSigner,
): Promise<readonly Digest[]> {
  if (by.kind === 'axis') return axisKeys;
  return (await directory.find(by.code))?.sealKeys ?? [];
}
