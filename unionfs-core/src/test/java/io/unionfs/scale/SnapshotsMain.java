package io.unionfs.scale;

import io.unionfs.layer.Layer;
import io.unionfs.nio.Snapshot;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Quota;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What snapshots cost of a writable layer with so many files, and after many snapshots: how many
 * files, in directories of 1,000, then how many snapshots.
 */
final class SnapshotsMain {
  private static final int FILES_IN_DIRECTORY = 1_000;
  private static final int WARM_UP = 5_000;
  private static final int ROUNDS = 500;

  private SnapshotsMain() {}

  public static void main(String[] arguments) throws Exception {
    int files = Integer.parseInt(arguments[0]);
    int snapshots = Integer.parseInt(arguments[1]);
    manyFiles(FILES_IN_DIRECTORY, WARM_UP, "warm-up: ");
    manyFiles(FILES_IN_DIRECTORY, ROUNDS, "few files: ");
    manyFiles(files, ROUNDS, "many files: ");
    nested(1, "one snapshot: ");
    nested(snapshots, "many snapshots: ");
  }

  private static UnionFileSystem mount() throws Exception {
    return UnionFileSystem.builder()
        .lower(Layer.builder().directory("d").build())
        .quota(Quota.NONE)
        .mount();
  }

  private static void manyFiles(int files, int rounds, String prefix) throws Exception {
    try (UnionFileSystem fs = mount()) {
      for (int i = 0; i < files; i += FILES_IN_DIRECTORY) {
        Path directory = Files.createDirectory(fs.getPath("/d/" + i));
        for (int j = 0; j < FILES_IN_DIRECTORY; j++) {
          Files.createFile(directory.resolve("file" + j));
        }
      }
      Snapshot[] taken = new Snapshot[1];
      print(prefix + "snapshot of all", Figures.cpuNanos(() -> taken[0] = fs.snapshot()));
      Path first = fs.getPath("/d/0");
      long look = Figures.cpuNanos(() -> Files.exists(first.resolve("file0")));
      print(prefix + "first look into a directory of 1,000", look);
      rounds(fs, taken[0], first.resolve("file1"), rounds, prefix);
    }
  }

  /** A change, then back; and a snapshot of a change. */
  private static void rounds(
      UnionFileSystem fs, Snapshot start, Path file, int rounds, String prefix) throws Exception {
    long[] restores = new long[rounds];
    long[] snapshots = new long[rounds];
    long[] changes = new long[rounds];
    for (int i = 0; i < rounds; i++) {
      changes[i] = Figures.cpuNanos(() -> Files.write(file, new byte[1]));
      snapshots[i] = Figures.cpuNanos(fs::snapshot);
      restores[i] = Figures.cpuNanos(() -> fs.restore(start));
    }
    print(prefix + "first change of a file", median(changes));
    print(prefix + "snapshot", median(snapshots));
    print(prefix + "restore", median(restores));
  }

  private static void nested(int count, String prefix) throws Exception {
    try (UnionFileSystem fs = mount()) {
      Path directory = Files.createDirectory(fs.getPath("/d/sub"));
      Files.createFile(directory.resolve("bottom"));
      Snapshot last = fs.snapshot();
      for (int i = 1; i < count; i++) {
        Files.createFile(directory.resolve("file" + i));
        last = fs.snapshot();
      }
      rounds(fs, last, directory.resolve("bottom"), WARM_UP, prefix);
      Path bottom = directory.resolve("bottom");
      int looks = 100_000;
      long nanos =
          Figures.cpuNanos(
              () -> {
                for (int i = 0; i < looks; i++) {
                  Files.exists(bottom);
                }
              });
      print(prefix + "look up", nanos / (double) looks);
    }
  }

  private static long median(long[] nanos) {
    Arrays.sort(nanos);
    return nanos[nanos.length / 2];
  }

  private static void print(String name, double nanos) {
    Figures.print(name, nanos / 1e3, "us");
  }
}
