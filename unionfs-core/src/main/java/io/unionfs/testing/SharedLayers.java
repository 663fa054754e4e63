package io.unionfs.testing;

import io.unionfs.image.ImageOptions;
import io.unionfs.image.Platform;
import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The lower layers of all tests of a run, each read or made once: images, layers, and their unions,
 * which are kept mounted so that a further mount of the same layers has nothing to do. Closed with
 * the run. Safe for use by many threads.
 */
@SuppressWarnings("deprecation") // JUnit before 5.13 closes CloseableResource alone.
final class SharedLayers implements ExtensionContext.Store.CloseableResource, Closeable {
  private static final String KEY = "layers";

  private final Closing open = new Closing();
  private final TestResources resources = new TestResources(open);
  private final Memo images = new Memo();
  private final Memo layers = new Memo();
  private final Memo unions = new Memo();
  private final Memo stores = new Memo();

  private SharedLayers() {}

  /** Those of the run that {@code context} is of. */
  static SharedLayers of(ExtensionContext context) {
    return Contexts.get(context.getRoot(), KEY, SharedLayers.class, SharedLayers::new);
  }

  /** What a union stands on, in its order: two elements with the same share it. */
  record Chain(List<Layer> layers) {}

  private record ImageKey(Path file, String reference, String platform) {}

  private record LinesKey(List<String> lines) {}

  private record ResourceKey(Path path, Lower description) {}

  /** The layers that {@code description} names, the bottom one first; perhaps none. */
  Chain chain(Element element, Description description) {
    List<Layer> chain = new ArrayList<>();
    description.image().ifPresent(image -> chain.addAll(image(element, image)));
    description.lowers().forEach(lower -> chain.add(layer(element, lower)));
    return new Chain(List.copyOf(chain));
  }

  /** Has the merged tree of {@code chain} stay until the end of the run. */
  void keep(Chain chain) throws IOException {
    unions.get(chain.layers(), UnionFileSystem.class, () -> open.add(readOnly(chain)));
  }

  private static UnionFileSystem readOnly(Chain chain) throws IOException {
    UnionFileSystemBuilder builder = UnionFileSystem.builder().readOnly();
    chain.layers().forEach(builder::lower);
    return builder.mount();
  }

  /** How an image is to be opened. */
  private static ImageOptions options(Element element, Image image) {
    ImageOptions options = ImageOptions.defaults();
    if (!image.reference().isEmpty()) {
      options = options.withReference(image.reference());
    }
    if (!image.platform().isEmpty()) {
      try {
        options = options.withPlatform(Platform.parse(image.platform()));
      } catch (IllegalArgumentException e) {
        throw element.failure("@Image: " + e.getMessage(), e);
      }
    }
    return options;
  }

  private List<? extends Layer> image(Element element, Image image) {
    Path file = resources.find(element, image.value());
    ImageOptions options = options(element, image);
    ImageKey key = new ImageKey(file, image.reference(), image.platform());
    try {
      return images
          .get(
              key,
              io.unionfs.image.Image.class,
              () -> {
                io.unionfs.image.Image opened = io.unionfs.image.Image.open(file, options);
                open.add(opened);
                opened.layers();
                return opened;
              })
          .layers();
    } catch (IOException e) {
      throw element.failure("the image \"" + image.value() + "\" is refused: " + text(e), e);
    }
  }

  private Layer layer(Element element, Lower lower) {
    boolean hasFiles = lower.value().length > 0;
    if (hasFiles == !lower.resource().isEmpty()) {
      throw element.failure(
          hasFiles
              ? "@Lower has both files and a resource: make it two"
              : "@Lower says nothing: name files, as in @Lower(\"etc/motd=hello\"), or a resource");
    }
    try {
      return hasFiles ? lines(lower) : resource(element, lower);
    } catch (IOException e) {
      throw element.failure("@Lower is refused: " + text(e), e);
    }
  }

  private Layer lines(Lower lower) throws IOException {
    List<String> lines = List.of(lower.value());
    return layers.get(
        new LinesKey(lines), Layer.class, () -> open.add(LayerLines.parse("@Lower", lines)));
  }

  private Layer resource(Element element, Lower lower) throws IOException {
    Path path = resources.find(element, lower.resource());
    return layers.get(new ResourceKey(path, lower), Layer.class, () -> open(path, lower));
  }

  private Layer open(Path path, Lower lower) throws IOException {
    if (Files.isDirectory(path)) {
      refuseImage(path, Files.exists(path.resolve("oci-layout")));
      return open.add(Layer.ofDirectory(path, lower.format()));
    }
    ArchiveLayer layer = open.add(Layer.ofArchive(path));
    List<String> documents = List.of("oci-layout", "manifest.json");
    refuseImage(
        path, layer.entries().stream().map(ArchiveEntry::path).anyMatch(documents::contains));
    return layer;
  }

  /** A layer may hold anything; what opens as an image is one. */
  private static void refuseImage(Path path, boolean looksLikeOne) throws IOException {
    if (looksLikeOne) {
      try (io.unionfs.image.Image image = io.unionfs.image.Image.open(path)) {
        throw new IOException(image.name() + " is a container image, not a layer: use @Image");
      } catch (io.unionfs.image.ImageException e) {
        // it only looks like one
      }
    }
  }

  /** Where containers of such an image come from. */
  ContainerStore store(Element element, Description description) {
    Chain chain = chain(element, description);
    Optional<Image> image = description.image();
    ContainerStore.Contents contents =
        new ContainerStore.Contents(
            image.map(each -> resources.find(element, each.value())),
            image.map(each -> options(element, each)).orElse(ImageOptions.defaults()),
            chain.layers(),
            chain.layers().size() - description.lowers().size());
    try {
      return stores.get(contents, ContainerStore.class, () -> ContainerStore.of(contents));
    } catch (IOException e) {
      throw element.failure("no container can be made: " + text(e), e);
    }
  }

  private static String text(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
