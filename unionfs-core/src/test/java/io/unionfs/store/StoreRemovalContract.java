package io.unionfs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Digest;
import io.unionfs.store.Images.Pruned;
import io.unionfs.store.Images.Removal;
import io.unionfs.store.Images.Removed;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** How names move, images go, and what is collected then. */
abstract class StoreRemovalContract extends StoreContract {
  private static MadeImage other() throws IOException {
    return new MadeImage().plain(MadeImage.tar("etc/os", "one")).gzipped(MadeImage.tar("x", "xx"));
  }

  @Test
  void aNameThatMovesLeavesADanglingImage() throws IOException {
    StoredImage one = add(twoLayers(), "app");
    StoredImage two = add(other(), "app");
    assertThat(store.images().get("app").id()).isEqualTo(two.id());
    assertThat(store.images().get(one.id().hex()).names()).isEmpty();
    store.images().tag(one, name("app"));
    assertThat(store.images().get("app").id()).isEqualTo(one.id());
    assertThat(store.images().get(two.id().hex()).names()).isEmpty();
  }

  @Test
  void anImageGoesWithItsLastName() throws IOException {
    StoredImage one = add(twoLayers(), "app:1", "app:2");
    Removed first = store.images().remove("app:1", Removal.IF_UNUSED);
    assertThat(first.untagged()).containsExactly(name("app:1"));
    assertThat(first.deleted()).isEmpty();
    Removed second = store.images().remove("app:2", Removal.IF_UNUSED);
    assertThat(second.untagged()).containsExactly(name("app:2"));
    assertThat(second.deleted())
        .containsExactly(one.id(), one.layers().get(1).chainId(), one.layers().get(0).chainId());
    assertThat(store.images().list()).isEmpty();
    assertThat(store.directory().resolve("blobs/sha256")).isEmptyDirectory();
    assertThat(store.directory().resolve("layers")).isEmptyDirectory();
  }

  @Test
  void aLayerThatAnotherImageNeedsStays() throws IOException {
    add(twoLayers(), "app");
    StoredImage two = add(other(), "other");
    Removed removed = store.images().remove("app", Removal.IF_UNUSED);
    assertThat(removed.deleted()).hasSize(2).doesNotContain(two.layers().get(0).chainId());
    store.openLayers(store.images().get("other")).close();
    assertThat(store.check((what, done, total) -> {}).problems()).isEmpty();
  }

  @Test
  void anIdOfSeveralNamesMustBeForced() throws IOException {
    StoredImage one = add(twoLayers(), "app:1", "other:2");
    assertThatThrownBy(() -> store.images().remove(one.id().abbreviated(), Removal.IF_UNUSED))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "conflict: unable to delete "
                + one.id().abbreviated()
                + " (must be forced) - image is referenced in multiple repositories");
    assertThat(store.images().remove(one.id().hex(), Removal.FORCED).untagged())
        .containsExactly(name("app:1"), name("other:2"));
  }

  @Test
  void anIdOfOneNameTakesTheNameWithIt() throws IOException {
    StoredImage one = add(twoLayers(), "app:1");
    Removed removed = store.images().remove(one.id().toString(), Removal.IF_UNUSED);
    assertThat(removed.untagged()).containsExactly(name("app:1"));
    assertThat(removed.deleted()).hasSize(3);
  }

  @Test
  void whatAContainerHoldsMustBeForcedAndThenStaysForIt() throws IOException {
    StoredImage one = add(twoLayers(), "app");
    Digest manifest = one.manifest().digest();
    String holder = "0123456789abcdef".repeat(4);
    store.hold(holder, manifest);
    assertThatThrownBy(() -> store.images().remove("app", Removal.IF_UNUSED))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "conflict: unable to remove repository reference \"app:latest\" (must force) -"
                + " container 0123456789ab is using its referenced image "
                + one.id().abbreviated());
    assertThatThrownBy(() -> store.images().remove(one.id().hex(), Removal.IF_UNUSED))
        .hasMessageContaining("(must be forced) - image is being used by container 0123456789ab");
    assertThat(store.images().prune(Pruned.UNUSED).deleted()).isEmpty();
    Removed removed = store.images().remove("app", Removal.FORCED);
    assertThat(removed.deleted()).containsExactly(one.id());
    assertThat(store.images().list()).isEmpty();
    StoredImage held = store.images().byManifest(manifest).orElseThrow();
    store.openLayers(held).close();
    assertThatThrownBy(() -> store.images().tag(held, name("again")))
        .hasMessageContaining("no such image");
    assertThat(store.check((what, done, total) -> {}).problems()).isEmpty();
    store.release(holder);
    assertThat(store.collect().layers()).hasSize(2);
    assertThat(store.images().byManifest(manifest)).isEmpty();
    assertThatThrownBy(() -> store.hold(holder, manifest)).isInstanceOf(StoreException.class);
  }

  @Test
  void pruningTakesTheDanglingOrAllThatIsUnused() throws IOException {
    add(twoLayers(), "app");
    add(other(), "app");
    assertThat(store.images().prune(Pruned.DANGLING).deleted()).hasSize(2);
    assertThat(store.images().list()).hasSize(1);
    assertThat(store.images().prune(Pruned.UNUSED).untagged()).containsExactly(name("app"));
    assertThat(store.images().list()).isEmpty();
  }

  @Test
  void anUnknownAnAmbiguousAndAMalformedNameAreToldApart() throws IOException {
    assertThatThrownBy(() -> store.images().get("nothing"))
        .isInstanceOf(StoreException.class)
        .hasMessage("no such image: nothing");
    assertThatThrownBy(() -> store.images().get("UPPER case"))
        .isInstanceOf(StoreException.class)
        .hasMessage("\"UPPER case\" is not the name of an image");
    for (int i = 0; i < 20; i++) {
      add(twoLayers().comment("image " + i));
    }
    String twice =
        store.images().list().stream()
            .map(image -> image.id().hex().substring(0, 1))
            .filter(
                digit -> {
                  try {
                    return store.images().list().stream()
                            .filter(image -> image.id().hex().startsWith(digit))
                            .count()
                        > 1;
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                })
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> store.images().get(twice))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("give more digits");
  }

  @Test
  void theSameImageWithOtherBlobsIsOneIdAndTwoManifests() throws IOException {
    byte[] tar = MadeImage.tar("a", "abc");
    StoredImage plain = add(new MadeImage().plain(tar), "app:plain");
    StoredImage packed = add(new MadeImage().gzipped(tar), "app:gz");
    assertThat(packed.id()).isEqualTo(plain.id());
    assertThat(packed.manifest().digest()).isNotEqualTo(plain.manifest().digest());
    store.images().remove("app:plain", Removal.IF_UNUSED);
    // The tar is the blob that is no longer named, but needed.
    store.openLayers(store.images().get("app:gz")).close();
    assertThat(store.check((what, done, total) -> {}).problems()).isEmpty();
  }

  @Test
  void whatIsOpenHereIsNotCollected() throws IOException {
    StoredImage one = add(twoLayers(), "app");
    try (Store.OpenLayers open = store.openLayers(one)) {
      store.images().remove("app", Removal.IF_UNUSED);
      assertThat(open.layers()).hasSize(2);
      assertThat(store.directory().resolve("layers")).isNotEmptyDirectory();
    }
    assertThat(store.collect().layers()).hasSize(2);
  }
}
