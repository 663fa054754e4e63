package io.unionfs.cli;

import io.unionfs.image.History;
import io.unionfs.image.Image;
import io.unionfs.image.ImageOptions;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.Provenance;
import io.unionfs.trace.TraceEvent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A mount of an image under a writable layer, and what its layers are called. */
final class Container implements Closeable {
  private final Image image;
  private final UnionFileSystem files;
  private final List<String> labels;

  /** The layers without a writable one. */
  private final UnionFileSystem untouched;

  private Container(Image image, UnionFileSystem files, List<String> labels) throws IOException {
    this.image = image;
    this.files = files;
    this.labels = labels;
    UnionFileSystemBuilder builder = UnionFileSystem.builder().readOnly();
    files.lowerLayers().forEach(builder::lower);
    this.untouched = builder.mount();
  }

  /** A mount of layers made here, called by their names. */
  static Container of(String name, List<? extends Layer> layers, UnionFileSystemBuilder builder)
      throws IOException {
    List<String> labels = new ArrayList<>();
    for (Layer layer : layers) {
      builder.lower(layer);
      labels.add(layer.name());
    }
    return new Container(null, builder.name(name).mount(), labels);
  }

  /** A mount of the image in {@code file}. */
  static Container open(
      String name, Path file, ImageOptions options, UnionFileSystemBuilder builder)
      throws IOException {
    Image image = ImagePath.open(file, options);
    try {
      List<String> labels = labels(image);
      List<ArchiveLayer> layers = image.layers();
      for (ArchiveLayer layer : layers) {
        builder.lower(layer);
      }
      if (layers.isEmpty()) {
        // An image of nothing is one, too.
        builder.lower(Layer.builder().named("empty").build());
        labels.add("empty");
      }
      return new Container(image, builder.name(name).mount(), labels);
    } catch (LayerException e) {
      image.close();
      // What is wrong with a layer is found when it is put on those below; which image it is of
      // is not known there.
      throw new IOException(
          e.getMessage().startsWith(image.name()) ? e.getMessage() : file + ": " + e.getMessage(),
          e);
    } catch (Throwable e) {
      image.close();
      throw e;
    }
  }

  /** For each layer its abbreviated digest, and the instruction that made it where it is known. */
  static List<String> labels(Image image) {
    List<String> labels = new ArrayList<>();
    for (Digest diffId : image.config().diffIds()) {
      labels.add("sha256:" + diffId.abbreviated());
    }
    for (History step : image.config().history()) {
      if (step.layer().isPresent() && !step.createdBy().isBlank()) {
        int layer = step.layer().getAsInt();
        String instruction = shortened(Failures.oneLine(step.createdBy()));
        labels.set(layer, labels.get(layer) + "  " + instruction);
      }
    }
    return labels;
  }

  private static String shortened(String text) {
    return text.length() > 60 ? text.substring(0, 59) + "…" : text;
  }

  UnionFileSystem files() {
    return files;
  }

  int layers() {
    return labels.size();
  }

  /** What the layer numbered {@code layer} is called. */
  String label(int layer) {
    return layer == TraceEvent.UPPER
        ? "writable layer"
        : "layer " + layer + "  " + labels.get(layer);
  }

  /** Which layers speak of {@code path} now, or null when none does. */
  Provenance provenance(Path path) {
    return provenance(files, path);
  }

  /** Which layers spoke of {@code path} before anything was written, or null when none did. */
  Provenance provenanceBefore(Path path) {
    return provenance(untouched, untouched.getPath(path.toString()));
  }

  private static Provenance provenance(UnionFileSystem files, Path path) {
    try {
      return files.provenance(path);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      untouched.close();
      files.close();
    } finally {
      if (image != null) {
        image.close();
      }
    }
  }
}
