package io.unionfs.lab;

import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.LookupStrategy;
import io.unionfs.trace.TraceEvent;
import io.unionfs.trace.TraceListener;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is looked up in some layers, by what is done. Immutable.
 *
 * @param chain the layers, the bottom one first
 * @param paths where each operation is done; in directories that the same number of layers hold
 */
record Lookups(List<Layer> chain, Map<Operation, List<String>> paths) {
  /** How many paths of a kind are enough. */
  static final int FILES = 100;

  private static final String DIRECTORY = "dir";
  private static final String NO_NAME = ".unionfs-lab-missing";

  Lookups {
    chain = List.copyOf(chain);
    paths = Map.copyOf(paths);
  }

  /** What is done with a path. */
  enum Operation {
    STAT("stat"),
    MISS("miss"),
    ROOT("stat in the root"),
    LIST("list");

    final String words;

    Operation(String words) {
      this.words = words;
    }

    void on(Path path) throws IOException {
      if (this == LIST) {
        int count = 0;
        try (DirectoryStream<Path> names = Files.newDirectoryStream(path)) {
          for (Path ignored : names) {
            count++;
          }
        }
        if (count == 0) {
          throw new LabException(path + " is empty, which it is not in the layers");
        }
      } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) == (this == MISS)) {
        throw new LabException(path + " is not as it was made");
      }
    }
  }

  /** {@code layers} layers, of which the lower {@code depth} hold one directory. */
  static Lookups synthetic(int layers, int depth) {
    List<Layer> chain = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      chain.add(layer(i, depth));
    }
    List<String> stat = new ArrayList<>();
    List<String> miss = new ArrayList<>();
    List<String> root = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      stat.add("/" + DIRECTORY + "/file-" + i);
      miss.add("/" + DIRECTORY + "/missing-" + i);
      root.add("/root-" + i);
    }
    return new Lookups(
        chain,
        Map.of(
            Operation.STAT,
            stat,
            Operation.MISS,
            miss,
            Operation.ROOT,
            root,
            Operation.LIST,
            List.of("/" + DIRECTORY)));
  }

  private static Layer layer(int number, int depth) {
    LayerBuilder layer = Layer.builder().named("layer " + number).file("own-" + number, "x");
    if (number < depth) {
      layer.file(DIRECTORY + "/own-" + number, "x");
    }
    if (number == 0) {
      for (int i = 0; i < FILES; i++) {
        layer.file(DIRECTORY + "/file-" + i, "x").file("root-" + i, "x");
      }
    }
    return layer.build();
  }

  /**
   * Those of an image, by how many of its layers hold the directory: as many as are asked for a
   * name that is not in it.
   */
  static Map<Long, Lookups> of(List<Layer> chain) throws IOException {
    Map<Long, Survey> byDepth = new TreeMap<>();
    List<String> root = new ArrayList<>();
    try (UnionFileSystem mounted = mount(LookupStrategy.SCAN, chain)) {
      long[] probes = new long[1];
      mounted.setListener(counting(probes, NO_NAME));
      Files.walkFileTree(
          mounted.getPath("/"),
          new SimpleFileVisitor<>() {
            private final List<Long> depths = new ArrayList<>();

            @Override
            public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes ignored)
                throws IOException {
              noteRoot(at);
              probes[0] = 0;
              Operation.MISS.on(at.resolve(NO_NAME));
              depths.add(probes[0]);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes ignored) {
              noteRoot(file);
              byDepth
                  .computeIfAbsent(depths.get(depths.size() - 1), any -> new Survey())
                  .add(file.toString(), file.getParent().toString());
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path at, IOException failure)
                throws IOException {
              if (failure != null) {
                throw failure;
              }
              depths.remove(depths.size() - 1);
              return FileVisitResult.CONTINUE;
            }

            private void noteRoot(Path path) {
              if (path.getNameCount() == 1 && root.size() < FILES) {
                root.add(path.toString());
              }
            }
          });
    }
    if (byDepth.isEmpty()) {
      throw new LabException("the image has no files: there is nothing to look up");
    }
    Map<Long, Lookups> all = new TreeMap<>();
    byDepth.forEach((depth, survey) -> all.put(depth, survey.lookups(chain, root)));
    return all;
  }

  /** Some files of directories that are held by the same number of layers. */
  private static final class Survey {
    private final List<String> files = new ArrayList<>();
    private final List<String> directories = new ArrayList<>();

    void add(String file, String directory) {
      if (files.size() < FILES) {
        files.add(file);
        if (!directories.contains(directory)) {
          directories.add(directory);
        }
      }
    }

    Lookups lookups(List<Layer> chain, List<String> root) {
      List<String> miss =
          directories.stream().map(each -> each.equals("/") ? "/" : each + "/").toList();
      return new Lookups(
          chain,
          Map.of(
              Operation.STAT,
              files,
              Operation.MISS,
              miss.stream().map(each -> each + NO_NAME).toList(),
              Operation.ROOT,
              root,
              Operation.LIST,
              directories));
    }
  }

  /** The layers, mounted. */
  static UnionFileSystem mount(LookupStrategy strategy, List<Layer> chain) throws IOException {
    return builder(strategy, chain).mount();
  }

  static UnionFileSystemBuilder builder(LookupStrategy strategy, List<Layer> chain) {
    UnionFileSystemBuilder builder = UnionFileSystem.builder().strategy(strategy);
    chain.forEach(builder::lower);
    return builder;
  }

  private static TraceListener counting(long[] probes, String end) {
    return event -> {
      if (event instanceof TraceEvent.Probe probe
          && probe.layer() != TraceEvent.UPPER
          && probe.path().endsWith(end)) {
        probes[0]++;
      }
    };
  }

  /** How many layers are asked for the last name of a path, on the average of all. */
  double probes(UnionFileSystem mounted, Operation operation) throws IOException {
    long[] probes = new long[1];
    List<String> all = paths.get(operation);
    for (String path : all) {
      mounted.setListener(
          event -> {
            if (event instanceof TraceEvent.Probe probe
                && probe.layer() != TraceEvent.UPPER
                && probe.path().equals(path)) {
              probes[0]++;
            }
          });
      operation.on(mounted.getPath(path));
    }
    mounted.setListener(null);
    return (double) probes[0] / all.size();
  }
}
