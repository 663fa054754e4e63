package io.unionfs.scale;

import io.unionfs.layer.Content;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Quota;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One directory of very many files: {@code lower} or {@code upper}, then how many; with a third
 * argument the writable layer is in that directory.
 */
final class ManyNamesMain {
  private static final int WARM_UP = 50_000;
  private static final String DIRECTORY = "/d/";

  private ManyNamesMain() {}

  private enum Where {
    LOWER,
    UPPER
  }

  public static void main(String[] arguments) throws Exception {
    Where where = Where.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    int count = Integer.parseInt(arguments[1]);
    Path upper = arguments.length > 2 ? Path.of(arguments[2]) : null;
    measure(where, WARM_UP, null, "warm-up ");
    measure(where, count / 10, sub(upper, "small"), "tenth ");
    measure(where, count, sub(upper, "large"), "");
  }

  private static Path sub(Path upper, String name) {
    return upper == null ? null : upper.resolve(name);
  }

  private static void measure(Where where, int count, Path upper, String prefix) throws Exception {
    LayerBuilder layer = Layer.builder().directory("d");
    if (where == Where.LOWER) {
      for (int i = 0; i < count; i++) {
        layer.file("d/" + name(i), Content.EMPTY);
      }
    }
    var builder = UnionFileSystem.builder().lower(layer.build()).quota(Quota.NONE);
    layer = null;
    if (upper != null) {
      builder.upper(upper);
    }
    try (UnionFileSystem fs = builder.mount()) {
      long before = Figures.heap();
      if (where == Where.UPPER) {
        each(prefix, "create", count, i -> Files.createFile(path(fs, i)));
      } else {
        each(prefix, "first lookup of all", count, i -> onlyFor(i == 0, () -> exists(fs, 0)));
      }
      Figures.print(prefix + "heap per entry", (Figures.heap() - before) / (double) count, "bytes");
      each(prefix, "lookup", count, i -> exists(fs, i));
      list(fs, count, prefix);
      each(prefix, "remove", count, i -> Files.delete(path(fs, i)));
      list(fs, 0, prefix + "empty ");
    }
  }

  private interface Step {
    void at(int number) throws Exception;
  }

  private static void each(String prefix, String what, int count, Step step) throws Exception {
    long nanos =
        Figures.cpuNanos(
            () -> {
              for (int i = 0; i < count; i++) {
                step.at(i);
              }
            });
    Figures.print(prefix + what, nanos / 1e3 / count, "us per entry");
  }

  private static void onlyFor(boolean wanted, Figures.Work work) throws Exception {
    if (wanted) {
      work.run();
    }
  }

  private static void exists(UnionFileSystem fs, int number) {
    if (!Files.exists(path(fs, number))) {
      throw new IllegalStateException(number + " is missing");
    }
  }

  private static void list(UnionFileSystem fs, int count, String prefix) throws Exception {
    int[] seen = new int[1];
    long nanos =
        Figures.cpuNanos(
            () -> {
              try (DirectoryStream<Path> names = Files.newDirectoryStream(fs.getPath(DIRECTORY))) {
                names.forEach(name -> seen[0]++);
              }
            });
    if (seen[0] != count) {
      throw new IllegalStateException(seen[0] + " names are listed, not " + count);
    }
    Figures.print(prefix + "list", nanos / 1e3 / Math.max(count, 1), "us per entry");
  }

  private static Path path(UnionFileSystem fs, int number) {
    return fs.getPath(DIRECTORY + name(number));
  }

  private static String name(int number) {
    return "file" + number;
  }
}
