package io.unionfs.overlay;

import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
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
import java.util.function.Consumer;
import java.util.function.LongConsumer;

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

  /** Directories that are there, but that the mount's options show to nobody. */
  private final Deque<Unreachable> unreachable = new ArrayDeque<>();

  private record Unreachable(Entry.Directory directory, int layer) {}

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

  /**
   * All that {@code directory}, the lower layers' root, shows is hidden, or merges with something.
   */
  void hides(LowerDirectory directory) {
    hiddenDirectories.add(directory);
  }

  /** The writable layer has something, or a whiteout, at {@code name} in {@code parent}. */
  void hides(LowerDirectory parent, String name) throws IOException {
    Inode lower = parent == null ? null : parent.children().get(name);
    if (lower != null) {
      hides(parent, name, lower, hidden::add, hiddenDirectories::add);
    }
  }

  private void hides(
      LowerDirectory parent,
      String name,
      Inode lower,
      LongConsumer files,
      Consumer<LowerDirectory> directories)
      throws IOException {
    if (lower instanceof LowerDirectory directory) {
      directories.accept(directory);
    } else if (lower.type() == FileType.DIRECTORY) {
      for (LowerDirectory at = parent; at != null; at = at.below()) {
        if (at.entry().lookup(name) instanceof Entry.Directory directory) {
          unreachable.add(new Unreachable(directory, at.layer()));
        }
      }
    } else if (isOnlyName(lower)) {
      files.accept(lower.ino());
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
    while (!wanted.isEmpty() && !(pending.isEmpty() && unreachable.isEmpty())) {
      try {
        if (pending.isEmpty()) {
          look(unreachable.pop(), wanted);
        } else {
          look(pending.pop(), pending, wanted);
        }
      } catch (IOException e) {
        // Nobody can see it: what comes from there has numbers of its own.
      }
    }
  }

  private void look(
      LowerDirectory directory, Deque<LowerDirectory> pending, Map<Long, UpperInode> wanted)
      throws IOException {
    if (merged.contains(directory)) {
      return;
    }
    List<String> names = new ArrayList<>();
    directory.children().forEach((name, child) -> names.add(name));
    for (String name : names) {
      Inode child = directory.children().get(name);
      hides(directory, name, child, ino -> give(wanted, ino), pending::push);
    }
  }

  private void look(Unreachable found, Map<Long, UpperInode> wanted) throws IOException {
    for (Entry child : found.directory().entries().values()) {
      if (child instanceof Entry.Directory below) {
        unreachable.push(new Unreachable(below, found.layer()));
      } else if (child instanceof Entry.Node node && node.links() == 1) {
        give(wanted, InodeNumbers.ofLower(found.layer(), node.number()));
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
