package io.unionfs.archive;

import io.unionfs.layer.LayerException;
import io.unionfs.layer.Unpack;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The bytes of a compressed file, decompressed once, whatever they are: for an archive of archives.
 * Closing it gives the decompressed bytes up; the compressed ones stay the caller's.
 */
public final class Decompressed implements ByteSource, Closeable {
  private static final int BUFFER = 1 << 16;

  private final Storage storage;

  private Decompressed(Storage storage) {
    this.storage = storage;
  }

  /**
   * Decompresses {@code source} to the place and up to the limit that {@code unpack} names.
   *
   * @throws LayerException if it is damaged or exceeds the limit
   * @throws IOException if it cannot be read, or there is no room
   */
  public static Decompressed of(ByteSource source, Unpack unpack) throws IOException {
    String subject = "archive " + source.name();
    Compression compression = Compression.of(source);
    Storage storage = Storage.of(source.name(), unpack);
    try (InputStream in = compression.open(source)) {
      byte[] buffer = new byte[BUFFER];
      long total = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        total += read;
        if (total > unpack.limit()) {
          throw new LayerException(
              subject
                  + ": larger than "
                  + unpack.limit()
                  + " bytes when decompressed, the limit set for it");
        }
        storage.write(buffer, 0, read);
      }
      storage.finish();
      return new Decompressed(storage);
    } catch (Throwable e) {
      try {
        storage.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  @Override
  public String name() {
    return storage.name();
  }

  @Override
  public long size() {
    return storage.size();
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return storage.read(target, position);
  }

  @Override
  public void close() throws IOException {
    storage.close();
  }
}
