package io.unionfs.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.unionfs.archive.Hashing;
import io.unionfs.layer.Digest;
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
final class TestStorage {
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]*)");
  private static final Pattern CONTENT_RANGE = Pattern.compile("([0-9]+)-([0-9]+)");
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Manifest(String mediaType, byte[] bytes) {}

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
    blobs.put(digest, bytes);
    links.add(repository + " " + digest);
  }

  synchronized void putManifest(String repository, String tag, String mediaType, byte[] bytes) {
    String digest = Hashing.sha256(bytes).toString();
    manifests.put(repository + " " + digest, new Manifest(mediaType, bytes));
    tags.put(repository + " " + tag, digest);
  }

  synchronized Set<String> sessions() {
    return Set.copyOf(uploads.keySet());
  }

  synchronized boolean hasBlob(String repository, Digest digest) {
    return links.contains(repository + " " + digest);
  }

  /** Answers what is asked for at {@code kind} of a repository. */
  TestReply answer(TestRequest request, String repository, String kind, String rest)
      throws IOException {
    return switch (kind) {
      case "blobs" ->
          rest.startsWith("uploads/")
              ? upload(request, repository, rest.substring("uploads/".length()))
              : blob(request, repository, rest);
      case "manifests" -> manifest(request, repository, rest);
      case "tags" -> tagList(request, repository);
      case "referrers" -> referrers(request, repository, rest);
      default -> TestReply.of(404);
    };
  }

  private synchronized TestReply blob(TestRequest request, String repository, String digest) {
    if (!links.contains(repository + " " + digest)) {
      return TestReply.error(404, "BLOB_UNKNOWN", "blob unknown to registry");
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
    int from = Integer.parseInt(range.group(1));
    if (from >= bytes.length) {
      return TestReply.of(416).with("Content-Range", "bytes */" + bytes.length);
    }
    return new TestReply(206, reply.headers(), Arrays.copyOfRange(bytes, from, bytes.length))
        .with("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
  }

  /** Adds bytes to an upload, as much of them as come. */
  void append(String session, InputStream body) throws IOException {
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

  private TestReply upload(TestRequest request, String repository, String session)
      throws IOException {
    if (request.method().equals("POST")) {
      return begin(request, repository);
    }
    long had;
    synchronized (this) {
      if (!uploads.containsKey(session)) {
        request.body().transferTo(java.io.OutputStream.nullOutputStream());
        return TestReply.error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
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
          request.body().transferTo(java.io.OutputStream.nullOutputStream());
          return wrong
              ? TestReply.error(416, "RANGE_INVALID", "out of order")
              : TestReply.error(405, "UNSUPPORTED", "no chunks here");
        }
        append(session, request.body());
        return patch ? progress(202, repository, session) : complete(request, repository, session);
      }
    }
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

  private synchronized TestReply progress(int status, String repository, String session) {
    int size = uploads.get(session).size();
    return TestReply.of(status)
        .with("Location", "/v2/" + repository + "/blobs/uploads/" + session + "?_state=" + size)
        .with("Range", "0-" + Math.max(0, size - 1));
  }

  private synchronized TestReply complete(TestRequest request, String repository, String session) {
    byte[] bytes = uploads.remove(session).toByteArray();
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

  private TestReply manifest(TestRequest request, String repository, String reference)
      throws IOException {
    if (request.method().equals("PUT")) {
      byte[] bytes = request.body().readAllBytes();
      String mediaType = request.header("Content-Type").orElse("");
      return put(repository, reference, mediaType, bytes);
    }
    synchronized (this) {
      String digest = reference.contains(":") ? reference : tags.get(repository + " " + reference);
      Manifest manifest = manifests.get(repository + " " + digest);
      if (manifest == null) {
        return TestReply.error(404, "MANIFEST_UNKNOWN", "manifest unknown");
      }
      return TestReply.of(200)
          .with("Content-Type", manifest.mediaType())
          .with("Docker-Content-Digest", digest)
          .body(manifest.bytes());
    }
  }

  private synchronized TestReply put(
      String repository, String reference, String mediaType, byte[] bytes) throws IOException {
    String digest = Hashing.sha256(bytes).toString();
    if (reference.contains(":") && !reference.equals(digest)) {
      return TestReply.error(400, "DIGEST_INVALID", "provided digest did not match");
    }
    JsonNode manifest = JSON.readTree(bytes);
    for (JsonNode layer : manifest.path("layers")) {
      if (!links.contains(repository + " " + layer.path("digest").asText())) {
        return TestReply.error(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry");
      }
    }
    manifests.put(repository + " " + digest, new Manifest(mediaType, bytes));
    if (!reference.contains(":")) {
      tags.put(repository + " " + reference, digest);
    }
    TestReply reply = stored(repository, digest);
    String subject = manifest.path("subject").path("digest").asText();
    return referrersApi && !subject.isEmpty() ? reply.with("OCI-Subject", subject) : reply;
  }

  private synchronized TestReply tagList(TestRequest request, String repository)
      throws IOException {
    List<String> all = new ArrayList<>();
    for (String key : tags.keySet()) {
      if (key.startsWith(repository + " ")) {
        all.add(key.substring(repository.length() + 1));
      }
    }
    if (all.isEmpty() && links.stream().noneMatch(link -> link.startsWith(repository + " "))) {
      return TestReply.error(404, "NAME_UNKNOWN", "repository name not known to registry");
    }
    String last = request.parameter("last").orElse("");
    List<String> rest = all.stream().filter(tag -> tag.compareTo(last) > 0).toList();
    List<String> shown = rest.subList(0, Math.min(page, rest.size()));
    ObjectNode list = JSON.createObjectNode().put("name", repository);
    shown.forEach(list.putArray("tags")::add);
    TestReply reply =
        TestReply.of(200)
            .with("Content-Type", "application/json")
            .body(JSON.writeValueAsBytes(list));
    String next = "/v2/" + repository + "/tags/list?last=";
    return shown.size() == rest.size()
        ? reply
        : reply.with("Link", "<" + next + shown.get(shown.size() - 1) + ">; rel=\"next\"");
  }

  private synchronized TestReply referrers(TestRequest request, String repository, String subject)
      throws IOException {
    if (!referrersApi) {
      return TestReply.of(404).body("404 page not found");
    }
    Optional<String> wanted = request.parameter("artifactType");
    List<ObjectNode> all = new ArrayList<>();
    for (Map.Entry<String, Manifest> entry : manifests.entrySet()) {
      JsonNode manifest = JSON.readTree(entry.getValue().bytes());
      String config = manifest.path("config").path("mediaType").asText();
      String type = manifest.path("artifactType").asText(config);
      if (entry.getKey().startsWith(repository + " ")
          && manifest.path("subject").path("digest").asText().equals(subject)
          && (wanted.isEmpty() || wanted.get().equals(type))) {
        ObjectNode item = JSON.createObjectNode();
        item.put("mediaType", entry.getValue().mediaType());
        item.put("digest", entry.getKey().substring(repository.length() + 1));
        item.put("size", entry.getValue().bytes().length);
        item.put("artifactType", type);
        if (manifest.has("annotations")) {
          item.set("annotations", manifest.get("annotations"));
        }
        all.add(item);
      }
    }
    int from = Integer.parseInt(request.parameter("from").orElse("0"));
    int to = page >= all.size() - from ? all.size() : from + page;
    ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", INDEX);
    index.putArray("manifests").addAll(all.subList(from, to));
    TestReply reply =
        TestReply.of(200).with("Content-Type", INDEX).body(JSON.writeValueAsBytes(index));
    if (wanted.isPresent()) {
      reply = reply.with("OCI-Filters-Applied", "artifactType");
    }
    String filter = wanted.isPresent() ? "&artifactType=" + wanted.get() : "";
    String next = "</v2/" + repository + "/referrers/" + subject + "?from=" + to + filter + ">";
    return to == all.size() ? reply : reply.with("Link", next + "; rel=\"next\"");
  }
}
