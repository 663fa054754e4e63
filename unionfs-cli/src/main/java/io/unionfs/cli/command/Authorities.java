package io.unionfs.cli.command;

import io.unionfs.cli.output.Failures;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Certificate authorities that a user trusts: those in the file that {@code SSL_CERT_FILE} names,
 * in place of Java's; and in addition, for one registry, those in {@code
 * certs.d/HOST[:PORT]/*.crt}, where docker and podman look.
 */
final class Authorities {
  private static final List<Path> EVERYBODYS =
      List.of(Path.of("/etc/docker/certs.d"), Path.of("/etc/containers/certs.d"));

  private Authorities() {}

  /**
   * Whom to trust at {@code host}; empty if that is whom Java does.
   *
   * @throws IOException if a file cannot be read, or holds no certificate
   */
  static Optional<SSLContext> of(Context context, String host) throws IOException {
    try {
      String file = context.environment("SSL_CERT_FILE");
      List<Certificate> trusted = new ArrayList<>();
      for (Path directory : directories(context)) {
        for (Path each : files(directory.resolve(host))) {
          trusted.addAll(certificates(each));
        }
      }
      if (file == null && trusted.isEmpty()) {
        return Optional.empty();
      }
      trusted.addAll(file == null ? javas() : certificates(Path.of(file)));
      return Optional.of(trusting(trusted));
    } catch (GeneralSecurityException | InvalidPathException e) {
      throw new IOException("certificate authorities: " + e.getMessage(), e);
    }
  }

  private static List<Path> directories(Context context) {
    List<Path> directories = new ArrayList<>(EVERYBODYS);
    String home = context.environment("HOME");
    Path user = Path.of(home == null ? System.getProperty("user.home") : home);
    directories.add(user.resolve(".config").resolve("containers").resolve("certs.d"));
    return directories;
  }

  private static Collection<Path> files(Path directory) throws IOException {
    TreeSet<Path> files = new TreeSet<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.crt")) {
        found.forEach(files::add);
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return files;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    Collection<? extends Certificate> found;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      found = CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (CertificateException e) {
      throw new IOException(
          file + ": is no certificate in PEM or DER: " + Failures.oneLine(e.getMessage()), e);
    }
    if (found.isEmpty()) {
      throw new IOException(file + ": holds no certificate");
    }
    return found;
  }

  private static List<X509Certificate> javas() throws GeneralSecurityException {
    List<X509Certificate> trusted = new ArrayList<>();
    for (TrustManager each : managers(null)) {
      if (each instanceof X509TrustManager manager) {
        trusted.addAll(List.of(manager.getAcceptedIssuers()));
      }
    }
    return trusted;
  }

  private static SSLContext trusting(List<? extends Certificate> trusted)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (Certificate each : trusted) {
      store.setCertificateEntry("authority-" + number++, each);
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers(store), null);
    return context;
  }

  /**
   * Those that check certificates.
   *
   * @param store whom they trust; null for whom Java does
   */
  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
