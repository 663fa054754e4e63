package io.unionfs.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.store.StoreHistory.Company;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that use one store at once find in it what they put there; and one that is killed at a
 * random moment leaves a store that is whole, and holds what it held before or after the change
 * that was under way.
 *
 * <p>{@code -Dunionfs.kills} says how many are killed, {@code -Dunionfs.seed} which seed is the
 * first; a failure prints the seed. The moment of the kill is drawn too, but depends on the
 * machine.
 */
final class StoreProcessesTest {
  private static final int CHANGES = 24;
  private static final int AFTERWARDS = 4;
  private static final int LONGEST_NANOS = 20_000_000;

  @TempDir Path directory;

  @Test
  @Timeout(300)
  void aFewKills() throws IOException {
    kills(20);
  }

  @Test
  @Tag("long")
  void manyKills() throws IOException {
    kills(Integer.getInteger("unionfs.kills", 200));
  }

  private void kills(int count) throws IOException {
    long first = Long.getLong("unionfs.seed", 1);
    int inFlight = 0;
    int done = 0;
    for (long seed = first; seed < first + count; seed++) {
      Path place = Files.createDirectory(directory.resolve("kill" + seed));
      Outcome outcome = kill(seed, place.resolve("store"));
      inFlight += (int) (outcome.progress() % 2);
      done += outcome.showsTheLast() ? 1 : 0;
      try (Stream<Path> all = Files.walk(place)) {
        all.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
    System.out.printf(
        "%d kills from -Dunionfs.seed=%d on: %d within a change, of which %d were done%n",
        count, first, inFlight, done);
  }

  /**
   * @param showsTheLast whether a change that was under way was done
   */
  private record Outcome(long progress, boolean showsTheLast) {}

  private static Outcome kill(long seed, Path place) throws IOException {
    Random random = new Random(seed);
    long progress;
    try (StoreChild child = StoreChild.start(place, seed, CHANGES, "p", Company.ALONE)) {
      progress = child.killAt(1 + random.nextInt(CHANGES), random.nextInt(LONGEST_NANOS));
    }
    String where = "seed " + seed + " (-Dunionfs.seed=" + seed + "), progress " + progress;
    int whole = (int) (progress / 2);
    boolean isInFlight = progress % 2 == 1;
    StoreHistory before = after(whole, null, seed);
    StoreHistory after = after(isInFlight ? whole + 1 : whole, null, seed);
    int reached;
    try (Store store = Store.open(place, () -> Instant.EPOCH)) {
      assertThat(store.check(ProgressListener.NONE).problems()).as(where).isEmpty();
      assertThat(StoreFiles.children(place.resolve("tmp"))).as(where).hasSize(1);
      String found = before.found(store);
      assertThat(found).as(where).isIn(List.of(before.expected(), after.expected()));
      reached = found.equals(after.expected()) ? (isInFlight ? whole + 1 : whole) : whole;
      store.collect();
      assertThat(store.check(ProgressListener.NONE).problems()).as(where).isEmpty();
      assertThat(before.found(store)).as(where).isEqualTo(found);
      goOn(store, reached, seed, where);
    }
    return new Outcome(progress, isInFlight && reached > whole);
  }

  private static StoreHistory after(int changes, Store store, long seed) throws IOException {
    StoreHistory history = new StoreHistory(store, seed, "p", Company.ALONE);
    for (int i = 0; i < changes; i++) {
      history.step();
    }
    return history;
  }

  /** More changes, as if there had been no kill. */
  private static void goOn(Store store, int reached, long seed, String where) throws IOException {
    StoreHistory history = after(reached, null, seed).on(store);
    for (int i = 0; i < AFTERWARDS; i++) {
      history.step();
    }
    assertThat(history.found(store)).as("%s, gone on with", where).isEqualTo(history.expected());
    assertThat(store.check(ProgressListener.NONE).problems()).as(where).isEmpty();
  }

  @Test
  @Timeout(300)
  void processesThatUseOneStoreAtOnceFindWhatTheyPutThere() throws IOException {
    Path place = directory.resolve("store");
    long seed = Long.getLong("unionfs.seed", 1);
    List<StoreChild> children = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        children.add(StoreChild.start(place, seed + i, 25, "process" + i + "x", Company.OTHERS));
      }
      try (Store store = Store.open(place, () -> Instant.EPOCH)) {
        while (children.stream().anyMatch(StoreChild::isAlive)) {
          assertThat(store.check(ProgressListener.NONE).problems()).as("seed %s", seed).isEmpty();
        }
        for (StoreChild child : children) {
          child.await();
        }
        store.collect();
        assertThat(store.check(ProgressListener.NONE).problems()).as("seed %s", seed).isEmpty();
        assertThat(StoreFiles.children(place.resolve("tmp"))).hasSize(1);
      }
    } finally {
      for (StoreChild child : children) {
        child.close();
      }
    }
  }
}
