package io.unionfs.overlay;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Opacity;
import io.unionfs.overlay.Provenance.Says;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks each layer by itself what it says of one path. For messages and inspection, not for speed.
 */
final class PathEntries {
  private final MountState state;
  private final Directory root;

  /** The path without links and dots, as far as there is anything. */
  private final List<String> names;

  /** What is shown at the path, or null. */
  private Inode shown;

  /** Where the directories that the path's parent is merged of are, by layer. */
  private Map<Integer, String> parents = new HashMap<>();

  /** Where those are that the file at the path is merged of. */
  private Map<Integer, String> places = new HashMap<>();

  private final SortedMap<Integer, LayerEntry> entries =
      new TreeMap<>(Comparator.comparing(PathEntries::height).reversed());

  private PathEntries(MountState state, PathName path) throws IOException {
    this.state = state;
    this.root = state.root();
    this.names = names(path);
  }

  private static int height(int layer) {
    return layer == TraceEvent.UPPER ? Integer.MAX_VALUE : layer;
  }

  /** What each layer that speaks of {@code path} says, the topmost first. */
  static PathLayers of(MountState state, PathName path) throws IOException {
    PathEntries asked = new PathEntries(state, path);
    asked.lookUp();
    asked.upper();
    for (MergedTree tree = MountState.lower(asked.root); tree != null; tree = tree.below()) {
      asked.lower(tree);
    }
    asked.overWithWhatIsShown();
    return new PathLayers(
        orRoot(asked.path(asked.names.size())), List.copyOf(asked.entries.values()));
  }

  /** Goes as far as the path leads; what is behind that are names that nobody shows. */
  private List<String> names(PathName path) {
    List<String> asked = path.names();
    for (int known = asked.size(); known > 0; known--) {
      PathName part = PathName.found(asked.subList(0, known).toArray(String[]::new));
      Walk walk = new Walk(root, Caller.ROOT, state.tracing.quietProbe());
      Lookup found = walk.toEnd(part, known == asked.size() ? Follow.NOFOLLOW : Follow.FOLLOW);
      if (found instanceof Inode || walk.isLastMissing()) {
        List<String> names = new ArrayList<>(walk.location().names());
        names.addAll(asked.subList(known, asked.size()));
        return names;
      }
    }
    return asked;
  }

  /** Finds what is shown, and under which names the layers hold it. */
  private void lookUp() throws IOException {
    shown = root;
    for (Inode at = MountState.lower(root).root();
        at instanceof LowerDirectory part;
        at = part.below()) {
      places.put(part.layer(), "");
    }
    for (int i = 0; i < names.size() && shown != null; i++) {
      shown =
          shown instanceof Directory directory
              ? state.shown(directory.children().get(names.get(i)))
              : null;
      parents = places;
      places = new HashMap<>();
      if (shown instanceof Directory directory) {
        descend(directory, path(i), names.get(i));
      }
    }
  }

  private void descend(Directory directory, String parent, String name) {
    String redirect = null;
    LowerDirectory part;
    if (directory instanceof UpperDirectory upper) {
      redirect = upper.metadata().redirect();
      part = upper.lower();
    } else {
      part = (LowerDirectory) directory;
    }
    for (; part != null; part = part.below()) {
      String called = redirect == null ? name : redirect;
      places.put(
          part.layer(),
          called.startsWith("/")
              ? called
              : parents.getOrDefault(part.layer(), parent) + "/" + called);
      if (part.entry().redirect() != null) {
        redirect = part.entry().redirect();
      }
    }
  }

  /** The path of the first {@code count} names; empty for the root. */
  private String path(int count) {
    StringBuilder path = new StringBuilder();
    names.subList(0, count).forEach(name -> path.append('/').append(name));
    return path.toString();
  }

  private static String orRoot(String path) {
    return path.isEmpty() ? "/" : path;
  }

  private void upper() throws IOException {
    Inode at = root;
    LayerEntry found = null;
    for (int i = 0; i < names.size(); i++) {
      if (!(at instanceof UpperDirectory directory)) {
        at = null;
        break;
      }
      if (i > 0 && directory.metadata().opacity() == Opacity.OPAQUE) {
        found = new LayerEntry.OpaqueAbove(TraceEvent.UPPER, path(i));
      }
      if (directory.whiteouts().get(names.get(i)) != null) {
        found = new LayerEntry.Whiteout(TraceEvent.UPPER, path(i + 1));
        at = null;
        break;
      }
      at = state.shown(directory.children().get(names.get(i)));
      if (at != null && at.layer() != TraceEvent.UPPER) {
        at = null;
      }
      if (at instanceof LeafInode leaf && i < names.size() - 1) {
        found = new LayerEntry.NoDirectory(TraceEvent.UPPER, path(i + 1), leaf.type());
        at = null;
        break;
      }
    }
    if (at != null && at.layer() == TraceEvent.UPPER) {
      found = held(at, Says.HIDDEN);
    }
    if (found != null) {
      entries.put(TraceEvent.UPPER, found);
    }
  }

  private LayerEntry.Held held(Inode inode, Says says) {
    int origin = copiedFrom(state, inode);
    UpperDirectory directory = inode instanceof UpperDirectory it ? it : null;
    return new LayerEntry.Held(
        TraceEvent.UPPER,
        orRoot(path(names.size())),
        says,
        inode.stat(),
        directory == null ? Opacity.TRANSPARENT : directory.metadata().opacity(),
        Optional.ofNullable(inode instanceof LeafInode leaf ? leaf.target() : null),
        Optional.ofNullable(directory == null ? null : directory.metadata().redirect()),
        origin < 0 ? OptionalInt.empty() : OptionalInt.of(origin));
  }

  private void lower(MergedTree tree) throws IOException {
    Entry at = tree.top();
    LayerEntry found = null;
    for (int i = 0; i < names.size(); i++) {
      Entry.Directory directory = (Entry.Directory) at;
      if (i > 0 && directory.opacity() == Opacity.OPAQUE) {
        found = new LayerEntry.OpaqueAbove(tree.number(), path(i));
      }
      at = directory.lookup(names.get(i));
      if (at == null) {
        break;
      }
      if (at instanceof Entry.Whiteout) {
        found = new LayerEntry.Whiteout(tree.number(), path(i + 1));
        at = null;
        break;
      }
      if (!(at instanceof Entry.Directory) && i < names.size() - 1) {
        FileType type = ((Entry.Node) at).type();
        found = new LayerEntry.NoDirectory(tree.number(), path(i + 1), type);
        at = null;
        break;
      }
    }
    if (at != null) {
      found = held(tree.number(), orRoot(path(names.size())), (Entry.Node) at, Says.HIDDEN);
    }
    if (found != null) {
      entries.put(tree.number(), found);
    }
  }

  private static LayerEntry.Held held(int layer, String path, Entry.Node node, Says says) {
    Entry.Directory directory = node instanceof Entry.Directory it ? it : null;
    Stat stat =
        directory == null
            ? LowerInode.of(node, layer).stat()
            : new Stat(
                InodeNumbers.ofLower(layer, node.number()),
                FileType.DIRECTORY,
                node.attributes(),
                node.links(),
                Stat.DIRECTORY_SIZE,
                DeviceNumber.NONE);
    return new LayerEntry.Held(
        layer,
        path,
        says,
        stat,
        directory == null ? Opacity.TRANSPARENT : directory.opacity(),
        Optional.ofNullable(node instanceof Entry.Symlink link ? link.target() : null),
        Optional.ofNullable(directory == null ? null : directory.redirect()),
        OptionalInt.empty());
  }

  /** The layers that what is shown comes from, whatever its name is there. */
  private void overWithWhatIsShown() {
    if (shown == null) {
      return;
    }
    if (shown.layer() == TraceEvent.UPPER) {
      entries.put(TraceEvent.UPPER, held(shown, Says.SHOWN));
    }
    if (shown instanceof Directory directory) {
      LowerDirectory part =
          directory instanceof UpperDirectory upper ? upper.lower() : (LowerDirectory) directory;
      for (; part != null; part = part.below()) {
        String place = orRoot(places.get(part.layer()));
        entries.put(part.layer(), held(part.layer(), place, part.entry(), Says.SHOWN));
      }
    } else if (shown instanceof LowerInode lower) {
      put(lower, Says.SHOWN);
    } else if (shown instanceof UpperInode upper && upper.lowerData() != null) {
      put(upper.lowerData(), Says.DATA);
    }
  }

  private void put(LowerInode lower, Says says) {
    int last = names.size() - 1;
    String place = parents.getOrDefault(lower.layer(), path(last)) + "/" + names.get(last);
    entries.put(lower.layer(), held(lower.layer(), place, lower.entry(), says));
  }

  /** The files of the writable layer that are copies, sorted by path; the root is none. */
  static List<CopiedUp> copiedUp(MountState state) {
    List<CopiedUp> copies = new ArrayList<>();
    List<Map.Entry<String, UpperDirectory>> directories = new ArrayList<>();
    if (state.root() instanceof UpperDirectory upper) {
      directories.add(Map.entry("", upper));
    }
    // Without recursion: a tree may be of any depth.
    for (int i = 0; i < directories.size(); i++) {
      String parent = directories.get(i).getKey();
      directories
          .get(i)
          .getValue()
          .children()
          .forEach(
              (name, child) -> {
                Inode inode = state.shown(child);
                String path = parent + "/" + name;
                int from = copiedFrom(state, inode);
                if (from >= 0) {
                  copies.add(new CopiedUp(path, from, inode.type(), bytes(inode)));
                }
                if (inode instanceof UpperDirectory directory) {
                  directories.add(Map.entry(path, directory));
                }
              });
    }
    copies.sort(Comparator.comparing(CopiedUp::path));
    return List.copyOf(copies);
  }

  /** The number of the layer, negative for what is no copy. */
  private static int copiedFrom(MountState state, Inode inode) {
    if (inode instanceof UpperDirectory directory) {
      return state.origins().layer(inode.ino(), directory.metadata().origin());
    }
    return inode instanceof UpperInode upper
        ? state.origins().layer(inode.ino(), upper.metadata().origin())
        : -1;
  }

  private static long bytes(Inode inode) {
    return inode instanceof UpperInode upper
            && upper.type() == FileType.REGULAR
            && upper.lowerData() == null
        ? upper.size()
        : 0;
  }
}
