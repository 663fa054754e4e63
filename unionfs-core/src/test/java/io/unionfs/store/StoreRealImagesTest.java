package io.unionfs.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.image.Image;
import io.unionfs.image.ImageOptions;
import io.unionfs.image.Platform;
import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Layer;
import io.unionfs.trace.ProgressListener;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that Debian's tools made come into a store with the layers that they have outside. */
final class StoreRealImagesTest {
  private static Path resource(String name) throws Exception {
    URL url = Image.class.getResource("images/" + name);
    assertThat(url).as(name).isNotNull();
    return Path.of(url.toURI());
  }

  private static List<String> paths(Layer layer) {
    return ((ArchiveLayer) layer).entries().stream().map(ArchiveEntry::path).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "built-docker.tar",
        "built-oci.tar",
        "oddities",
        "oddities-docker.tar.gz",
        "oddities-zstd.tar",
        "platforms.tar"
      })
  void itsLayersAreThoseOfTheImage(String name) throws Exception {
    ImageOptions options = ImageOptions.defaults().withPlatform(new Platform("linux", "amd64", ""));
    try (Store store = Store.inMemory();
        Image image = Image.open(resource(name), options)) {
      List<StoredImage> loaded =
          store.images().load(resource(name), options, ProgressListener.NONE);
      assertThat(loaded).hasSize(1);
      StoredImage stored = loaded.get(0);
      assertThat(stored.id()).isEqualTo(image.imageId());
      assertThat(stored.manifest().digest()).isEqualTo(image.manifest().digest());
      assertThat(stored.config().json()).isEqualTo(image.config().json());
      assertThat(stored.layers().get(stored.layers().size() - 1).chainId())
          .isEqualTo(image.chainId(stored.layers().size() - 1));
      try (Store.OpenLayers opened = store.openLayers(stored)) {
        assertThat(opened.layers()).hasSameSizeAs(image.layers());
        for (int i = 0; i < opened.layers().size(); i++) {
          assertThat(paths(opened.layers().get(i))).isEqualTo(paths(image.layers().get(i)));
        }
      }
      assertThat(store.check(ProgressListener.NONE).problems()).isEmpty();
      store.collect();
      assertThat(store.check(ProgressListener.NONE).problems()).isEmpty();
    }
  }
}
