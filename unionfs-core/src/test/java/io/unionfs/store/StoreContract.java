package io.unionfs.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.image.ImageReference;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store does, on any filesystem. */
abstract class StoreContract {
  Store store;

  abstract Store open() throws IOException;

  @BeforeEach
  void openStore() throws IOException {
    store = open();
  }

  @AfterEach
  void closeStore() throws IOException {
    store.close();
  }

  static ImageReference name(String text) {
    return ImageReference.parse(text);
  }

  StoredImage add(MadeImage image, String... names) throws IOException {
    return store
        .images()
        .add(
            image,
            List.of(names).stream().map(StoreContract::name).toList(),
            ProgressListener.NONE);
  }

  static MadeImage twoLayers() throws IOException {
    return new MadeImage()
        .plain(MadeImage.tar("etc/os", "one"))
        .gzipped(MadeImage.tar("etc/name", "two!"));
  }

  @Test
  void anImageIsFoundByItsNamesItsIdAndItsManifest() throws IOException {
    StoredImage added = add(twoLayers(), "app:1", "ghcr.io/my/app");
    for (String text :
        List.of(
            "app:1",
            "docker.io/library/app:1",
            "ghcr.io/my/app:latest",
            added.id().toString(),
            added.id().hex(),
            added.id().abbreviated(),
            added.id().toString().substring(0, 15),
            added.manifest().digest().toString(),
            "app@" + added.manifest().digest())) {
      assertThat(store.images().get(text).id()).as(text).isEqualTo(added.id());
    }
    assertThat(added.names()).containsExactly(name("app:1"), name("ghcr.io/my/app"));
    assertThat(added.layers()).extracting(StoredImage.LayerInfo::size).containsExactly(3L, 4L);
    assertThat(added.size()).isEqualTo(7);
    assertThat(store.images().list()).extracting(StoredImage::id).containsExactly(added.id());
    assertThat(store.images().byManifest(added.manifest().digest())).isPresent();
  }

  @Test
  void itsLayersAreOpenedOnceForAllWhoUseThem() throws IOException {
    StoredImage added = add(twoLayers(), "app");
    StoredImage other = add(twoLayers().comment("other"), "other");
    try (Store.OpenLayers one = store.openLayers(added);
        Store.OpenLayers two = store.openLayers(other)) {
      assertThat(one.layers()).hasSize(2);
      assertThat(two.layers().get(0)).isSameAs(one.layers().get(0));
      assertThat(two.layers().get(1)).isSameAs(one.layers().get(1));
      try (UnionFileSystem files =
          UnionFileSystem.builder().lower(one.layers().get(0)).lower(one.layers().get(1)).mount()) {
        assertThat(files.getPath("/etc/os")).hasContent("one");
        assertThat(files.getPath("/etc/name")).hasContent("two!");
      }
    }
  }

  @Test
  void aPlainLayerIsStoredOnce() throws IOException {
    StoredImage added = add(twoLayers(), "app");
    Path layers = store.directory().resolve("layers");
    assertThat(layers.resolve(added.layers().get(0).diffId().hex()).resolve("layer.tar"))
        .doesNotExist();
    assertThat(layers.resolve(added.layers().get(1).diffId().hex()).resolve("layer.tar"))
        .isRegularFile();
  }

  @Test
  void anImageOfNothingHasAnEmptyLayer() throws IOException {
    StoredImage added = add(new MadeImage(), "scratch-like");
    try (Store.OpenLayers opened = store.openLayers(added)) {
      assertThat(opened.layers()).hasSize(1);
    }
    assertThat(added.size()).isZero();
  }

  @Test
  void aLayerThatIsWrittenBecomesPartOfAnImage() throws IOException {
    Store.Lease lease = store.lease();
    try (lease) {
      Store.NewLayer written =
          store.writeLayer(
              out -> MadeImage.writeTar("a", "abc".getBytes(StandardCharsets.UTF_8), out));
      assertThat(written.blob().digest()).isEqualTo(written.diffId());
      assertThat(written.size()).isEqualTo(3);
      MadeImage image = new MadeImage();
      image.layers.add(written.blob());
      image.diffIds.add(written.diffId());
      StoredImage added = add(image, "committed");
      try (Store.OpenLayers opened = store.openLayers(added)) {
        assertThat(((ArchiveLayer) opened.layers().get(0)).diffId()).isEqualTo(written.diffId());
      }
    }
  }

  @Test
  void whatIsHeldIsNotCollected() throws IOException {
    StoredImage one = add(twoLayers(), "app");
    store.hold("c1", one.manifest().digest());
    assertThat(store.collect().blobs()).isEmpty();
    store.release("c1");
    store.release("c1");
    assertThat(store.images().get("app").size()).isEqualTo(7);
  }

  @Test
  void aFileIsWrittenAtOnce() throws IOException {
    Path file = store.directory().resolve("containers.json");
    store.writeAtomically(file, new byte[] {1});
    store.writeAtomically(file, new byte[] {2, 3});
    assertThat(Files.readAllBytes(file)).containsExactly(2, 3);
  }
}
