package io.unionfs.trust;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.registry.Repository;
import io.unionfs.registry.Repository.Received;
import io.unionfs.store.Store;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The signatures of a store's images: a file for each manifest in the store's {@code signatures}.
 * They go with their image when the store is collected. Safe for use by many threads and processes.
 */
public final class Signatures {
  /** How many referrers of one image are looked at. */
  private static final int MAX_REFERRERS = 16;

  private final Store store;

  private Signatures(Store store) {
    this.store = store;
  }

  /** Those of {@code store}. */
  public static Signatures of(Store store) {
    return new Signatures(Objects.requireNonNull(store));
  }

  private Path directory() {
    return store.directory().resolve("signatures");
  }

  private Path file(Digest manifest) {
    return directory().resolve(manifest.algorithm() + "-" + manifest.hex() + ".json");
  }

  /**
   * The signatures of {@code manifest}, which are not checked; none if there are none.
   *
   * @throws TrustException if the file that holds them is damaged
   */
  public List<ImageSignature> list(Digest manifest) throws IOException {
    return SignatureFile.read(file(manifest), manifest);
  }

  /**
   * Adds signatures to those of {@code manifest}; one that is there is not added again.
   *
   * @return how many were new
   * @throws io.unionfs.store.StoreException if the store has no such image
   * @throws TrustException if there are too many
   */
  public int add(Digest manifest, List<ImageSignature> signatures) throws IOException {
    Store.Lease lease = store.lease();
    try (lease) {
      if (store.images().byManifest(manifest).isEmpty()) {
        throw new io.unionfs.store.StoreException("no such image: " + manifest);
      }
      Store.Lease turn = store.lock("signatures " + manifest);
      try (turn) {
        Set<ImageSignature> all = new LinkedHashSet<>(list(manifest));
        int before = all.size();
        all.addAll(signatures);
        if (all.size() > before) {
          byte[] bytes = SignatureFile.bytes(manifest, List.copyOf(all));
          store.writeAtomically(file(manifest), bytes);
        }
        return all.size() - before;
      }
    }
  }

  /** Files that hold no signatures, or cannot be read as such: for a check of the store. */
  public List<Store.Problem> problems() throws IOException {
    List<Store.Problem> problems = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory())) {
      for (Path file : files) {
        Optional<Digest> manifest = manifestOf(file);
        if (manifest.isEmpty() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          continue; // which the store's own check tells
        }
        try {
          list(manifest.get());
        } catch (TrustException e) {
          String what = e.getMessage().replace(file + ": ", "");
          problems.add(
              new Store.Problem(
                  file.toString(), what, "remove it, and sign or pull the image once more"));
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return problems;
  }

  private static Optional<Digest> manifestOf(Path file) {
    String name = file.getFileName().toString();
    try {
      return name.endsWith(".json")
          ? Optional.of(Digest.parse(name.substring(0, name.length() - 5).replace('-', ':')))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The signatures of {@code manifest} in a registry: under cosign's tag, and among its referrers.
   * They are not checked.
   *
   * @throws TrustException if what stands there is no manifest of signatures, or too large
   * @throws IOException if the registry fails
   */
  public static List<ImageSignature> fetch(Repository from, Digest manifest) throws IOException {
    Set<ImageSignature> found = new LinkedHashSet<>(underTag(from, manifest));
    int looked = 0;
    for (Descriptor each : from.referrers(manifest, SignatureManifest.ARTIFACT)) {
      if (++looked > MAX_REFERRERS) {
        break;
      }
      Received received = from.manifest(each.digest().toString());
      String where = from.host() + "/" + from.path() + "@" + each.digest();
      SignatureManifest read = parse(where, received.bytes());
      if (read.subject().filter(manifest::equals).isPresent()) {
        found.addAll(payloads(from, where, read));
      }
    }
    return found.stream().limit(SignatureFile.MAX_SIGNATURES).toList();
  }

  private static List<ImageSignature> underTag(Repository from, Digest manifest)
      throws IOException {
    String tag = SignatureManifest.tag(manifest);
    if (from.find(tag).isEmpty()) {
      return List.of();
    }
    String where = from.host() + "/" + from.path() + ":" + tag;
    return payloads(from, where, parse(where, from.manifest(tag).bytes()));
  }

  private static SignatureManifest parse(String where, byte[] json) throws IOException {
    try {
      return SignatureManifest.parse(where, json);
    } catch (IOException e) {
      throw new TrustException(e.getMessage(), e);
    }
  }

  private static List<ImageSignature> payloads(
      Repository from, String where, SignatureManifest manifest) throws IOException {
    List<ImageSignature> signatures = new ArrayList<>();
    for (SignatureManifest.Layer each : manifest.layers()) {
      byte[] payload = from.fetch(each.payload(), ImageSignature.MAX_PAYLOAD);
      try {
        signatures.add(ImageSignature.received(payload, each.signature(), each.annotations()));
      } catch (TrustException e) {
        throw new TrustException(where + ": " + e.getMessage(), e);
      }
    }
    return signatures;
  }

  /**
   * What {@link #push} did.
   *
   * @param pushed how many signatures the registry did not have
   * @param total how many it has now under the tag
   */
  public record Pushed(String tag, int pushed, int total) {}

  /**
   * Stores the signatures of {@code manifest} in a registry, under cosign's tag, beside those that
   * stand there; any registry can hold that. Two who do so at one moment may lose one's, as with
   * cosign.
   *
   * @throws TrustException if what stands there is no manifest of signatures
   * @throws IOException if the registry fails
   */
  public Pushed push(Repository to, Digest manifest) throws IOException {
    String tag = SignatureManifest.tag(manifest);
    List<ImageSignature> ours = list(manifest);
    if (ours.isEmpty()) {
      return new Pushed(tag, 0, 0);
    }
    Set<ImageSignature> all = new LinkedHashSet<>(underTag(to, manifest));
    int before = all.size();
    all.addAll(ours);
    if (all.size() > SignatureFile.MAX_SIGNATURES) {
      throw new TrustException(
          to.host()
              + "/"
              + to.path()
              + ":"
              + tag
              + ": would have more than "
              + SignatureFile.MAX_SIGNATURES
              + " signatures");
    }
    if (all.size() > before) {
      write(to, tag, List.copyOf(all));
    }
    return new Pushed(tag, all.size() - before, all.size());
  }

  private static void write(Repository to, String tag, List<ImageSignature> signatures)
      throws IOException {
    for (ImageSignature each : signatures) {
      pushBlob(to, SignatureManifest.PAYLOAD, each.payload());
    }
    byte[] config = SignatureManifest.config(signatures);
    pushBlob(to, SignatureManifest.CONFIG, config);
    to.putManifest(tag, SignatureManifest.bytes(config, signatures), SignatureManifest.MEDIA_TYPE);
  }

  private static void pushBlob(Repository to, String mediaType, byte[] blob) throws IOException {
    Descriptor descriptor = Descriptor.of(mediaType, Hashing.sha256(blob), blob.length);
    to.push(descriptor, Content.of(blob), List.of(), ProgressListener.NONE);
  }
}
