package dss;

import eu.europa.esig.dss.token.Pkcs12SignatureToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.KeyStore.PasswordProtection;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * The key: --p12 FILE --password-file FILE, or --key FILE --chain FILE (PKCS#8 and certificates, leaf first, both PEM):
 * Java opens no PKCS#12 whose password has letters outside ASCII.
 */
final class Keys {
  private static final char[] PASSWORD = "memory only".toCharArray();

  private Keys() {}

  static Pkcs12SignatureToken token(Arguments given) throws IOException, GeneralSecurityException {
    if (given.get("key", null) != null) return new Pkcs12SignatureToken(container(given), new PasswordProtection(PASSWORD));
    char[] password = Files.readString(Path.of(given.required("password-file"))).toCharArray();
    return new Pkcs12SignatureToken(given.required("p12"), new PasswordProtection(password));
  }

  private static byte[] container(Arguments given) throws IOException, GeneralSecurityException {
    byte[] pem = Files.readAllBytes(Path.of(given.required("chain")));
    Certificate[] chain = CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem))
        .toArray(Certificate[]::new);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("key", privateKey(given, chain[0].getPublicKey().getAlgorithm()), PASSWORD, chain);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    store.store(out, PASSWORD);
    return out.toByteArray();
  }

  private static PrivateKey privateKey(Arguments given, String algorithm) throws IOException, GeneralSecurityException {
    String pem = Files.readString(Path.of(given.required("key"))).replaceAll("-----[^-]+-----", "");
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
  }
}
