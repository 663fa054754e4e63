package io.unionfs.store;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.image.Image;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageConfigBuilder;
import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageException;
import io.unionfs.image.ImageFile;
import io.unionfs.image.ImageOptions;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import io.unionfs.image.NamedImage;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Unpack;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The images of a store. Safe for use by many threads and processes. */
public final class Images {
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";

  private static final Comparator<StoredImage> NEWEST_FIRST =
      Comparator.comparing((StoredImage image) -> image.config().created().orElse(Instant.EPOCH))
          .thenComparing(StoredImage::added)
          .reversed();

  private final Store store;
  private final StoreParts parts;

  Images(Store store, StoreParts parts) {
    this.store = store;
    this.parts = parts;
  }

  /**
   * All images, the newest first.
   *
   * @throws StoreException if one is damaged; {@link Store#check} tells more
   */
  public List<StoredImage> list() throws IOException {
    List<StoredImage> images = new ArrayList<>();
    Store.Lease lease = store.lease();
    try (lease) {
      for (ImageRecord record : parts.table().records()) {
        images.add(read(record));
      }
    }
    images.sort(NEWEST_FIRST);
    return images;
  }

  private StoredImage read(ImageRecord record) throws IOException {
    return parts.reader().read(record);
  }

  /**
   * The image that {@code text} names: a name with or without tag, a digest, an id or its first
   * digits.
   *
   * @throws StoreException if there is none, or several ids begin so
   */
  public StoredImage get(String text) throws IOException {
    Store.Lease lease = store.lease();
    try (lease) {
      return read(ImageLookup.find(parts.table().records(), text).first());
    }
  }

  /**
   * The image whose manifest or id has that digest; of several with one id the newest. Only that
   * one is read.
   *
   * @throws StoreException if it is damaged
   */
  public Optional<StoredImage> byDigest(Digest digest) throws IOException {
    Store.Lease lease = store.lease();
    try (lease) {
      List<ImageRecord> records = parts.table().records();
      Optional<ImageRecord> found = record(records, digest);
      if (found.isEmpty()) {
        found = records.stream().filter(each -> each.id().equals(digest)).reduce((a, b) -> b);
      }
      return found.isEmpty() ? Optional.empty() : Optional.of(read(found.get()));
    }
  }

  /**
   * The newest image of which {@code condition} holds. Those that cannot be read since they are
   * damaged are passed over; {@link Store#check} tells of them.
   */
  public Optional<StoredImage> find(Predicate<StoredImage> condition) throws IOException {
    List<StoredImage> found = new ArrayList<>();
    Store.Lease lease = store.lease();
    try (lease) {
      for (ImageRecord record : parts.table().records()) {
        try {
          StoredImage image = read(record);
          if (condition.test(image)) {
            found.add(image);
          }
        } catch (StoreException | ImageException e) {
          // It is damaged.
        }
      }
    }
    return found.stream().min(NEWEST_FIRST);
  }

  /** The image with that manifest, also one without a name, or one that only a container holds. */
  public Optional<StoredImage> byManifest(Digest manifest) throws IOException {
    Store.Lease lease = store.lease();
    try (lease) {
      return parts.reader().find(manifest, parts.table().find(manifest));
    }
  }

  /**
   * Reads images from a file or directory, as {@code docker load}: all that are in it for the
   * platform, or the one that {@code options} names; all of these come, or none. Of an image that
   * the store has by now, what is lost or damaged is replaced. What has to be decompressed is put
   * into the store; of {@link ImageOptions#unpack} the limit counts, where that names a directory.
   *
   * @throws io.unionfs.image.ImageException if there is none, or it is damaged
   * @throws StoreException if a layer is damaged or hostile, or there is no room; the store is then
   *     as it was before
   */
  public List<StoredImage> load(Path file, ImageOptions options, ProgressListener progress)
      throws IOException {
    Path temporary = parts.process().temporary();
    parts.files().createDirectories(temporary);
    try {
      Unpack asked = options.unpack();
      long limit = asked.directory() == null ? Unpack.DEFAULT_DISK_LIMIT : asked.limit();
      Unpack place = new Unpack(temporary, limit);
      try (ImageFile opened = ImageFile.open(file, options.withUnpack(place))) {
        List<NamedImage> images = new ArrayList<>();
        for (Image image : opened.images()) {
          images.add(new NamedImage(image, image.references()));
        }
        return add(images, limit, progress);
      }
    } finally {
      parts.files().deleteTree(temporary);
    }
  }

  /** Adds an image whose blobs are copied and checked, under the names given, perhaps none. */
  public StoredImage add(ImageContent image, List<ImageReference> names, ProgressListener progress)
      throws IOException {
    return add(List.of(new NamedImage(image, names)), Unpack.DEFAULT_DISK_LIMIT, progress).get(0);
  }

  /**
   * Adds an image whose layers are in the store by now: those of other images, and what {@link
   * Store#writeLayer} wrote. A lease must be held.
   *
   * @param layers the layers' blobs, as many as the configuration has DiffIDs, the bottom one first
   * @param annotations the manifest's
   * @throws StoreException if a layer is not there, or there is no image of so many layers, or so
   *     large a configuration
   */
  public StoredImage add(
      ImageConfigBuilder builder,
      List<Descriptor> layers,
      Map<String, String> annotations,
      List<ImageReference> names,
      ProgressListener progress)
      throws IOException {
    ImageConfig config;
    Manifest manifest;
    try {
      config = builder.build();
      byte[] json = config.bytes();
      Descriptor blob = Descriptor.of(CONFIG, Hashing.sha256(json), json.length);
      manifest = Manifest.of(blob, layers, annotations);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new StoreException(e.getMessage(), e);
    }
    return add(new NewImage(manifest, config), names, progress);
  }

  private record NewImage(Manifest manifest, ImageConfig config) implements ImageContent {
    @Override
    public Content blob(Descriptor layer) throws IOException {
      throw new StoreException("layer " + layer.digest() + " was removed meanwhile; try again");
    }
  }

  /** Adds all of {@code images}, or none. */
  private List<StoredImage> add(List<NamedImage> images, long limit, ProgressListener progress)
      throws IOException {
    Store.Lease lease = store.lease();
    try (lease) {
      for (NamedImage each : images) {
        if (parts.table().find(each.image().manifest().digest()).isPresent()) {
          // Who brings an image once more may do so because it is damaged.
          new DamagedParts(parts, progress).discard(each.image());
        }
        parts.ingest(limit, progress).copy(each.image());
      }
      List<ImageRecord> records =
          parts
              .table()
              .change(
                  table -> {
                    for (NamedImage each : images) {
                      name(table, each);
                    }
                    return List.copyOf(table);
                  });
      List<StoredImage> added = new ArrayList<>();
      for (NamedImage each : images) {
        added.add(read(record(records, each.image().manifest().digest()).orElseThrow()));
      }
      return added;
    } catch (Throwable e) {
      try {
        store.collectIfIdle();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private void name(List<ImageRecord> table, NamedImage named) throws IOException {
    Manifest manifest = named.image().manifest();
    if (record(table, manifest.digest()).isEmpty()) {
      table.add(
          new ImageRecord(
              manifest.digest(), manifest.config().digest(), parts.clock().instant(), List.of()));
    }
    ImageTable.name(table, manifest.digest(), named.names());
  }

  private static Optional<ImageRecord> record(List<ImageRecord> records, Digest manifest) {
    return records.stream().filter(each -> each.manifest().equals(manifest)).findAny();
  }

  /** Gives {@code image} a further name, which another image loses if it had it. */
  public void tag(StoredImage image, ImageReference name) throws IOException {
    Digest manifest = image.manifest().digest();
    parts
        .table()
        .change(
            records -> {
              if (records.stream().noneMatch(record -> record.manifest().equals(manifest))) {
                throw new StoreException("no such image: " + image.id());
              }
              ImageTable.name(records, manifest, List.of(name));
              return null;
            });
  }

  /** How {@link #remove} treats what is in use. */
  public enum Removal {
    IF_UNUSED,
    FORCED
  }

  /**
   * What {@link #remove} did.
   *
   * @param untagged the names that are gone
   * @param deleted the images' ids, and the ChainIDs of the layers that nothing needs any more, the
   *     top one first
   */
  public record Removed(List<ImageReference> untagged, List<Digest> deleted) {}

  /**
   * Takes a name away, and the image with its last one, as {@code docker rmi}. What nothing needs
   * then is collected, if nobody has a lease; else the next time.
   *
   * @throws StoreException if there is no such image, a container holds it, or an id is given that
   *     has several names; {@link Removal#FORCED} makes light of the last two
   */
  public Removed remove(String text, Removal removal) throws IOException {
    return remove((records, taking) -> taking.remove(records, text, removal));
  }

  private interface Taking {
    void apply(List<ImageRecord> records, ImageRemoval taking) throws IOException;
  }

  private Removed remove(Taking taking) throws IOException {
    ImageRemoval removal =
        parts
            .table()
            .change(
                records -> {
                  ImageRemoval each = new ImageRemoval(parts.holds().all());
                  taking.apply(records, each);
                  return each;
                });
    List<List<StoredImage.LayerInfo>> chains = new ArrayList<>();
    for (ImageRecord record : removal.deleted()) {
      try {
        chains.add(read(record).layers());
      } catch (IOException e) {
        // It was damaged, and is gone now.
      }
    }
    List<Digest> layers = List.of();
    if (!removal.deleted().isEmpty()) {
      try {
        layers = store.collectIfIdle().map(Store.CollectReport::layers).orElse(List.of());
      } catch (StoreException | ImageException e) {
        // Another image is damaged, and what it needs not known; nothing is collected until then.
      }
    }
    return removal.result(chains, layers);
  }

  /** Which images {@link #prune} removes. */
  public enum Pruned {
    /** Those without a name that no container holds. */
    DANGLING,
    /** All that no container holds. */
    UNUSED
  }

  /**
   * Removes images, and then collects what nothing needs. Space is freed if nobody has a lease;
   * else the next time.
   */
  public Removed prune(Pruned which) throws IOException {
    return remove((records, taking) -> taking.prune(records, which));
  }
}
