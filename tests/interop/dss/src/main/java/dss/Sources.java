package dss;

import eu.europa.esig.dss.service.crl.OnlineCRLSource;
import eu.europa.esig.dss.service.http.commons.CommonsDataLoader;
import eu.europa.esig.dss.service.http.commons.OCSPDataLoader;
import eu.europa.esig.dss.service.ocsp.OnlineOCSPSource;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CertificateVerifier;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.aia.DefaultAIASource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.ExternalResourcesOCSPSource;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.util.List;

/** Who is trusted (--trust), what else is known (--adjunct, --crl, --ocsp), and what is fetched (--online true). */
final class Sources {
  private Sources() {}

  static CertificateVerifier verifier(Arguments given) {
    CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    given.all("trust").forEach(file -> trusted.addCertificate(DSSUtils.loadCertificate(new File(file))));
    verifier.setTrustedCertSources(trusted);
    CommonCertificateSource known = new CommonCertificateSource();
    given.all("adjunct").forEach(file -> known.addCertificate(DSSUtils.loadCertificate(new File(file))));
    verifier.setAdjunctCertSources(known);
    if (given.is("online")) fetch(verifier, given.all("via"));
    else keep(verifier, given);
    return verifier;
  }

  private static void keep(CommonCertificateVerifier verifier, Arguments given) {
    if (!given.all("crl").isEmpty()) {
      verifier.setCrlSource(new ExternalResourcesCRLSource(open(given.all("crl"))));
    }
    if (!given.all("ocsp").isEmpty()) {
      verifier.setOcspSource(new ExternalResourcesOCSPSource(open(given.all("ocsp"))));
    }
  }

  private static InputStream[] open(List<String> files) {
    return files.stream()
        .map(file -> new ByteArrayInputStream(DSSUtils.toByteArray(new File(file))))
        .toArray(InputStream[]::new);
  }

  private static void fetch(CommonCertificateVerifier verifier, List<String> via) {
    CommonsDataLoader loader = new CommonsDataLoader() {
      @Override
      public byte[] get(String url) {
        return super.get(elsewhere(url, via));
      }
    };
    OCSPDataLoader asking = new OCSPDataLoader() {
      @Override
      public byte[] post(String url, byte[] request) {
        return super.post(elsewhere(url, via), request);
      }
    };
    verifier.setCrlSource(new OnlineCRLSource(loader));
    verifier.setOcspSource(new OnlineOCSPSource(asking));
    verifier.setAIASource(new DefaultAIASource(loader));
  }

  /** --via FROM=TO: a server of the certificates, found at another address. */
  private static String elsewhere(String url, List<String> via) {
    for (String rule : via) {
      int middle = rule.indexOf('=');
      if (url.startsWith(rule.substring(0, middle))) return rule.substring(middle + 1) + url.substring(middle);
    }
    return url;
  }
}
