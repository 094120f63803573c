package dss;

import eu.europa.esig.dss.asic.cades.ASiCWithCAdESSignatureParameters;
import eu.europa.esig.dss.asic.cades.signature.ASiCWithCAdESService;
import eu.europa.esig.dss.asic.common.ASiCParameters;
import eu.europa.esig.dss.asic.xades.ASiCWithXAdESSignatureParameters;
import eu.europa.esig.dss.asic.xades.signature.ASiCWithXAdESService;
import eu.europa.esig.dss.cades.CAdESSignatureParameters;
import eu.europa.esig.dss.cades.signature.CAdESService;
import eu.europa.esig.dss.enumerations.ASiCContainerType;
import eu.europa.esig.dss.enumerations.CertificationPermission;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.enumerations.SignaturePackaging;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.spi.validation.CertificateVerifier;
import eu.europa.esig.dss.xades.XAdESSignatureParameters;
import eu.europa.esig.dss.xades.signature.XAdESService;

/** The kinds: pades, xades-*, cades-* (enveloped, enveloping, detached), asics-* and asice-* (xades, cades). */
final class Forms {
  private Forms() {}

  static Signing.Form of(Arguments given, CertificateVerifier verifier) {
    String kind = given.required("kind");
    String level = given.get("level", "B");
    String family = kind.contains("xades") ? "XAdES" : kind.contains("cades") ? "CAdES" : "PAdES";
    SignatureLevel asked = SignatureLevel.valueOf(family + "_BASELINE_" + level);
    if (kind.startsWith("asic")) return container(kind, asked, verifier);
    return switch (family) {
      case "PAdES" -> new Signing.Form(new PAdESService(verifier), pades(given, asked));
      case "XAdES" -> {
        XAdESSignatureParameters parameters = new XAdESSignatureParameters();
        parameters.setSignatureLevel(asked);
        parameters.setSignaturePackaging(packaging(kind));
        yield new Signing.Form(new XAdESService(verifier), parameters);
      }
      default -> {
        CAdESSignatureParameters parameters = new CAdESSignatureParameters();
        parameters.setSignatureLevel(asked);
        parameters.setSignaturePackaging(packaging(kind));
        yield new Signing.Form(new CAdESService(verifier), parameters);
      }
    };
  }

  private static SignaturePackaging packaging(String kind) {
    return SignaturePackaging.valueOf(kind.substring(kind.indexOf('-') + 1).replace('-', '_').toUpperCase());
  }

  private static PAdESSignatureParameters pades(Arguments given, SignatureLevel level) {
    PAdESSignatureParameters parameters = new PAdESSignatureParameters();
    parameters.setSignatureLevel(level);
    parameters.setContentSize(Integer.parseInt(given.get("content-size", "16384")));
    if (given.get("subfilter", null) != null) parameters.setSubFilter(given.required("subfilter"));
    if (given.get("field", null) != null) {
      parameters.getImageParameters().getFieldParameters().setFieldId(given.required("field"));
    }
    switch (given.get("docmdp", "0")) {
      case "1" -> parameters.setPermission(CertificationPermission.NO_CHANGE_PERMITTED);
      case "2" -> parameters.setPermission(CertificationPermission.MINIMAL_CHANGES_PERMITTED);
      case "3" -> parameters.setPermission(CertificationPermission.CHANGES_PERMITTED);
      default -> { }
    }
    return parameters;
  }

  private static Signing.Form container(String kind, SignatureLevel level, CertificateVerifier verifier) {
    ASiCContainerType type = kind.startsWith("asics") ? ASiCContainerType.ASiC_S : ASiCContainerType.ASiC_E;
    if (kind.contains("xades")) {
      ASiCWithXAdESSignatureParameters parameters = new ASiCWithXAdESSignatureParameters();
      parameters.setSignatureLevel(level);
      name(parameters.aSiC(), type);
      return new Signing.Form(new ASiCWithXAdESService(verifier), parameters);
    }
    ASiCWithCAdESSignatureParameters parameters = new ASiCWithCAdESSignatureParameters();
    parameters.setSignatureLevel(level);
    name(parameters.aSiC(), type);
    return new Signing.Form(new ASiCWithCAdESService(verifier), parameters);
  }

  private static void name(ASiCParameters parameters, ASiCContainerType type) {
    parameters.setContainerType(type);
  }
}
