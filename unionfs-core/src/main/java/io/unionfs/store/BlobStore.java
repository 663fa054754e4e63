package io.unionfs.store;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.json.Document;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.store.StoreFiles.Output;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The blobs of a store, each a file that is called by its digest and holds the bytes as they came.
 * Safe for use by many threads and processes.
 */
final class BlobStore {
  private static final int BUFFER = 1 << 18;

  private final Layout layout;
  private final StoreFiles files;
  private final StoreProcess process;

  BlobStore(Layout layout, StoreFiles files, StoreProcess process) {
    this.layout = layout;
    this.files = files;
    this.process = process;
  }

  /** Whether a blob with that digest is there. */
  boolean has(Digest digest) {
    return Files.isRegularFile(layout.blob(digest), LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether that blob is there, of the right size. */
  boolean has(Descriptor blob) throws IOException {
    return has(blob.digest()) && Files.size(layout.blob(blob.digest())) == blob.size();
  }

  /**
   * The bytes of a blob, which are not checked.
   *
   * @throws StoreException if it is not there
   */
  Content content(Digest digest) throws IOException {
    if (!has(digest)) {
      throw missing(digest);
    }
    return Content.ofFile(layout.blob(digest));
  }

  /**
   * The bytes of a document's blob, checked.
   *
   * @param what what the document is, in messages
   */
  byte[] document(String what, Digest digest) throws IOException {
    Path file = layout.blob(digest);
    byte[] bytes;
    try {
      bytes = read(file, Document.MAX_BYTES);
    } catch (NoSuchFileException e) {
      throw missing(digest);
    }
    if (!Hashing.of(digest.algorithm(), bytes).equals(digest)) {
      throw new StoreException(
          file + ": the " + what + " has another digest than its name says: load its image anew");
    }
    return bytes;
  }

  /**
   * Reads a small file of a store, which may be anything by now.
   *
   * @throws NoSuchFileException if it is not there
   * @throws StoreException if it is no file, or larger than {@code limit} bytes
   */
  static byte[] read(Path file, int limit) throws IOException {
    // Looked at before it is opened: to open a fifo would wait for a writer.
    if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isRegularFile()) {
      throw new StoreException(file + ": is not a regular file");
    }
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new StoreException(file + ": is larger than " + limit + " bytes");
      }
      return bytes;
    }
  }

  private StoreException missing(Digest digest) {
    return new StoreException(
        layout.directory() + ": the blob " + digest + " is not there: load its image anew");
  }

  /**
   * Keeps a document, whose digest is {@code digest}; one that is there and damaged is replaced.
   */
  void add(Digest digest, byte[] bytes) throws IOException {
    if (has(digest)) {
      if (Files.size(layout.blob(digest)) == bytes.length
          && Arrays.equals(read(layout.blob(digest), bytes.length), bytes)) {
        return;
      }
      files.delete(layout.blob(digest));
    }
    Path temporary = process.temporary();
    try (Output out = files.create(temporary)) {
      out.write(bytes);
      publish(temporary, out, digest);
    } catch (Throwable e) {
      files.forget(temporary, e);
      throw e;
    }
  }

  /**
   * Keeps a copy of {@code content}.
   *
   * @param where the image and layer in messages
   * @param progress told the number of bytes copied
   * @throws StoreException if the content is not what {@code blob} says
   */
  void add(String where, Descriptor blob, Content content, LongConsumer progress)
      throws IOException {
    if (content.size() != blob.size()) {
      throw new StoreException(
          where
              + ": the blob has "
              + content.size()
              + " bytes, but its descriptor says "
              + blob.size()
              + "; the image is damaged: get it anew");
    }
    Path temporary = process.temporary();
    Hashing hashing = new Hashing(blob.digest().algorithm());
    try (Output out = files.create(temporary)) {
      copy(where, content, hashing, out, progress);
      Digest found = hashing.digest();
      if (!found.equals(blob.digest())) {
        throw new StoreException(
            where
                + ": the blob "
                + blob.digest()
                + " has another digest, "
                + found
                + "; the image is damaged: get it anew");
      }
      publish(temporary, out, blob.digest());
    } catch (Throwable e) {
      files.forget(temporary, e);
      throw e;
    }
  }

  /**
   * Keeps the file {@code from} of the store's directory, which is what {@code blob} says; it is
   * moved.
   *
   * @throws StoreException if it is not; then it stays
   */
  void take(Descriptor blob, Path from) throws IOException {
    Digest found = Hashing.of(blob.digest().algorithm(), from, done -> {});
    long size = Files.size(from);
    if (size != blob.size() || !found.equals(blob.digest())) {
      throw new StoreException(
          from
              + ": is not the blob "
              + blob.digest()
              + ", but "
              + found
              + " of "
              + size
              + " bytes");
    }
    files.sync(from);
    files.protect(from);
    place(from, blob.digest(), size);
  }

  private static void copy(
      String where, Content content, Hashing hashing, Output out, LongConsumer progress)
      throws IOException {
    byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, content.size()))];
    ByteBuffer window = ByteBuffer.wrap(buffer);
    try (Content.Reader reader = content.open()) {
      for (long position = 0; position < content.size(); ) {
        window.clear().limit((int) Math.min(buffer.length, content.size() - position));
        int count = reader.read(window, position);
        if (count < 0) {
          throw new StoreException(where + ": ends early; the image is damaged: get it anew");
        }
        hashing.add(buffer, 0, count);
        out.write(buffer, 0, count);
        position += count;
        progress.accept(position);
      }
    }
  }

  /** Makes the names of the blobs last that were added so far. */
  void sync() throws IOException {
    for (Path algorithm : StoreFiles.children(layout.blobs())) {
      if (Files.isDirectory(algorithm, LinkOption.NOFOLLOW_LINKS)) {
        files.syncDirectory(algorithm);
      }
    }
  }

  /**
   * Gives what was written to {@code out} its name, unless the blob is there by now: another may
   * have it open, and must not see it replaced.
   */
  void publish(Path temporary, Output out, Digest digest) throws IOException {
    out.sync();
    files.protect(temporary);
    place(temporary, digest, out.size());
  }

  private void place(Path from, Digest digest, long size) throws IOException {
    Path target = layout.blob(digest);
    files.createDirectories(target.getParent());
    Store.Lease turn = process.locks().exclusive("blob " + digest);
    try (turn) {
      if (has(digest) && Files.size(target) == size) {
        files.delete(from);
      } else {
        files.move(from, target);
      }
    }
  }
}
