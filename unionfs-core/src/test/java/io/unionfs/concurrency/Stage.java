package io.unionfs.concurrency;

import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.MemoryMedium;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.OverlayOptions;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What the threads find when they begin. */
enum Stage {
  /** Nothing. */
  EMPTY(OverlayOptions.DEFAULT, Layer.builder().build()),
  /** Files and directories of a lower layer, which have to be copied up. */
  LOWER(OverlayOptions.DEFAULT, files()),
  /** The same, of which lower directories are renamed under whoever walks them. */
  REDIRECTS(OverlayOptions.DEFAULT.with(OverlayOptions.RedirectDir.ON), files()),
  /** Names of one lower file, which stay one. */
  INDEX(OverlayOptions.DEFAULT.with(OverlayOptions.Index.ON), linked()),
  /** Names of one lower file, which part. */
  PARTED_LINKS(OverlayOptions.DEFAULT, linked()),
  /** Copies whose data follows later. */
  METACOPY(OverlayOptions.DEFAULT.with(OverlayOptions.Metacopy.ON), files()),
  /** Copies that share their blocks with the lower files. */
  SHARED_BLOCKS(OverlayOptions.DEFAULT, files(), MemoryMedium.SHARED_BLOCKS),
  /** Files of a lower layer, copied up to a jimfs. */
  ON_JIMFS(OverlayOptions.DEFAULT, files(), MemoryMedium.JIMFS);

  private final OverlayOptions options;
  private final TreeLayer lower;
  private final MemoryMedium memory;

  Stage(OverlayOptions options, TreeLayer lower) {
    this(options, lower, MemoryMedium.BLOCKS);
  }

  Stage(OverlayOptions options, TreeLayer lower, MemoryMedium memory) {
    this.options = options;
    this.lower = lower;
    this.memory = memory;
  }

  private static TreeLayer files() {
    return Layer.builder().file("a", "lower").file("d/x", "deep").directory("e").build();
  }

  private static TreeLayer linked() {
    return Layer.builder().file("a", "shared").hardLink("b", "a").hardLink("d/x", "a").build();
  }

  private MountBuilder builder() {
    return new MountBuilder().lower(lower).options(options).memory(memory);
  }

  /** A mount in which threads stop here and there. */
  Mount mount(Pauses pauses) {
    return mounted(builder().clock(pauses).faults(pauses.plan()));
  }

  private static Mount mounted(MountBuilder builder) {
    try {
      return builder.mount();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A mount that does one call after another. */
  Linearizer.Machine sequential(int threads) {
    Mount mount = mounted(builder());
    Op.Descriptor[] descriptors = Op.descriptors(threads);
    return new Linearizer.Machine() {
      @Override
      public String answer(Call call) {
        return call.op().run(mount, descriptors[call.thread()]);
      }

      @Override
      public void close() {
        Stage.close(mount, descriptors);
      }
    };
  }

  static void close(Mount mount, Op.Descriptor[] descriptors) {
    try {
      for (Op.Descriptor descriptor : descriptors) {
        descriptor.close();
      }
      mount.close();
    } catch (ErrnoException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
