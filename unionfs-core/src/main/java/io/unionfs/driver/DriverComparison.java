package io.unionfs.driver;

import io.unionfs.archive.Hashing;
import io.unionfs.layer.Digest;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Change;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One scenario on several drivers: an image is stored, containers are made of it, the scenario is
 * run in each, and the first container is committed. Immutable.
 *
 * @param outcomes of each driver, in the order they were asked for
 */
public record DriverComparison(List<Outcome> outcomes) {
  /** A step of the comparison that is billed. */
  public enum Phase {
    /** The image's layers are stored. */
    IMAGE,
    /** The containers are made. */
    CREATE,
    /** The scenario is run in each. */
    RUN,
    /** The first is committed. */
    COMMIT
  }

  /**
   * What came of it on one driver.
   *
   * @param kind the driver
   * @param phases what each step added
   * @param total what there is in the end
   * @param trees for each container a digest of all it shows
   * @param committed a digest of all that the committed image shows
   * @param changes of the first container
   */
  public record Outcome(
      DriverKind kind,
      Map<Phase, Bill> phases,
      Bill total,
      List<Digest> trees,
      Digest committed,
      List<Change> changes) {
    public Outcome {
      phases = Map.copyOf(phases);
      trees = List.copyOf(trees);
      changes = List.copyOf(changes);
    }
  }

  public DriverComparison {
    outcomes = List.copyOf(outcomes);
  }

  /**
   * Runs {@code scenario} on each of {@code kinds}, one after another; at one time of the clock, so
   * that files are equally old.
   *
   * @param layers of the image, the bottom one first
   * @param containers how many, one at least
   * @param directory an empty one, where containers are kept and removed again; null for memory
   */
  public static DriverComparison of(
      List<DriverKind> kinds,
      List<ImageLayer> layers,
      int containers,
      Scenario scenario,
      Path directory,
      InstantSource clock)
      throws IOException {
    return of(kinds, layers, containers, scenario, directory, clock, ProgressListener.NONE);
  }

  /**
   * The same; {@code progress} is told for each driver how many bytes of its trees are compared,
   * which takes most of the time.
   */
  public static DriverComparison of(
      List<DriverKind> kinds,
      List<ImageLayer> layers,
      int containers,
      Scenario scenario,
      Path directory,
      InstantSource clock,
      ProgressListener progress)
      throws IOException {
    if (containers < 1) {
      throw new IllegalArgumentException("a comparison needs a container");
    }
    Instant now = clock.instant();
    List<Outcome> outcomes = new ArrayList<>();
    for (DriverKind kind : kinds) {
      try (StorageDriver driver =
          directory == null
              ? StorageDriver.inMemory(kind, () -> now)
              : StorageDriver.open(kind, directory.resolve(kind.label()), () -> now)) {
        outcomes.add(outcome(driver, layers, containers, scenario, progress));
      }
    }
    return new DriverComparison(outcomes);
  }

  private static Outcome outcome(
      StorageDriver driver,
      List<ImageLayer> layers,
      int count,
      Scenario scenario,
      ProgressListener progress)
      throws IOException {
    Hashed hashed = new Hashed(driver.kind().label(), progress);
    hashed.add(0);
    Map<Phase, Bill> phases = new LinkedHashMap<>();
    DriverImage image = driver.addImage(layers);
    Bill before = billed(driver, Phase.IMAGE, Bill.NONE, phases);
    List<DriverContainer> containers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      containers.add(driver.createContainer(image));
    }
    before = billed(driver, Phase.CREATE, before, phases);
    for (DriverContainer container : containers) {
      scenario.run(container.fileSystem());
    }
    before = billed(driver, Phase.RUN, before, phases);
    DriverImage committed = containers.get(0).commit();
    Bill total = billed(driver, Phase.COMMIT, before, phases);
    List<Digest> trees = new ArrayList<>();
    for (DriverContainer container : containers) {
      trees.add(digest(container.fileSystem(), hashed));
    }
    try (UnionFileSystem shown = committed.open()) {
      Digest made = digest(shown, hashed);
      return new Outcome(driver.kind(), phases, total, trees, made, containers.get(0).changes());
    }
  }

  private static Bill billed(
      StorageDriver driver, Phase phase, Bill before, Map<Phase, Bill> phases) throws IOException {
    Bill now = driver.bill();
    phases.put(phase, now.minus(before));
    return now;
  }

  /** How many bytes of a driver's trees are compared. */
  private static final class Hashed {
    private final String driver;
    private final ProgressListener progress;
    private long bytes;

    Hashed(String driver, ProgressListener progress) {
      this.driver = driver;
      this.progress = progress;
    }

    void add(int length) {
      bytes += length;
      progress.progressed(driver, bytes, -1);
    }
  }

  /** Of all that a container shows, as a tar has it: names, types, attributes, data. */
  private static Digest digest(UnionFileSystem tree, Hashed hashed) throws IOException {
    Hashing hashing = new Hashing("sha256");
    tree.writeTree(
        new OutputStream() {
          @Override
          public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            hashing.add(bytes, offset, length);
            hashed.add(length);
          }
        });
    return hashing.digest();
  }

  /**
   * What differs between the drivers and should not, a sentence each; empty when all show the same.
   */
  public List<String> disagreements() {
    List<String> found = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      Outcome first = outcomes.get(0);
      String both = first.kind().label() + " and " + outcome.kind().label();
      for (int i = 0; i < outcome.trees().size(); i++) {
        if (!outcome.trees().get(i).equals(first.trees().get(i))) {
          found.add(both + " show different trees in container " + (i + 1));
        }
      }
      if (!outcome.committed().equals(first.committed())) {
        found.add(both + " committed different images");
      }
      if (!outcome.changes().equals(first.changes())) {
        found.add(both + " tell of different changes: " + difference(first, outcome));
      }
    }
    return found;
  }

  private static String difference(Outcome first, Outcome other) {
    List<Change> left = new ArrayList<>(first.changes());
    left.removeAll(other.changes());
    List<Change> right = new ArrayList<>(other.changes());
    right.removeAll(first.changes());
    return "\"" + (left.isEmpty() ? right : left).get(0) + "\" is on one alone";
  }
}
