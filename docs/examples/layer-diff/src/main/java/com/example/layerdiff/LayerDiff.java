package com.example.layerdiff;

import com.example.layerdiff.Change.Kind;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.ResolvedLayers;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Tells what each layer of an image adds, changes and deletes. A layer's tree is walked beside a
 * mount of the layers below it: what the tree says, against what is shown there. So it costs what
 * the layers say, not what the image shows.
 */
public final class LayerDiff {
  private static final String ATTRIBUTES = "unix:mode,uid,gid,size";
  private static final int TYPE = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;

  private final List<Change> changes = new ArrayList<>();

  /** Directories to look into, instead of recursion: a hostile layer is deep. */
  private final Deque<Step> steps = new ArrayDeque<>();

  /**
   * A directory of the layer.
   *
   * @param below the directory that it merges with, or null
   * @param opacity whether it hides what it does not hold itself
   */
  private record Step(String path, Entry.Directory said, Path below, Opacity opacity) {}

  /** What is shown at a path below: its mode with the type, its owner, its size. */
  private record Shown(int mode, int uid, int gid, long size) {
    /** Of nothing, null. */
    static Shown at(Path path) throws IOException {
      if (path == null || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return null;
      }
      Map<String, Object> stat = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      int mode = (Integer) stat.get("mode");
      long size = (mode & TYPE) == REGULAR ? (Long) stat.get("size") : 0;
      return new Shown(mode, (Integer) stat.get("uid"), (Integer) stat.get("gid"), size);
    }

    boolean isDirectory() {
      return (mode & TYPE) == DIRECTORY;
    }

    boolean hasAttributes(Attributes other) {
      return (mode & 07777) == other.mode() && uid == other.uid() && gid == other.gid();
    }
  }

  private LayerDiff() {}

  /**
   * The changes of each layer, by path; sizes are those of names, so that a file with two counts
   * twice. A directory is changed if its mode or owner is.
   *
   * @param layers the bottom one first
   * @throws IOException if the layers are damaged or hostile, in one line that says how
   */
  public static List<List<Change>> of(List<? extends Layer> layers) throws IOException {
    List<TreeLayer> trees = ResolvedLayers.of(layers); // as they are on those below
    List<List<Change>> changes = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      UnionFileSystemBuilder below = UnionFileSystem.builder().readOnly();
      layers.subList(0, i).forEach(below::lower);
      if (i == 0) {
        below.lower(Layer.builder().build());
      }
      try (UnionFileSystem fs = below.mount()) {
        changes.add(new LayerDiff().walk(trees.get(i).root(), fs.getPath("/")));
      }
    }
    return changes;
  }

  private List<Change> walk(Entry.Directory root, Path below) throws IOException {
    steps.push(new Step("", root, below, root.opacity()));
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      for (Map.Entry<String, Entry> each : step.said().entries().entrySet()) {
        Path old = step.below() == null ? null : step.below().resolve(each.getKey());
        entry(step, step.path() + "/" + each.getKey(), each.getValue(), old);
      }
      if (step.below() != null && step.opacity() == Opacity.OPAQUE) {
        hideOthers(step);
      }
    }
    changes.sort(Comparator.comparing(Change::path));
    return List.copyOf(changes);
  }

  private void entry(Step step, String path, Entry said, Path old) throws IOException {
    Shown shown = Shown.at(old);
    if (said instanceof Entry.Directory directory) {
      boolean merges = shown != null && shown.isDirectory();
      if (!merges || !shown.hasAttributes(directory.attributes())) {
        Kind kind = shown == null ? Kind.ADDED : Kind.CHANGED;
        changes.add(new Change(kind, path, shown == null ? 0 : shown.size(), 0));
      }
      Opacity opacity = step.opacity() == Opacity.OPAQUE ? step.opacity() : directory.opacity();
      steps.push(new Step(path, directory, merges ? old : null, opacity));
    } else if (said instanceof Entry.Node node) {
      long now = node instanceof Entry.File file ? file.content().size() : 0;
      Kind kind = shown == null ? Kind.ADDED : Kind.CHANGED;
      changes.add(new Change(kind, path, shown == null ? 0 : bytes(old), now));
    } else if (shown != null) {
      changes.add(new Change(Kind.DELETED, path, bytes(old), 0)); // a whiteout
    }
  }

  /** An opaque directory deletes what was there and is not in it. */
  private void hideOthers(Step step) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(step.below())) {
      for (Path child : children) {
        String name = child.getFileName().toString();
        if (step.said().lookup(name) == null) {
          changes.add(new Change(Kind.DELETED, step.path() + "/" + name, bytes(child), 0));
        }
      }
    }
  }

  /** The bytes of the regular files at and below {@code path}. */
  private static long bytes(Path path) throws IOException {
    long[] sum = {0};
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes stat) {
            sum[0] += stat.isRegularFile() ? stat.size() : 0;
            return FileVisitResult.CONTINUE;
          }
        });
    return sum[0];
  }
}
