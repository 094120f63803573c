package dss;

import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.EncryptionAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.signature.AbstractSignatureParameters;
import eu.europa.esig.dss.signature.DocumentSignatureService;
import eu.europa.esig.dss.signature.MultipleDocumentsSignatureService;
import eu.europa.esig.dss.service.http.commons.TimestampDataLoader;
import eu.europa.esig.dss.service.tsp.OnlineTSPSource;
import eu.europa.esig.dss.token.DSSPrivateKeyEntry;
import eu.europa.esig.dss.token.Pkcs12SignatureToken;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/**
 * sign KEY --kind KIND --level B|T|LT|LTA --out FILE FILE…: a signature of DSS.
 * extend --kind KIND --level T|LT|LTA --out FILE FILE: a higher level for one that is there.
 */
final class Signing {
  private Signing() {}

  static String sign(Arguments given) throws IOException, GeneralSecurityException {
    try (Pkcs12SignatureToken token = Keys.token(given)) {
      DSSPrivateKeyEntry key = token.getKeys().get(0);
      Form form = form(given);
      describe(form.parameters(), given, key);
      List<DSSDocument> documents = given.files().stream().<DSSDocument>map(FileDocument::new).toList();
      ToBeSigned toSign = form.toSign(documents);
      SignatureAlgorithm algorithm = form.parameters().getSignatureAlgorithm();
      SignatureValue value = token.sign(toSign, algorithm, key);
      return saved(form.signed(documents, value), given);
    }
  }

  static String extend(Arguments given) throws IOException {
    Form form = form(given);
    form.parameters().setDetachedContents(given.all("detached").stream().<DSSDocument>map(FileDocument::new).toList());
    return saved(form.extended(new FileDocument(given.files().get(0))), given);
  }

  private static void describe(AbstractSignatureParameters<?> parameters, Arguments given, DSSPrivateKeyEntry key) {
    parameters.setSigningCertificate(key.getCertificate());
    parameters.setCertificateChain(key.getCertificateChain());
    if (given.is("pss")) parameters.setEncryptionAlgorithm(EncryptionAlgorithm.RSASSA_PSS);
    parameters.setDigestAlgorithm(DigestAlgorithm.forName(given.get("digest", "SHA256")));
    if (given.get("at", null) != null) parameters.bLevel().setSigningDate(Date.from(Instant.parse(given.required("at"))));
  }

  private static Form form(Arguments given) {
    Form form = Forms.of(given, Judge.verifierFor(given));
    if (given.get("tsa", null) != null) {
      form.service().setTspSource(new OnlineTSPSource(given.required("tsa"), new TimestampDataLoader()));
    }
    return form;
  }

  private static String saved(DSSDocument document, Arguments given) throws IOException {
    document.save(given.required("out"));
    return new Json().put("written", given.required("out")).toString();
  }

  /** A service and its parameters, which belong together but have no type in common that says so. */
  @SuppressWarnings({"rawtypes", "unchecked"})
  record Form(DocumentSignatureService service, AbstractSignatureParameters<?> parameters) {
    ToBeSigned toSign(List<DSSDocument> documents) {
      return documents.size() > 1
          ? ((MultipleDocumentsSignatureService) service).getDataToSign(documents, parameters)
          : service.getDataToSign(documents.get(0), parameters);
    }

    DSSDocument signed(List<DSSDocument> documents, SignatureValue value) {
      return documents.size() > 1
          ? ((MultipleDocumentsSignatureService) service).signDocument(documents, parameters, value)
          : service.signDocument(documents.get(0), parameters, value);
    }

    DSSDocument extended(DSSDocument document) {
      return service.extendDocument(document, parameters);
    }
  }
}
