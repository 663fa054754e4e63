package io.unionfs.hub;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.registry.RegistryException;
import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.registry.Repository;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A repository in memory that keeps the contract, fails when told to, and notes what was asked. */
final class MemoryRepository implements Repository {
  final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
  final Map<String, Received> manifests = new ConcurrentHashMap<>();
  final List<String> log = new CopyOnWriteArrayList<>();

  /** Blobs that end after so many bytes, once. */
  final Map<Digest, Integer> cuts = new ConcurrentHashMap<>();

  /** Repositories of the same registry, by path. */
  final Map<String, MemoryRepository> neighbours = new ConcurrentHashMap<>();

  Hook beforeFetch = blob -> {};
  Hook beforePush = blob -> {};

  private final String host;
  private final String path;

  MemoryRepository(String host, String path) {
    this.host = host;
    this.path = path;
  }

  interface Hook {
    void run(Descriptor blob) throws IOException;
  }

  /** Puts an image in under a tag. */
  MemoryRepository with(String tag, SampleImage image) {
    blobs.putAll(image.blobs);
    blobs.put(Hashing.sha256(image.configBytes()), image.configBytes());
    return with(tag, SampleImage.MANIFEST, SampleImage.utf8(image.manifestJson()));
  }

  MemoryRepository with(String tag, String mediaType, byte[] bytes) {
    Digest digest = Hashing.sha256(bytes);
    Received received = new Received(Descriptor.of(mediaType, digest, bytes.length), bytes);
    manifests.put(tag, received);
    manifests.put(digest.toString(), received);
    return this;
  }

  /** What was done to blobs and manifests, but not looked at, in short. */
  List<String> log(String verb) {
    return log.stream().filter(line -> line.startsWith(verb + " ")).toList();
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Received manifest(String reference) throws IOException {
    Received found = manifests.get(reference);
    if (found == null) {
      throw new RegistryException(Kind.NOT_FOUND, "no manifest " + reference, null);
    }
    return found;
  }

  @Override
  public Optional<Descriptor> find(String reference) {
    return Optional.ofNullable(manifests.get(reference)).map(Received::descriptor);
  }

  @Override
  public Digest putManifest(String reference, byte[] bytes, String mediaType) {
    log.add("manifest " + reference);
    with(reference, mediaType, bytes);
    return Hashing.sha256(bytes);
  }

  @Override
  public boolean hasBlob(Digest blob) {
    return blobs.containsKey(blob);
  }

  @Override
  public long fetch(Descriptor blob, Path file, ProgressListener progress) throws IOException {
    beforeFetch.run(blob);
    log.add("fetch " + blob.digest());
    byte[] bytes = bytes(blob);
    int from = Files.exists(file) ? (int) Files.size(file) : 0;
    Integer cut = cuts.remove(blob.digest());
    int to = cut == null ? bytes.length : cut;
    Files.write(
        file,
        Arrays.copyOfRange(bytes, from, to),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    progress.progressed(blob.digest().abbreviated(), to, bytes.length);
    if (cut != null) {
      throw new RegistryException(Kind.UNAVAILABLE, "the connection was cut", null);
    }
    if (!Hashing.sha256(Files.readAllBytes(file)).equals(blob.digest())) {
      Files.delete(file);
      throw new RegistryException(Kind.INVALID, "not the blob " + blob.digest(), null);
    }
    return to - from;
  }

  private byte[] bytes(Descriptor blob) throws IOException {
    byte[] bytes = blobs.get(blob.digest());
    if (bytes == null) {
      throw new RegistryException(Kind.NOT_FOUND, "no blob " + blob.digest(), null);
    }
    return bytes;
  }

  @Override
  public byte[] fetch(Descriptor blob, int limit) throws IOException {
    log.add("read " + blob.digest());
    return bytes(blob);
  }

  @Override
  public Pushed push(
      Descriptor blob, Content content, List<String> mountFrom, ProgressListener progress)
      throws IOException {
    beforePush.run(blob);
    if (hasBlob(blob.digest())) {
      log.add("exists " + blob.digest());
      return Pushed.EXISTED;
    }
    for (String from : mountFrom) {
      log.add("mount " + from + " " + blob.digest());
      MemoryRepository neighbour = neighbours.get(from);
      if (neighbour != null && neighbour.hasBlob(blob.digest())) {
        blobs.put(blob.digest(), neighbour.blobs.get(blob.digest()));
        return Pushed.MOUNTED;
      }
    }
    byte[] bytes = read(content);
    if (bytes.length != blob.size() || !Hashing.sha256(bytes).equals(blob.digest())) {
      throw new RegistryException(Kind.INVALID, "refuses the blob " + blob.digest(), null);
    }
    log.add("send " + blob.digest());
    blobs.put(blob.digest(), bytes);
    return Pushed.SENT;
  }

  private static byte[] read(Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 13];
    try (Content.Reader reader = content.open()) {
      for (int count = 0; count >= 0; ) {
        bytes.write(buffer, 0, count);
        count = reader.read(ByteBuffer.wrap(buffer), bytes.size());
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public List<Descriptor> referrers(Digest subject, String artifactType) {
    return List.of();
  }

  @Override
  public List<String> tags() {
    return manifests.keySet().stream().filter(name -> name.indexOf(':') < 0).sorted().toList();
  }
}
