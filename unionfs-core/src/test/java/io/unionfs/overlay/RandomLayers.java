package io.unionfs.overlay;

import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small random layers whose names collide: files, directories, links, whiteouts, opaque marks. */
final class RandomLayers {
  private static final String[] NAMES = {"a", "b", "c"};
  private static final int MAX_DEPTH = 3;

  private RandomLayers() {}

  static List<Layer> stack(Random random, int layers) {
    List<Layer> stack = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      LayerBuilder builder = Layer.builder().named("random " + i);
      fill(random, builder, "", 1, i);
      stack.add(builder.build());
    }
    return stack;
  }

  private static void fill(Random random, LayerBuilder builder, String prefix, int depth, int tag) {
    for (String name : NAMES) {
      String path = prefix + name;
      switch (random.nextInt(depth < MAX_DEPTH ? 10 : 6)) {
        case 0, 1 -> builder.file(path, "layer " + tag);
        case 2 -> builder.symlink(path, random.nextBoolean() ? "/a/b" : "../" + NAMES[0]);
        case 3 -> builder.whiteout(path);
        case 4, 5 -> {
          // The layer says nothing here.
        }
        case 6 -> {
          builder.opaqueDirectory(path);
          fill(random, builder, path + "/", depth + 1, tag);
        }
        default -> {
          builder.directory(path);
          fill(random, builder, path + "/", depth + 1, tag);
        }
      }
    }
  }

  /** Every path of the names, to one level deeper than the layers go. */
  static List<String> allPaths() {
    List<String> paths = new ArrayList<>();
    List<String> level = List.of("");
    for (int depth = 1; depth <= MAX_DEPTH + 1; depth++) {
      List<String> next = new ArrayList<>();
      for (String prefix : level) {
        for (String name : NAMES) {
          next.add(prefix + "/" + name);
        }
      }
      paths.addAll(next);
      level = next;
    }
    return paths;
  }
}
