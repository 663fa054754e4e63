package io.unionfs.medium;

import io.unionfs.fault.FaultPoint;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of one file: a tree of blocks, as deep as the file is long. A block that is missing is
 * a hole, or still in the lower file; one that is short ends in zeros. No byte beyond the file's
 * size is anything but zero.
 *
 * <p>One thread at a time writes; others read meanwhile, without a lock. Blocks are written in
 * place and appear whole; a cut makes another table, and leaves this one to who is reading it.
 */
final class Blocks {
  /** Of an empty file; it is not written to. */
  static final Blocks NONE = new Blocks(0, null, 0);

  static final int SHIFT = 14;
  static final int SIZE = 1 << SHIFT;

  private static final int NODE_SHIFT = 6;
  private static final int NODE_SIZE = 1 << NODE_SHIFT;

  /** Small blocks have lengths that waste nothing: arrays are multiples of 8 bytes. */
  private static final int ROUNDING = 8;

  private static final byte[] ZEROS = new byte[SIZE];
  private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Object[].class);

  private final int levels;

  /** Where the blocks below {@link #sharedEnd} are that are missing here; null for none. */
  private final SharedData shared;

  private final long sharedEnd;

  /** A block where there are no levels, else a node. */
  private volatile Object top;

  /** How many blocks are still in the lower file. */
  private volatile long sharedBlocks;

  /** What is taken; for the writing thread. */
  private long held;

  private int nodes;

  private Blocks(int levels, SharedData shared, long sharedEnd) {
    this.levels = levels;
    this.shared = shared;
    this.sharedEnd = sharedEnd;
  }

  static Blocks empty() {
    return new Blocks(0, null, 0);
  }

  /** All of the first {@code size} bytes of {@code data}. */
  static Blocks sharing(SharedData data, long size) {
    Blocks blocks = new Blocks(levelsFor((size - 1) >>> SHIFT), data, size);
    blocks.sharedBlocks = count(size);
    return blocks;
  }

  private static long count(long size) {
    return (size + SIZE - 1) >>> SHIFT;
  }

  private static int levelsFor(long index) {
    int levels = 0;
    while (index >>> (NODE_SHIFT * levels) != 0) {
      levels++;
    }
    return levels;
  }

  long held() {
    return held;
  }

  int nodes() {
    return nodes;
  }

  /** The lower file's data, some of which is still shared; or null. */
  SharedData shared() {
    return sharedBlocks == 0 ? null : shared;
  }

  // ---- reading ----

  /** Reads {@code count} bytes, all of them before the end of the file. */
  void read(ByteBuffer target, long position, int count) throws IOException {
    long at = position;
    int left = count;
    while (left > 0) {
      int offset = (int) at & SIZE - 1;
      int some = Math.min(left, SIZE - offset);
      byte[] block = block(at >>> SHIFT);
      if (block != null) {
        int there = Math.min(some, block.length - offset);
        if (there > 0) {
          target.put(block, offset, there);
        }
        if (there < some) {
          target.put(ZEROS, 0, some - Math.max(0, there));
        }
      } else if (at < sharedEnd) {
        some = sharedRun(at, some, left);
        shared.read(target, at, some);
      } else {
        target.put(ZEROS, 0, some);
      }
      at += some;
      left -= some;
    }
  }

  /** How much of {@code left} bytes can be read from the lower file at once, at least the first. */
  private int sharedRun(long at, int first, int left) {
    int limit = (int) Math.min(left, sharedEnd - at);
    int run = first;
    while (run < limit && block(at + run >>> SHIFT) == null) {
      run = Math.min(limit, run + SIZE);
    }
    return Math.min(run, limit);
  }

  private byte[] block(long index) {
    if (isBeyond(index)) {
      return null;
    }
    Object at = top;
    for (int level = levels; level > 0 && at != null; level--) {
      at = SLOTS.getAcquire((Object[]) at, slot(index, level));
    }
    return (byte[]) at;
  }

  private static int slot(long index, int level) {
    return (int) (index >>> NODE_SHIFT * (level - 1)) & NODE_SIZE - 1;
  }

  private boolean isBeyond(long index) {
    return index >>> NODE_SHIFT * levels != 0;
  }

  // ---- writing ----

  /** Whether a block at {@code position} could not be put here. */
  boolean isTooShallow(long position) {
    return isBeyond(position >>> SHIFT);
  }

  /** A table of the same blocks that is one level deeper. */
  Blocks deepened(BlockSpace space) throws MediumException {
    Blocks deeper = new Blocks(levels + 1, shared, sharedEnd);
    deeper.held = held;
    deeper.nodes = nodes;
    deeper.sharedBlocks = sharedBlocks;
    if (top != null) {
      Object[] node = deeper.newNode(space);
      node[0] = top;
      deeper.top = node;
    }
    return deeper;
  }

  private Object[] newNode(BlockSpace space) throws MediumException {
    space.takeNode();
    nodes++;
    return new Object[NODE_SIZE];
  }

  /**
   * Writes {@code count} bytes, all in the block at {@code position}, which is not {@linkplain
   * #isTooShallow too far out}.
   *
   * @throws MediumException of kind {@link MediumException.Kind#NO_SPACE}; nothing is written then
   */
  void write(ByteBuffer source, int count, long position, BlockSpace space, Faults faults)
      throws IOException {
    long index = position >>> SHIFT;
    int offset = (int) position & SIZE - 1;
    Object[] node = leafNode(index, space);
    byte[] old = node == null ? (byte[]) top : (byte[]) node[slot(index, 1)];
    byte[] block = old;
    if (old == null) {
      block = newBlock(source, index, offset, count, space, faults);
    } else {
      if (old.length < offset + count) {
        block = grown(old, offset + count, space);
      }
      source.get(block, offset, count);
    }
    if (block != old) {
      put(node, index, block);
      if (old == null && index << SHIFT < sharedEnd) {
        sharedBlocks--;
      }
    }
  }

  /** Puts a block that is charged where none is. */
  void put(long index, byte[] block, BlockSpace space) throws MediumException {
    put(leafNode(index, space), index, block);
    held += block.length;
  }

  private void put(Object[] node, long index, byte[] block) {
    if (node == null) {
      top = block;
    } else {
      SLOTS.setRelease(node, slot(index, 1), (Object) block);
    }
  }

  /** The node that holds the block, made where it is missing; null when there are no levels. */
  private Object[] leafNode(long index, BlockSpace space) throws MediumException {
    if (levels == 0) {
      return null;
    }
    Object[] node = (Object[]) top;
    if (node == null) {
      node = newNode(space);
      top = node;
    }
    for (int level = levels; level > 1; level--) {
      int slot = slot(index, level);
      Object[] below = (Object[]) node[slot];
      if (below == null) {
        below = newNode(space);
        SLOTS.setRelease(node, slot, (Object) below);
      }
      node = below;
    }
    return node;
  }

  /** A block of {@code count} bytes of {@code source}, at {@code offset}, and what is around. */
  private byte[] newBlock(
      ByteBuffer source, long index, int offset, int count, BlockSpace space, Faults faults)
      throws IOException {
    long start = index << SHIFT;
    int below = (int) Math.max(0, Math.min(SIZE, sharedEnd - start));
    int length = SIZE; // More will follow, in a file that has a block.
    if (index == 0 || below > 0 || !space.tryTake(length)) {
      length = rounded(Math.max(offset + count, below));
      space.take(length);
    }
    boolean done = false;
    try {
      byte[] block;
      if (count == length && source.hasArray()) {
        block = taken(source, count);
      } else {
        block = new byte[length];
        if (below > 0 && (offset > 0 || count < below)) {
          fetch(ByteBuffer.wrap(block), start, below, faults);
          space.noteCopied(below);
        }
        source.get(block, offset, count);
      }
      held += length;
      done = true;
      return block;
    } finally {
      if (!done) {
        space.give(length, 0);
      }
    }
  }

  /** A copy of the next bytes, in an array that need not be cleared first. */
  private static byte[] taken(ByteBuffer source, int count) {
    int from = source.arrayOffset() + source.position();
    byte[] block = Arrays.copyOfRange(source.array(), from, from + count);
    source.position(source.position() + count);
    return block;
  }

  private void fetch(ByteBuffer block, long start, int count, Faults faults) throws IOException {
    Faults.Cut cut = faults.reach(FaultPoint.COPY_UP_DATA, count);
    if (cut != null) {
      throw cut.failure();
    }
    shared.read(block, start, count);
  }

  /** Twice as long, as far as there is space for that. */
  private byte[] grown(byte[] old, int needed, BlockSpace space) throws MediumException {
    int length = rounded(Math.max(needed, Math.min(SIZE, 2 * old.length)));
    if (!space.tryTake(length - old.length)) {
      length = rounded(needed);
      space.take(length - old.length);
    }
    boolean done = false;
    try {
      byte[] block = Arrays.copyOf(old, length);
      held += length - old.length;
      done = true;
      return block;
    } finally {
      if (!done) {
        space.give(length - old.length, 0);
      }
    }
  }

  private static int rounded(int length) {
    return length + ROUNDING - 1 & -ROUNDING;
  }

  // ---- cutting ----

  /** The first {@code size} bytes of this, some; what is not in it is to be given back. */
  Blocks cut(long size) {
    Blocks cut = new Blocks(levels, shared, Math.min(sharedEnd, size));
    cut.held = held;
    cut.nodes = nodes;
    long last = (size - 1) >>> SHIFT;
    cut.top = isBeyond(last) ? top : cut.cut(top, levels, last, (int) (size - (last << SHIFT)));
    if (shared != null) {
      long blocks = count(cut.sharedEnd);
      cut.sharedBlocks = blocks - present(cut.top, levels, blocks);
    }
    return cut;
  }

  /** {@code node} without what comes after the first {@code length} bytes of block {@code last}. */
  private Object cut(Object node, int level, long last, int length) {
    if (node == null) {
      return null;
    }
    if (level == 0) {
      byte[] block = (byte[]) node;
      if (block.length <= length) {
        return block;
      }
      byte[] shorter = Arrays.copyOf(block, length);
      held -= block.length - length;
      return shorter;
    }
    Object[] old = (Object[]) node;
    Object[] kept = new Object[NODE_SIZE];
    int slot = slot(last, level);
    System.arraycopy(old, 0, kept, 0, slot);
    kept[slot] = cut(old[slot], level - 1, last, length);
    for (int i = slot + 1; i < NODE_SIZE; i++) {
      drop(old[i], level - 1);
    }
    return kept;
  }

  private void drop(Object node, int level) {
    if (node == null) {
      return;
    }
    if (level == 0) {
      held -= ((byte[]) node).length;
      return;
    }
    nodes--;
    for (Object below : (Object[]) node) {
      drop(below, level - 1);
    }
  }

  /** How many of the first {@code count} blocks below {@code node} are there. */
  private static long present(Object node, int level, long count) {
    if (node == null || count <= 0) {
      return 0;
    }
    if (level == 0) {
      return 1;
    }
    long sum = 0;
    long each = 1L << NODE_SHIFT * (level - 1);
    for (int i = 0; i < NODE_SIZE && i * each < count; i++) {
      sum += present(((Object[]) node)[i], level - 1, count - i * each);
    }
    return sum;
  }
}
