package io.unionfs.overlay;

import io.unionfs.layer.LayerException;
import io.unionfs.layer.Opacity;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The tree as it stands while an archive layer is applied: the layers below, and over them what the
 * entries so far changed. Resolves paths in it as a process with this root would, except that a
 * path or link that climbs above the root is refused, not held there.
 */
final class ApplyView {
  private static final int MAX_LINKS = 40;

  /** More names than any path has, links included; bounds what a hostile archive can cost. */
  private static final int MAX_NAMES = 5_000;

  /** Names looked at for one layer, links included: an honest one of a million files needs ten. */
  private static final long MAX_STEPS = 50_000_000;

  /** What is at a place. */
  sealed interface Found {}

  /** Nothing, or nothing any more. */
  enum Nothing implements Found {
    NOTHING
  }

  /** Something of the layer being applied. */
  record InLayer(Delta delta) implements Found {}

  /** Something of the layers below. */
  record Below(Inode inode) implements Found {}

  /**
   * A resolved path: real directories, or names to be made, and a last name that is not followed.
   *
   * @param name the last name, null for the root itself
   */
  record Place(List<String> parent, String name) {
    boolean isRoot() {
      return name == null;
    }
  }

  /** What a parent that is not a directory means. */
  private enum Obstacle {
    REFUSED,
    TOLERATED
  }

  private final String layerName;
  private final LowerDirectory base;
  private final Delta.Folder root;
  private long allSteps;

  ApplyView(String layerName, LowerDirectory base, Delta.Folder root) {
    this.layerName = layerName;
    this.base = base;
    this.root = root;
  }

  /** The tree below, or null. */
  LowerDirectory base() {
    return base;
  }

  /**
   * Resolves {@code path} but for its last name.
   *
   * @throws LayerException if it leaves the root, or a parent is not a directory
   */
  Place place(String path) throws IOException {
    return place(path, Obstacle.REFUSED);
  }

  /** As {@link #place}, but null where a parent is not a directory: nothing is there. */
  Place placeIfAny(String path) throws IOException {
    return place(path, Obstacle.TOLERATED);
  }

  private Place place(String path, Obstacle obstacle) throws IOException {
    List<String> names = names(path);
    if (names.isEmpty()) {
      return new Place(List.of(), null);
    }
    String last = names.get(names.size() - 1);
    if (last.equals("..")) {
      List<String> whole = resolve(path, names, obstacle);
      if (whole == null) {
        return null;
      }
      return whole.isEmpty()
          ? new Place(List.of(), null)
          : new Place(whole.subList(0, whole.size() - 1), whole.get(whole.size() - 1));
    }
    List<String> parent = resolve(path, names.subList(0, names.size() - 1), obstacle);
    return parent == null ? null : new Place(parent, last);
  }

  /** Resolves {@code path}, which is to be a directory, its last name too. */
  List<String> directory(String path) throws IOException {
    return resolve(path, names(path), Obstacle.REFUSED);
  }

  /** What is at {@code place}. */
  Found find(Place place) throws IOException {
    Level level = new Level(root, base);
    for (String name : place.parent()) {
      Found found = level.child(name);
      Level next = level.enter(name, found);
      if (next == null) {
        return Nothing.NOTHING;
      }
      level = next;
    }
    return level.child(place.name());
  }

  private static List<String> names(String path) {
    List<String> names = new ArrayList<>();
    for (String name : path.split("/")) {
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return names;
  }

  private List<String> resolve(String path, List<String> names, Obstacle obstacle)
      throws IOException {
    List<String> way = new ArrayList<>();
    List<Level> levels = new ArrayList<>(List.of(new Level(root, base)));
    Deque<String> pending = new ArrayDeque<>(names);
    int links = 0;
    int steps = 0;
    while (!pending.isEmpty()) {
      if (++allSteps > MAX_STEPS) {
        throw LayerException.of(
            layerName, path, "is one too many that leads through long symbolic links");
      }
      if (++steps > MAX_NAMES) {
        throw LayerException.of(layerName, path, "leads through too many directories");
      }
      String name = pending.pop();
      if (name.equals("..")) {
        if (way.isEmpty()) {
          throw LayerException.of(layerName, path, "leaves the layer root");
        }
        way.remove(way.size() - 1);
        levels.remove(levels.size() - 1);
        continue;
      }
      Level level = levels.get(levels.size() - 1);
      Found found = level.child(name);
      String target = target(found);
      if (target != null) {
        if (++links > MAX_LINKS) {
          throw LayerException.of(layerName, path, "leads through too many symbolic links");
        }
        if (target.startsWith("/")) {
          way.clear();
          levels.subList(1, levels.size()).clear();
        }
        List<String> further = names(target);
        for (int i = further.size() - 1; i >= 0; i--) {
          pending.push(further.get(i));
        }
        continue;
      }
      Level next = level.enter(name, found);
      if (next == null && !(found instanceof Nothing)) {
        if (obstacle == Obstacle.TOLERATED) {
          return null;
        }
        throw LayerException.of(
            layerName, path, "lies below \"" + name + "\", which is not a directory");
      }
      way.add(name);
      levels.add(next == null ? Level.EMPTY : next);
    }
    return way;
  }

  private static String target(Found found) {
    if (found instanceof InLayer inLayer
        && inLayer.delta() instanceof Delta.Leaf leaf
        && leaf.node instanceof io.unionfs.layer.Entry.Symlink link) {
      return link.target();
    }
    if (found instanceof Below below && below.inode() instanceof LowerInode lower) {
      return lower.target();
    }
    return null;
  }

  /** One directory of the view; either side may be missing. */
  private record Level(Delta.Folder folder, LowerDirectory below) {
    static final Level EMPTY = new Level(null, null);

    Found child(String name) throws IOException {
      if (folder != null) {
        Delta delta = folder.children.get(name);
        if (delta instanceof Delta.Hidden) {
          return Nothing.NOTHING;
        }
        if (delta != null) {
          return new InLayer(delta);
        }
      }
      Inode inode = visibleBelow() == null ? null : below.children().get(name);
      return inode == null ? Nothing.NOTHING : new Below(inode);
    }

    /** The directory {@code found} at {@code name}, or null if it is none. */
    Level enter(String name, Found found) throws IOException {
      if (found instanceof InLayer inLayer && inLayer.delta() instanceof Delta.Folder next) {
        Inode inode = visibleBelow() == null ? null : below.children().get(name);
        return new Level(next, inode instanceof LowerDirectory directory ? directory : null);
      }
      if (found instanceof Below belowHere
          && belowHere.inode() instanceof LowerDirectory directory) {
        return new Level(null, directory);
      }
      return null;
    }

    private LowerDirectory visibleBelow() {
      return folder != null && folder.opacity == Opacity.OPAQUE ? null : below;
    }
  }
}
