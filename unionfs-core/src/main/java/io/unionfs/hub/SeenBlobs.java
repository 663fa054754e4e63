package io.unionfs.hub;

import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Digest;
import io.unionfs.registry.Repository;
import io.unionfs.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a store remembers of registries: in which repositories blobs were seen, so that the registry
 * can take them from there, and as what plain layers were sent. These are hints: what cannot be
 * read is forgotten, and what is wrong costs a request. Safe for use by many threads and processes.
 */
final class SeenBlobs {
  static final String FILE = "hub.json";
  private static final String LOCK = "hub";
  private static final int MAX_REPOSITORIES = 100;
  private static final int MAX_BLOBS = 300; // of a repository; the newest are kept
  private static final int MAX_COMPRESSED = 1000;
  private static final int MAX_CANDIDATES = 3;
  private static final Pattern SLASH = Pattern.compile("/");

  private final Store store;

  private SeenBlobs(Store store) {
    this.store = store;
  }

  static SeenBlobs of(Store store) {
    return new SeenBlobs(store);
  }

  /** All that is remembered; what was seen last is last. */
  private record Memory(Map<String, Set<Digest>> repositories, Map<Digest, Descriptor> compressed) {
    static Memory empty() {
      return new Memory(new LinkedHashMap<>(), new LinkedHashMap<>());
    }
  }

  /** Remembers that {@code repository} has what {@code manifest} names. */
  void note(Repository repository, Manifest manifest) {
    change(
        memory -> {
          String name = name(repository.host(), repository.path());
          Set<Digest> blobs = memory.repositories().remove(name);
          blobs = blobs == null ? new LinkedHashSet<>() : blobs;
          for (Descriptor layer : manifest.layers()) {
            blobs.remove(layer.digest());
            blobs.add(layer.digest());
          }
          blobs.remove(manifest.config().digest());
          blobs.add(manifest.config().digest());
          memory.repositories().put(name, blobs);
        });
  }

  /** Remembers that the plain layer {@code diffId} was sent as {@code compressed}. */
  void note(Digest diffId, Descriptor compressed) {
    change(
        memory -> {
          memory.compressed().remove(diffId);
          memory.compressed().put(diffId, compressed);
        });
  }

  /** As what the plain layer was sent before. */
  Optional<Descriptor> compressed(Digest diffId) {
    return Optional.ofNullable(read().compressed().get(diffId));
  }

  /** Other repositories of the same registry where the blob was seen, the latest first. */
  List<String> candidates(Repository repository, Digest blob) {
    List<String> found = new ArrayList<>();
    String host = repository.host() + "/";
    for (Map.Entry<String, Set<Digest>> each : read().repositories().entrySet()) {
      if (each.getKey().startsWith(host)
          && each.getValue().contains(blob)
          && !each.getKey().equals(name(repository.host(), repository.path()))) {
        found.add(0, each.getKey().substring(host.length()));
      }
    }
    return found.subList(0, Math.min(MAX_CANDIDATES, found.size()));
  }

  private static String name(String host, String path) {
    return host + "/" + path;
  }

  private interface Change {
    void apply(Memory memory);
  }

  private void change(Change change) {
    try {
      Store.Lease turn = store.lock(LOCK);
      try (turn) {
        Memory memory = read();
        change.apply(memory);
        store.writeAtomically(file(), document(memory).bytes());
      }
    } catch (IOException e) {
      // Only a hint is lost: what was to be done is done.
    }
  }

  private Path file() {
    return store.directory().resolve(FILE);
  }

  private Memory read() {
    try {
      Path file = file();
      // Looked at before it is opened: to open a fifo would wait for a writer.
      if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isRegularFile()) {
        return Memory.empty();
      }
      byte[] bytes;
      try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        bytes = in.readNBytes(Document.MAX_BYTES + 1);
      }
      return memory(Document.parse(file.toString(), bytes));
    } catch (NoSuchFileException | DocumentException e) {
      return Memory.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Memory.empty();
    }
  }

  private static Memory memory(Document document) throws DocumentException {
    Memory memory = Memory.empty();
    for (Document item : document.objects("repositories")) {
      String name = item.text("name");
      String[] parts = SLASH.split(name, 2);
      if (parts.length == 2) {
        new ImageReference(parts[0], parts[1], "latest"); // refuses what is no repository
        memory.repositories().put(name, new LinkedHashSet<>(item.digests("blobs")));
      }
    }
    for (Document item : document.objects("compressed")) {
      memory
          .compressed()
          .put(
              item.digest("layer"),
              Descriptor.of(GzipLayer.MEDIA_TYPE, item.digest("digest"), item.number("size")));
    }
    return memory;
  }

  private static DocumentBuilder document(Memory memory) {
    List<DocumentBuilder> repositories = new ArrayList<>();
    for (Map.Entry<String, Set<Digest>> each : last(memory.repositories(), MAX_REPOSITORIES)) {
      List<Digest> blobs = List.copyOf(each.getValue());
      repositories.add(
          DocumentBuilder.empty()
              .put("name", each.getKey())
              .putTexts(
                  "blobs",
                  blobs.subList(Math.max(0, blobs.size() - MAX_BLOBS), blobs.size()).stream()
                      .map(Digest::toString)
                      .toList()));
    }
    List<DocumentBuilder> compressed = new ArrayList<>();
    for (Map.Entry<Digest, Descriptor> each : last(memory.compressed(), MAX_COMPRESSED)) {
      compressed.add(
          DocumentBuilder.empty()
              .put("layer", each.getKey().toString())
              .put("digest", each.getValue().digest().toString())
              .put("size", each.getValue().size()));
    }
    return DocumentBuilder.empty()
        .putObjects("repositories", repositories)
        .putObjects("compressed", compressed);
  }

  private static <K, V> List<Map.Entry<K, V>> last(Map<K, V> map, int count) {
    List<Map.Entry<K, V>> all = List.copyOf(map.entrySet());
    return all.subList(Math.max(0, all.size() - count), all.size());
  }
}
