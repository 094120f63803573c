/** Judges the TLS client certificates of agencies, for the axis. */
import type { CallerCertificates } from '../exchange/axis/hub.ts';
import type { Logger } from '../kernel/logger.ts';
import { judgeCertificate } from '../signing/validation/chainJudgement.ts';
import { tryParseCertificate } from '../signing/x509/certificate.ts';
import type { Judging } from './context.ts';
import { collected } from './verify.ts';

/**
 * The address book says whose key it is; here the certificate is asked whether it is still one: chain, time, usage,
 * revocation. That nothing is known of a revocation is logged and let pass: the address book has the last word, and
 * without a seal of its own a caller gets nothing filed.
 * @param judging its anchors are those of the TLS certificates
 */
export function callerCertificates(judging: Judging, logger: Logger): CallerCertificates {
  return {
    async judge(der) {
      const certificate = tryParseCertificate(der);
      if (certificate === undefined) return invalid('not a certificate');
      const { trust, policy, clock } = judging;
      const material = await collected(judging, [der]);
      const at = clock.now();
      const { indication, subIndication, reasons } = judgeCertificate({
        ...{ certificate, material, trust, policy, at },
        purpose: 'tls-client',
        candidates: [],
        time: at,
        isProven: false,
      });
      if (indication === 'TOTAL-PASSED') return { kind: 'valid' };
      const codes = reasons.map(({ code }) => code).join(' ');
      if (subIndication !== 'TRY_LATER') return invalid(codes);
      logger.warn({ certificate: certificate.subject.text, codes }, 'revocation of a caller is not known');
      return { kind: 'valid' };
    },
  };
}

function invalid(text: string) {
  return { kind: 'invalid', code: 'CERTIFICATE_INVALID', text } as const;
}
