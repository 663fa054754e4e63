package io.unionfs.registry;

import io.unionfs.image.Descriptor;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.registry.Repository.Pushed;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sees to it that a repository has a blob: it is looked for, mounted from another repository, or
 * sent. Of one thread.
 */
final class BlobUpload {
  private static final String UPLOADS = "/blobs/uploads/";

  /** A registry that fails is not waited for again. */
  private static final Duration ABANDONING = Duration.ofSeconds(5);

  private final Requests requests;
  private final String path;
  private final Descriptor blob;
  private final ProgressListener progress;
  private final Scopes scopes;

  BlobUpload(Requests requests, String path, Descriptor blob, ProgressListener progress) {
    this.requests = requests;
    this.path = path;
    this.blob = blob;
    this.progress = progress;
    this.scopes = Scopes.push(path);
  }

  /** Whether the repository has the blob, for who may do no more than pull. */
  static boolean isThere(Requests requests, String path, Digest blob) throws IOException {
    return isThere(requests, path, blob, Scopes.pull(path));
  }

  private static boolean isThere(Requests requests, String path, Digest blob, Scopes scopes)
      throws IOException {
    URI uri = requests.endpoint().resolve("/v2/" + path + "/blobs/" + blob);
    Call call = Call.of("HEAD", uri, "blob " + blob + " of " + path).scopes(scopes);
    return requests
        .sender()
        .retried(
            call,
            () -> {
              try (Answer answer = requests.expect(requests.once(call), 200, 404)) {
                checkDigest(requests, call, answer, blob);
                return answer.status() == 200;
              }
            });
  }

  /** Asked as who may push: a repository that is not there yet cannot be pulled from. */
  boolean isThere() throws IOException {
    return isThere(requests, path, blob.digest(), scopes);
  }

  private static void checkDigest(Requests requests, Call call, Answer answer, Digest blob)
      throws RegistryException {
    Optional<Digest> told = ManifestCalls.toldDigest(requests, call, answer);
    boolean other = told.isPresent() && !told.get().equals(blob);
    // By another algorithm it may still be the same.
    if (other && told.get().algorithm().equals(blob.algorithm())) {
      throw requests.invalid(call, "is said to have the digest " + told.get());
    }
  }

  Pushed push(Content content, List<String> mountFrom) throws IOException {
    if (content.size() != blob.size()) {
      String what = "blob " + blob.digest() + ": has " + content.size() + " bytes where ";
      throw new IOException(what + blob.size() + " are due");
    }
    if (isThere()) {
      return Pushed.EXISTED;
    }
    URI session = null;
    for (String from : mountFrom) {
      if (session != null) {
        abandon(session);
      }
      Optional<URI> begun = mount(from);
      if (begun == null) {
        return Pushed.MOUNTED;
      }
      session = begun.orElse(null);
    }
    try (Content.Reader reader = content.open()) {
      new Session(this, reader, session).send();
    }
    return Pushed.SENT;
  }

  /** Null if it was mounted; else the upload that was begun instead, if one was. */
  private Optional<URI> mount(String from) throws IOException {
    String query = "?mount=" + encoded(blob.digest()) + "&from=" + encode(from);
    URI uri = requests.endpoint().resolve("/v2/" + path + UPLOADS + query);
    Call call = call("POST", uri).scopes(scopes.with(Scopes.pull(from)));
    try {
      return requests
          .sender()
          .retried(
              call,
              () -> {
                try (Answer answer = requests.expect(requests.once(call), 201, 202)) {
                  if (answer.status() == 201) {
                    checkDigest(requests, call, answer, blob.digest());
                    return null;
                  }
                  return Optional.of(location(call, answer));
                }
              });
    } catch (RegistryException e) {
      if (e.kind() == Kind.UNAVAILABLE) {
        throw e;
      }
      // What cannot be mounted can be sent.
      return Optional.empty();
    }
  }

  /** Ends an upload that nobody needs; if that fails, the registry ends it some day. */
  void abandon(URI session) throws InterruptedIOException {
    Duration silence = requests.sender().settings().silence();
    Duration patience = silence.compareTo(ABANDONING) < 0 ? silence : ABANDONING;
    try (Answer answer = requests.once(call("DELETE", session).patience(patience))) {
      requests.sender().said(answer);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      // as said
    }
  }

  /** Begins an upload: where to send to. */
  Answer begun(Call call) throws IOException {
    return requests.expect(requests.once(call), 202);
  }

  Call beginning() throws IOException {
    return call("POST", requests.endpoint().resolve("/v2/" + path + UPLOADS));
  }

  Call call(String method, URI uri) {
    return Call.of(method, uri, "blob " + blob.digest() + " to " + path).scopes(scopes);
  }

  URI location(Call call, Answer answer) throws RegistryException {
    String location = answer.header("Location").orElse("");
    if (location.isEmpty()) {
      throw requests.invalid(call, "the registry does not say where to send the blob");
    }
    return requests.endpoint().origins().target(answer.from(), location, "place to send to");
  }

  /** The place where the blob that was sent to {@code session} is completed. */
  URI completion(URI session) {
    String separator = session.getRawQuery() == null ? "?" : "&";
    return URI.create(session + separator + "digest=" + encoded(blob.digest()));
  }

  void checkStored(Call call, Answer answer) throws RegistryException {
    checkDigest(requests, call, answer, blob.digest());
  }

  Requests requests() {
    return requests;
  }

  Descriptor blob() {
    return blob;
  }

  void progressed(long done) {
    progress.progressed(blob.digest().abbreviated(), done, blob.size());
  }

  private static String encoded(Digest digest) {
    return encode(digest.toString());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
