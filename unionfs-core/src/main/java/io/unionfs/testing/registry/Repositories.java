package io.unionfs.testing.registry;

import io.unionfs.archive.Hashing;
import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@link TestRegistry} keeps, and what it answers (OCI distribution spec 1.1), in memory.
 * Safe for use by many threads.
 */
final class Repositories {
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{0,18})");
  private static final Pattern CONTENT_RANGE = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";

  record Manifest(String mediaType, byte[] bytes) {}

  /** Guarded by this, as are all. */
  private final Map<String, byte[]> blobs = new TreeMap<>();

  private final Set<String> links = new TreeSet<>();
  private final Map<String, Manifest> manifests = new TreeMap<>();
  private final Map<String, String> tags = new TreeMap<>();
  private final Map<String, ByteArrayOutputStream> uploads = new TreeMap<>();
  private final AtomicInteger sessions = new AtomicInteger();
  private volatile boolean referrersApi;
  private volatile int leastChunk;
  private volatile boolean chunksRefused;
  private volatile int page = Integer.MAX_VALUE;

  void referrersApi() {
    referrersApi = true;
  }

  void leastChunk(int bytes) {
    leastChunk = bytes;
  }

  void refuseChunks() {
    chunksRefused = true;
  }

  void page(int entries) {
    page = entries;
  }

  synchronized void putBlob(String repository, byte[] bytes) {
    String digest = Hashing.sha256(bytes).toString();
    blobs.put(digest, bytes.clone());
    links.add(repository + " " + digest);
  }

  synchronized void putManifest(String repository, String tag, String mediaType, byte[] bytes) {
    String digest = Hashing.sha256(bytes).toString();
    manifests.put(repository + " " + digest, new Manifest(mediaType, bytes.clone()));
    if (!tag.contains(":")) {
      tags.put(repository + " " + tag, digest);
    }
  }

  synchronized Optional<byte[]> blob(String repository, Digest digest) {
    return hasBlob(repository, digest)
        ? Optional.of(blobs.get(digest.toString()).clone())
        : Optional.empty();
  }

  synchronized Optional<byte[]> manifest(String repository, String reference) {
    String digest = reference.contains(":") ? reference : tags.get(repository + " " + reference);
    return Optional.ofNullable(manifests.get(repository + " " + digest))
        .map(manifest -> manifest.bytes().clone());
  }

  synchronized List<String> tags(String repository) {
    return tags.keySet().stream()
        .filter(key -> key.startsWith(repository + " "))
        .map(key -> key.substring(repository.length() + 1))
        .toList();
  }

  synchronized Set<String> sessions() {
    return Set.copyOf(uploads.keySet());
  }

  synchronized boolean hasBlob(String repository, Digest digest) {
    return links.contains(repository + " " + digest);
  }

  /** Answers what is asked for at {@code kind} of a repository. */
  TestReply answer(Received received, String repository, String kind, String rest)
      throws IOException {
    TestRequest request = received.request();
    return switch (kind) {
      case "blobs" ->
          rest.startsWith("uploads/")
              ? upload(received, repository, rest.substring("uploads/".length()))
              : blob(request, repository, rest);
      case "manifests" -> manifest(received, repository, rest);
      case "tags" -> tagList(request, repository);
      case "referrers" -> referrers(request, repository, rest);
      default -> TestReply.of(404);
    };
  }

  private synchronized TestReply blob(TestRequest request, String repository, String digest) {
    if (!links.contains(repository + " " + digest)) {
      return TestReply.error(404, "BLOB_UNKNOWN", "blob unknown to registry");
    }
    if (request.method().equals("DELETE")) {
      links.remove(repository + " " + digest);
      if (links.stream().noneMatch(link -> link.endsWith(" " + digest))) {
        blobs.remove(digest);
      }
      return TestReply.of(202);
    }
    if (!isRead(request)) {
      return notAllowed();
    }
    byte[] bytes = blobs.get(digest);
    TestReply reply =
        TestReply.of(200)
            .with("Content-Type", "application/octet-stream")
            .with("Docker-Content-Digest", digest)
            .with("Accept-Ranges", "bytes");
    Matcher range = RANGE.matcher(request.header("Range").orElse(""));
    if (!range.matches()) {
      return reply.body(bytes);
    }
    long from = Long.parseLong(range.group(1));
    long last = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
    if (last < from) {
      return reply.body(bytes); // no range: ignored (RFC 9110, 14.1.1)
    }
    if (from >= bytes.length) {
      return TestReply.of(416).with("Content-Range", "bytes */" + bytes.length);
    }
    int end = (int) Math.min(last, bytes.length - 1L) + 1;
    return new TestReply(206, reply.headers(), Arrays.copyOfRange(bytes, (int) from, end))
        .with("Content-Range", "bytes " + from + "-" + (end - 1) + "/" + bytes.length);
  }

  /** Adds bytes to an upload, as much of them as come. */
  void append(String session, byte[] bytes) throws IOException {
    append(session, new ByteArrayInputStream(bytes));
  }

  private void append(String session, InputStream body) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
      synchronized (this) {
        ByteArrayOutputStream upload = uploads.get(session);
        if (upload != null) {
          upload.write(buffer, 0, n);
        }
      }
    }
  }

  private TestReply upload(Received received, String repository, String session)
      throws IOException {
    TestRequest request = received.request();
    if (request.method().equals("POST")) {
      return begin(request, repository);
    }
    long had;
    synchronized (this) {
      if (!uploads.containsKey(session)) {
        return unknownUpload();
      }
      had = uploads.get(session).size();
    }
    switch (request.method()) {
      case "GET" -> {
        return progress(204, repository, session);
      }
      case "DELETE" -> {
        synchronized (this) {
          uploads.remove(session);
        }
        return TestReply.of(204);
      }
      default -> {
        Matcher range = CONTENT_RANGE.matcher(request.header("Content-Range").orElse(""));
        boolean patch = request.method().equals("PATCH");
        boolean wrong = range.matches() && Long.parseLong(range.group(1)) != had;
        if (patch && chunksRefused || wrong) {
          return wrong
              ? TestReply.error(416, "RANGE_INVALID", "out of order")
              : TestReply.error(405, "UNSUPPORTED", "no chunks here");
        }
        append(session, received.body());
        return patch ? progress(202, repository, session) : complete(request, repository, session);
      }
    }
  }

  private static boolean isRead(TestRequest request) {
    return request.method().equals("GET") || request.method().equals("HEAD");
  }

  private static TestReply notAllowed() {
    return TestReply.error(405, "UNSUPPORTED", "the operation is unsupported");
  }

  private TestReply begin(TestRequest request, String repository) throws IOException {
    String mount = request.parameter("mount").orElse("");
    String from = request.parameter("from").orElse("");
    synchronized (this) {
      if (links.contains(from + " " + mount)) {
        links.add(repository + " " + mount);
        return stored(repository, mount);
      }
      String session = "session-" + sessions.incrementAndGet();
      uploads.put(session, new ByteArrayOutputStream());
      TestReply reply = progress(202, repository, session);
      return leastChunk == 0
          ? reply
          : reply.with("OCI-Chunk-Min-Length", String.valueOf(leastChunk));
    }
  }

  private static TestReply unknownUpload() {
    return TestReply.error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
  }

  /** How far an upload is, unless another connection has ended it meanwhile. */
  private synchronized TestReply progress(int status, String repository, String session) {
    ByteArrayOutputStream upload = uploads.get(session);
    if (upload == null) {
      return unknownUpload();
    }
    int size = upload.size();
    return TestReply.of(status)
        .with("Location", "/v2/" + repository + "/blobs/uploads/" + session + "?_state=" + size)
        .with("Range", "0-" + Math.max(0, size - 1));
  }

  private synchronized TestReply complete(TestRequest request, String repository, String session) {
    ByteArrayOutputStream upload = uploads.remove(session);
    if (upload == null) {
      return unknownUpload();
    }
    byte[] bytes = upload.toByteArray();
    String digest = request.parameter("digest").orElse("");
    if (!Hashing.sha256(bytes).toString().equals(digest)) {
      return TestReply.error(400, "DIGEST_INVALID", "provided digest did not match");
    }
    putBlob(repository, bytes);
    return stored(repository, digest);
  }

  private static TestReply stored(String repository, String digest) {
    return TestReply.of(201)
        .with("Location", "/v2/" + repository + "/blobs/" + digest)
        .with("Docker-Content-Digest", digest);
  }

  private TestReply manifest(Received received, String repository, String reference)
      throws IOException {
    TestRequest request = received.request();
    if (request.method().equals("PUT")) {
      byte[] bytes = received.body().readAllBytes();
      String mediaType = request.header("Content-Type").orElse("");
      return put(repository, reference, mediaType, bytes);
    }
    synchronized (this) {
      String digest = reference.contains(":") ? reference : tags.get(repository + " " + reference);
      Manifest manifest = manifests.get(repository + " " + digest);
      if (manifest == null) {
        return TestReply.error(404, "MANIFEST_UNKNOWN", "manifest unknown");
      }
      if (request.method().equals("DELETE")) {
        return delete(repository, reference);
      }
      if (!isRead(request)) {
        return notAllowed();
      }
      return TestReply.of(200)
          .with("Content-Type", manifest.mediaType())
          .with("Docker-Content-Digest", digest)
          .body(manifest.bytes());
    }
  }

  /** Removes a tag alone; or a manifest by its digest, with its tags. */
  private TestReply delete(String repository, String reference) {
    if (reference.contains(":")) {
      manifests.remove(repository + " " + reference);
      tags.entrySet()
          .removeIf(
              tag -> tag.getKey().startsWith(repository + " ") && tag.getValue().equals(reference));
    } else {
      tags.remove(repository + " " + reference);
    }
    return TestReply.of(202);
  }

  private synchronized TestReply put(
      String repository, String reference, String mediaType, byte[] bytes) {
    String digest = Hashing.sha256(bytes).toString();
    if (reference.contains(":") && !reference.equals(digest)) {
      return TestReply.error(400, "DIGEST_INVALID", "provided digest did not match");
    }
    String subject;
    try {
      Document manifest = Document.parse("manifest", bytes);
      for (Document layer : manifest.objects("layers")) {
        if (!links.contains(repository + " " + layer.text("digest", ""))) {
          return TestReply.error(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry");
        }
      }
      subject = manifest.object("subject").text("digest", "");
    } catch (DocumentException e) {
      return TestReply.error(400, "MANIFEST_INVALID", "manifest invalid");
    }
    manifests.put(repository + " " + digest, new Manifest(mediaType, bytes));
    if (!reference.contains(":")) {
      tags.put(repository + " " + reference, digest);
    }
    TestReply reply = stored(repository, digest);
    return referrersApi && !subject.isEmpty() ? reply.with("OCI-Subject", subject) : reply;
  }

  private synchronized TestReply tagList(TestRequest request, String repository) {
    List<String> all = tags(repository);
    if (all.isEmpty() && links.stream().noneMatch(link -> link.startsWith(repository + " "))) {
      return TestReply.error(404, "NAME_UNKNOWN", "repository name not known to registry");
    }
    String last = request.parameter("last").orElse("");
    List<String> rest = all.stream().filter(tag -> tag.compareTo(last) > 0).toList();
    int most = Math.min(page, number(request, "n", Integer.MAX_VALUE));
    List<String> shown = rest.subList(0, Math.min(most, rest.size()));
    DocumentBuilder list = DocumentBuilder.empty().put("name", repository).putTexts("tags", shown);
    TestReply reply = TestReply.of(200).with("Content-Type", "application/json").body(list.bytes());
    if (shown.isEmpty() || shown.size() == rest.size()) {
      return reply;
    }
    String next = "/v2/" + repository + "/tags/list?n=" + most + "&last=";
    return reply.with("Link", "<" + next + shown.get(shown.size() - 1) + ">; rel=\"next\"");
  }

  /** A number of the query; {@code otherwise} where it has none. */
  private static int number(TestRequest request, String name, int otherwise) {
    try {
      int number = request.parameter(name).map(Integer::parseInt).orElse(otherwise);
      return number < 0 ? otherwise : number;
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private synchronized TestReply referrers(TestRequest request, String repository, String subject) {
    if (!referrersApi) {
      return TestReply.of(404).body("404 page not found");
    }
    Optional<String> wanted = request.parameter("artifactType");
    List<DocumentBuilder> all = new ArrayList<>();
    for (Map.Entry<String, Manifest> entry : manifests.entrySet()) {
      if (entry.getKey().startsWith(repository + " ")) {
        String digest = entry.getKey().substring(repository.length() + 1);
        Referrer.line(digest, entry.getValue(), subject, wanted).ifPresent(all::add);
      }
    }
    int from = Math.min(number(request, "from", 0), all.size());
    int to = page >= all.size() - from ? all.size() : from + page;
    DocumentBuilder index =
        DocumentBuilder.empty()
            .put("schemaVersion", 2)
            .put("mediaType", INDEX)
            .putObjects("manifests", all.subList(from, to));
    TestReply reply = TestReply.of(200).with("Content-Type", INDEX).body(index.bytes());
    if (wanted.isPresent()) {
      reply = reply.with("OCI-Filters-Applied", "artifactType");
    }
    String filter = wanted.isPresent() ? "&artifactType=" + wanted.get() : "";
    String next = "</v2/" + repository + "/referrers/" + subject + "?from=" + to + filter + ">";
    return to == all.size() ? reply : reply.with("Link", next + "; rel=\"next\"");
  }
}
