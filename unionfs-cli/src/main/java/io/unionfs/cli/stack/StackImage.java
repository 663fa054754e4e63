package io.unionfs.cli.stack;

import io.unionfs.cli.demo.DemoImage;
import io.unionfs.cli.shell.ImagePath;
import io.unionfs.image.Descriptor;
import io.unionfs.image.Image;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageConfigBuilder;
import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageOptions;
import io.unionfs.image.Manifest;
import io.unionfs.image.Platform;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.SquashedLayers;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The image that a shell begins with.
 *
 * @param name what it is called
 * @param layers its layers, the bottom one first; of an image of nothing none, or an empty one
 * @param content its manifest, configuration and blobs, to build others on
 * @param opened what is closed with it
 */
public record StackImage(String name, List<Layer> layers, ImageContent content, Closeable opened)
    implements Closeable {
  /** When the demo's layers were made. */
  private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

  public StackImage {
    layers = List.copyOf(layers);
  }

  /** The image in a file or directory. */
  public static StackImage open(Path file, ImageOptions options) throws IOException {
    Image image = ImagePath.open(file, options);
    try {
      return new StackImage(file.toString(), List.copyOf(image.layers()), image, image);
    } catch (Throwable e) {
      image.close();
      throw e;
    }
  }

  /** An image of a store. */
  public static StackImage of(String name, StoredImage image, Store.OpenLayers layers) {
    return new StackImage(name, layers.layers(), image, layers);
  }

  /**
   * The image that {@code unionfs demo} shows: three small layers.
   *
   * @param directory where its layers are put
   */
  public static StackImage demo(Path directory) throws IOException {
    List<Layer> layers = new ArrayList<>();
    List<LayerFile> files = new ArrayList<>();
    ImageConfigBuilder config =
        ImageConfigBuilder.of(new Platform("linux", "amd64", "")).created(MADE);
    try (DemoImage made = DemoImage.made()) {
      for (int i = 0; i < made.layers().size(); i++) {
        List<Layer> chain = made.layers().subList(0, i + 1);
        Path tar = directory.resolve("demo-" + i + ".tar");
        try (OutputStream out = Files.newOutputStream(tar)) {
          SquashedLayers.write(chain, i, out, "demo", ProgressListener.NONE);
        }
        ArchiveLayer layer = Layer.ofArchive(tar);
        layers.add(layer);
        files.add(LayerFile.of(layer, tar));
        config.layer(layer.diffId(), LayerFile.step(made.labels().get(i), MADE));
      }
    }
    ImageConfig built = config.build();
    return new StackImage("demo", layers, new BuiltImage(null, files, built), () -> close(layers));
  }

  private static void close(List<Layer> layers) throws IOException {
    for (Layer layer : layers) {
      layer.close();
    }
  }

  @Override
  public void close() throws IOException {
    opened.close();
  }

  /**
   * An image of further layers on another, whose blobs are plain tars.
   *
   * @param base null for none
   * @param added the layers on top of those of {@code base}
   */
  public record BuiltImage(ImageContent base, List<LayerFile> added, ImageConfig config)
      implements ImageContent {
    public BuiltImage {
      added = List.copyOf(added);
    }

    /** {@code layer} on top of {@code below}. */
    static BuiltImage on(ImageContent below, LayerFile layer, ImageConfig config) {
      if (!(below instanceof BuiltImage built)) {
        return new BuiltImage(below, List.of(layer), config);
      }
      List<LayerFile> all = new ArrayList<>(built.added());
      all.add(layer);
      return new BuiltImage(built.base(), all, config);
    }

    @Override
    public Manifest manifest() throws IOException {
      List<Descriptor> layers = new ArrayList<>();
      if (base != null) {
        layers.addAll(base.manifest().layers());
      }
      added.forEach(each -> layers.add(each.blob()));
      return Manifest.of(LayerFile.ofConfig(config), layers);
    }

    @Override
    public Content blob(Descriptor layer) throws IOException {
      for (LayerFile each : added) {
        if (each.blob().digest().equals(layer.digest())) {
          return Content.ofFile(each.tar());
        }
      }
      return base.blob(layer);
    }
  }
}
