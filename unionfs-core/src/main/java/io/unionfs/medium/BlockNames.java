package io.unionfs.medium;

import java.io.IOException;

/** The names of a writable layer in memory. With the medium's lock held. */
final class BlockNames {
  private BlockNames() {}

  /** Checks that {@code occupant} is what is at {@code name}. */
  static void check(BlockDirectory parent, String name, Occupant occupant) throws IOException {
    Object there = parent.get(name);
    boolean as =
        switch (occupant) {
          case NOTHING -> there == null;
          case WHITEOUT -> there == UpperEntry.Whiteout.WHITEOUT;
          case FILE -> there instanceof BlockNode && !(there instanceof BlockDirectory);
          case DIRECTORY -> there instanceof BlockDirectory directory && directory.holdsNoFiles();
        };
    if (!as) {
      throw notThere(name);
    }
  }

  static void checkIs(BlockNode node, BlockDirectory parent, String name) throws IOException {
    if (parent.get(name) != node) {
      throw notThere(name);
    }
  }

  private static IOException notThere(String name) {
    return new IOException(name + ": something else has this name in the writable layer");
  }

  /** What is at {@code name}, if anything, loses it, and {@code remains} is there. */
  static void leave(BlockDirectory parent, String name, Remains remains) throws IOException {
    loseName(
        remains == Remains.WHITEOUT
            ? parent.put(name, UpperEntry.Whiteout.WHITEOUT)
            : parent.remove(name));
  }

  static void move(
      BlockNode moved,
      BlockDirectory from,
      String fromName,
      BlockDirectory to,
      String toName,
      Occupant occupant,
      Remains remains)
      throws IOException {
    checkIs(moved, from, fromName);
    Object replaced = to.get(toName);
    if (replaced == moved) { // rename(2) leaves two names of one file alone
      leave(from, fromName, remains);
      return;
    }
    check(to, toName, occupant);
    to.put(toName, moved);
    if (remains == Remains.WHITEOUT) {
      from.put(fromName, UpperEntry.Whiteout.WHITEOUT);
    } else {
      from.remove(fromName);
    }
    loseName(replaced);
  }

  private static void loseName(Object slot) throws IOException {
    if (slot instanceof BlockNode node && !(node instanceof BlockDirectory) && --node.links == 0) {
      if (node instanceof BlockFile file) {
        file.unnamed();
      }
    }
  }
}
