package dss;

import eu.europa.esig.dss.diagnostic.PDFRevisionWrapper;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.jaxb.XmlObjectModification;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CertificateVerifier;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** judge [--trust CERT]… [--at ISO-8601] [--detached FILE]… [--reports FOLDER] FILE: what DSS says of each signature. */
final class Judge {
  private static final Map<String, CertificateVerifier> VERIFIERS = new HashMap<>();

  private Judge() {}

  static CertificateVerifier verifierFor(Arguments given) {
    return VERIFIERS.computeIfAbsent(given.sources(), sources -> Sources.verifier(given));
  }

  static String judge(Arguments given) throws IOException {
    Reports reports = reports(given, new FileDocument(given.files().get(0)), verifierFor(given));
    if (given.get("reports", null) != null) write(reports, Path.of(given.required("reports")));
    List<Json> signatures =
        reports.getDiagnosticData().getSignatures().stream().map(one -> verdict(one, reports.getSimpleReport())).toList();
    return new Json().put("file", given.files().get(0)).put("signatures", signatures).toString();
  }

  static Reports reports(Arguments given, DSSDocument document, CertificateVerifier verifier) {
    SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(document);
    validator.setCertificateVerifier(verifier);
    validator.setDetachedContents(given.all("detached").stream().<DSSDocument>map(FileDocument::new).toList());
    if (given.get("at", null) != null) validator.setValidationTime(Date.from(Instant.parse(given.required("at"))));
    validator.setEnableEtsiValidationReport(given.get("reports", null) != null);
    return validator.validateDocument();
  }

  private static Json verdict(SignatureWrapper signature, SimpleReport report) {
    String id = signature.getId();
    Json verdict = new Json()
        .put("id", id)
        .put("format", signature.getSignatureFormat())
        .put("indication", report.getIndication(id))
        .put("subIndication", report.getSubIndication(id))
        .put("intact", signature.isSignatureIntact())
        .put("valid", signature.isSignatureValid())
        .put("referencesIntact", signature.getDigestMatchers().stream().allMatch(one -> one.isDataFound() && one.isDataIntact()))
        .put("signer", signature.getSigningCertificate() == null ? null : signature.getSigningCertificate().getReadableCertificateName())
        .put("scopes", signature.getSignatureScopes().stream().map(one -> one.getScope() + " " + one.getName()).toList())
        .put("timestamps", signature.getTimestampList().stream().map(one -> one.getType().name()).toList())
        .put("errors", report.getAdESValidationErrors(id).stream().map(one -> one.getKey()).toList());
    PDFRevisionWrapper pdf = signature.getPDFRevision();
    return pdf == null ? verdict : verdict.put("pdf", pdf(pdf));
  }

  private static Json pdf(PDFRevisionWrapper revision) {
    return new Json()
        .put("field", revision.getFirstFieldName())
        .put("subFilter", revision.getSubFilter())
        .put("byteRangeValid", revision.isSignatureByteRangeValid())
        .put("dictionaryConsistent", revision.isPdfSignatureDictionaryConsistent())
        .put("visuallyModified", revision.arePdfModificationsDetected())
        .put("objectsModified", revision.arePdfObjectModificationsDetected())
        .put("extensionChanges", changes(revision.getPdfExtensionChanges()))
        .put("formChanges", changes(revision.getPdfSignatureOrFormFillChanges()))
        .put("annotationChanges", changes(revision.getPdfAnnotationChanges()))
        .put("undefinedChanges", changes(revision.getPdfUndefinedChanges()));
  }

  private static List<String> changes(List<XmlObjectModification> found) {
    return found.stream().map(one -> one.getAction() + " " + one.getValue()).limit(20).toList();
  }

  private static void write(Reports reports, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("simple.xml"), reports.getXmlSimpleReport());
    Files.writeString(folder.resolve("detailed.xml"), reports.getXmlDetailedReport());
    Files.writeString(folder.resolve("diagnostic.xml"), reports.getXmlDiagnosticData());
    Files.writeString(folder.resolve("etsi.xml"), reports.getXmlValidationReport());
  }
}
