package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Opacity;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Answers about the union itself: who provides a path, and what the writable layer changed. */
final class Inspection {
  private Inspection() {}

  static Provenance provenance(MountState state, PathName path) throws ErrnoException, IOException {
    Walk walk = new Walk(state.root(), Caller.ROOT, state.quietProbe());
    Lookup found = walk.toEnd(path, Follow.NOFOLLOW);
    if (found instanceof Errno errno) {
      throw errno.thrown();
    }
    Inode inode = (Inode) found;
    List<String> names = new ArrayList<>();
    for (int level = 1; level <= walk.spine().depth(); level++) {
      names.add(walk.spine().name(level));
    }
    if (walk.last() == Walk.Last.NAME) {
      names.add(walk.lastName());
    }
    List<Provenance.Voice> voices = new ArrayList<>();
    Shadow shadow = Shadow.CLEAR;
    if (inode.layer() == TraceEvent.UPPER) {
      voices.add(new Provenance.Voice(TraceEvent.UPPER, Provenance.Says.SHOWN));
      shadow =
          inode instanceof UpperDirectory directory && directory.lower() != null
              ? Shadow.CLEAR
              : Shadow.COVERED;
    }
    for (MergedTree tree = state.lower; tree != null; tree = tree.below()) {
      shadow = voice(tree, names, shadow, voices);
    }
    return new Provenance("/" + String.join("/", names), inode.layer(), voices);
  }

  /** Whether what a deeper layer holds can still be seen. */
  private enum Shadow {
    CLEAR,
    COVERED
  }

  private static Shadow voice(
      MergedTree tree, List<String> names, Shadow shadow, List<Provenance.Voice> voices)
      throws IOException {
    Entry entry = tree.top();
    Shadow below = shadow;
    for (int i = 0; i < names.size(); i++) {
      if (!(entry instanceof Entry.Directory directory)) {
        // A file or a whiteout above the path: nothing deeper shows through it.
        return entry == null ? below : Shadow.COVERED;
      }
      if (directory.opacity() == Opacity.OPAQUE) {
        below = Shadow.COVERED;
      }
      entry = directory.lookup(names.get(i));
    }
    if (entry == null) {
      return below;
    }
    int layer = tree.layers() - 1;
    if (entry instanceof Entry.Whiteout) {
      voices.add(new Provenance.Voice(layer, Provenance.Says.WHITEOUT));
      return Shadow.COVERED;
    }
    boolean isDirectory = entry instanceof Entry.Directory;
    Provenance.Says says =
        shadow == Shadow.CLEAR && mergesWithAbove(voices, isDirectory)
            ? Provenance.Says.SHOWN
            : Provenance.Says.HIDDEN;
    voices.add(new Provenance.Voice(layer, says));
    boolean ends =
        !isDirectory
            || says == Provenance.Says.HIDDEN
            || ((Entry.Directory) entry).opacity() == Opacity.OPAQUE;
    return ends ? Shadow.COVERED : below;
  }

  private static boolean mergesWithAbove(List<Provenance.Voice> voices, boolean isDirectory) {
    return isDirectory || voices.stream().noneMatch(voice -> voice.says() == Provenance.Says.SHOWN);
  }

  static List<Change> changes(MountState state) throws IOException {
    Directory root = state.root();
    List<Change> changes = new ArrayList<>();
    if (root instanceof UpperDirectory upper) {
      // Without recursion: a tree may be of any depth.
      List<Compared> directories = new ArrayList<>();
      directories.add(new Compared(upper, upper.lower(), "", null));
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
