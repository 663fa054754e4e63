package io.unionfs.registry;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.json.Document;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Digest;
import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.registry.Repository.Received;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Manifests and indexes of a repository: what is received is what its digest says. */
final class ManifestCalls {
  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}");
  private static final String DIGEST_FIELD = "Docker-Content-Digest";

  private final Requests requests;
  private final String path;

  ManifestCalls(Requests requests, String path) {
    this.requests = requests;
    this.path = path;
  }

  static boolean isTag(String text) {
    return TAG.matcher(text).matches();
  }

  Received get(String reference) throws IOException {
    Optional<Digest> wanted = digest(reference);
    Call call =
        call("GET", reference).scopes(Scopes.pull(path)).header("Accept", MediaTypes.ACCEPTED);
    return requests
        .sender()
        .retried(
            call,
            () -> {
              try (Answer answer = requests.expect(requests.once(call), 200)) {
                return received(call, wanted, answer);
              }
            });
  }

  private Received received(Call call, Optional<Digest> wanted, Answer answer) throws IOException {
    byte[] bytes = requests.sender().document(answer, Document.MAX_BYTES);
    Optional<Digest> told = toldDigest(call, answer);
    String algorithm = wanted.map(Digest::algorithm).orElse("sha256");
    Digest digest = Hashing.of(algorithm, bytes);
    if (wanted.isPresent() && !wanted.get().equals(digest)) {
      throw requests.invalid(call, "what came has another digest, " + digest + "; refused");
    }
    if (told.isPresent() && !told.get().equals(Hashing.of(told.get().algorithm(), bytes))) {
      throw requests.invalid(
          call, "what came has the digest " + digest + ", but is said to have " + told.get());
    }
    try {
      Document document = Document.parse(requests.sender().where(call), bytes);
      String declared = MediaTypes.of(answer.header("Content-Type").orElse(""));
      String type = MediaTypes.check(document, declared);
      return new Received(Descriptor.of(type, digest, bytes.length), bytes);
    } catch (DocumentException e) {
      throw new RegistryException(Kind.INVALID, e.getMessage(), e);
    }
  }

  Optional<Descriptor> find(String reference) throws IOException {
    Optional<Digest> wanted = digest(reference);
    Call call =
        call("HEAD", reference).scopes(Scopes.pull(path)).header("Accept", MediaTypes.ACCEPTED);
    Optional<Descriptor> known =
        requests
            .sender()
            .retried(
                call,
                () -> {
                  try (Answer answer = requests.expect(requests.once(call), 200, 404)) {
                    return answer.status() == 404 ? null : described(call, wanted, answer);
                  }
                });
    if (known == null) {
      return Optional.empty();
    }
    return known.isPresent() ? known : Optional.of(get(reference).descriptor());
  }

  /** Empty if it is not all told. */
  private Optional<Descriptor> described(Call call, Optional<Digest> wanted, Answer answer)
      throws IOException {
    Optional<Digest> told = toldDigest(call, answer);
    String type = MediaTypes.of(answer.header("Content-Type").orElse(""));
    long size = answer.length();
    if (wanted.isPresent() && told.isPresent() && !told.equals(wanted)) {
      throw requests.invalid(call, "is said to have the digest " + told.get());
    }
    Optional<Digest> digest = wanted.or(() -> told);
    if (digest.isEmpty() || !MediaTypes.isKnown(type) || size <= 0 || size > Document.MAX_BYTES) {
      return Optional.empty();
    }
    return Optional.of(Descriptor.of(type, digest.get(), size));
  }

  /** An answer to what was put: its fields. */
  record Put(Digest digest, Optional<String> subject) {}

  Put put(String reference, byte[] bytes, String mediaType) throws IOException {
    Optional<Digest> wanted = digest(reference);
    Digest digest = Hashing.of(wanted.map(Digest::algorithm).orElse("sha256"), bytes);
    Call call =
        call("PUT", reference)
            .scopes(Scopes.push(path))
            .header("Content-Type", mediaType)
            .body(Outgoing.of(bytes));
    if (wanted.isPresent() && !wanted.get().equals(digest)) {
      throw requests.invalid(call, "what is to be put has another digest, " + digest);
    }
    if (!MediaTypes.canBeSent(mediaType)) {
      throw requests.invalid(call, "\"" + Texts.line(mediaType) + "\" is not a media type");
    }
    if (bytes.length > Document.MAX_BYTES) {
      throw requests.invalid(call, "is longer than " + Document.MAX_BYTES + " bytes");
    }
    return requests
        .sender()
        .retried(
            call,
            () -> {
              try (Answer answer = requests.expect(requests.once(call), 201, 200, 202)) {
                Optional<Digest> told = toldDigest(call, answer);
                if (told.isPresent()
                    && !told.get().equals(Hashing.of(told.get().algorithm(), bytes))) {
                  throw requests.invalid(
                      call, "was put with the digest " + digest + ", but stored as " + told.get());
                }
                return new Put(digest, answer.header("OCI-Subject"));
              }
            });
  }

  /** What the registry says the digest is. */
  private Optional<Digest> toldDigest(Call call, Answer answer) throws RegistryException {
    return toldDigest(requests, call, answer);
  }

  static Optional<Digest> toldDigest(Requests requests, Call call, Answer answer)
      throws RegistryException {
    Optional<String> text = answer.header(DIGEST_FIELD);
    if (text.isEmpty() || text.get().isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Digest.parse(text.get().strip()));
    } catch (IllegalArgumentException e) {
      throw requests.invalid(call, "\"" + Texts.line(text.get()) + "\" is no digest");
    }
  }

  private Call call(String method, String reference) throws IOException {
    return Call.of(
        method,
        requests.endpoint().resolve("/v2/" + path + "/manifests/" + reference),
        path + (digest(reference).isPresent() ? "@" : ":") + reference);
  }

  private static Optional<Digest> digest(String reference) {
    if (reference.indexOf(':') >= 0) {
      return Optional.of(Digest.parse(reference));
    }
    if (!isTag(reference)) {
      throw new IllegalArgumentException("\"" + Texts.line(reference) + "\" is not a tag");
    }
    return Optional.empty();
  }
}
