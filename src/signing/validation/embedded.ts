import { isCongvanError } from '../../kernel/errors.ts';
import type { CmsSignedData } from '../cms/parse.ts';
import type { Reason } from '../report.ts';
import { parseCrl } from '../revocation/crl.ts';
import { type Certificate, type SignedBytes, tryParseCertificate } from '../x509/certificate.ts';
import { type Name, sameName } from '../x509/name.ts';
import { verifyIssued } from '../x509/verifySignature.ts';
import type { JudgingContext } from './context.ts';
import { evidenceOf } from './evidence.ts';
import { reason } from './reasons.ts';

/**
 * The certificates and CRLs inside a CMS signature are not covered by it. Each must therefore be explained: signed by
 * a key that is known here (in the signature, in the material, an anchor), itself included. What is not could be
 * changed unseen.
 * @param signer what the signature covers by signing-certificate
 */
export function unexplained(
  cms: CmsSignedData,
  signer: Certificate,
  context: JudgingContext,
): readonly Reason[] {
  const inside = cms.certificates.map((der) => tryParseCertificate(der));
  const known = [
    ...inside.filter((certificate) => certificate !== undefined),
    ...evidenceOf(context.material).certificates,
    ...context.trust.anchors.map(({ certificate }) => certificate),
  ];
  const isOdd = (certificate: Certificate | undefined) =>
    certificate === undefined ||
    (certificate.fingerprint !== signer.fingerprint &&
      !isSigned(certificate.issuer, certificate.signed, known));
  const odd = [
    ...inside.filter(isOdd).map((certificate) => certificate?.subject.text),
    ...oddCrls(cms, known),
  ];
  if (cms.others > 0) odd.push('');
  return odd.map((which) => reason('CMS_CONTENT_UNEXPLAINED', which || undefined));
}

function oddCrls(cms: CmsSignedData, known: readonly Certificate[]): readonly string[] {
  return cms.crls.flatMap((der) => {
    try {
      const crl = parseCrl(der);
      return isSigned(crl.issuer, crl.signed, known) ? [] : [crl.issuer.text];
    } catch (error) {
      if (!isCongvanError(error)) throw error;
      return ['CRL'];
    }
  });
}

function isSigned(issuer: Name, signed: SignedBytes, known: readonly Certificate[]): boolean {
  return known.some(
    (candidate) => sameName(candidate.subject, issuer) && verifyIssued(signed, candidate) === 'INTACT',
  );
}
