package io.unionfs.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.image.ImageReference;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever step of a change fails, once or from then on, the store is as before or after the
 * change, whole, and the change can be made again.
 */
final class StoreFaultTest {
  /** A change of a store. */
  private interface Change {
    void apply(Store store) throws IOException;
  }

  /** The changes, each of the store that {@link #prepare} made. */
  private enum Changes implements Change {
    ADD(store -> add(store, image("new"), "new:1", "a:1")),
    TAG(store -> store.images().tag(store.images().get("a:1"), called("b:1"))),
    UNTAG(store -> store.images().remove("a:1", Images.Removal.IF_UNUSED)),
    REMOVE(store -> store.images().remove("b:1", Images.Removal.IF_UNUSED)),
    PRUNE(store -> store.images().prune(Images.Pruned.UNUSED)),
    HOLD(store -> store.hold("c2", store.images().get("b:1").manifest().digest())),
    RELEASE(store -> store.release("c1")),
    COLLECT(Store::collect),
    WRITE_LAYER(
        store -> store.writeLayer(out -> MadeImage.writeTar("written", new byte[100_000], out)));

    private final Change change;

    Changes(Change change) {
      this.change = change;
    }

    @Override
    public void apply(Store store) throws IOException {
      change.apply(store);
    }
  }

  private enum Failing {
    ONCE,
    FROM_THEN_ON
  }

  private static ImageReference called(String text) {
    return ImageReference.parse(text);
  }

  private static MadeImage image(String text) throws IOException {
    return new MadeImage()
        .plain(MadeImage.tar("base", "base"))
        .gzipped(MadeImage.tar("file", text))
        .comment(text);
  }

  private static void add(Store store, MadeImage image, String... names) throws IOException {
    List<ImageReference> all = Stream.of(names).map(StoreFaultTest::called).toList();
    store.images().add(image, all, ProgressListener.NONE);
  }

  private static void prepare(Path directory) throws IOException {
    try (Store store = Store.open(directory, () -> Instant.EPOCH)) {
      add(store, image("one"), "a:1", "a:2");
      add(store, image("two"), "b:1");
      add(store, image("held"), "c:1");
      add(store, image("dangling"));
      add(store, image("garbage"), "d:1");
      store.hold("c1", store.images().get("c:1").manifest().digest());
      Store.Lease lease = store.lease();
      try (lease) {
        store.images().remove("d:1", Images.Removal.IF_UNUSED); // and not collected
      }
    }
  }

  /** What anybody sees of a store. */
  private static Map<String, Object> shown(Store store) throws IOException {
    Map<String, Object> shown = new TreeMap<>();
    for (StoredImage image : store.images().list()) {
      shown.put(image.id().toString(), image.names());
      store.openLayers(image).close();
    }
    try (Stream<Path> holds = Files.list(store.directory().resolve("holds"))) {
      shown.put("holds", holds.map(Path::toString).sorted().toList());
    }
    return shown;
  }

  private static FileSystem memory() {
    return Jimfs.newFileSystem(
        Configuration.unix().toBuilder().setAttributeViews("basic", "posix", "unix").build());
  }

  @ParameterizedTest
  @EnumSource
  void everyStepThatFailsOnceLeavesTheStoreWhole(Changes change) throws IOException {
    assertThat(failEach(change, Failing.ONCE)).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void everyStepFromWhichOnAllFailLeavesTheStoreWhole(Changes change) throws IOException {
    assertThat(failEach(change, Failing.FROM_THEN_ON)).isPositive();
  }

  @Test
  void aStoreThatCouldNotBeMadeIsMadeTheNextTime() throws IOException {
    for (int step = 0; ; step++) {
      try (FileSystem memory = memory()) {
        Path directory = memory.getPath("/store");
        AtomicInteger left = new AtomicInteger(step);
        boolean made = true;
        try {
          Store.open(directory, () -> Instant.EPOCH, failing(left, Failing.FROM_THEN_ON)).close();
        } catch (IOException e) {
          made = false;
        }
        try (Store store = Store.open(directory, () -> Instant.EPOCH)) {
          assertThat(store.check(ProgressListener.NONE).problems()).as("step %s", step).isEmpty();
        }
        if (made) {
          assertThat(step).isPositive();
          return;
        }
      }
    }
  }

  /** Lets {@code left} steps pass. */
  private static StoreSteps failing(AtomicInteger left, Failing failing) {
    return (step, file) -> {
      int now = left.getAndDecrement();
      if (now == 0 || now < 0 && failing == Failing.FROM_THEN_ON) {
        throw new IOException("made to fail: " + step + " " + file);
      }
    };
  }

  /** Returns how many steps there are. */
  private static int failEach(Change change, Failing failing) throws IOException {
    Map<String, Object> before;
    Map<String, Object> after;
    try (FileSystem memory = memory()) {
      Path directory = memory.getPath("/store");
      prepare(directory);
      try (Store store = Store.open(directory, () -> Instant.EPOCH)) {
        before = shown(store);
        change.apply(store);
        after = shown(store);
      }
    }
    for (int step = 0; ; step++) {
      try (FileSystem memory = memory()) {
        Path directory = memory.getPath("/store");
        prepare(directory);
        if (!fails(change, failing, step, directory, before, after)) {
          return step;
        }
      }
    }
  }

  private static boolean fails(
      Change change,
      Failing failing,
      int step,
      Path directory,
      Map<String, Object> before,
      Map<String, Object> after)
      throws IOException {
    AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    String failure = "";
    boolean reached;
    try (Store store = Store.open(directory, () -> Instant.EPOCH, failing(left, failing))) {
      left.set(step);
      try {
        change.apply(store);
      } catch (IOException e) {
        failure = e.getMessage();
        assertThat(e).hasMessageContaining("made to fail");
      }
      reached = left.get() < 0;
      left.set(Integer.MAX_VALUE);
      String where = "step " + step + ": " + failure;
      assertWhole(store, where, before, after);
    }
    try (Store store = Store.open(directory, () -> Instant.EPOCH)) {
      String where = "step " + step + ", opened again: " + failure;
      assertWhole(store, where, before, after);
      store.collect();
      assertWhole(store, where, before, after);
      if (shown(store).equals(before)) {
        change.apply(store);
      }
      assertThat(shown(store)).as(where).isEqualTo(after);
      assertNothingHalfDone(store, where);
    }
    return reached;
  }

  private static void assertWhole(
      Store store, String where, Map<String, Object> before, Map<String, Object> after)
      throws IOException {
    assertThat(store.check(ProgressListener.NONE).problems()).as(where).isEmpty();
    assertThat(shown(store)).as(where).isIn(List.of(before, after));
  }

  private static void assertNothingHalfDone(Store store, String where) throws IOException {
    List<Path> left = new ArrayList<>();
    try (Stream<Path> all = Files.walk(store.directory().resolve("tmp"), 5)) {
      all.skip(2).forEach(left::add); // itself, and this process's own
    }
    assertThat(left).as(where).isEmpty();
  }
}
