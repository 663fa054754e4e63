package io.unionfs.cli.demo;

import io.unionfs.cli.shell.ImagePath;
import io.unionfs.cli.shell.LabelledMount;
import io.unionfs.image.Image;
import io.unionfs.image.ImageOptions;
import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.LookupStrategy;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The image the demo shows: its layers, what they are called, and how much they hold. */
public final class DemoImage implements Closeable {
  private final List<Layer> layers;
  private final List<String> labels;
  private final Image image;

  private DemoImage(List<Layer> layers, List<String> labels, Image image) {
    this.layers = layers;
    this.labels = labels;
    this.image = image;
  }

  /** Three layers, made in memory. */
  public static DemoImage made() {
    Layer base =
        Layer.builder()
            .named("base")
            .file("etc/motd", "Welcome to the base image.\n")
            .file("etc/os-release", "ID=demo\nNAME=\"Demo Linux\"\n")
            .file("etc/hostname", "demo\n")
            .file("usr/lib/libc.so", new byte[180_000])
            .file("usr/share/doc/libc", "How to use libc.\n".repeat(60))
            .file("usr/share/doc/shell", "How to use the shell.\n".repeat(40))
            .symlink("lib", "usr/lib")
            .build();
    Layer app =
        Layer.builder()
            .named("app")
            .file("app/server", new byte[64_000])
            .file("etc/app.conf", "port=8080\n")
            .file("var/cache/packages", new byte[30_000])
            .build();
    Layer clean =
        Layer.builder()
            .named("clean")
            .whiteout("var/cache/packages")
            .file("etc/issue", "v2\n")
            .build();
    return new DemoImage(
        List.of(base, app, clean),
        List.of("FROM base", "COPY app /", "RUN rm /var/cache/packages"),
        null);
  }

  /** The image in {@code file}. */
  public static DemoImage open(Path file) throws IOException {
    Image image = ImagePath.open(file, ImageOptions.defaults());
    try {
      return new DemoImage(
          new ArrayList<>(image.layers()), LabelledMount.labels(image.config()), image);
    } catch (Throwable e) {
      image.close();
      throw e;
    }
  }

  /** The layers, the bottom one first. */
  public List<Layer> layers() {
    return layers;
  }

  public List<String> labels() {
    return labels;
  }

  /** A container on the image, whose lookups go layer by layer, so that they can be watched. */
  public LabelledMount container(String name) throws IOException {
    return LabelledMount.of(name, layers, UnionFileSystem.builder().strategy(LookupStrategy.SCAN));
  }

  /** How many files, and how many bytes in them, a layer holds. */
  public record Size(int files, long bytes) {}

  public Size size(int layer) throws IOException {
    return layers.get(layer) instanceof ArchiveLayer archive
        ? size(archive)
        : size((TreeLayer) layers.get(layer));
  }

  public static Size size(TreeLayer layer) throws IOException {
    int files = 0;
    long bytes = 0;
    Deque<Entry.Directory> directories = new ArrayDeque<>(List.of(layer.root()));
    while (!directories.isEmpty()) {
      for (Entry entry : directories.pop().entries().values()) {
        if (entry instanceof Entry.Directory directory) {
          directories.push(directory);
        } else if (entry instanceof Entry.File file) {
          files++;
          bytes += file.content().size();
        }
      }
    }
    return new Size(files, bytes);
  }

  private static Size size(ArchiveLayer layer) {
    int files = 0;
    long bytes = 0;
    for (ArchiveEntry entry : layer.entries()) {
      if (entry instanceof ArchiveEntry.Node node && node.node() instanceof Entry.File file) {
        files++;
        bytes += file.content().size();
      }
    }
    return new Size(files, bytes);
  }

  @Override
  public void close() throws IOException {
    if (image != null) {
      image.close();
    }
  }
}
