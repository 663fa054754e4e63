package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.container.Container.CommitSpec;
import io.unionfs.container.SpaceReport.ImageSpace;
import io.unionfs.container.SpaceReport.Summary;
import io.unionfs.image.ImageReference;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.StoredImage;
import io.unionfs.store.StoredImage.LayerInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code docker system df} counts, and the identity of its columns. */
class SpaceReportTest {
  private ContainerFixture fixture;
  private ContainerEngine engine;
  private StoredImage base;

  @BeforeEach
  void open() throws IOException {
    fixture = ContainerFixture.inMemory();
    engine = fixture.engine;
    base = fixture.base();
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private StoredImage on(String image, String name, String path, int bytes) throws IOException {
    Container container = engine.create(ContainerSpec.of(image));
    ContainerFixture.write(container, path, "x".repeat(bytes));
    StoredImage made = container.commit(CommitSpec.of(ImageReference.parse(name)));
    container.remove(Container.Removal.IF_STOPPED, Container.VolumesOf.REMOVED);
    return made;
  }

  private ImageSpace of(SpaceReport report, StoredImage image) {
    return report.images().stream()
        .filter(each -> each.image().id().equals(image.id()))
        .findAny()
        .orElseThrow();
  }

  @Test
  void sharedAndUniqueAreTheSizeOfEveryImage() throws IOException {
    StoredImage one = on("base", "one", "/a", 100);
    StoredImage two = on("base", "two", "/b", 30);
    StoredImage three = on("one", "three", "/c", 7);
    StoredImage alone = fixture.image("alone", files -> ContainerFixture.write(files, "/f", "1"));
    SpaceReport report = engine.space();
    assertThat(report.images()).hasSize(5);
    Map<Object, Long> layers = new HashMap<>();
    for (ImageSpace image : report.images()) {
      assertThat(image.shared() + image.unique()).isEqualTo(image.size());
      assertThat(image.size()).isEqualTo(image.image().size());
      for (LayerInfo layer : image.image().layers()) {
        layers.put(layer.chainId(), layer.size());
      }
    }
    assertThat(report.imagesSize())
        .isEqualTo(layers.values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(base.size() + 100 + 30 + 7 + 1);
    assertThat(of(report, base).unique()).isZero();
    assertThat(of(report, one).shared()).isEqualTo(base.size() + 100);
    assertThat(of(report, two).unique()).isEqualTo(30);
    assertThat(of(report, three).unique()).isEqualTo(7);
    assertThat(of(report, alone).shared()).isZero();
  }

  @Test
  void aLayerIsOneWithThoseBelowIt() throws IOException {
    fixture.image("other", files -> ContainerFixture.write(files, "/other", "12345"));
    StoredImage one = on("base", "one", "/a", 100);
    StoredImage two = on("other", "two", "/a", 100);
    assertThat(one.layers().get(1).diffId()).isEqualTo(two.layers().get(1).diffId());
    SpaceReport report = engine.space();
    assertThat(of(report, one).unique()).isEqualTo(100);
    assertThat(of(report, two).unique()).isEqualTo(100);
  }

  @Test
  void whatContainersAndVolumesTakeIsCounted() throws IOException {
    StoredImage one = on("base", "one", "/a", 100);
    Container runs =
        engine.create(
            ContainerSpec.of("one")
                .withMount(MountSpec.parseVolume("vv:/v"))
                .withMount(MountSpec.parseVolume("/w")));
    runs.start();
    try (UnionFileSystem files = runs.files()) {
      ContainerFixture.write(files, "/x", "123");
      ContainerFixture.write(files, "/v/x", "12345");
      Files.createLink(files.getPath("/y"), files.getPath("/x"));
    }
    Container ended = engine.create(ContainerSpec.of("base"));
    ContainerFixture.write(ended, "/x", "12");
    engine.volumes().create("free", Map.of());
    ContainerFixture.write(
        engine.create(ContainerSpec.of("base").withMount(MountSpec.parseVolume("free:/f"))),
        "/f/x",
        "1234567");
    engine.list().get(0).details();

    SpaceReport report = engine.space();
    assertThat(of(report, one).containers()).isEqualTo(1);
    assertThat(of(report, base).containers()).isEqualTo(2);
    assertThat(report.containerSummary()).isEqualTo(new Summary(3, 1, 5, 2));
    assertThat(
            report.containers().stream()
                .filter(each -> each.container().id().equals(runs.id()))
                .findAny()
                .orElseThrow()
                .volumes())
        .isEqualTo(2);
    assertThat(report.volumeSummary()).isEqualTo(new Summary(3, 3, 12, 0));
    assertThat(report.imageSummary())
        .as("as Docker has it, what images share is reclaimable though containers use it")
        .isEqualTo(new Summary(2, 2, base.size() + 100, base.size()));
  }

  @Test
  void anEmptyStoreHoldsNothing() throws IOException {
    try (ContainerFixture empty = ContainerFixture.inMemory()) {
      SpaceReport report = empty.engine.space();
      assertThat(report.imageSummary()).isEqualTo(new Summary(0, 0, 0, 0));
      assertThat(report.containerSummary()).isEqualTo(new Summary(0, 0, 0, 0));
      assertThat(report.volumeSummary()).isEqualTo(new Summary(0, 0, 0, 0));
      assertThat(Optional.of(report.imagesSize())).contains(0L);
    }
  }
}
