package io.unionfs.store;

import io.unionfs.archive.Archives;
import io.unionfs.archive.ByteSource;
import io.unionfs.archive.Compression;
import io.unionfs.archive.EntryBudget;
import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Unpack;
import io.unionfs.store.StoreFiles.Output;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The layers of a store by DiffID, each a directory with its tar and what there is to know of it. A
 * layer whose blob is a plain tar has none of its own. Safe for use by many threads and processes.
 */
final class LayerStore {
  private static final String MEDIA_TYPE = "application/vnd.oci.image.layer.v1.tar";
  private static final int BUFFER = 1 << 18;

  private final Layout layout;
  private final StoreFiles files;
  private final StoreProcess process;
  private final BlobStore blobs;

  LayerStore(Layout layout, StoreFiles files, StoreProcess process, BlobStore blobs) {
    this.layout = layout;
    this.files = files;
    this.process = process;
    this.blobs = blobs;
  }

  /**
   * What is known of a layer.
   *
   * @throws StoreException if it is not there, or its record is damaged
   */
  LayerRecord record(Digest diffId) throws IOException {
    Path file = layout.layer(diffId).resolve(Layout.LAYER_RECORD);
    try {
      LayerRecord record = LayerRecord.read(file);
      if (!record.diffId().equals(diffId)) {
        throw new StoreException(file + ": speaks of another layer, " + record.diffId());
      }
      return record;
    } catch (NoSuchFileException e) {
      throw new StoreException(
          layout.directory() + ": the layer " + diffId + " is not there: load its image anew", e);
    } catch (DocumentException e) {
      throw new StoreException(e.getMessage(), e);
    }
  }

  boolean has(Digest diffId) {
    return Files.isRegularFile(
        layout.layer(diffId).resolve(Layout.LAYER_RECORD), LinkOption.NOFOLLOW_LINKS);
  }

  /** Where the tar of a layer is: beside its record, or the blob. */
  Path tar(Digest diffId) {
    Path own = layout.layer(diffId).resolve(Layout.LAYER_TAR);
    return Files.isRegularFile(own, LinkOption.NOFOLLOW_LINKS) ? own : layout.blob(diffId);
  }

  /** Opens the layer's tar, of which only the headers are read. */
  ArchiveLayer open(Digest diffId) throws IOException {
    LayerRecord record = record(diffId);
    Path tar = tar(diffId);
    if (!Files.isRegularFile(tar, LinkOption.NOFOLLOW_LINKS)) {
      throw new StoreException(
          layout.directory()
              + ": the tar of layer "
              + diffId
              + " is not there: load its image"
              + " anew");
    }
    if (Files.size(tar) != record.size()) {
      throw new StoreException(
          tar + ": has another size than its record says: load its image anew");
    }
    return reopen(tar, diffId);
  }

  private static ArchiveLayer reopen(Path tar, Digest diffId) throws IOException {
    Content content = Content.ofFile(tar);
    Content.Reader reader = content.open();
    try {
      String name = diffId.abbreviated();
      return Archives.reopen(ByteSource.of(name, content.size(), reader), name, diffId, reader);
    } catch (Throwable e) {
      reader.close();
      throw e;
    }
  }

  /** Opens layers, shared with whoever in this process has them open, until they are closed. */
  Store.OpenLayers use(List<Digest> diffIds) throws IOException {
    List<Digest> used = new ArrayList<>();
    List<Layer> opened = new ArrayList<>();
    Closeable all =
        () -> {
          for (Digest diffId : used) {
            process.openLayers().release(diffId);
          }
        };
    try {
      EntryBudget budget = new EntryBudget();
      Set<Digest> counted = new HashSet<>();
      for (Digest diffId : diffIds) {
        ArchiveLayer layer = process.openLayers().use(diffId, () -> open(diffId));
        used.add(diffId);
        opened.add(layer);
        if (counted.add(diffId)) {
          budget.add("layer " + diffId, layer);
        }
      }
    } catch (Throwable e) {
      all.close();
      throw e;
    }
    if (opened.isEmpty()) {
      opened.add(Layer.builder().build());
    }
    return new Used(List.copyOf(opened), all);
  }

  private static final class Used implements Store.OpenLayers {
    private final List<Layer> layers;
    private Closeable givesBack; // guarded by this; null when it has

    Used(List<Layer> layers, Closeable givesBack) {
      this.layers = layers;
      this.givesBack = givesBack;
    }

    @Override
    public List<Layer> layers() {
      return layers;
    }

    @Override
    public synchronized void close() throws IOException {
      if (givesBack != null) {
        Closeable once = givesBack;
        givesBack = null;
        once.close();
      }
    }
  }

  /** Makes the layers last that were made so far. */
  void sync() throws IOException {
    files.syncDirectory(layout.layers());
  }

  /**
   * Makes the layer {@code diffId} of {@code blob}, which is in the store. If the layer is there,
   * it is seen to that this blob makes it.
   *
   * @param where the image and layer in messages
   * @param guard asked as the tar grows
   * @throws StoreException if the blob is damaged, no layer, or makes another
   */
  LayerRecord make(String where, Digest diffId, Digest blob, PlainTar.Guard guard)
      throws IOException {
    Store.Lease turn = process.locks().exclusive("layer " + diffId);
    try (turn) {
      if (has(diffId)) {
        LayerRecord known = record(diffId);
        if (!known.blob().equals(blob)) {
          unpack(where, diffId, blob, null, guard);
        }
        return known;
      }
      Path work = process.temporary();
      files.createDirectories(work);
      try {
        LayerRecord record = unpack(where, diffId, blob, work, guard);
        Path file = work.resolve(Layout.LAYER_RECORD);
        try (Output out = files.create(file)) {
          out.write(record.bytes());
          out.sync();
        }
        files.protect(file);
        files.syncDirectory(work);
        takeAway(diffId); // what has no record is no layer
        files.move(work, layout.layer(diffId));
        return record;
      } catch (Throwable e) {
        files.forget(work, e);
        throw e;
      }
    }
  }

  /** Takes a layer away that is damaged, whatever is in its place. */
  void discard(Digest diffId) throws IOException {
    Store.Lease turn = process.locks().exclusive("layer " + diffId);
    try (turn) {
      takeAway(diffId);
    }
  }

  private void takeAway(Digest diffId) throws IOException {
    if (Files.exists(layout.layer(diffId), LinkOption.NOFOLLOW_LINKS)) {
      // At once, so that no half of a layer is ever seen.
      Path temporary = process.temporary();
      files.move(layout.layer(diffId), temporary);
      files.deleteTree(temporary);
    }
  }

  /** Keeps the tar that {@code writer} writes, as a blob and as the layer that it is. */
  Store.NewLayer write(Store.LayerWriter writer) throws IOException {
    Path temporary = process.temporary();
    try (Output out = files.create(temporary)) {
      Hashing hashing = new Hashing("sha256");
      Space space = Space.of(layout.temporary());
      OutputStream buffered =
          new BufferedOutputStream(new HashedOutput(out, hashing, space), BUFFER);
      writer.writeTo(buffered);
      buffered.flush();
      Digest diffId = hashing.digest();
      blobs.publish(temporary, out, diffId);
      LayerRecord record =
          make("layer " + diffId, diffId, diffId, bytes -> {}); // reads its headers
      blobs.sync();
      sync();
      Descriptor blob = Descriptor.of(MEDIA_TYPE, diffId, out.size());
      return new Store.NewLayer(blob, diffId, record.files());
    } catch (Throwable e) {
      files.forget(temporary, e);
      throw e;
    }
  }

  /** What is written is hashed; it ends before the filesystem is full. */
  private static final class HashedOutput extends FilterOutputStream {
    private final Hashing hashing;
    private final Space space;
    private long written;

    HashedOutput(OutputStream out, Hashing hashing, Space space) {
      super(out);
      this.hashing = hashing;
      this.space = space;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      space.check(written);
      hashing.add(bytes, offset, length);
      out.write(bytes, offset, length);
      written += length;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }
  }

  /**
   * Reads all of {@code blob} as the layer {@code diffId}.
   *
   * @param work where the tar is put, if it is not the blob; null for nowhere
   */
  private LayerRecord unpack(
      String where, Digest diffId, Digest blob, Path work, PlainTar.Guard guard)
      throws IOException {
    Content content = blobs.content(blob);
    String name = diffId.abbreviated();
    try (Content.Reader reader = content.open()) {
      ByteSource source = ByteSource.of(name, content.size(), reader);
      Compression compression = Compression.of(source);
      if (compression == Compression.NONE && blob.algorithm().equals("sha256")) {
        checkDiffId(where, diffId, blob); // which was found when it was copied
        ArchiveLayer layer = Archives.reopen(source, name, diffId);
        return new LayerRecord(diffId, blob, content.size(), filesIn(layer.entries()));
      }
      try (InputStream plain = compression.open(source)) {
        if (work == null) {
          return read(where, diffId, blob, plain, OutputStream.nullOutputStream(), guard);
        }
        Path tar = work.resolve(Layout.LAYER_TAR);
        try (Output out = files.create(tar)) {
          LayerRecord record = read(where, diffId, blob, plain, out, guard);
          out.sync();
          files.protect(tar);
          return record;
        }
      }
    } catch (LayerException | StoreException e) {
      throw at(where, name, e);
    }
  }

  private static LayerRecord read(
      String where,
      Digest diffId,
      Digest blob,
      InputStream plain,
      OutputStream kept,
      PlainTar.Guard guard)
      throws IOException {
    String name = diffId.abbreviated();
    PlainTar tar = new PlainTar(name, plain, kept, guard);
    try (ArchiveLayer layer = Archives.open(tar, name, Unpack.toMemory())) {
      checkDiffId(where, diffId, layer.diffId());
      return new LayerRecord(diffId, blob, layer.uncompressedSize(), filesIn(layer.entries()));
    }
  }

  private static IOException at(String where, String name, IOException e) {
    String message = e.getMessage();
    if (message.startsWith(where)) {
      return e;
    }
    String subject = "layer " + name + ": ";
    String rest = message.startsWith(subject) ? message.substring(subject.length()) : message;
    return new StoreException(where + ": " + rest, e);
  }

  private static void checkDiffId(String where, Digest expected, Digest found)
      throws StoreException {
    if (!found.equals(expected)) {
      throw new StoreException(
          where
              + ": its uncompressed digest is "
              + found
              + ", but the config's DiffID is "
              + expected
              + "; the image is damaged: get it anew");
    }
  }

  /** The bytes of regular files; a hard link adds none. */
  static long filesIn(List<ArchiveEntry> entries) {
    long bytes = 0;
    for (ArchiveEntry entry : entries) {
      if (entry instanceof ArchiveEntry.Node node && node.node() instanceof Entry.File file) {
        long sum = bytes + file.content().size();
        bytes = sum < 0 ? Long.MAX_VALUE : sum; // holes may be of any size
      }
    }
    return bytes;
  }
}
