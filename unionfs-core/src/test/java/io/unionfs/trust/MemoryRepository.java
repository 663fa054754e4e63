package io.unionfs.trust;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.registry.RegistryException;
import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.registry.Repository;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A repository without a registry, which holds whatever it is given, wrong or right. */
final class MemoryRepository implements Repository {
  final Map<String, byte[]> manifests = new HashMap<>();
  final Map<Digest, byte[]> blobs = new HashMap<>();
  final Map<Digest, List<Descriptor>> referrers = new HashMap<>();

  /** What was asked for and sent. */
  final List<String> calls = new ArrayList<>();

  @Override
  public String host() {
    return "registry.test";
  }

  @Override
  public String path() {
    return "me/app";
  }

  @Override
  public Received manifest(String reference) throws IOException {
    calls.add("GET " + reference);
    byte[] bytes = manifests.get(reference);
    if (bytes == null) {
      throw new RegistryException(Kind.NOT_FOUND, "no such manifest: " + reference, null);
    }
    return new Received(descriptor(bytes), bytes);
  }

  private static Descriptor descriptor(byte[] bytes) {
    return Descriptor.of(SignatureManifest.MEDIA_TYPE, Hashing.sha256(bytes), bytes.length);
  }

  @Override
  public Optional<Descriptor> find(String reference) {
    return Optional.ofNullable(manifests.get(reference)).map(MemoryRepository::descriptor);
  }

  @Override
  public Digest putManifest(String reference, byte[] bytes, String mediaType) {
    calls.add("PUT " + reference);
    Digest digest = Hashing.sha256(bytes);
    manifests.put(reference, bytes);
    manifests.put(digest.toString(), bytes);
    return digest;
  }

  @Override
  public boolean hasBlob(Digest blob) {
    return blobs.containsKey(blob);
  }

  @Override
  public long fetch(Descriptor blob, Path file, ProgressListener progress) throws IOException {
    Files.write(file, fetch(blob, Integer.MAX_VALUE));
    return blob.size();
  }

  @Override
  public byte[] fetch(Descriptor blob, int limit) throws IOException {
    calls.add("FETCH " + blob.digest());
    byte[] bytes = blobs.get(blob.digest());
    if (bytes == null) {
      throw new RegistryException(Kind.NOT_FOUND, "no such blob: " + blob.digest(), null);
    }
    return bytes;
  }

  @Override
  public Pushed push(
      Descriptor blob, Content content, List<String> mountFrom, ProgressListener progress)
      throws IOException {
    if (blobs.containsKey(blob.digest())) {
      return Pushed.EXISTED;
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) content.size());
    try (Content.Reader reader = content.open()) {
      while (bytes.hasRemaining()) {
        reader.read(bytes, bytes.position());
      }
    }
    blobs.put(blob.digest(), bytes.array());
    return Pushed.SENT;
  }

  @Override
  public List<Descriptor> referrers(Digest subject, String artifactType) {
    return referrers.getOrDefault(subject, List.of());
  }

  @Override
  public List<String> tags() {
    return List.of();
  }
}
