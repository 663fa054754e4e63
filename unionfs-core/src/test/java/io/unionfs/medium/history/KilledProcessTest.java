package io.unionfs.medium.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.PathName;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed at a random moment leave a writable layer that shows what it showed
 * before or after the operation that was under way, whole, and that goes on working.
 *
 * <p>{@code -Dunionfs.kills} says how many, {@code -Dunionfs.seed} which seed is the first; a
 * failure prints the seed. The moment of the kill is drawn too, but depends on the machine.
 */
final class KilledProcessTest {
  private static final int OPERATIONS = 250;
  private static final int AFTERWARDS = 40;
  private static final int LONGEST_NANOS = 1_500_000;
  private static final int PAGE = 4096;

  @TempDir Path directory;

  @Test
  @Timeout(600)
  void aFewKills() throws IOException {
    kills(25);
  }

  @Test
  @Tag("long")
  void manyKills() throws IOException {
    kills(Integer.getInteger("unionfs.kills", 500));
  }

  /** As a process left it that was killed within its 247th operation. */
  @Test
  void aWriteIsCutAtThePagesEndOnly() throws Exception {
    long seed = 17;
    List<TreeLayer> lowers = Stage.lowers(seed);
    try (Reference before = Reference.after(246, lowers, seed);
        Reference after = Reference.after(247, lowers, seed);
        Reference killed = Reference.after(246, lowers, seed)) {
      assertThat(after.last()).endsWith(" WRITE /e/sp ace");
      byte[] whole = Shown.bytes(after.mount(), "/e/sp ace");
      assertThat(isCutWrite(killed.mount(), before, after)).isFalse();
      overwrite(killed.mount(), "/e/sp ace", Arrays.copyOf(whole, PAGE));
      assertThat(isCutWrite(killed.mount(), before, after)).isTrue();
      overwrite(killed.mount(), "/e/sp ace", Arrays.copyOf(whole, PAGE + 1));
      assertThat(isCutWrite(killed.mount(), before, after)).isFalse();
    }
  }

  private static void overwrite(Mount mount, String path, byte[] data) throws Exception {
    PathName name = PathName.parse(path);
    try (OpenFile file = mount.open(Caller.ROOT, name, Set.of(OpenFlag.WRITE), 0)) {
      file.write(ByteBuffer.wrap(data), 0);
    }
  }

  private void kills(int count) throws IOException {
    long first = Long.getLong("unionfs.seed", 1);
    int inFlight = 0;
    int done = 0;
    int[] quarters = new int[4];
    for (long seed = first; seed < first + count; seed++) {
      Path place = Files.createDirectory(directory.resolve("kill" + seed));
      Outcome outcome = kill(seed, place);
      inFlight += (int) (outcome.progress() % 2);
      done += outcome.showsTheLast() ? 1 : 0;
      quarters[(int) Math.min(outcome.progress() * 2 / OPERATIONS, 3)]++;
      try (Stream<Path> all = Files.walk(place)) {
        all.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
    System.out.printf(
        "%d kills from -Dunionfs.seed=%d on: %d within an operation, of which %d were done;"
            + " by quarter of the history %s%n",
        count, first, inFlight, done, Arrays.toString(quarters));
  }

  /**
   * @param showsTheLast whether an operation that was under way was done
   */
  private record Outcome(long progress, boolean showsTheLast) {}

  private static Outcome kill(long seed, Path place) throws IOException {
    Random random = new Random(seed);
    long progress;
    try (Child child = Child.start(place, seed, OPERATIONS, HistoryMain.Ending.WAIT)) {
      progress = child.killAt(1 + random.nextInt(2 * OPERATIONS), random.nextInt(LONGEST_NANOS));
    }
    String where = "seed " + seed + " (-Dunionfs.seed=" + seed + "), progress " + progress;
    int whole = (int) (progress / 2);
    boolean isInFlight = progress % 2 == 1;
    List<TreeLayer> lowers = Stage.lowers(seed);
    try (Reference before = Reference.after(whole, lowers, seed);
        Reference after = Reference.after(isInFlight ? whole + 1 : whole, lowers, seed)) {
      Reference same = after;
      try (Mount mount = Stage.onDisk(lowers, place)) {
        Shown shown = Shown.by(mount);
        Shown next = Shown.by(after.mount());
        String fromAfter = shown.difference(next);
        if (fromAfter != null) {
          same = before;
          String fromBefore = shown.difference(Shown.by(before.mount()), next);
          if (fromBefore != null && isCutWrite(mount, before, after)) {
            return new Outcome(progress, false);
          }
          assertThat(fromBefore)
              .as("%s, killed in %s; different from after: %s", where, after.last(), fromAfter)
              .isNull();
        }
        assertThat(Stage.work(place).resolve("work")).as(where).isEmptyDirectory();
        assertThat(Stage.work(place).resolve("orphans")).as(where).isEmptyDirectory();
        assertNumbersStay(place, same, shown, where);
        goOn(mount, same.mount(), seed, where);
      }
      try (Mount mount = Stage.onDisk(lowers, place)) {
        assertThat(Shown.by(mount).difference(Shown.by(same.mount())))
            .as("%s, gone on with and mounted again", where)
            .isNull();
      }
      return new Outcome(progress, isInFlight && same == after);
    }
  }

  /**
   * Whether a write has got as far as the end of a page, and nothing else differs from before:
   * Linux looks for a deadly signal after each page of a write(2) to a file.
   */
  private static boolean isCutWrite(Mount mount, Reference before, Reference after)
      throws IOException {
    String[] last = after.last().split(" ", 3);
    if (!last[1].equals("WRITE") && !last[1].equals("APPEND")) {
      return false;
    }
    String path = last[2];
    byte[] now = Shown.bytes(mount, path);
    byte[] old = Shown.bytes(before.mount(), path);
    byte[] whole = Shown.bytes(after.mount(), path);
    for (int cut = PAGE; cut < whole.length; cut += PAGE) {
      byte[] part = Arrays.copyOf(old, Math.max(old.length, cut));
      System.arraycopy(whole, 0, part, 0, cut);
      if (Arrays.equals(now, part)) {
        return Shown.by(mount).without(path).equals(Shown.by(before.mount()).without(path));
      }
    }
    return false;
  }

  /** More operations, on both mounts alike. */
  private static void goOn(Mount mount, Mount reference, long seed, String where)
      throws IOException {
    History history = new History(mount, -seed, History.ALL);
    History expected = new History(reference, -seed, History.ALL);
    for (int i = 0; i < AFTERWARDS; i++) {
      assertThat(history.step()).as("%s, afterwards", where).isEqualTo(expected.step());
    }
    assertThat(Shown.by(mount).difference(Shown.by(reference)))
        .as("%s, afterwards", where)
        .isNull();
  }

  /**
   * The mount whose writable layer is in memory.
   *
   * @param numbers of inodes after {@link HistoryMain#NUMBERS_AFTER} operations, by path
   * @param last its last operation
   */
  private record Reference(Mount mount, Map<String, Long> numbers, String last)
      implements AutoCloseable {
    static Reference after(int count, List<TreeLayer> lowers, long seed) throws IOException {
      Mount mount = Stage.inMemory(lowers);
      History history = new History(mount, seed, History.ALL);
      Map<String, Long> numbers = Map.of();
      String last = "";
      for (int i = 0; i < count; i++) {
        last = history.step();
        if (i + 1 == HistoryMain.NUMBERS_AFTER) {
          numbers = Shown.by(mount).numbers();
        }
      }
      return new Reference(mount, numbers, last);
    }

    @Override
    public void close() throws IOException {
      mount.close();
    }
  }

  /**
   * A file that the reference has had under one number, wherever it is now, has one number in the
   * killed process and after it.
   */
  private static void assertNumbersStay(Path place, Reference same, Shown shown, String where)
      throws IOException {
    Path file = place.resolve(HistoryMain.NUMBERS);
    if (!Files.exists(file) || same.numbers().isEmpty()) {
      return;
    }
    Properties stored = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      stored.load(in);
    }
    Map<Long, Long> numbers = new HashMap<>();
    same.numbers().forEach((path, ino) -> numbers.put(ino, Long.valueOf(stored.getProperty(path))));
    Map<String, Long> now = shown.numbers();
    Shown.by(same.mount())
        .numbers()
        .forEach(
            (path, ino) -> {
              if (numbers.containsKey(ino)) {
                assertThat(now.get(path)).as("%s: %s", where, path).isEqualTo(numbers.get(ino));
              }
            });
  }
}
