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
    Walk walk = new Walk(state.root(), Caller.ROOT, Probe.INDEXED);
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

  static List<Change> changes(Directory root) throws IOException {
    List<Change> changes = new ArrayList<>();
    if (root instanceof UpperDirectory upper) {
      compare(upper, upper.lower(), "", changes);
    }
    changes.sort(Comparator.comparing(Change::path));
    return changes;
  }

  /** Returns whether anything differs in or below {@code upper}. */
  private static boolean compare(
      UpperDirectory upper, LowerDirectory was, String path, List<Change> changes)
      throws IOException {
    int before = changes.size();
    List<String> names = new ArrayList<>();
    upper.children().forEach((name, inode) -> names.add(name));
    for (String name : names) {
      Inode now = upper.children().get(name);
      if (now.layer() == TraceEvent.UPPER) {
        Inode old = was == null ? null : was.children().get(name);
        entry(now, old, path + "/" + name, changes);
      }
    }
    if (was != null) {
      was.children()
          .forEach(
              (name, inode) -> {
                if (upper.children().get(name) == null) {
                  changes.add(new Change(Change.Kind.DELETED, path + "/" + name));
                }
              });
    }
    return changes.size() > before;
  }

  private static void entry(Inode now, Inode old, String path, List<Change> changes)
      throws IOException {
    Change.Kind kind = old == null ? Change.Kind.ADDED : Change.Kind.CHANGED;
    if (!(now instanceof UpperDirectory directory)) {
      changes.add(new Change(kind, path));
      return;
    }
    LowerDirectory was = old instanceof LowerDirectory lower ? lower : null;
    boolean differsInside = compare(directory, was, path, changes);
    if (was == null || differsInside || !sameAttributes(now, old)) {
      changes.add(new Change(kind, path));
    }
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
