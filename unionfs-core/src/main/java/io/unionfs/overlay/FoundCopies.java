package io.unionfs.overlay;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which copies in a used writable layer have the numbers of the lower files they come from. Lower
 * layers may have changed in the meantime, and numbers may have been given to other files: a copy
 * has the number of a file that is in the lower layers and not seen any more. Any other has its
 * own, as the kernel has it where a file handle is stale.
 */
final class FoundCopies {
  /** Copies and the numbers that they would have, until it is settled. */
  private final Map<UpperInode, Long> claims = new LinkedHashMap<>();

  private final Set<Long> hidden = new HashSet<>();
  private final Set<Long> given = new HashSet<>();
  private final List<LowerDirectory> hiddenDirectories = new ArrayList<>();
  private final Set<LowerDirectory> merged = Collections.newSetFromMap(new IdentityHashMap<>());

  /** {@code copy} comes from the lower file {@code ino}, if that is still there; 0 for none. */
  void claims(UpperInode copy, long ino) {
    if (ino != 0) {
      claims.put(copy, ino);
    }
  }

  /** {@code copy} has the number {@code ino}, whatever is found. */
  void keeps(UpperInode copy, long ino) {
    claims.remove(copy);
    given.add(ino);
    copy.renumber(ino);
  }

  /** The writable layer has something, or a whiteout, where the lower layers show {@code lower}. */
  void hides(Inode lower) {
    if (lower instanceof LowerDirectory directory) {
      hiddenDirectories.add(directory);
    } else if (lower != null && isOnlyName(lower)) {
      hidden.add(lower.ino());
    }
  }

  /** A directory of the writable layer shows {@code lower} all the same. */
  void merges(LowerDirectory lower) {
    if (lower != null) {
      merged.add(lower);
    }
  }

  /** {@code leaf} stands in the place of {@code lower}: nothing else comes from that sooner. */
  void stands(Inode leaf, Inode lower) {
    if (leaf instanceof UpperInode copy
        && lower != null
        && !lower.isDirectory()
        && isOnlyName(lower)) {
      Long claim = claims.get(copy);
      if (claim != null && claim == lower.ino() && !given.contains(claim)) {
        keeps(copy, claim);
      }
    }
  }

  /** Decides, when all is found. */
  void settle() {
    Map<Long, UpperInode> wanted = new HashMap<>();
    claims.forEach(
        (copy, ino) -> {
          if (!given.contains(ino)) {
            wanted.putIfAbsent(ino, copy);
          }
        });
    hidden.forEach(ino -> give(wanted, ino));
    Deque<LowerDirectory> pending = new ArrayDeque<>(hiddenDirectories);
    while (!wanted.isEmpty() && !pending.isEmpty()) {
      LowerDirectory directory = pending.pop();
      if (merged.contains(directory)) {
        continue;
      }
      try {
        directory
            .children()
            .forEach(
                (name, child) -> {
                  if (child instanceof LowerDirectory below) {
                    pending.push(below);
                  } else if (isOnlyName(child)) {
                    give(wanted, child.ino());
                  }
                });
      } catch (IOException e) {
        // Nobody can see it: what comes from there has numbers of its own.
      }
    }
  }

  private static void give(Map<Long, UpperInode> wanted, long ino) {
    UpperInode copy = wanted.remove(ino);
    if (copy != null) {
      copy.renumber(ino);
    }
  }

  /** Whether the lower file shows nowhere if it does not show here. */
  private static boolean isOnlyName(Inode lower) {
    if (lower instanceof UnreachableInode unreachable) {
      return unreachable.entry() == null || unreachable.entry().links() == 1;
    }
    return lower.stat().links() == 1;
  }
}
