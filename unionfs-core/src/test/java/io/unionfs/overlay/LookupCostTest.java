package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lookup does no work per layer: counted in the layers, not timed. */
class LookupCostTest {
  private final AtomicInteger asked = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(ints = {1, 50, 500})
  void aStatAnOpenAndAMissAskNoLayerOnceTheDirectoryWasLookedAt(int layers) throws Exception {
    try (Mount mount = mount(layers, LookupStrategy.INDEXED)) {
      stat(mount, "/dir/sub/bottom");
      asked.set(0);
      for (int i = 0; i < 100; i++) {
        assertThat(stat(mount, "/dir/sub/bottom")).isInstanceOf(Inode.class);
        assertThat(stat(mount, "/dir/sub/top")).isInstanceOf(Inode.class);
        assertThat(stat(mount, "/dir/sub/missing")).isEqualTo(Errno.ENOENT);
        mount
            .open(Caller.ROOT, PathName.parse("/dir/sub/bottom"), Set.of(OpenFlag.READ), 0)
            .close();
      }
      assertThat(asked.get()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50, 500})
  void aFirstLookAsksEachLayerThatHoldsTheDirectoryOnce(int layers) throws Exception {
    try (Mount mount = mount(layers, LookupStrategy.INDEXED)) {
      asked.set(0);
      stat(mount, "/dir/sub/bottom");
      assertThat(asked.get()).isEqualTo(3 * layers);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50, 500})
  void aSecondMountOfTheSameLayersAsksNone(int layers) throws Exception {
    TreeLayer[] stack = layers(layers);
    try (Mount first = mount(LookupStrategy.INDEXED, stack)) {
      stat(first, "/dir/sub/bottom");
      asked.set(0);
      try (Mount second = mount(LookupStrategy.INDEXED, stack)) {
        assertThat(stat(second, "/dir/sub/bottom")).isInstanceOf(Inode.class);
      }
      assertThat(asked.get()).isZero();
    }
  }

  @Test
  void aScanAsksEveryLayerThatHoldsTheParent() throws Exception {
    try (Mount mount = mount(50, LookupStrategy.SCAN)) {
      stat(mount, "/dir/sub/bottom");
      asked.set(0);
      stat(mount, "/dir/sub/bottom");
      // Each of the three names is asked of all fifty layers, to hit or to merge.
      assertThat(asked.get()).isEqualTo(150);
    }
  }

  private Mount mount(int count, LookupStrategy strategy) throws IOException {
    return mount(strategy, layers(count));
  }

  private static Mount mount(LookupStrategy strategy, TreeLayer... stack) throws IOException {
    MountBuilder builder = new MountBuilder().strategy(strategy);
    for (TreeLayer layer : stack) {
      builder.lower(layer);
    }
    return builder.writability(MountBuilder.Writability.READ_ONLY).mount();
  }

  private TreeLayer[] layers(int count) {
    TreeLayer[] stack = new TreeLayer[count];
    for (int i = 0; i < count; i++) {
      LayerBuilder builder = Layer.builder().file("dir/sub/of-layer-" + i, "x");
      if (i == 0) {
        builder.file("dir/sub/bottom", "bottom");
      }
      if (i == count - 1) {
        builder.file("dir/sub/top", "top");
      }
      stack[i] = new CountingLayer(builder.build(), asked);
    }
    return stack;
  }

  private static Lookup stat(Mount mount, String path) {
    return mount.lookup(Caller.ROOT, PathName.parse(path), Follow.FOLLOW);
  }
}
