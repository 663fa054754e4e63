package io.unionfs.concurrency;

import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One thread's part in {@link StressTest}. */
final class StressWorker {
  static final int NAMES = 6;
  static final String LOWER_TEXT = "lower";
  private static final int LONGEST = 2_000;

  private final UnionFileSystem fs;
  private final int thread;
  private final SplittableRandom random;

  /** What must be in the own directory. */
  private final Map<String, String> expected = new TreeMap<>();

  StressWorker(UnionFileSystem fs, int thread, long seed) {
    this.fs = fs;
    this.thread = thread;
    this.random = new SplittableRandom(seed * 31 + thread);
    for (int i = 0; i < NAMES; i++) {
      expected.put("f" + i, LOWER_TEXT);
    }
  }

  /** The own directory's path. */
  String own() {
    return "/own" + thread;
  }

  Map<String, String> expected() {
    return expected;
  }

  void step() throws IOException {
    int what = random.nextInt(10);
    if (what < 4) {
      changeOwn();
    } else if (what < 8) {
      changeCommon();
    } else {
      look();
    }
  }

  private String name() {
    return "f" + random.nextInt(NAMES);
  }

  private void changeOwn() throws IOException {
    String name = name();
    Path file = fs.getPath(own(), name);
    String known = expected.get(name);
    switch (random.nextInt(5)) {
      case 0 -> {
        String text = thread + "-" + random.nextInt(1_000);
        Files.writeString(file, text);
        expected.put(name, text);
      }
      case 1 -> {
        if (known != null && known.length() < LONGEST) {
          Files.writeString(file, "+" + thread, StandardOpenOption.APPEND);
          expected.put(name, known + "+" + thread);
        }
      }
      case 2 -> {
        if (Files.deleteIfExists(file) != (known != null)) {
          throw new AssertionError(file + " should " + (known == null ? "not " : "") + "be there");
        }
        expected.remove(name);
      }
      case 3 -> {
        String other = name();
        if (known != null && !other.equals(name)) {
          Path target = fs.getPath(own(), other);
          Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
          expected.put(other, expected.remove(name));
        }
      }
      default -> {
        String found = Files.exists(file) ? Files.readString(file) : null;
        if (known == null ? found != null : !known.equals(found)) {
          throw new AssertionError(file + " holds " + found + ", not " + known);
        }
      }
    }
  }

  /** What others may undo, or be in the way of, at any moment. */
  private void changeCommon() throws IOException {
    Path a = common();
    Path b = common();
    try {
      switch (random.nextInt(10)) {
        case 0 -> Files.writeString(a, "w" + thread);
        case 1 -> Files.writeString(a, "+", StandardOpenOption.APPEND);
        case 2 -> Files.delete(a);
        case 3 -> Files.move(a, b, StandardCopyOption.ATOMIC_MOVE);
        case 4 -> Files.createLink(a, b);
        case 5 -> Files.createDirectory(a);
        case 6 -> Files.setAttribute(a, "unix:mode", 0700 + random.nextInt(8));
        case 7 -> Files.copy(a, b, StandardCopyOption.REPLACE_EXISTING);
        case 8 -> Files.createSymbolicLink(a, b);
        default -> Files.setLastModifiedTime(a, Files.getLastModifiedTime(b));
      }
    } catch (IOException e) {
      checkExpected(e);
    }
  }

  private Path common() {
    String[] kinds = {"f", "l", "d"};
    String name = kinds[random.nextInt(kinds.length)] + random.nextInt(NAMES);
    Path path = fs.getPath("/common", name);
    return random.nextInt(4) == 0 ? path.resolve("f") : path;
  }

  private void look() throws IOException {
    try (Stream<Path> all = Files.list(fs.getPath("/common"))) {
      for (Path path : (Iterable<Path>) all::iterator) {
        if (Files.isRegularFile(path)) {
          Files.readString(path);
        }
      }
    } catch (IOException e) {
      checkExpected(e);
    }
    Files.readAttributes(fs.getPath("/own" + random.nextInt(NAMES)), "unix:*");
    fs.changes();
  }

  /** What the storage could not do is never the answer. */
  private static void checkExpected(IOException e) throws IOException {
    if (String.valueOf(e.getMessage()).contains("Input/output error")) {
      throw e;
    }
  }
}
