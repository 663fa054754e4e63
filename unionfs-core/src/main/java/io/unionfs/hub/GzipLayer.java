package io.unionfs.hub;

import io.unionfs.archive.ByteSource;
import io.unionfs.archive.Compression;
import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.layer.Content;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * A plain layer as it is sent compressed. The same layer gives the same bytes: a gzip header
 * without name and time, and zlib's default level. What it was sent as before is taken for what it
 * becomes, so that it is compressed only where it has to be sent. Not safe for use by many threads.
 */
final class GzipLayer implements Content, Closeable {
  static final String MEDIA_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final int BUFFER = 1 << 18;

  private final Content plain;
  private final Path temporary;
  private final Descriptor blob;
  private boolean written;

  private GzipLayer(Content plain, Path temporary, Descriptor blob, boolean written) {
    this.plain = plain;
    this.temporary = temporary;
    this.blob = blob;
    this.written = written;
  }

  /** Whether a layer's bytes are not compressed. */
  static boolean isPlain(String name, Content layer) throws IOException {
    try (Content.Reader reader = layer.open()) {
      return Compression.of(ByteSource.of(name, layer.size(), reader)) == Compression.NONE;
    }
  }

  /** Compresses {@code plain} into {@code temporary}, where nothing is. */
  static GzipLayer compress(Content plain, Path temporary) throws IOException {
    return new GzipLayer(plain, temporary, write(plain, temporary), true);
  }

  /** {@code plain}, which became {@code blob} before, and is compressed if it is asked for. */
  static GzipLayer remembered(Content plain, Path temporary, Descriptor blob) {
    return new GzipLayer(plain, temporary, blob, false);
  }

  /** What was remembered is not what it becomes: zlib is another one now. */
  static final class Changed extends IOException {
    private static final long serialVersionUID = 1;
  }

  Descriptor blob() {
    return blob;
  }

  @Override
  public long size() {
    return blob.size();
  }

  /**
   * Opens the compressed bytes.
   *
   * @throws Changed if they are not those that were remembered
   */
  @Override
  public Reader open() throws IOException {
    if (!written) {
      if (!write(plain, temporary).equals(blob)) {
        Files.deleteIfExists(temporary);
        throw new Changed();
      }
      written = true;
    }
    return Content.ofFile(temporary).open();
  }

  private static Descriptor write(Content plain, Path to) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to), BUFFER);
        Content.Reader reader = plain.open()) {
      byte[] buffer = new byte[BUFFER];
      for (long position = 0; position < plain.size(); ) {
        int count = reader.read(ByteBuffer.wrap(buffer), position);
        if (count < 0) {
          throw new IOException("a layer ends early: the store is damaged");
        }
        out.write(buffer, 0, count);
        position += count;
      }
    }
    return Descriptor.of(MEDIA_TYPE, Hashing.of("sha256", to, done -> {}), Files.size(to));
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(temporary);
  }
}
