package io.unionfs.archive;

import io.airlift.compress.zstd.ZstdInputStream;
import io.unionfs.layer.LayerException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** How an archive is compressed, told by its first bytes and nothing else. */
public enum Compression {
  NONE,
  GZIP,
  ZSTD;

  private static final int BUFFER = 1 << 16;

  /**
   * The compression of {@code source}.
   *
   * @throws LayerException if it is one that no layer may have
   */
  public static Compression of(ByteSource source) throws IOException {
    byte[] magic = new byte[6];
    ByteBuffer buffer = ByteBuffer.wrap(magic);
    while (buffer.hasRemaining() && source.read(buffer, buffer.position()) > 0) {
      // read on
    }
    int first = int32(magic);
    if ((first & 0xffff) == 0x8b1f) {
      return GZIP;
    }
    if (first == 0xfd2fb528 || (first & 0xfffffff0) == 0x184d2a50) {
      return ZSTD;
    }
    if (first == 0x587a37fd && magic[4] == 'Z') {
      throw unsupported(source, "xz");
    }
    if ((first & 0xffffff) == 0x685a42 && magic[3] >= '1' && magic[3] <= '9') {
      throw unsupported(source, "bzip2");
    }
    return NONE;
  }

  private static int int32(byte[] b) {
    return (b[0] & 0xff) | (b[1] & 0xff) << 8 | (b[2] & 0xff) << 16 | (b[3] & 0xff) << 24;
  }

  private static LayerException unsupported(ByteSource source, String what) {
    return new LayerException(
        "layer " + source.name() + ": compressed by " + what + "; a layer is tar, gzip or zstd");
  }

  /** The uncompressed bytes of {@code source}; faults in it are {@link LayerException}s. */
  public InputStream open(ByteSource source) throws IOException {
    return switch (this) {
      case NONE -> source.stream();
      case GZIP -> new Guarded("gzip", source, s -> new GZIPInputStream(s, BUFFER));
      case ZSTD ->
          new Guarded(
              "zstd",
              source,
              s -> new ZstdInputStream(new ZstdFrames(new BufferedInputStream(s, BUFFER))));
    };
  }

  private interface Opener {
    InputStream open(InputStream compressed) throws IOException;
  }

  /** Tells damage, which the decompressors report in several ways, from a failure to read. */
  private static final class Guarded extends FilterInputStream {
    private final String format;
    private final ByteSource source;

    Guarded(String format, ByteSource source, Opener opener) throws IOException {
      super(null);
      this.format = format;
      this.source = source;
      try {
        in = opener.open(source.stream());
      } catch (ZipException | EOFException e) {
        throw damaged(e);
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } catch (ZipException | EOFException | RuntimeException e) {
        throw damaged(e);
      } catch (IOException e) {
        throw isTruncation(e) ? damaged(e) : e;
      }
    }

    // aircompressor says so, and no more, when a frame is cut off.
    private static boolean isTruncation(IOException e) {
      return e.getClass() == IOException.class
          && e.getMessage() != null
          && e.getMessage().startsWith("Not enough input bytes");
    }

    private LayerException damaged(Exception e) {
      boolean isCutOff =
          e instanceof EOFException || e instanceof IOException io && isTruncation(io);
      String why = isCutOff ? "it is cut off" : e.getMessage();
      if (why == null) {
        why = e.getClass().getSimpleName();
      }
      return new LayerException(
          "layer " + source.name() + ": damaged " + format + ": " + why + ": get it anew", e);
    }
  }
}
