package io.unionfs.store;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.trace.ProgressListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A directory that holds images: blobs by digest, layers by DiffID, names. It may be used by many
 * threads and processes at once; what is changed is changed at one instant, and a process that is
 * killed leaves a whole store.
 */
public final class Store implements Closeable {
  private static final String GC = "gc";

  private final StoreParts parts;
  private final Closeable owned;
  private boolean closed; // guarded by this

  private Store(StoreParts parts, Closeable owned) {
    this.parts = parts;
    this.owned = owned;
  }

  /**
   * Opens, or makes, the store in {@code directory}, on any filesystem.
   *
   * @param clock tells when images come into the store
   * @throws StoreException if it is no directory, or one with other things in it, a store of
   *     another version, or may not be written
   */
  public static Store open(Path directory, InstantSource clock) throws IOException {
    return open(directory, clock, StoreSteps.NONE);
  }

  static Store open(Path directory, InstantSource clock, StoreSteps steps) throws IOException {
    return open(directory, clock, steps, () -> {});
  }

  private static Store open(Path directory, InstantSource clock, StoreSteps steps, Closeable owned)
      throws IOException {
    Layout layout = new Layout(directory);
    StoreFiles files = new StoreFiles(steps);
    StoreProcess process = new StoreOpener(layout, files).open();
    return new Store(StoreParts.of(layout, clock, files, process), owned);
  }

  /** A store in memory, which ends with {@link #close}. */
  public static Store inMemory() throws IOException {
    FileSystem memory =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setAttributeViews("basic", "owner", "posix", "unix", "user")
                .setWorkingDirectory("/")
                .build());
    try {
      return open(memory.getPath("/store"), InstantSource.system(), StoreSteps.NONE, memory);
    } catch (Throwable e) {
      memory.close();
      throw e;
    }
  }

  /** The store's directory. */
  public Path directory() {
    return parts.layout().directory();
  }

  /** The images. */
  public Images images() {
    return new Images(this, parts);
  }

  /** Blobs that are on their way into the store. */
  public Downloads downloads() {
    return new Downloads(this, parts);
  }

  /** Whether the blob is there, of the right size; its bytes are not looked at. */
  public boolean has(Descriptor blob) throws IOException {
    return parts.blobs().has(blob);
  }

  /**
   * Checks that {@code bytes} more have room where the store is, and that 16 MiB stay free.
   *
   * @throws StoreException if they have not
   */
  public void requireRoom(long bytes) throws IOException {
    Space.of(parts.layout().temporary()).require(bytes);
  }

  /**
   * The layers of {@code image}, opened, shared with all in this process who use them; bottom
   * first. Only the headers of their tars are read. Layers that are open are not collected by this
   * process; another does not know of them, so that what is to last has a {@link #hold}.
   *
   * @throws StoreException if one is not there
   */
  public OpenLayers openLayers(StoredImage image) throws IOException {
    return parts.layers().use(image.config().diffIds());
  }

  /**
   * The digest of what the store shows as the layer {@code diffId}: its tar, which is read whole.
   * Of a layer that is right it is {@code diffId}.
   *
   * @throws StoreException if it is not there
   */
  public Digest hashLayer(Digest diffId, ProgressListener progress) throws IOException {
    long size = parts.layers().record(diffId).size();
    return Hashing.of(
        diffId.algorithm(),
        parts.layers().tar(diffId),
        done -> progress.progressed(diffId.abbreviated(), done, size));
  }

  /** Layers in use; closing gives them back. */
  public interface OpenLayers extends Closeable {
    /** The layers, the bottom one first; never empty: an image of nothing has one empty layer. */
    List<Layer> layers();
  }

  /**
   * Keeps the blobs of {@code manifest} from being collected, across processes, until {@link
   * #release}; for containers. A hold is a file: it outlives the process. A further one of the same
   * holder takes the place of the first.
   *
   * @param holder a container's id
   * @throws StoreException if there is no such manifest
   */
  public void hold(String holder, Digest manifest) throws IOException {
    Lease lease = lease();
    try (lease) {
      ImageDocuments.read(parts.blobs(), manifest);
      parts.holds().hold(holder, manifest);
    }
  }

  /** Ends a hold; a second call does nothing. */
  public void release(String holder) throws IOException {
    parts.holds().release(holder);
  }

  /**
   * While it is open, nothing is collected, in any process: for a load, a commit, a create. A
   * thread may have several.
   */
  public Lease lease() throws IOException {
    return parts.process().locks().shared(GC);
  }

  /** See {@link Store#lease}. */
  public interface Lease extends Closeable {
    @Override
    void close() throws IOException;
  }

  /**
   * Lets one thread of one process at a time change what is called {@code name}: a container's
   * record, a volume. Waits for its turn.
   *
   * @throws IllegalStateException if this thread has it already
   */
  public Lease lock(String name) throws IOException {
    return parts.process().locks().exclusive("user " + name);
  }

  /** Takes {@code name}, as {@link #lock} does, if it is free now. */
  public Optional<Lease> tryLock(String name) throws IOException {
    return parts.process().locks().tryExclusive("user " + name);
  }

  /**
   * A path of the store's filesystem for something that is being made; nothing is there yet. What
   * is left there when the process ends is removed with the next opening or collection.
   */
  public Path temporary() {
    return parts.process().temporary();
  }

  /**
   * Writes a layer: what {@code writer} writes, which is a tar, is hashed and kept as a blob. A
   * lease must be held until an image names it.
   *
   * @throws io.unionfs.layer.LayerException if it is no layer
   * @throws StoreException if less than 16 MiB would stay free
   */
  public NewLayer writeLayer(LayerWriter writer) throws IOException {
    return parts.layers().write(writer);
  }

  /** Writes the tar of a layer. */
  public interface LayerWriter {
    /** Writes it to {@code out}, which the caller closes. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * A layer that was written.
   *
   * @param blob its blob, which is the tar
   * @param size the bytes of its regular files, as Docker counts
   */
  public record NewLayer(Descriptor blob, Digest diffId, long size) {}

  /**
   * Writes {@code bytes} to {@code file} at once: to a temporary file, synced, then renamed.
   *
   * @throws IllegalArgumentException if it is not in the store's directory
   */
  public void writeAtomically(Path file, byte[] bytes) throws IOException {
    if (!file.toAbsolutePath().normalize().startsWith(directory().toAbsolutePath().normalize())) {
      throw new IllegalArgumentException(file + " is not in the store " + directory());
    }
    parts.files().writeAtomically(parts.process().temporary(), file, bytes);
  }

  /**
   * Checks every digest and every reference. Changes nothing. What nobody refers to is no problem,
   * nor what a killed process left half-made: {@link #collect} removes both.
   *
   * @throws IOException if the store's directories cannot be read
   */
  public CheckReport check(ProgressListener progress) throws IOException {
    Lease lease = lease();
    try (lease) {
      return new StoreCheck(parts, progress).run();
    }
  }

  /**
   * Makes layers anew that are damaged or lost, of blobs that are not, and then checks the store as
   * {@link #check} does. What else is wrong is left to its remedy.
   *
   * @return what is still wrong
   * @throws IOException if the store's directories cannot be read, or a layer not be written
   */
  public CheckReport repair(ProgressListener progress) throws IOException {
    Lease lease = lease();
    try (lease) {
      StoreCheck found = new StoreCheck(parts, progress);
      CheckReport report = found.run();
      return new StoreRepair(parts, found).run() == 0
          ? report
          : new StoreCheck(parts, progress).run();
    }
  }

  /**
   * Removes what no image and no holder needs, and what was left half-done. Waits until nobody has
   * a lease; so it must not be called with a {@link #lock} for which who has a lease may wait.
   *
   * @throws StoreException if an image's documents cannot be read; then nothing is removed
   * @throws IllegalStateException if this thread has a lease
   */
  public CollectReport collect() throws IOException {
    Lease alone = parts.process().locks().exclusive(GC);
    try (alone) {
      return collectAlone();
    }
  }

  /** The same if nobody has a lease; else there is nothing done. */
  public Optional<CollectReport> collectIfIdle() throws IOException {
    Optional<Lease> alone = parts.process().locks().tryExclusive(GC);
    if (alone.isEmpty()) {
      return Optional.empty();
    }
    Lease taken = alone.get();
    try (taken) {
      return Optional.of(collectAlone());
    }
  }

  private CollectReport collectAlone() throws IOException {
    Collection collection = parts.collection();
    for (ImageRecord record : parts.table().records()) {
      collection.need(record.manifest());
    }
    for (Digest manifest : parts.holds().all().values()) {
      collection.need(manifest);
    }
    downloads().pruneForgotten();
    return collection.sweep();
  }

  /** What {@link #check} found. */
  public record CheckReport(int blobs, int layers, int images, List<Problem> problems) {
    public CheckReport {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Something wrong in a store.
   *
   * @param where the file or directory
   * @param what what is wrong with it
   * @param remedy what to do about it
   */
  public record Problem(String where, String what, String remedy) {
    @Override
    public String toString() {
      return where + ": " + what + ": " + remedy;
    }
  }

  /**
   * What {@link #collect} removed.
   *
   * @param layers the DiffIDs of layers
   * @param bytes what it took on disk
   */
  public record CollectReport(List<Digest> blobs, List<Digest> layers, long bytes) {}

  /** Closes the store; locks and leases that are still open end. A second call does nothing. */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      try (owned) {
        parts.process().close();
      }
    }
  }
}
