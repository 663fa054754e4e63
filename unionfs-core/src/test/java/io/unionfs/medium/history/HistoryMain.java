package io.unionfs.medium.history;

import io.unionfs.overlay.Mount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Properties;

/**
 * A process that mounts over a directory and runs a history in it: {@code directory seed count
 * ending}. How far it has come is in {@link #PROGRESS}, 8 bytes: twice the number of operations
 * done, and one more while the next is being done.
 */
final class HistoryMain {
  static final String PROGRESS = "progress";

  /** Inode numbers by path after {@link #NUMBERS_AFTER} operations. */
  static final String NUMBERS = "numbers";

  static final int NUMBERS_AFTER = 40;

  /** What a process does after its history. */
  enum Ending {
    /** Unmounts and exits. */
    UNMOUNT,
    /** Waits to be killed. */
    WAIT
  }

  private HistoryMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    try (FileChannel progress =
            FileChannel.open(
                directory.resolve(PROGRESS), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Mount mount = Stage.onDisk(Stage.lowers(seed), directory)) {
      History history = new History(mount, seed, History.ALL);
      for (int i = 0; i < count; i++) {
        note(progress, 2L * i + 1);
        history.step();
        note(progress, 2L * i + 2);
        if (i + 1 == NUMBERS_AFTER) {
          write(directory, Shown.numbers(mount));
        }
      }
      if (Ending.valueOf(arguments[3]) == Ending.WAIT) {
        Thread.sleep(Long.MAX_VALUE);
      }
    }
  }

  private static void note(FileChannel progress, long value) throws IOException {
    progress.write(ByteBuffer.allocate(Long.BYTES).putLong(0, value), 0);
  }

  /** Whole or not at all, for the process may be killed meanwhile. */
  private static void write(Path directory, Map<String, Long> inos) throws IOException {
    Properties numbers = new Properties();
    inos.forEach((path, ino) -> numbers.setProperty(path, ino.toString()));
    Path staged = directory.resolve(NUMBERS + ".new");
    try (var out = Files.newBufferedWriter(staged)) {
      numbers.store(out, null);
    }
    Files.move(staged, directory.resolve(NUMBERS));
  }
}
