package io.unionfs.registry;

import io.unionfs.image.Descriptor;
import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Digest;
import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.registry.Repository.Received;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The manifests that refer to another (OCI distribution spec 1.1, listing referrers): the registry
 * knows them, or an index under a tag made of the subject's digest does.
 */
final class Referrers {
  /** Others may write the same tag at the same time; these hold off those of one program. */
  private static final List<ReentrantLock> WRITING =
      Stream.generate(ReentrantLock::new).limit(64).toList();

  private final Requests requests;
  private final String path;
  private final ManifestCalls manifests;

  Referrers(Requests requests, String path, ManifestCalls manifests) {
    this.requests = requests;
    this.path = path;
    this.manifests = manifests;
  }

  static String tag(Digest subject) {
    return subject.algorithm() + "-" + subject.hex();
  }

  List<Descriptor> of(Digest subject, String artifactType) throws IOException {
    String query =
        artifactType.isEmpty()
            ? ""
            : "?artifactType=" + URLEncoder.encode(artifactType, StandardCharsets.UTF_8);
    URI uri = requests.endpoint().resolve("/v2/" + path + "/referrers/" + subject + query);
    Call call =
        Call.of("GET", uri, "the referrers of " + path + "@" + subject)
            .scopes(Scopes.pull(path))
            .header("Accept", MediaTypes.OCI_INDEX);
    List<Descriptor> found = new ArrayList<>();
    try {
      new Pages(requests, path)
          .walk(
              call,
              (answer, document) -> {
                String type = MediaTypes.of(answer.header("Content-Type").orElse(""));
                check(document, type);
                add(document, artifactType, found);
              });
      return List.copyOf(found);
    } catch (RegistryException e) {
      if (e.kind() != Kind.NOT_FOUND) {
        throw e;
      }
    }
    Optional<Document> index = index(subject);
    if (index.isPresent()) {
      try {
        add(index.get(), artifactType, found);
      } catch (DocumentException e) {
        throw new RegistryException(Kind.INVALID, e.getMessage(), e);
      }
    }
    return List.copyOf(found);
  }

  private static void check(Document document, String declared) throws DocumentException {
    if (!MediaTypes.check(document, declared).equals(MediaTypes.OCI_INDEX)) {
      throw document.fault("is not an index");
    }
  }

  /** Filters by itself: a registry need not. */
  private static void add(Document index, String artifactType, List<Descriptor> found)
      throws DocumentException {
    for (Document item : index.objects("manifests")) {
      if (artifactType.isEmpty() || item.text("artifactType", "").equals(artifactType)) {
        found.add(
            new Descriptor(
                item.text("mediaType", ""),
                item.digest("digest"),
                item.number("size"),
                Optional.empty(),
                item.textMap("annotations"),
                List.of()));
      }
    }
  }

  /** The index under the tag; empty if there is none. */
  private Optional<Document> index(Digest subject) throws IOException {
    try {
      Received received = manifests.get(tag(subject));
      Document document = Document.parse(path + ":" + tag(subject), received.bytes());
      check(document, received.descriptor().mediaType());
      return Optional.of(document);
    } catch (RegistryException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    } catch (DocumentException e) {
      throw new RegistryException(Kind.INVALID, e.getMessage(), e);
    }
  }

  /**
   * Stores a manifest; if it refers to another, and the registry does not see to it, so does this.
   */
  Digest put(String reference, byte[] bytes, String mediaType) throws IOException {
    ManifestCalls.Put put = manifests.put(reference, bytes, mediaType);
    if (put.subject().isPresent()) {
      return put.digest();
    }
    try {
      Document manifest = Document.parse(path + "@" + put.digest(), bytes);
      if (manifest.has("subject")) {
        Digest subject = manifest.object("subject").digest("digest");
        note(subject, entry(manifest, mediaType, put.digest(), bytes.length));
      }
    } catch (DocumentException e) {
      throw new RegistryException(Kind.INVALID, e.getMessage(), e);
    }
    return put.digest();
  }

  private static DocumentBuilder entry(
      Document manifest, String mediaType, Digest digest, long size) throws DocumentException {
    String config = manifest.object("config").text("mediaType", "");
    String artifactType = manifest.text("artifactType", config);
    DocumentBuilder entry =
        DocumentBuilder.empty()
            .put("mediaType", mediaType)
            .put("digest", digest.toString())
            .put("size", size);
    if (!artifactType.isEmpty()) {
      entry.put("artifactType", artifactType);
    }
    Map<String, String> annotations = manifest.textMap("annotations");
    if (!annotations.isEmpty()) {
      entry.putTextMap("annotations", new TreeMap<>(annotations));
    }
    return entry;
  }

  /** Adds an entry to the index, and looks whether another writer has overwritten it. */
  private void note(Digest subject, DocumentBuilder entry) throws IOException {
    int tries = requests.sender().settings().attempts();
    int place = Math.floorMod((path + tag(subject)).hashCode(), WRITING.size());
    ReentrantLock writing = WRITING.get(place);
    try {
      writing.lockInterruptibly();
    } catch (InterruptedException e) {
      throw Interrupts.of(e);
    }
    try {
      for (int i = 0; i < tries; i++) {
        Optional<Document> index = index(subject);
        if (index.isPresent() && lists(index.get(), entry)) {
          return;
        }
        manifests.put(tag(subject), with(index, entry), MediaTypes.OCI_INDEX);
      }
      Optional<Document> index = index(subject);
      if (index.isEmpty() || !lists(index.get(), entry)) {
        String message = "others keep overwriting the index " + path + ":" + tag(subject);
        throw requests.endpoint().invalid(message, null);
      }
    } finally {
      writing.unlock();
    }
  }

  private static boolean lists(Document index, DocumentBuilder entry) throws DocumentException {
    for (Document item : index.objects("manifests")) {
      if (item.text("digest", "").equals(entry.text("digest"))) {
        return true;
      }
    }
    return false;
  }

  private static byte[] with(Optional<Document> index, DocumentBuilder entry)
      throws DocumentException {
    DocumentBuilder next =
        index.isPresent()
            ? DocumentBuilder.of(index.get())
            : DocumentBuilder.empty()
                .put("schemaVersion", 2)
                .put("mediaType", MediaTypes.OCI_INDEX);
    List<DocumentBuilder> all = new ArrayList<>();
    if (index.isPresent()) {
      for (Document item : index.get().objects("manifests")) {
        all.add(DocumentBuilder.of(item));
      }
    }
    all.add(entry);
    return next.putObjects("manifests", all).bytes();
  }
}
