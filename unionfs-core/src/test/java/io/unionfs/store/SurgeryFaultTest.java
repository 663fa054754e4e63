package io.unionfs.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.image.ImageReference;
import io.unionfs.surgery.LayerRange;
import io.unionfs.surgery.Mutation;
import io.unionfs.surgery.NewImage;
import io.unionfs.surgery.Surgery;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever step of surgery fails, the store is as it was, to the last blob, or the image is there.
 */
final class SurgeryFaultTest {
  private interface Operation {
    void apply(Store store, NewImage made) throws IOException;
  }

  /** The operations, on the image {@code a:1} of three layers, of which one is its base's. */
  private enum Operations implements Operation {
    SQUASH(
        (store, made) ->
            new Surgery(store)
                .squash(image(store), new LayerRange(1, 2), made, ProgressListener.NONE)),
    FLATTEN((store, made) -> new Surgery(store).flatten(image(store), made, ProgressListener.NONE)),
    REBASE(
        (store, made) ->
            new Surgery(store)
                .rebase(
                    image(store),
                    Optional.of(store.images().get("base:1")),
                    store.images().get("base:2"),
                    made,
                    ProgressListener.NONE)),
    APPEND(
        (store, made) ->
            new Surgery(store)
                .append(
                    image(store),
                    store.directory().resolveSibling("layer.tar.gz"),
                    made,
                    ProgressListener.NONE)),
    MUTATE(
        (store, made) ->
            new Surgery(store)
                .mutate(image(store), Mutation.of("ENV A=b"), made, ProgressListener.NONE));

    private final Operation operation;

    Operations(Operation operation) {
      this.operation = operation;
    }

    @Override
    public void apply(Store store, NewImage made) throws IOException {
      operation.apply(store, made);
    }

    private static StoredImage image(Store store) throws IOException {
      return store.images().get("a:1");
    }
  }

  private static void prepare(Path directory) throws IOException {
    try (Store store = Store.open(directory, () -> Instant.EPOCH)) {
      add(store, new MadeImage().plain(MadeImage.tar("base", "base")), "base:1");
      add(store, new MadeImage().plain(MadeImage.tar("base", "other")), "base:2");
      add(
          store,
          new MadeImage()
              .plain(MadeImage.tar("base", "base"))
              .gzipped(MadeImage.tar("file", "one"))
              .plain(MadeImage.tar("file", "two")),
          "a:1");
    }
    Files.write(
        directory.resolveSibling("layer.tar.gz"), MadeImage.gzip(MadeImage.tar("new", "new")));
  }

  private static void add(Store store, MadeImage image, String name) throws IOException {
    store.images().add(image, List.of(ImageReference.parse(name)), ProgressListener.NONE);
  }

  /** Names with images, and every file but locks. */
  private static List<String> everything(Store store) throws IOException {
    List<String> all = new ArrayList<>();
    for (StoredImage image : store.images().list()) {
      all.add(image.id() + " " + image.names());
    }
    Path root = store.directory();
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(file -> !file.startsWith(root.resolve("locks")))
          .filter(file -> !file.startsWith(root.resolve("tmp")) || Files.isRegularFile(file))
          .map(file -> root.relativize(file).toString())
          .sorted()
          .forEach(all::add);
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void aStepThatFailsLeavesTheStoreAsItWasOrTheImageWhole(Operations operation) throws IOException {
    int step = 0;
    while (fails(operation, step)) {
      step++;
    }
    assertThat(step).isGreaterThan(5);
  }

  private static boolean fails(Operations operation, int step) throws IOException {
    NewImage made = NewImage.called(ImageReference.parse("made:1"), Instant.EPOCH);
    try (FileSystem memory =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder().setAttributeViews("basic", "posix", "unix").build())) {
      Path directory = memory.getPath("/store");
      prepare(directory);
      AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
      StoreSteps steps =
          (what, file) -> {
            if (left.getAndDecrement() == 0) {
              throw new IOException("made to fail: " + what + " " + file);
            }
          };
      try (Store store = Store.open(directory, () -> Instant.EPOCH, steps)) {
        List<String> before = everything(store);
        left.set(step);
        String failure = "";
        try {
          operation.apply(store, made);
        } catch (IOException e) {
          failure = e.toString();
          assertThat(e).hasMessageContaining("made to fail");
        }
        boolean reached = left.get() < 0;
        left.set(Integer.MAX_VALUE);
        String where = operation + ", step " + step + ": " + failure;
        assertThat(store.check(ProgressListener.NONE).problems()).as(where).isEmpty();
        boolean isThere =
            store.images().list().stream()
                .anyMatch(image -> image.names().equals(List.of(made.name().get())));
        if (!failure.isEmpty() && !isThere) {
          assertThat(everything(store)).as(where).isEqualTo(before);
        }
        if (failure.isEmpty()) {
          assertThat(isThere).as(where).isTrue();
        }
        return reached;
      }
    }
  }
}
