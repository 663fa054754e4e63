package io.unionfs.cli.shell;

import io.unionfs.cli.output.Failures;
import io.unionfs.image.History;
import io.unionfs.image.Image;
import io.unionfs.image.ImageConfig;
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
public final class LabelledMount implements Closeable {
  private UnionFileSystem files;
  private List<String> labels;

  /** What is closed with it, the first first. */
  private final List<Closeable> owned;

  /** The layers without a writable one; made when it is first asked for. */
  private UnionFileSystem untouched;

  private LabelledMount(UnionFileSystem files, List<String> labels, List<Closeable> owned) {
    this.files = files;
    this.labels = labels;
    this.owned = owned;
  }

  /** A mount of layers made here, called by their names. */
  public static LabelledMount of(
      String name, List<? extends Layer> layers, UnionFileSystemBuilder builder)
      throws IOException {
    List<String> labels = new ArrayList<>();
    for (Layer layer : layers) {
      builder.lower(layer);
      labels.add(layer.name());
    }
    UnionFileSystem files = builder.name(name).mount();
    return new LabelledMount(files, labels, List.of(files));
  }

  /** A mount that somebody else has made of an image with that configuration, and will close. */
  public static LabelledMount over(UnionFileSystem files, ImageConfig config) {
    return new LabelledMount(files, labels(config), List.of());
  }

  /** A mount that somebody else has made, and will close. */
  public static LabelledMount over(UnionFileSystem files, List<String> labels) {
    return new LabelledMount(files, labels, List.of());
  }

  /** From now on this is another mount, which somebody else has made and will close. */
  public void become(UnionFileSystem other, List<String> newLabels) throws IOException {
    if (untouched != null) {
      untouched.close();
      untouched = null;
    }
    files = other;
    labels = newLabels;
  }

  /** {@code path} in this mount, whose it may be or of one that this was before. */
  public Path own(Path path) {
    return path.getFileSystem() == files ? path : files.getPath(path.toString());
  }

  /** A mount of the image in {@code file}. */
  public static LabelledMount open(
      String name, Path file, ImageOptions options, UnionFileSystemBuilder builder)
      throws IOException {
    Image image = ImagePath.open(file, options);
    try {
      for (ArchiveLayer layer : image.layers()) {
        builder.lower(layer);
      }
      if (image.layers().isEmpty()) {
        // An image of nothing is one, too.
        builder.lower(Layer.builder().named("empty").build());
      }
      UnionFileSystem files = builder.name(name).mount();
      return new LabelledMount(files, labels(image.config()), List.of(files, image));
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
  public static List<String> labels(ImageConfig config) {
    List<String> labels = new ArrayList<>();
    for (Digest diffId : config.diffIds()) {
      labels.add("sha256:" + diffId.abbreviated());
    }
    for (History step : config.history()) {
      if (step.layer().isPresent() && !step.createdBy().isBlank()) {
        int layer = step.layer().getAsInt();
        String instruction = shortened(Failures.oneLine(step.createdBy()));
        labels.set(layer, labels.get(layer) + "  " + instruction);
      }
    }
    if (labels.isEmpty()) {
      labels.add("empty");
    }
    return labels;
  }

  private static String shortened(String text) {
    return text.length() > 60 ? text.substring(0, 59) + "…" : text;
  }

  public UnionFileSystem files() {
    return files;
  }

  public int layers() {
    return labels.size();
  }

  /** What the layer numbered {@code layer} is called. */
  public String label(int layer) {
    return layer == TraceEvent.UPPER
        ? "writable layer"
        : "layer " + layer + "  " + labels.get(layer);
  }

  /** Which layers speak of {@code path} now, or null when none does. */
  public Provenance provenance(Path path) {
    return provenance(files, path);
  }

  /** Which layers spoke of {@code path} before anything was written, or null when none did. */
  public Provenance provenanceBefore(Path path) throws IOException {
    if (untouched == null) {
      UnionFileSystemBuilder builder = UnionFileSystem.builder().readOnly();
      files.lowerLayers().forEach(builder::lower);
      untouched = builder.mount();
    }
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
    if (untouched != null) {
      untouched.close();
    }
    for (Closeable each : owned) {
      each.close();
    }
  }
}
