import { certificatesInside } from '../cms/certificates.ts';
import { uncoveredRevocations } from '../cms/embeddedRevocations.ts';
import type { CmsSignedData } from '../cms/parse.ts';
import type { Reason } from '../report.ts';
import { type Certificate, type SignedBytes, tryParseCertificate } from '../x509/certificate.ts';
import { type Name, sameName } from '../x509/name.ts';
import { verifyIssued } from '../x509/verifySignature.ts';
import type { JudgingContext } from './context.ts';
import { evidenceOf, parsedOnce, uniqueCertificates } from './evidence.ts';
import { reason } from './reasons.ts';

/**
 * The certificates, CRLs and OCSP answers inside a CMS signature are not covered by it. Each must therefore be
 * explained: signed by a key that is known here (in the signature, in the material, an anchor), itself included. What
 * is not could be changed unseen.
 * @param signer what the signature covers by signing-certificate
 */
export function unexplained(
  cms: CmsSignedData,
  signer: Certificate,
  context: JudgingContext,
): readonly Reason[] {
  const inside = certificatesInside(cms).map((der) => tryParseCertificate(der));
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
    ...oddRevocations(cms, known),
  ];
  if (cms.others > 0) odd.push('');
  return odd.map((which) => reason('CMS_CONTENT_UNEXPLAINED', which || undefined));
}

function oddRevocations(cms: CmsSignedData, known: readonly Certificate[]): readonly string[] {
  return uncoveredRevocations(cms).flatMap((evidence) => {
    const parsed = parsedOnce(evidence);
    if (parsed.kind === 'crl') {
      const { crl } = parsed;
      return isSigned(crl.issuer, crl.signed, known) ? [] : [crl.issuer.text];
    }
    if (parsed.kind === 'unusable') return [evidence.kind.toUpperCase()];
    const { certificates, signed } = parsed.answer;
    const signers = [...uniqueCertificates(certificates), ...known];
    return signers.some((signer) => verifyIssued(signed, signer) === 'INTACT') ? [] : ['OCSP'];
  });
}

function isSigned(issuer: Name, signed: SignedBytes, known: readonly Certificate[]): boolean {
  return known.some(
    (candidate) => sameName(candidate.subject, issuer) && verifyIssued(signed, candidate) === 'INTACT',
  );
}
