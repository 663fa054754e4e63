package io.unionfs.testing.images;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.unionfs.archive.Hashing;
import io.unionfs.layer.Digest;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Bytes that are made as often as they are asked for, each time the same. */
final class Blob {
  /** What makes bytes. */
  interface Maker {
    void writeTo(OutputStream out) throws IOException;
  }

  private final Maker maker;
  private Digest digest; // guarded by this
  private long size; // guarded by this

  private Blob(Maker maker) {
    this.maker = maker;
  }

  static Blob of(byte[] bytes) {
    return new Blob(out -> out.write(bytes));
  }

  static Blob of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  static Blob made(Maker maker) {
    return new Blob(maker);
  }

  Blob gzip() {
    return new Blob(
        out -> {
          GZIPOutputStream packed = new GZIPOutputStream(kept(out), 1 << 16);
          maker.writeTo(packed);
          packed.finish();
        });
  }

  Blob zstd() {
    return new Blob(
        out -> {
          try (OutputStream packed = new ZstdOutputStream(kept(out))) {
            maker.writeTo(packed);
          }
        });
  }

  private static OutputStream kept(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }

  void writeTo(OutputStream out) throws IOException {
    maker.writeTo(out);
  }

  /** The digest; the bytes are made for it once. */
  synchronized Digest digest() {
    measure();
    return digest;
  }

  /** The number of bytes; they are made for it once. */
  synchronized long size() {
    measure();
    return size;
  }

  private void measure() {
    if (digest != null) {
      return;
    }
    Meter meter = new Meter();
    try {
      maker.writeTo(meter);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    digest = meter.hashing.digest();
    size = meter.size;
  }

  private static final class Meter extends OutputStream {
    private final Hashing hashing = new Hashing("sha256");
    private long size;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      hashing.add(bytes, offset, length);
      size += length;
    }
  }
}
