package io.unionfs.overlay;

import io.unionfs.layer.FileType;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * What a mount changed of its lower layers, or the upper layers of a chain of those below them, as
 * a layer archive (OCI image spec, layer.md): put on the layers below, it shows the same.
 *
 * <p>Two trees are compared, path by path: what is shown and what the layers below show. So it does
 * not matter how a change came about, and what was undone is none. Only directories that are not
 * just shown through are looked into.
 */
final class Changeset {
  private final Compared trees;
  private final String name;
  private final Folder root;
  private final List<Folder> folders = new ArrayList<>();
  private final LinkGroups groups;
  private final SameFile same;
  private final Reach reach;

  /**
   * The two trees.
   *
   * @param now what is shown
   * @param below the layers below, null for none
   * @param shown what is seen where the first tree holds a file
   * @param files how files are looked at
   */
  private record Compared(
      Directory now, MergedTree below, UnaryOperator<Inode> shown, ShownFile files) {
    LowerDirectory was() {
      return below == null ? null : below.root();
    }

    /** What a directory is compared with that is shown where the layers below show {@code was}. */
    LowerDirectory directory(Inode was) {
      // What merges with nothing else can show what it does not show by itself.
      Inode under = was == null ? null : below.underDirectory(was);
      return under instanceof LowerDirectory lower ? lower : null;
    }
  }

  /** Whether directories are looked into that are just shown through. */
  private enum Reach {
    CHANGED_DIRECTORIES,
    ALL_DIRECTORIES
  }

  /** A directory that is compared. */
  static final class Folder {
    private final Directory now;
    private final LowerDirectory was;
    private final Folder parent;
    private final String path;
    private final Map<String, Folder> folders = new HashMap<>(2);

    /** Names at which there is a file that is no other than below. */
    private final Set<String> unchanged = new HashSet<>(2);

    private boolean hasChanges;

    Folder(Directory now, LowerDirectory was, Folder parent, String path) {
      this.now = now;
      this.was = was;
      this.parent = parent;
      this.path = path;
    }

    /** Takes note of a file that is not just shown through. */
    void take(String child, boolean isUnchanged) {
      if (isUnchanged) {
        unchanged.add(child);
      } else {
        hasChanges = true;
      }
    }

    void change() {
      hasChanges = true;
    }

    Inode below(String child) throws IOException {
      return was == null ? null : was.children().get(child);
    }

    private boolean differs() {
      return was == null || !SameFile.attributes(now.attributes(), was.attributes());
    }
  }

  private Changeset(Compared trees, String name, Reach reach) throws IOException {
    this.trees = trees;
    this.name = name;
    this.reach = reach;
    this.same = new SameFile(trees.files);
    this.groups = new LinkGroups(same);
    this.root = new Folder(trees.now, trees.was(), null, "");
    compareAll();
  }

  /**
   * What is shown otherwise than in the tree {@code was}. Names are those of one moment; files are
   * read one after another.
   *
   * @param root of what is shown
   */
  static Changeset of(MountState state, Directory root, MergedTree was, String name)
      throws IOException {
    ShownFile files = new ShownFile(state.space, name);
    Compared trees = new Compared(root, was, state::shown, files);
    boolean copiesAreHidden = state.index() != null && state.index().isShownElsewhere();
    return copiesAreHidden
        ? new Changeset(trees, name, Reach.ALL_DIRECTORIES)
        : ofAllNames(trees, name);
  }

  /**
   * What {@code tree} shows otherwise than {@code below}, the tree of its lower layers; null for
   * none.
   */
  static Changeset of(MergedTree tree, MergedTree below, String name) throws IOException {
    ShownFile files = new ShownFile(null, name);
    return ofAllNames(new Compared(tree.root(), below, shown -> shown, files), name);
  }

  /** Looks everywhere only if a file has names that were not met. */
  private static Changeset ofAllNames(Compared trees, String name) throws IOException {
    Changeset changes = new Changeset(trees, name, Reach.CHANGED_DIRECTORIES);
    return changes.groups.areComplete()
        ? changes
        : new Changeset(trees, name, Reach.ALL_DIRECTORIES);
  }

  // ---- comparing ----

  /** Without recursion: a tree may be of any depth. */
  private void compareAll() throws IOException {
    folders.add(root);
    for (int i = 0; i < folders.size(); i++) {
      compare(folders.get(i));
    }
    groups.conclude();
    for (int i = folders.size() - 1; i >= 0; i--) {
      Folder folder = folders.get(i);
      if (folder.parent != null && (folder.hasChanges || folder.differs())) {
        folder.parent.change();
      }
    }
  }

  private void compare(Folder folder) throws IOException {
    for (Map.Entry<String, Inode> child : children(folder.now).entrySet()) {
      String childName = child.getKey();
      Inode now = trees.shown.apply(child.getValue());
      Inode was = folder.below(childName);
      boolean isShownThrough = now == was;
      if (isShownThrough && reach == Reach.CHANGED_DIRECTORIES || !TreeWriting.isHeld(now)) {
        continue;
      }
      String path = WritableNames.join(folder.path, childName);
      if (!isShownThrough) {
        WritableNames.check(name, path, now);
      }
      if (now instanceof Directory directory) {
        Folder next = new Folder(directory, trees.directory(was), folder, path);
        folder.folders.put(childName, next);
        folders.add(next);
      } else if (LinkGroups.concern(now)) {
        groups.add(folder, childName, (LeafInode) now, was);
      } else if (!isShownThrough) {
        folder.take(childName, same.is((LeafInode) now, was));
      }
    }
    for (String gone : removed(folder)) {
      WritableNames.check(name, WritableNames.join(folder.path, gone), null);
      folder.change();
    }
  }

  private static Map<String, Inode> children(Directory directory) throws IOException {
    Map<String, Inode> children = new HashMap<>();
    directory.children().forEach(children::put);
    return children;
  }

  /** What the lower layers show in the directory, and an archive does not hold. */
  private Set<String> removed(Folder folder) throws IOException {
    Set<String> removed = new TreeSet<>();
    if (folder.was != null) {
      NameMap<Inode> now = folder.now.children();
      folder
          .was
          .children()
          .forEach(
              (childName, gone) -> {
                if (!TreeWriting.isHeld(now.get(childName)) && TreeWriting.isHeld(gone)) {
                  removed.add(childName);
                }
              });
    }
    return removed;
  }

  // ---- writing ----

  /** A directory on the way, and which of its children are yet to come. */
  private record Open(Folder folder, Iterator<Map.Entry<String, Inode>> rest) {}

  void write(OutputStream out, ProgressListener progress) throws IOException {
    TreeWriting writing = new TreeWriting(trees.files, out, name, progress, bytes());
    Deque<Open> way = new ArrayDeque<>();
    way.push(open(root, writing));
    while (!way.isEmpty()) {
      Open directory = way.peek();
      if (!directory.rest.hasNext()) {
        way.pop();
        continue;
      }
      Map.Entry<String, Inode> child = directory.rest.next();
      Folder below = directory.folder.folders.get(child.getKey());
      if (below != null) {
        way.push(open(below, writing));
      } else {
        writing.leaf(
            WritableNames.join(directory.folder.path, child.getKey()),
            (LeafInode) child.getValue());
      }
    }
    writing.finish();
  }

  /** Writes what is to be said of the directory itself and what is gone from it. */
  private Open open(Folder folder, TreeWriting writing) throws IOException {
    if (folder.differs() || folder.hasChanges) {
      writing.directory(folder.path, folder.now.attributes());
    }
    for (String gone : removed(folder)) {
      writing.whiteout(WritableNames.join(folder.path, gone));
    }
    return new Open(folder, changed(folder).entrySet().iterator());
  }

  /** What is to be written of the children, sorted. */
  private Map<String, Inode> changed(Folder folder) throws IOException {
    Map<String, Inode> changed = new TreeMap<>();
    for (Map.Entry<String, Inode> child : children(folder.now).entrySet()) {
      String childName = child.getKey();
      Inode now = trees.shown.apply(child.getValue());
      Folder below = folder.folders.get(childName);
      boolean isWritten =
          below != null
              ? below.hasChanges || below.differs()
              : now != folder.below(childName) || groups.hold(folder, childName);
      if (isWritten && TreeWriting.isHeld(now) && !folder.unchanged.contains(childName)) {
        changed.put(childName, now);
      }
    }
    return changed;
  }

  private long bytes() throws IOException {
    long bytes = 0;
    Set<Long> linked = new HashSet<>();
    for (Folder folder : folders) {
      for (Inode inode : changed(folder).values()) {
        if (inode.type() == FileType.REGULAR) {
          Stat stat = inode.stat();
          bytes += stat.links() <= 1 || linked.add(inode.ino()) ? stat.size() : 0;
        }
      }
    }
    return bytes;
  }
}
