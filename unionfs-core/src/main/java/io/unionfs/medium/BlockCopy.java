package io.unionfs.medium;

import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Content;
import java.io.IOException;

/** Copies the data of a lower file into blocks. */
final class BlockCopy {
  /** A fault is asked for once for so many bytes. */
  private static final int PIECE = 64 << 10;

  private BlockCopy() {}

  /**
   * The first {@code length} bytes of {@code source}.
   *
   * @throws IOException if it ends before, and nothing is taken
   */
  static Blocks copied(Content.Reader source, long length, BlockSpace space, Faults faults)
      throws IOException {
    if (length == 0) {
      return Blocks.NONE;
    }
    Blocks blocks = Blocks.empty();
    long taken = 0; // and not yet in a block
    boolean done = false;
    try {
      for (long at = 0; at < length; at += Blocks.SIZE) {
        int count = (int) Math.min(Blocks.SIZE, length - at);
        space.take(count);
        taken = count;
        byte[] block = source.readBytes(at, count);
        checkLength(block, count, at, length);
        if (at % PIECE == 0) {
          reach(faults, (int) Math.min(PIECE, length - at));
        }
        while (blocks.isTooShallow(at)) {
          blocks = blocks.deepened(space);
        }
        blocks.put(at >>> Blocks.SHIFT, block, space);
        taken = 0;
      }
      space.noteCopied(length);
      done = true;
      return blocks;
    } finally {
      if (!done) {
        space.give(blocks.held() + taken, blocks.nodes());
      }
    }
  }

  private static void reach(Faults faults, int count) throws IOException {
    Faults.Cut cut = faults.reach(FaultPoint.COPY_UP_DATA, count);
    if (cut == null) {
      cut = faults.reach(FaultPoint.STORAGE_WRITE, count);
    }
    if (cut != null) {
      throw cut.failure();
    }
  }

  private static void checkLength(byte[] block, int count, long at, long length)
      throws IOException {
    if (block.length < count) {
      throw new IOException(
          "the file being copied ends at " + (at + block.length) + " of " + length + " bytes");
    }
  }
}
