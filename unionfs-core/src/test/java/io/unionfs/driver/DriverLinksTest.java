package io.unionfs.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.concurrency.Meanwhile;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files with several names are billed once, and bills can be asked for while programs write. */
class DriverLinksTest {
  private static StorageDriver driver(DriverKind kind) throws IOException {
    return StorageDriver.inMemory(kind, () -> Instant.EPOCH.plusSeconds(9));
  }

  private static ImageLayer base() {
    return SampleImage.layer("base", Layer.builder().file("old", "old").build());
  }

  @ParameterizedTest
  @EnumSource
  void aFileWithSeveralNamesInALaterLayerIsStoredOnce(DriverKind kind) throws IOException {
    TreeLayer one = Layer.builder().file("d/a", SampleImage.bytes(100_000, 1)).build();
    TreeLayer two =
        Layer.builder()
            .file("d/a", SampleImage.bytes(100_000, 1))
            .hardLink("d/b", "d/a")
            .hardLink("d/c", "d/a")
            .build();
    assertThat(unique(kind, SampleImage.layer("two", two)))
        .isEqualTo(unique(kind, SampleImage.layer("one", one)));
  }

  private static Stored unique(DriverKind kind, ImageLayer layer) throws IOException {
    try (StorageDriver driver = driver(kind)) {
      return driver.addImage(List.of(base(), layer)).bill().unique();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLinkWhoseTargetChangesIsAnInodeThatChanges(DriverKind kind) throws IOException {
    TreeLayer before = Layer.builder().time(Instant.EPOCH).symlink("l", "a").build();
    TreeLayer after = Layer.builder().time(Instant.EPOCH).symlink("l", "b").build();
    try (StorageDriver driver = driver(kind)) {
      DriverImage image =
          driver.addImage(
              List.of(SampleImage.layer("before", before), SampleImage.layer("after", after)));
      DriverImage bottom = driver.addImage(List.of(SampleImage.layer("before", before)));
      assertThat(image.bill().stored().minus(bottom.bill().stored()).files()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBillCanBeAskedForWhileAProgramWritesAndRemoves(DriverKind kind) throws Exception {
    try (StorageDriver driver = driver(kind);
        Meanwhile meanwhile = new Meanwhile()) {
      DriverContainer container = driver.createContainer(driver.addImage(List.of(base())));
      Path root = container.fileSystem().getPath("/");
      AtomicInteger number = new AtomicInteger();
      meanwhile.again(
          "program",
          () -> {
            int i = number.incrementAndGet();
            Path file = root.resolve("d" + i % 3).resolve("f" + i % 7);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "x");
            Files.delete(file);
            Files.delete(file.getParent());
            return true;
          });
      for (int i = 0; meanwhile.goesOn(i < 300); i++) {
        Bill bill = container.bill();
        assertThat(bill.stored()).isEqualTo(bill.shared().plus(bill.unique()));
      }
      meanwhile.end();
    }
  }
}
