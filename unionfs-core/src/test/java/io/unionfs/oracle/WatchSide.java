package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.oracle.LayerEntry.Directory;
import io.unionfs.oracle.LayerEntry.HardLink;
import io.unionfs.oracle.LayerEntry.RegularFile;
import java.util.List;

/** Where a story of watched directories is played. */
enum WatchSide {
  /** In the union, everywhere. */
  UNION {
    @Override
    void run(MountOptions options, Story story) throws Exception {
      EngineSubject engine = EngineSubject.open(STACK, options);
      try (NioEngineMount mount = NioEngineMount.over(engine);
          WatchPlace place = new WatchPlace.Union(mount.root(Caller.ROOT), engine.mount())) {
        check(place, story);
      }
    }
  },
  /** Through the JDK's default provider in an overlay mount of the kernel. */
  KERNEL {
    @Override
    void run(MountOptions options, Story story) throws Exception {
      String missing = KernelAvailability.reason().orElse("");
      assumeTrue(missing.isEmpty(), missing);
      try (KernelSubject kernel = KernelSubject.open(STACK, options)) {
        kernel.runInMount(
            () -> {
              try (WatchPlace place = new WatchPlace.Kernel()) {
                check(place, story);
              }
              return null;
            });
      }
    }
  };

  /** A story: steps, and what is told of each. */
  interface Story {
    void play(WatchPlace in) throws Exception;
  }

  /**
   * The directory {@code d} is merged of two layers, {@code e} is of one. Every name of files
   * begins with the letter of what it is: a file, or one of two names of one file.
   */
  private static final Stack STACK = stack();

  private static Stack stack() {
    LayerEntry.Meta directory = LayerEntry.Meta.of(0755);
    LayerEntry.Meta file = LayerEntry.Meta.of(0644);
    return Stack.of(
        LayerSpec.of(
            new Directory("bell", directory),
            new Directory("d", directory),
            new RegularFile("d/f", Content.of("file"), file),
            new RegularFile("d/f2", Content.of("two"), file),
            new RegularFile("d/empty", Content.of(""), file),
            new RegularFile("d/h1", Content.of("link"), file),
            new HardLink("d/h2", "d/h1"),
            new Directory("d/sub", directory),
            new RegularFile("d/sub/s", Content.of("below"), file),
            new Directory("d/bare", directory),
            new Directory("e", directory),
            new RegularFile("e/f", Content.of("other"), file)),
        LayerSpec.of(
            new Directory("d", directory), new RegularFile("d/top", Content.of("top"), file)));
  }

  abstract void run(MountOptions options, Story story) throws Exception;

  void play(Story story) throws Exception {
    run(MountOptions.DEFAULT, story);
  }

  void play(MountOptions options, Story story) throws Exception {
    run(options, story);
  }

  private static void check(WatchPlace place, Story story) throws Exception {
    story.play(place);
    List<String> expected = place.expected();
    assertThat(place.seen()).isEqualTo(expected);
  }
}
