package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.container.Container.Removal;
import io.unionfs.container.Container.VolumesOf;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.Store;
import io.unionfs.trace.ProgressListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed while they work with containers leave a store that opens and is whole:
 * no container is half there, nothing is held for one that is not, and each can be mounted.
 *
 * <p>{@code -Dunionfs.kills} says how many, {@code -Dunionfs.seed} which seed is the first; a
 * failure prints the seed. The moment of the kill is drawn too, but depends on the machine.
 */
class KilledContainersTest {
  private static final int MOST_STEPS = 40;
  private static final int LONGEST_NANOS = 20_000_000;

  @TempDir Path directory;

  @Test
  @Timeout(600)
  void aFewKills() throws Exception {
    kills(20);
  }

  @Test
  @Tag("long")
  void manyKills() throws Exception {
    kills(Integer.getInteger("unionfs.kills", 200));
  }

  private void kills(int count) throws Exception {
    try (ContainerFixture fixture = ContainerFixture.onDisk(directory)) {
      fixture.base();
    }
    long first = Long.getLong("unionfs.seed", 1);
    Map<String, Integer> within = new TreeMap<>();
    int containers = 0;
    for (long seed = first; seed < first + count; seed++) {
      String last = kill(seed);
      within.merge(last, 1, Integer::sum);
      containers += check("-Dunionfs.seed=" + seed + ", killed after \"" + last + "\" had begun");
    }
    System.out.printf(
        "%d kills from -Dunionfs.seed=%d on, after the beginning of %s; %d containers looked at%n",
        count, first, within, containers);
  }

  /** Tells the step that had begun. */
  private String kill(long seed) throws IOException, InterruptedException {
    Random random = new Random(seed);
    Path errors = directory.resolveSibling(directory.getFileName() + ".err");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ContainerHistoryMain.class.getName(),
                directory.toString(),
                Long.toString(seed))
            .redirectError(errors.toFile())
            .start();
    String last = "opening";
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (int steps = 1 + random.nextInt(MOST_STEPS); steps > 0; steps--) {
        String line = out.readLine();
        assertThat(line)
            .as("-Dunionfs.seed=%d: the process goes on; %s", seed, Files.readString(errors))
            .isNotNull();
        last = line;
      }
      LockSupport.parkNanos(random.nextInt(LONGEST_NANOS));
    } finally {
      child.destroyForcibly();
      assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
    Files.deleteIfExists(errors);
    return last;
  }

  private int check(String where) throws IOException {
    try (ContainerFixture fixture = ContainerFixture.onDisk(directory, where.hashCode())) {
      ContainerEngine engine = fixture.engine;
      List<Container> all = engine.list();
      Set<String> ids = new HashSet<>();
      Set<String> names = new HashSet<>();
      for (Container container : all) {
        Container.Details details = container.details();
        ids.add(details.id());
        assertThat(names.add(details.name())).as(where).isTrue();
        assertThat(engine.get(details.name()).id()).as(where).isEqualTo(details.id());
        try (UnionFileSystem files = container.files();
            var tree = Files.walk(files.getPath("/"))) {
          assertThat(tree.count()).as(where).isPositive();
        }
        container.changes();
      }
      assertThat(names(engine.store(), "holds")).as(where).isEqualTo(ids);
      Set<String> places = names(engine.store(), "containers");
      places.remove("by-name");
      assertThat(places).as(where).isEqualTo(ids);
      assertThat(engine.store().check(ProgressListener.NONE).problems()).as(where).isEmpty();
      engine.volumes().list();
      engine.space();
      Container fresh = engine.create(ContainerSpec.of("base"));
      fresh.start();
      ContainerFixture.write(fresh, "/new", "x");
      fresh.remove(Removal.FORCED, VolumesOf.REMOVED);
      engine.store().collect();
      assertThat(temporaries(engine.store())).as(where).isEmpty();
      return all.size();
    }
  }

  private static Set<String> names(Store store, String place) throws IOException {
    Path path = store.directory().resolve(place);
    if (!Files.exists(path)) {
      return new HashSet<>();
    }
    Set<String> names = new HashSet<>();
    try (var children = Files.list(path)) {
      children.forEach(child -> names.add(child.getFileName().toString()));
    }
    return names;
  }

  /** What is left of what was being made: each process has a directory of its own. */
  private static List<Path> temporaries(Store store) throws IOException {
    Path place = store.directory().resolve("tmp");
    try (var all = Files.walk(place, 2)) {
      return all.filter(path -> path.getNameCount() == place.getNameCount() + 2).toList();
    }
  }
}
