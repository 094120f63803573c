import type {
  CertificateSummary,
  ChangeSummary,
  Indication,
  PolicySummary,
  Reason,
  SignatureReport,
  ValidationReport,
} from '../report.ts';
import { certificatesOfReport } from './certificates.ts';
import { type Markup, markup } from './markup.ts';

/**
 * The report in the form of ETSI TS 119 102-2 V1.4.1 (XML namespace `http://uri.etsi.org/19102/v1.4.1#`), not signed.
 * Certificates are identified by their SHA-256; what the standard has no element for (modifications, coverage, our
 * reason codes) is AdditionalValidationReportData under `urn:congvan:`. A file without a signature has one report
 * without a signature identifier, because the standard asks for at least one.
 */
export function reportEtsi(report: ValidationReport): string {
  const certificates = certificatesOfReport(report);
  const objects =
    certificates.length === 0
      ? null
      : markup`
  <SignatureValidationObjects>${certificates.map(certificateObject)}
  </SignatureValidationObjects>`;
  const reports =
    report.signatures.length === 0
      ? [unsignedReport(report)]
      : report.signatures.map((signature, i) => signatureReport(report, signature, i));
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<ValidationReport xmlns="http://uri.etsi.org/19102/v1.4.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:XAdES="http://uri.etsi.org/01903/v1.3.2#" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${reports}${objects}
</ValidationReport>
`.text;
}

const SHA_256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

/** An NCName: a colon may not stand in an identifier. */
function idOf({ fingerprint }: CertificateSummary): string {
  return `C-${fingerprint.slice('sha256:'.length)}`;
}

function certificateObject(certificate: CertificateSummary): Markup {
  return markup`
    <ValidationObject id="${idOf(certificate)}">
      <ObjectType>urn:etsi:019102:validationObject:certificate</ObjectType>
      <ValidationObjectRepresentation>${digestOf(certificate.fingerprint)}</ValidationObjectRepresentation>
    </ValidationObject>`;
}

function digestOf(digest: string): Markup {
  return markup`<DigestAlgAndValue>${digestParts(digest)}</DigestAlgAndValue>`;
}

/** @param digest `sha256:…` */
function digestParts(digest: string): Markup {
  const value = Buffer.from(digest.slice('sha256:'.length), 'hex').toString('base64');
  return markup`<ds:DigestMethod Algorithm="${SHA_256}"/><ds:DigestValue>${value}</ds:DigestValue>`;
}

function signatureReport(report: ValidationReport, signature: SignatureReport, index: number): Markup {
  return markup`
  <SignatureValidationReport>
    <SignatureIdentifier id="S-${index + 1}"><HashOnly>false</HashOnly><DocHashOnly>false</DocHashOnly>${identifier(signature)}</SignatureIdentifier>${constraints(report)}
    <ValidationTimeInfo><ValidationTime>${report.at}</ValidationTime><BestSignatureTime><POETime>${signature.bestTime ?? report.at}</POETime><TypeOfProof>urn:etsi:019102:poetype:validation</TypeOfProof></BestSignatureTime></ValidationTimeInfo>${signersDocument(report)}${attributes(signature)}${signerInformation(signature)}
    <SignatureValidationProcess><SignatureValidationProcessID>urn:etsi:019102:validationprocess:LTA</SignatureValidationProcessID></SignatureValidationProcess>
    <SignatureValidationStatus>
      <MainIndication>${mainIndication(signature.indication)}</MainIndication>${subIndication(signature)}
      <AssociatedValidationReportData>${chainOf(signature)}${revocationOf(signature)}${factsOf(report, signature)}
      </AssociatedValidationReportData>
    </SignatureValidationStatus>
  </SignatureValidationReport>`;
}

function unsignedReport(report: ValidationReport): Markup {
  return markup`
  <SignatureValidationReport>${constraints(report)}${signersDocument(report)}
    <SignatureValidationStatus>
      <MainIndication>${mainIndication(report.indication)}</MainIndication>
      <AssociatedValidationReportData><AdditionalValidationReportData>${documentFacts(report)}</AdditionalValidationReportData></AssociatedValidationReportData>
    </SignatureValidationStatus>
  </SignatureValidationReport>`;
}

/** The name of the form field identifies a signature of a PDF. */
function identifier({ field }: SignatureReport): Markup | null {
  return field === null ? null : markup`<DAIdentifier>${field}</DAIdentifier>`;
}

function constraints({ rules, policy }: ValidationReport): Markup {
  const name = rules === undefined ? policy : `${rules.name} ${rules.version}`;
  return markup`
    <ValidationConstraintsEvaluationReport><SignatureValidationPolicy><SignaturePolicyIdentifier>${policyIdentifier(rules)}</SignaturePolicyIdentifier><PolicyName>${name}</PolicyName></SignatureValidationPolicy></ValidationConstraintsEvaluationReport>`;
}

/** The program's own policy has no file and so no digest. */
function policyIdentifier(rules: PolicySummary | undefined): Markup {
  if (rules === undefined || rules.digest === null) return markup`<XAdES:SignaturePolicyImplied/>`;
  const id = markup`<XAdES:SigPolicyId><XAdES:Identifier>urn:congvan:policy:${inUrn(rules.name)}:${inUrn(rules.version)}</XAdES:Identifier></XAdES:SigPolicyId>`;
  return markup`<XAdES:SignaturePolicyId>${id}<XAdES:SigPolicyHash>${digestParts(rules.digest)}</XAdES:SigPolicyHash></XAdES:SignaturePolicyId>`;
}

function inUrn(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function signersDocument({ digest }: ValidationReport): Markup | null {
  if (digest === undefined) return null;
  return markup`
    <SignersDocument>${digestOf(digest)}</SignersDocument>`;
}

function attributes({ signingTime, timestamps = [], format }: SignatureReport): Markup | null {
  const proven = timestamps.flatMap(({ time }) => (time === null ? [] : [time]));
  const all = [
    ...(signingTime === null ? [] : [markup`<SigningTime><Time>${signingTime}</Time></SigningTime>`]),
    ...proven.map(
      (time) =>
        markup`<SignatureTimeStamp Signed="false"><TimeStampValue>${time}</TimeStampValue></SignatureTimeStamp>`,
    ),
    ...(isPdf(format) ? [markup`<SubFilter><SubFilterElement>${format}</SubFilterElement></SubFilter>`] : []),
  ];
  if (all.length === 0) return null;
  return markup`
    <SignatureAttributes>${all}</SignatureAttributes>`;
}

function isPdf(format: SignatureReport['format']): boolean {
  return format === 'ETSI.CAdES.detached' || format === 'adbe.pkcs7.detached' || format === 'ETSI.RFC3161';
}

function signerInformation({ signer }: SignatureReport): Markup | null {
  if (signer === null) return null;
  return markup`
    <SignerInformation><SignerCertificate VOReference="${idOf(signer.certificate)}"/><Signer>${signer.certificate.subject}</Signer></SignerInformation>`;
}

function mainIndication(indication: Indication): string {
  return `urn:etsi:019102:mainindication:${indication.toLowerCase()}`;
}

function subIndication({ subIndication: sub }: SignatureReport): Markup | null {
  if (sub === null) return null;
  return markup`
      <SubIndication>urn:etsi:019102:subindication:${sub}</SubIndication>`;
}

function chainOf({ chain }: SignatureReport): Markup | null {
  const [leaf, ...above] = chain.certificates;
  if (leaf === undefined) return null;
  const anchor = chain.status === 'NOT-CHECKED' ? undefined : above.at(-1);
  const between = anchor === undefined ? above : above.slice(0, -1);
  const top = anchor === undefined ? null : markup`<TrustAnchor VOReference="${idOf(anchor)}"/>`;
  return markup`
        <CertificateChain><SigningCertificate VOReference="${idOf(leaf)}"/>${between.map(
          (one) => markup`<IntermediateCertificate VOReference="${idOf(one)}"/>`,
        )}${top}</CertificateChain>`;
}

function revocationOf({ revocation, chain, signer }: SignatureReport): Markup | null {
  const certificate = chain.certificates[0] ?? signer?.certificate;
  if (revocation.revokedAt === null || certificate === undefined) return null;
  return markup`
        <RevocationStatusInformation><ValidationObjectId VOReference="${idOf(certificate)}"/><RevocationTime>${revocation.revokedAt}</RevocationTime></RevocationStatusInformation>`;
}

function factsOf(report: ValidationReport, signature: SignatureReport): Markup {
  const { role, level, cryptography, coverage, modifications, revocation, chain, reasons } = signature;
  const facts: readonly (readonly [string, string | null])[] = [
    ['role', role],
    ['level', level],
    ['cryptography', cryptography],
    ['coverage', coverage],
    ['modifications', modifications],
    ['chain', chain.status],
    ['revocation', revocation.status],
    ['revocation-produced-at', revocation.producedAt],
  ];
  const told = facts.flatMap(([name, value]) => (value === null ? [] : [fact(name, value)]));
  return markup`
        <AdditionalValidationReportData>${told}${reasons.map(reasonFact)}${documentFacts(report)}</AdditionalValidationReportData>`;
}

function documentFacts({
  file,
  documentUnchanged,
  reasons,
  rules,
  updates,
}: ValidationReport): readonly Markup[] {
  return [
    fact('file', file),
    fact('document-unchanged', String(documentUnchanged)),
    ...reasons.map(reasonFact),
    ...(rules?.weaker ?? []).map((key) => fact('policy-weaker', key)),
    ...(updates ?? []).flatMap(({ revision, changes }) =>
      changes === null ? [fact('update-unreadable', String(revision))] : changes.map(changeFact),
    ),
  ];
}

function changeFact({ code, allowed, path }: ChangeSummary): Markup {
  return fact(`change:${allowed ? 'allowed' : 'forbidden'}:${code}`, path);
}

function reasonFact({ code, text }: Reason): Markup {
  return fact(`reason:${code}`, text);
}

function fact(name: string, value: string): Markup {
  return markup`
          <ReportData><Type>urn:congvan:${name}</Type><Value xsi:type="xs:string">${value}</Value></ReportData>`;
}
