package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Answers about the union itself: who provides a path, and what the writable layer changed. */
final class Inspection {
  private Inspection() {}

  static Provenance provenance(MountState state, PathName path) throws ErrnoException, IOException {
    Directory root = state.root();
    Walk walk = new Walk(root, Caller.ROOT, state.tracing.quietProbe());
    Lookup found = walk.toEnd(path, Follow.NOFOLLOW);
    if (found instanceof Errno errno && !walk.isLastMissing()) {
      throw errno.thrown();
    }
    List<String> names = new ArrayList<>();
    for (int level = 1; level <= walk.spine().depth(); level++) {
      names.add(walk.spine().name(level));
    }
    if (walk.last() == Walk.Last.NAME) {
      names.add(walk.lastName());
    }
    SortedMap<Integer, Provenance.Says> voices = new TreeMap<>(Inspection::fromTheTop);
    hidden(MountState.lower(root), walk, names, voices);
    int provider = Provenance.NOBODY;
    if (found instanceof Inode inode) {
      provider = inode.layer();
      shown(inode, voices);
    } else if (voices.isEmpty()) {
      throw Errno.ENOENT.thrown();
    }
    List<Provenance.Voice> list = new ArrayList<>();
    voices.forEach((layer, says) -> list.add(new Provenance.Voice(layer, says)));
    return new Provenance("/" + String.join("/", names), provider, list);
  }

  private static int fromTheTop(int one, int other) {
    int first = one == TraceEvent.UPPER ? Integer.MAX_VALUE : one;
    int second = other == TraceEvent.UPPER ? Integer.MAX_VALUE : other;
    return Integer.compare(second, first);
  }

  /** The layers that what is shown comes from, whatever its name is there. */
  private static void shown(Inode inode, Map<Integer, Provenance.Says> voices) {
    voices.put(inode.layer(), Provenance.Says.SHOWN);
    if (inode instanceof Directory directory) {
      LowerDirectory lower =
          directory instanceof UpperDirectory upper
              ? upper.lower()
              : ((LowerDirectory) directory).below();
      for (; lower != null; lower = lower.below()) {
        voices.put(lower.layer(), Provenance.Says.SHOWN);
      }
    } else if (inode instanceof UpperInode upper && upper.lowerData() != null) {
      voices.put(upper.lowerData().layer(), Provenance.Says.DATA);
    }
  }

  /** What each layer holds at the path, all of it taken as hidden. */
  private static void hidden(
      MergedTree lower, Walk walk, List<String> names, Map<Integer, Provenance.Says> voices)
      throws IOException {
    if (walk.last() == Walk.Last.NAME
        && walk.spine().top() instanceof UpperDirectory parent
        && parent.whiteouts().get(walk.lastName()) != null) {
      voices.put(TraceEvent.UPPER, Provenance.Says.WHITEOUT);
    }
    for (MergedTree tree = lower; tree != null; tree = tree.below()) {
      Entry entry = tree.top();
      for (String name : names) {
        entry = entry instanceof Entry.Directory directory ? directory.lookup(name) : null;
      }
      if (entry != null) {
        voices.put(
            tree.number(),
            entry instanceof Entry.Whiteout ? Provenance.Says.WHITEOUT : Provenance.Says.HIDDEN);
      }
    }
  }

  /**
   * What is shown otherwise than in the tree {@code was}.
   *
   * @param root of what is shown
   */
  static List<Change> changes(MountState state, Directory root, MergedTree was) throws IOException {
    List<Change> changes = new ArrayList<>();
    if (root != was.root()) {
      // Without recursion: a tree may be of any depth.
      List<Compared> directories = new ArrayList<>();
      directories.add(new Compared(root, was.root(), "", null));
      for (int i = 0; i < directories.size(); i++) {
        compare(state, directories.get(i), directories, changes);
      }
      for (int i = directories.size() - 1; i > 0; i--) {
        directories.get(i).conclude(changes);
      }
    }
    changes.sort(Comparator.comparing(Change::path));
    return changes;
  }

  /**
   * A directory that is not just shown through, beside what the lower layers show at its path: of
   * the writable layer, or moved there with one that is.
   */
  private static final class Compared {
    final Directory now;
    final Inode was;
    final String path;
    final Compared parent;
    boolean differsInside;

    Compared(Directory now, Inode was, String path, Compared parent) {
      this.now = now;
      this.was = was;
      this.path = path;
      this.parent = parent;
    }

    LowerDirectory lower() {
      return was instanceof LowerDirectory directory ? directory : null;
    }

    /** With everything inside compared. */
    void conclude(List<Change> changes) {
      if (lower() == null || differsInside || !sameAttributes(now, was)) {
        changes.add(new Change(kind(was), path));
        parent.differsInside = true;
      }
    }
  }

  private static Change.Kind kind(Inode was) {
    return was == null ? Change.Kind.ADDED : Change.Kind.CHANGED;
  }

  private static void compare(
      MountState state, Compared directory, List<Compared> directories, List<Change> changes)
      throws IOException {
    NameMap<Inode> was = directory.lower() == null ? NameMap.empty() : directory.lower().children();
    NameMap<Inode> shown = directory.now.children();
    shown.forEach(
        (name, now) -> {
          String path = directory.path + "/" + name;
          if (now == was.get(name) && state.shown(now) == now) {
            return; // Shown through.
          }
          if (now instanceof Directory below) {
            directories.add(new Compared(below, was.get(name), path, directory));
          } else {
            changes.add(new Change(kind(was.get(name)), path));
            directory.differsInside = true;
          }
        });
    was.forEach(
        (name, gone) -> {
          if (shown.get(name) == null) {
            changes.add(new Change(Change.Kind.DELETED, directory.path + "/" + name));
            directory.differsInside = true;
          }
        });
  }

  private static boolean sameAttributes(Inode now, Inode old) {
    Attributes a = now.attributes();
    Attributes b = old.attributes();
    return now.type() == old.type()
        && a.mode() == b.mode()
        && a.uid() == b.uid()
        && a.gid() == b.gid()
        && (now.type() == FileType.DIRECTORY || a.modified().equals(b.modified()))
        && a.xattrs().equals(b.xattrs());
  }
}
