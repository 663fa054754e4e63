package io.unionfs.cli.stack;

import io.unionfs.cli.shell.LabelledMount;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageConfigBuilder;
import io.unionfs.image.ImageContent;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.trace.ProgressListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * An image's layers under a writable one, in memory. A commit makes a layer of the writable one,
 * and goes on above it.
 */
public final class Stack implements Closeable {
  /**
   * A mount, and what it stands on.
   *
   * @param lower its lower layers, the bottom one first
   * @param image the image that they are
   */
  record Level(UnionFileSystem files, List<Layer> lower, ImageContent image) {
    List<LayerTitle> titles() {
      return LayerTitle.of(image.config());
    }

    List<String> labels() {
      return titles().stream().map(LayerTitle::label).toList();
    }
  }

  private final OverlayOptions options;
  private final StackClock clock;
  private final Path work;
  private final LabelledMount mount;

  /** All that were mounted: what is undone may lead back to each. */
  private final List<UnionFileSystem> mounted = new ArrayList<>();

  /** Layers that were made here. */
  private final List<Layer> made = new ArrayList<>();

  private Level level;

  /**
   * Mounts {@code image}, which the caller closes afterwards.
   *
   * @param work a directory for layers that are made
   */
  public Stack(StackImage image, OverlayOptions options, InstantSource clock, Path work)
      throws IOException {
    this.options = options;
    this.clock = new StackClock(clock);
    this.work = work;
    List<Layer> lower =
        image.layers().isEmpty() ? List.of(Layer.builder().named("empty").build()) : image.layers();
    this.level = mounted(lower, image.content());
    this.mount = LabelledMount.over(level.files(), level.labels());
  }

  private Level mounted(List<Layer> lower, ImageContent image) throws IOException {
    UnionFileSystemBuilder builder = UnionFileSystem.builder().options(options).clock(clock);
    lower.forEach(builder::lower);
    UnionFileSystem files = builder.mount();
    mounted.add(files);
    return new Level(files, lower, image);
  }

  /** The mount as the shell's commands see it; the same object whatever is committed. */
  public LabelledMount mount() {
    return mount;
  }

  Level level() {
    return level;
  }

  UnionFileSystem files() {
    return level.files();
  }

  StackClock clock() {
    return clock;
  }

  /** The same layers under a writable one that is empty. */
  Level afresh() throws IOException {
    return mounted(level.lower(), level.image());
  }

  /** Lets a level go that is not gone back to. */
  void drop(Level other) throws IOException {
    mounted.remove(other.files());
    other.files().close();
  }

  /** Goes on, or back, to {@code other}. */
  void goTo(Level other) throws IOException {
    level = other;
    mount.become(other.files(), other.labels());
  }

  /**
   * Makes a layer of what differs, as {@code docker commit} writes it, and goes on above it, with
   * an empty writable layer.
   *
   * @param createdBy what is to be said of its making
   * @param progress is told of bytes; what it throws ends the work
   */
  void commit(String createdBy, ProgressListener progress) throws IOException {
    Path tar = work.resolve("commit-" + made.size() + ".tar");
    try (OutputStream out = Files.newOutputStream(tar)) {
      files().writeLayer(out, progress);
    }
    ArchiveLayer layer = Layer.ofArchive(tar);
    made.add(layer);
    ImageContent below = level.image();
    ImageConfig config =
        ImageConfigBuilder.from(below.config())
            .created(clock.instant())
            .layer(layer.diffId(), LayerFile.step(createdBy, clock.instant()))
            .build();
    boolean isOnNothing = below.config().diffIds().isEmpty();
    List<Layer> lower = new ArrayList<>(isOnNothing ? List.of() : level.lower());
    lower.add(layer);
    LayerFile file = LayerFile.of(layer, tar);
    goTo(mounted(lower, StackImage.BuiltImage.on(below, file, config)));
  }

  @Override
  public void close() throws IOException {
    for (UnionFileSystem each : mounted) {
      each.close();
    }
    for (Layer each : made) {
      each.close();
    }
  }
}
