package io.unionfs.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * The frames of a zstd stream (RFC 8878) in the form that aircompressor takes. It follows the
 * frames from block to block and
 *
 * <ul>
 *   <li>leaves out skippable frames, which aircompressor does not know and {@code zstd:chunked}
 *       layers have;
 *   <li>refuses windows over 128 MiB, as zstd(1) does unless told otherwise, and over an eighth of
 *       the maximum heap, for aircompressor takes more than two windows and layers are read two at
 *       a time;
 *   <li>rewrites the header of a frame whose window exceeds 8 MiB ({@code zstd --ultra -22}, {@code
 *       --long}). aircompressor refuses such a window, but takes a frame in one segment of the same
 *       size, and then keeps as many bytes to look back at.
 * </ul>
 */
final class ZstdFrames extends InputStream {
  private static final long MAX_WINDOW = 128L << 20;
  private static final long PLAIN_WINDOW = 8L << 20;
  private static final int MAGIC = 0xfd2fb528;
  private static final int SKIPPABLE = 0x184d2a50;
  private static final int SINGLE_SEGMENT = 1 << 5;
  private static final int CHECKSUM = 1 << 2;
  private static final int RLE_BLOCK = 1;

  /** What comes next in the input. */
  private enum Next {
    FRAME,
    BLOCK,
    CHECKSUM
  }

  private final InputStream in;
  private final long maxWindow;
  private Next next = Next.FRAME;
  private boolean hasChecksum;
  // Bytes ready to be given out, then so many to pass on as they are.
  private byte[] ready = new byte[0];
  private int given;
  private long passing;

  ZstdFrames(InputStream in) {
    this(in, Runtime.getRuntime().maxMemory());
  }

  /**
   * @param heap the largest size of the heap in bytes
   */
  ZstdFrames(InputStream in, long heap) {
    this.in = in;
    this.maxWindow = Math.min(MAX_WINDOW, Math.max(PLAIN_WINDOW, heap / 8));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (given == ready.length && passing == 0) {
      if (!advance()) {
        return -1;
      }
    }
    if (given < ready.length) {
      int count = Math.min(length, ready.length - given);
      System.arraycopy(ready, given, bytes, offset, count);
      given += count;
      return count;
    }
    int count = in.read(bytes, offset, (int) Math.min(length, passing));
    if (count < 0) {
      throw cutOff();
    }
    passing -= count;
    return count;
  }

  private static EOFException cutOff() {
    return new EOFException("it is cut off");
  }

  /** Finds out what comes next, and returns false at the end. */
  private boolean advance() throws IOException {
    switch (next) {
      case FRAME -> {
        byte[] magic = in.readNBytes(4);
        if (magic.length == 0) {
          return false;
        }
        frame(magic);
      }
      case BLOCK -> {
        byte[] header = exactly(3);
        int bits = (int) number(header);
        give(header, (bits >>> 1 & 3) == RLE_BLOCK ? 1 : bits >>> 3);
        if ((bits & 1) != 0) {
          next = hasChecksum ? Next.CHECKSUM : Next.FRAME;
        }
      }
      case CHECKSUM -> {
        passing = 4;
        next = Next.FRAME;
      }
    }
    return true;
  }

  private void give(byte[] bytes, long thenPass) {
    ready = bytes;
    given = 0;
    passing = thenPass;
  }

  private void frame(byte[] magic) throws IOException {
    if (magic.length < 4) {
      throw cutOff();
    }
    int number = (int) number(magic);
    if ((number & ~0xf) == SKIPPABLE) {
      in.skipNBytes(number(exactly(4)));
    } else if (number == MAGIC) {
      give(frameHeader(), 0);
      next = Next.BLOCK;
    } else {
      throw new ZipException("something that is no zstd frame follows");
    }
  }

  /**
   * Reads a frame's header, and returns it with its magic, in the form that can be decompressed.
   */
  private byte[] frameHeader() throws IOException {
    int descriptor = exactly(1)[0] & 0xff;
    hasChecksum = (descriptor & CHECKSUM) != 0;
    boolean single = (descriptor & SINGLE_SEGMENT) != 0;
    byte[] window = exactly(single ? 0 : 1);
    byte[] dictionary = exactly(new int[] {0, 1, 2, 4}[descriptor & 3]);
    byte[] size = exactly(new int[] {single ? 1 : 0, 2, 4, 8}[descriptor >>> 6]);
    long contentSize = number(size) + (size.length == 2 ? 256 : 0);
    long windowSize = single ? contentSize : windowSize(window[0]);
    if (windowSize < 0 || windowSize > maxWindow) {
      throw new ZipException(
          "a window of "
              + Long.toUnsignedString(windowSize)
              + " bytes; at most "
              + maxWindow
              + " are allowed");
    }
    if (!single && windowSize > PLAIN_WINDOW) {
      descriptor = 3 << 6 | SINGLE_SEGMENT | (descriptor & 0x1f);
      window = new byte[0];
      size = new byte[8];
      for (int i = 0; i < size.length; i++) {
        size[i] = (byte) (windowSize >>> 8 * i);
      }
    }
    return joined(
        new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, (byte) descriptor},
        window,
        dictionary,
        size);
  }

  private static long windowSize(byte descriptor) {
    long base = 1L << 10 + (descriptor >>> 3 & 0x1f);
    return base + base / 8 * (descriptor & 7);
  }

  private static byte[] joined(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] whole = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw cutOff();
    }
    return bytes;
  }

  private static long number(byte[] littleEndian) {
    long number = 0;
    for (int i = littleEndian.length - 1; i >= 0; i--) {
      number = number << 8 | (littleEndian[i] & 0xff);
    }
    return number;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
