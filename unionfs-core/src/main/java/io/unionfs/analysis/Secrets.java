package io.unionfs.analysis;

import io.unionfs.analysis.Secret.Origin;
import io.unionfs.image.History;
import io.unionfs.image.ImageConfig;
import io.unionfs.layer.Content;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for secrets in an image: by the names of files, in their contents, in its configuration.
 */
final class Secrets {
  private static final Set<String> NAMES =
      Set.of(
          "id_rsa",
          "id_dsa",
          "id_ecdsa",
          "id_ed25519",
          "id_ecdsa_sk",
          "id_ed25519_sk",
          ".npmrc",
          ".netrc",
          "_netrc",
          ".pypirc",
          ".git-credentials",
          ".pgpass",
          ".my.cnf",
          ".htpasswd",
          ".dockercfg",
          ".s3cfg",
          ".boto",
          "terraform.tfstate",
          ".vault-token",
          "kubeconfig");
  private static final List<String> PATHS =
      List.of(
          ".aws/credentials",
          ".docker/config.json",
          ".kube/config",
          ".config/gcloud/credentials.db",
          ".config/gcloud/application_default_credentials.json",
          ".config/gh/hosts.yml",
          ".azure/accessTokens.json",
          ".m2/settings-security.xml",
          ".gem/credentials",
          ".cargo/credentials",
          ".cargo/credentials.toml");
  private static final List<String> ENDINGS =
      List.of(".p12", ".pfx", ".ppk", ".jks", ".keystore", ".kdbx");

  /** Programs' own files, which are the same for everybody. */
  private static final List<String> PASSED_OVER = List.of("/node_modules/", "/site-packages/");

  private final List<Secret> found = new ArrayList<>();

  /** The largest number that is reported of one file. */
  private static final int MOST_OF_A_FILE = 20;

  private Secrets() {}

  /**
   * What seems to be a secret.
   *
   * @param contentLimit how many bytes from each file's beginning on are looked at; 0 for none
   * @param progress told how many bytes have been looked at
   * @throws IOException if a layer cannot be read
   */
  static List<Secret> of(
      List<StoredFile> files, ImageConfig config, long contentLimit, ProgressListener progress)
      throws IOException {
    Secrets secrets = new Secrets();
    byte[] buffer = new byte[1 << 16];
    long all = files.stream().mapToLong(file -> Math.min(file.size(), contentLimit)).sum();
    long done = 0;
    for (StoredFile file : files) {
      if (file.size() > 0) {
        secrets.byName(file);
        secrets.byContent(file, contentLimit, buffer);
        done += Math.min(file.size(), contentLimit);
        progress.progressed("files", done, all);
      }
    }
    secrets.found.sort(
        Comparator.comparingInt(Secret::layer)
            .thenComparing(Secret::where)
            .thenComparingLong(Secret::offset));
    secrets.inConfig(config);
    return List.copyOf(secrets.found);
  }

  private void byName(StoredFile file) {
    String path = "/" + file.path();
    String name = path.substring(path.lastIndexOf('/') + 1);
    boolean named =
        NAMES.contains(name)
            || PATHS.stream().anyMatch(each -> path.endsWith("/" + each))
            || ENDINGS.stream().anyMatch(name::endsWith)
            || path.contains("/.gnupg/private-keys-v1.d/");
    if (named && PASSED_OVER.stream().noneMatch(path::contains)) {
      add(SecretKind.CREDENTIALS_FILE, Origin.FILE_NAME, file, -1);
    }
  }

  private void byContent(StoredFile file, long limit, byte[] buffer) throws IOException {
    long end = Math.min(limit, file.size());
    if (end <= 0) {
      return;
    }
    int before = found.size();
    try (Content.Reader reader = file.content.open()) {
      // The byte before is kept: what begins in the middle of a word is no token.
      long position = 0;
      int first = 0;
      while (position < end) {
        long data = file.content.nextData(position + first);
        if (data > position + first) {
          // Behind a hole a word begins.
          position = data;
          first = 0;
          continue;
        }
        int count = SameContent.fill(reader, buffer, position, end);
        boolean last = position + count == end;
        int until = last ? count : count - TokenShapes.SPAN;
        long at = position;
        TokenShapes.find(
            buffer,
            first,
            until,
            count,
            (kind, from, to) -> {
              if (found.size() - before < MOST_OF_A_FILE) {
                add(kind, Origin.FILE_CONTENT, file, at + from);
              }
            });
        if (last) {
          return;
        }
        position += until - 1;
        first = 1;
      }
    }
  }

  private void add(SecretKind kind, Origin origin, StoredFile file, long offset) {
    Optional<DeadFile> death = file.death();
    int removedBy = death.isPresent() ? death.get().killer() : -1;
    found.add(new Secret(kind, origin, file.path(), offset, file.layer, removedBy));
  }

  private void inConfig(ImageConfig config) {
    for (String variable : config.env()) {
      int equals = variable.indexOf('=');
      String name = equals < 0 ? variable : variable.substring(0, equals);
      String value = equals < 0 ? "" : variable.substring(equals + 1);
      List<Redaction.Piece> pieces = Redaction.pieces(value);
      if (!pieces.isEmpty()) {
        add(pieces.get(0).kind(), Origin.ENVIRONMENT, name, -1);
      } else if (!value.isEmpty() && Redaction.isSecretName(name)) {
        add(SecretKind.PASSWORD, Origin.ENVIRONMENT, name, -1);
      }
    }
    inText("entrypoint", String.join(" ", config.entrypoint()));
    inText("cmd", String.join(" ", config.cmd()));
    for (Map.Entry<String, String> label : config.labels().entrySet()) {
      inText("label " + label.getKey(), label.getValue());
    }
    List<History> steps = config.history();
    for (int i = 0; i < steps.size(); i++) {
      int layer = steps.get(i).layer().orElse(-1);
      for (SecretKind kind : kinds(steps.get(i).createdBy() + "\n" + steps.get(i).comment())) {
        add(kind, Origin.HISTORY, "step " + i, layer);
      }
    }
  }

  private void inText(String where, String text) {
    kinds(text).forEach(kind -> add(kind, Origin.CONFIGURATION, where, -1));
  }

  private static List<SecretKind> kinds(String text) {
    return Redaction.pieces(text).stream().map(Redaction.Piece::kind).distinct().toList();
  }

  private void add(SecretKind kind, Origin origin, String where, int layer) {
    found.add(new Secret(kind, origin, Redaction.shown(where), -1, layer, -1));
  }
}
