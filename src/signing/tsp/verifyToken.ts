import { hash } from 'node:crypto';
import { type CmsCheck, verifyCmsSignature } from '../cms/verify.ts';
import { DIGESTS } from '../x509/algorithms.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { TimestampToken } from './token.ts';

/**
 * Checks the token's own signature over the TSTInfo inside; the signing-certificate attribute is required
 * (RFC 3161 §2.4.1). Neither the chain nor what was stamped is looked at.
 */
export function verifyToken({ cms }: TimestampToken, candidates: readonly Certificate[]): CmsCheck {
  const content = cms.content ?? new Uint8Array();
  return verifyCmsSignature(cms, {
    candidates,
    contentDigest: (algorithm) => hash(DIGESTS[algorithm].node, content, 'buffer'),
    signingCertificateRequired: true,
  });
}
