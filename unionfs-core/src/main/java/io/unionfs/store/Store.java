package io.unionfs.store;

import io.unionfs.layer.Digest;
import io.unionfs.trace.ProgressListener;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** A directory that holds images: blobs by digest, layers by DiffID, names. */
public final class Store implements Closeable {
  private Store() {}

  /** Opens, or makes, the store in {@code directory}, on any filesystem. */
  public static Store open(Path directory, InstantSource clock) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** A store in memory, which ends with {@link #close}. */
  public static Store inMemory() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** The store's directory. */
  public Path directory() {
    throw new UnsupportedOperationException();
  }

  /** The images. */
  public Images images() {
    throw new UnsupportedOperationException();
  }

  /** The layers of {@code image}, opened, shared with all who use them; bottom first. */
  public OpenLayers openLayers(StoredImage image) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Layers in use; closing gives them back. */
  public interface OpenLayers extends Closeable {
    /** The layers, the bottom one first; never empty: an image of nothing has one empty layer. */
    List<io.unionfs.layer.Layer> layers();
  }

  /**
   * Keeps the blobs of {@code manifest} from being collected, across processes, until {@link
   * #release}; for containers. A hold is a file: it outlives the process.
   *
   * @param holder a container's id
   */
  public void hold(String holder, Digest manifest) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Ends a hold; a second call does nothing. */
  public void release(String holder) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** While it is open, nothing is collected, in any process: for a load, a commit, a create. */
  public Lease lease() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** See {@link Store#lease}. */
  public interface Lease extends Closeable {
    @Override
    void close() throws IOException;
  }

  /**
   * Lets one thread of one process at a time change what is called {@code name}: a container's
   * record, the table of names. Waits for its turn.
   */
  public Lease lock(String name) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes a layer: what {@code writer} writes, which is a tar, is hashed and kept as a blob. A
   * lease must be held until an image names it.
   */
  public NewLayer writeLayer(LayerWriter writer) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Writes the tar of a layer. */
  public interface LayerWriter {
    /** Writes it to {@code out}, which the caller closes. */
    void writeTo(java.io.OutputStream out) throws IOException;
  }

  /** A layer that was written. */
  public record NewLayer(io.unionfs.image.Descriptor blob, Digest diffId, long size) {}

  /** Writes {@code bytes} to {@code file} at once: to a temporary file, synced, then renamed. */
  public void writeAtomically(Path file, byte[] bytes) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Checks every digest and every reference. Changes nothing. */
  public CheckReport check(ProgressListener progress) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Removes what no image and no holder needs, and what was left half-done. */
  public CollectReport collect() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** What {@link #check} found. */
  public record CheckReport(int blobs, int layers, int images, List<Problem> problems) {}

  /** Something wrong in a store, and what to do about it. */
  public record Problem(String where, String what, String remedy) {}

  /** What {@link #collect} removed. */
  public record CollectReport(List<Digest> blobs, List<Digest> layers, long bytes) {}

  @Override
  public void close() throws IOException {
    throw new UnsupportedOperationException();
  }
}
