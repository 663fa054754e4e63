package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookupStrategyTest {
  private static final List<String> PATHS = RandomLayers.allPaths();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void scanAndIndexAgreeOnEveryPath(int layers) throws IOException {
    for (int seed = 0; seed < 150; seed++) {
      List<Layer> stack = RandomLayers.stack(new Random(seed), layers);
      Directory root =
          MergedTree.of(stack, OverlayOptions.DEFAULT.following(), DataLayers.NONE).root();
      for (String path : PATHS) {
        assertThat(scan(root, path))
            .as("seed %d, %d layers, %s", seed, layers, path)
            .isEqualTo(indexed(root, path));
      }
    }
  }

  /** By probing alone: the merged tree lends nothing. */
  private static String scan(Directory root, String path) throws IOException {
    Scan scan = new Scan(null);
    Spine way = new Spine(root);
    Inode found = root;
    for (String name : path.substring(1).split("/")) {
      if (!(found instanceof Directory directory)) {
        return "nothing";
      }
      if (directory != root) {
        way.push("?", directory);
      }
      found = scan.probe(way, name);
      if (found == null) {
        return "nothing";
      }
    }
    return found.type() + " " + found.ino() + (found instanceof Directory d && d.isMerged());
  }

  private static String indexed(Directory root, String path) throws IOException {
    Inode found = root;
    for (String name : path.substring(1).split("/")) {
      found = found instanceof Directory directory ? directory.children().get(name) : null;
      if (found == null) {
        return "nothing";
      }
    }
    return found.type() + " " + found.ino() + (found instanceof Directory d && d.isMerged());
  }

  @ParameterizedTest
  @ValueSource(strings = {"INDEXED", "SCAN"})
  void aLookupTellsEachProbeItMakes(LookupStrategy strategy) throws IOException {
    MountBuilder builder = new MountBuilder().strategy(strategy);
    builder.lower(Layer.builder().file("etc/passwd", "root").build());
    builder.lower(Layer.builder().file("etc/hosts", "localhost").build());
    builder.lower(Layer.builder().file("usr/x", "x").build());
    List<TraceEvent> events = new ArrayList<>();
    try (Mount mount = builder.writability(MountBuilder.Writability.READ_ONLY).mount()) {
      mount.setListener(events::add);
      mount.lookup(Caller.ROOT, PathName.parse("/etc/passwd"), Follow.FOLLOW);
    }
    List<Integer> probed =
        events.stream()
            .filter(TraceEvent.Probe.class::isInstance)
            .map(event -> ((TraceEvent.Probe) event).layer())
            .toList();
    assertThat(probed)
        .isEqualTo(
            switch (strategy) {
              case INDEXED -> List.of(TraceEvent.INDEX, TraceEvent.INDEX);
              // etc: not in 2, in 1, merged with 0; passwd: not in 1, in 0.
              case SCAN -> List.of(2, 1, 0, 1, 0);
            });
    assertThat(events.get(events.size() - 1)).isEqualTo(new TraceEvent.Hit("/etc/passwd", 0));
  }

  /** As the kernel does, which asks for what a directory merges with: seen on traced layers. */
  @Test
  void aCopiedUpDirectoryIsLookedForInAllLayersAndACopiedUpFileInNone() throws Exception {
    MountBuilder builder = new MountBuilder().strategy(LookupStrategy.SCAN);
    builder.lower(Layer.builder().file("etc/passwd", "root").file("top", "t").build());
    builder.lower(Layer.builder().file("etc/hosts", "localhost").build());
    List<Integer> probed = new ArrayList<>();
    try (Mount mount = builder.mount()) {
      mount.chmod(Caller.ROOT, PathName.parse("/etc/hosts"), Follow.FOLLOW, 0600);
      mount.chmod(Caller.ROOT, PathName.parse("/top"), Follow.FOLLOW, 0600);
      mount.setListener(
          event -> {
            if (event instanceof TraceEvent.Probe probe) {
              probed.add(probe.layer());
            }
          });
      mount.lookup(Caller.ROOT, PathName.parse("/etc/hosts"), Follow.FOLLOW);
      assertThat(probed).isEqualTo(List.of(TraceEvent.UPPER, 1, 0, TraceEvent.UPPER));
      probed.clear();
      mount.lookup(Caller.ROOT, PathName.parse("/top"), Follow.FOLLOW);
      assertThat(probed).isEqualTo(List.of(TraceEvent.UPPER));
    }
  }
}
