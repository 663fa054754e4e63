package io.unionfs.analysis;

import io.unionfs.analysis.FileRecord.State;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.ResolvedLayers;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Stacks an image's layers one by one, and notes of every file whose bytes a layer holds which
 * layer takes its last name away, and how. Without recursion: a layer may be of any depth.
 */
final class Stacking {
  /** Told of each path that a layer speaks of. */
  interface Listener {
    void path(int layer, FileRecord file);
  }

  /** Up to this all figures are exact; with holes, files may claim to be larger. */
  private static final long LARGEST = 1L << 53;

  private final List<LayerFiles> layers = new ArrayList<>();
  private final List<LayerTally> tallies = new ArrayList<>();
  private final SameContent sameContent = new SameContent();
  private final Listener listener;
  private Shown.Folder root;

  /** Files that lost a name in the layer that is being stacked. */
  private final Set<StoredFile> touched = new LinkedHashSet<>();

  private int layer;
  private LayerTally tally;

  /** The bytes of all layers so far. */
  private long size;

  /** What a layer's archive or tree has beside bytes. */
  static final class LayerTally {
    long files;
    long directories;
    long removed;
    long removedBytes;
  }

  /** A directory of the layer, and what is shown there. */
  private record Step(String path, Entry.Directory said, Shown.Folder shown, Opacity opacity) {}

  private Stacking(Listener listener) {
    this.listener = listener;
  }

  /**
   * Stacks {@code chain}, the bottom layer first.
   *
   * @throws LayerException if a layer is no image's: it has a metacopy or a redirect
   * @throws IOException if a layer cannot be read or applied
   */
  static Stacking of(List<? extends Layer> chain, Listener listener) throws IOException {
    Stacking stacking = new Stacking(listener);
    List<TreeLayer> resolved = ResolvedLayers.of(chain);
    for (int i = 0; i < chain.size(); i++) {
      stacking.add(chain.get(i), resolved.get(i).root());
    }
    stacking.chooseNames();
    return stacking;
  }

  /** The files whose bytes layer {@code ordinal} holds. */
  List<StoredFile> files(int ordinal) {
    return layers.get(ordinal).all();
  }

  /** The files of all layers, the bottom one's first. */
  List<StoredFile> files() {
    List<StoredFile> all = new ArrayList<>();
    layers.forEach(each -> all.addAll(each.all()));
    return all;
  }

  LayerTally tally(int ordinal) {
    return tallies.get(ordinal);
  }

  private void add(Layer given, Entry.Directory top) throws IOException {
    layer = layers.size();
    layers.add(new LayerFiles(layer, given));
    tally = new LayerTally();
    tallies.add(tally);
    touched.clear();
    if (root == null) {
      root = new Shown.Folder(top.attributes(), layer);
    }
    root.attributes = top.attributes();
    Deque<Step> steps = new ArrayDeque<>(List.of(new Step("", top, root, top.opacity())));
    while (!steps.isEmpty()) {
      directory(given.name(), steps.pop(), steps);
    }
    for (StoredFile file : layers.get(layer).all()) {
      size += file.size();
      if (size < 0 || size > LARGEST) {
        throw LayerException.of(
            given.name(), file.path(), "makes the image's files larger than 8 PiB in all");
      }
    }
    touched.addAll(layers.get(layer).all());
    touched.forEach(file -> file.settle(layer));
  }

  private void directory(String name, Step step, Deque<Step> steps) throws IOException {
    Map<String, Entry> said = new TreeMap<>(step.said().entries());
    if (step.opacity() == Opacity.OPAQUE) {
      for (String hidden : new ArrayList<>(step.shown().children.keySet())) {
        if (!said.containsKey(hidden)) {
          remove(step.shown().children.remove(hidden), join(step.path(), hidden), Cause.HIDDEN);
        }
      }
    }
    for (Map.Entry<String, Entry> each : said.entrySet()) {
      String path = join(step.path(), each.getKey());
      Shown before = step.shown().children.get(each.getKey());
      if (each.getValue() instanceof Entry.Directory directory) {
        if (directory.redirect() != null) {
          throw LayerException.of(name, path, "is a redirected directory, which no image has");
        }
        Shown.Folder folder = folder(path, directory, before);
        step.shown().children.put(each.getKey(), folder);
        steps.push(new Step(path, directory, folder, opacity(step, directory)));
      } else if (each.getValue() instanceof Entry.Node node) {
        if (node instanceof Entry.Metacopy) {
          throw LayerException.of(name, path, "has its data in a layer below, as no image has it");
        }
        step.shown().children.put(each.getKey(), leaf(path, node, before));
      } else if (before != null) {
        step.shown().children.remove(each.getKey());
        removed(path, before);
      }
    }
  }

  /** What an opaque directory hides is hidden in the directories below it as well. */
  private static Opacity opacity(Step parent, Entry.Directory directory) {
    return parent.opacity() == Opacity.OPAQUE ? Opacity.OPAQUE : directory.opacity();
  }

  private Shown.Folder folder(String path, Entry.Directory said, Shown before) {
    tally.directories++;
    State state = State.ADDED;
    Shown.Folder folder;
    if (before instanceof Shown.Folder same) {
      state = sameAttributes(same.attributes, said.attributes()) ? State.SAME : State.METADATA;
      same.attributes = said.attributes();
      folder = same;
    } else {
      folder = new Shown.Folder(said.attributes(), layer);
      if (before != null) {
        state = State.CHANGED;
        remove(before, path, Cause.REPLACED);
      }
    }
    folder.layer = layer;
    tell(Records.of(path, state, said, said.opacity() == Opacity.OPAQUE));
    return folder;
  }

  private Shown.Leaf leaf(String path, Entry.Node node, Shown before) throws IOException {
    tally.files++;
    StoredFile stored = node instanceof Entry.File file ? stored(path, file) : null;
    if (stored != null) {
      // First the new name, then the old one away: it may be the same file.
      stored.shownAt(path);
    }
    State state = State.ADDED;
    if (before instanceof Shown.Leaf old) {
      Cause cause = cause(old, node, stored);
      state = Records.state(cause, old, node);
      release(old, path, cause);
    } else if (before != null) {
      state = State.CHANGED;
      remove(before, path, Cause.REPLACED);
    }
    tell(Records.of(path, state, node, false));
    return new Shown.Leaf(node, stored, layer);
  }

  /** How the leaf {@code old} is lost to {@code node}, which takes its path. */
  private Cause cause(Shown.Leaf old, Entry.Node node, StoredFile stored) throws IOException {
    if (old.node.type() != node.type()) {
      return Cause.REPLACED;
    }
    if (stored != null && old.stored != stored) {
      if (!sameContent.isSame(old.stored.content, stored.content)) {
        return Cause.OVERWRITTEN;
      }
    }
    return sameAttributes(old.node.attributes(), node.attributes())
        ? Cause.IDENTICAL
        : Cause.METADATA;
  }

  private StoredFile stored(String path, Entry.File file) {
    StoredFile own = layers.get(layer).of(path, file);
    // A hard link to a file of a layer below: its bytes are there.
    for (int below = layer - 1; own == null && below >= 0; below--) {
      own = layers.get(below).withContent(file.content());
    }
    return own == null ? layers.get(layer).adopt(path, file.content()) : own;
  }

  private void removed(String path, Shown before) {
    long bytes = remove(before, path, Cause.DELETED);
    tally.removed++;
    tally.removedBytes += bytes;
    tell(Records.removed(path, before, bytes));
  }

  /** Takes all names at and below {@code path} away; returns the bytes of the files there. */
  private long remove(Shown gone, String path, Cause cause) {
    long[] bytes = {0};
    visit(
        gone,
        path,
        (where, leaf) -> {
          bytes[0] += leaf.stored == null ? 0 : leaf.stored.size();
          release(leaf, where, cause);
        });
    return bytes[0];
  }

  private void release(Shown.Leaf leaf, String path, Cause cause) {
    if (leaf.stored != null) {
      leaf.stored.lost(path, cause);
      touched.add(leaf.stored);
    }
  }

  /** Takes each file that is shown, or a directory: {@code folder} is null for a file. */
  interface Visitor {
    void leaf(String path, Shown.Leaf leaf);

    default void folder(String path, Shown.Folder folder) {}
  }

  /** Visits all that is shown at the end. */
  void visitShown(Visitor visitor) {
    if (root != null) {
      visit(root, "", visitor);
    }
  }

  private record Place(String path, Shown shown) {}

  /** In the order of paths, as {@code sort} has them within a directory. */
  private static void visit(Shown top, String at, Visitor visitor) {
    Deque<Place> places = new ArrayDeque<>(List.of(new Place(at, top)));
    while (!places.isEmpty()) {
      Place place = places.pop();
      if (place.shown() instanceof Shown.Folder folder) {
        visitor.folder(place.path(), folder);
        List<String> names = new ArrayList<>(folder.children.keySet());
        names.sort(java.util.Comparator.reverseOrder());
        for (String name : names) {
          places.push(new Place(join(place.path(), name), folder.children.get(name)));
        }
      } else if (place.shown() instanceof Shown.Leaf leaf) {
        visitor.leaf(place.path(), leaf);
      }
    }
  }

  /** A live file is reported by the first of the names it is shown by. */
  private void chooseNames() {
    Set<StoredFile> named = new java.util.HashSet<>();
    visitShown(
        (path, leaf) -> {
          if (leaf.stored != null && named.add(leaf.stored)) {
            leaf.stored.reportAt(path);
          }
        });
  }

  private void tell(FileRecord file) {
    listener.path(layer, file);
  }

  static boolean sameAttributes(Attributes a, Attributes b) {
    return a.mode() == b.mode()
        && a.uid() == b.uid()
        && a.gid() == b.gid()
        && a.modified().equals(b.modified())
        && a.xattrs().equals(b.xattrs());
  }

  static String join(String directory, String name) {
    return directory.isEmpty() ? name : directory + "/" + name;
  }

  /** The deaths of layer {@code ordinal}'s files. */
  void deaths(int ordinal, Consumer<DeadFile> consumer) {
    files(ordinal).forEach(file -> file.death().ifPresent(consumer));
  }
}
