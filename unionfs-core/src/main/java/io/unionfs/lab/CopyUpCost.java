package io.unionfs.lab;

import static java.nio.file.StandardOpenOption.APPEND;

import io.unionfs.analysis.ImageLayers;
import io.unionfs.driver.Bill;
import io.unionfs.driver.DriverContainer;
import io.unionfs.driver.DriverImage;
import io.unionfs.driver.DriverKind;
import io.unionfs.driver.ImageLayer;
import io.unionfs.driver.StorageDriver;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The first change of a lower file against its size. */
final class CopyUpCost implements Experiment {
  private static final List<DriverKind> KINDS =
      List.of(DriverKind.OVERLAY2, DriverKind.OVERLAY2_METACOPY, DriverKind.BLOCK);
  private static final int OWNER_ONLY = 0600;

  /** A copy takes no more than this part of the heap. */
  private static final int HEAP_PARTS = 3;

  private static final double[] SHARES = {0, 0.5, 0.9, 0.99, 1};

  /** A change of a file. */
  private enum Change {
    APPEND_BYTE("append 1 byte"),
    CHANGE_MODE("chmod");

    private final String words;

    Change(String words) {
      this.words = words;
    }

    void on(Path file) throws IOException {
      switch (this) {
        case APPEND_BYTE -> Files.write(file, new byte[] {1}, APPEND);
        case CHANGE_MODE -> Files.setAttribute(file, "unix:mode", OWNER_ONLY);
      }
    }
  }

  @Override
  public String name() {
    return "copyup";
  }

  @Override
  public String question() {
    return "What does the first change of a file of the image cost, by the file's size: copied whole,"
        + " metadata alone, or by blocks?";
  }

  @Override
  public List<String> method() {
    return List.of(
        "A container is made of an image with one file of `size` bytes, on each driver; the file is"
            + " changed once, its mode or by one byte at its end. Counted are the bytes that the"
            + " driver copied, and those it allocated in blocks of 4096. `time` is that of the"
            + " change, in memory: there is no disk in it. The synthetic file's bytes are made while they are"
            + " copied.",
        "Of a given image five files are taken, by size: the smallest that has a byte, those below which"
            + " a half, 90 % and 99 % of all files are, and the largest.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter(
            "size",
            "bytes",
            "1,4K,64K,1M,16M,64M,256M,1G",
            1,
            1L << 40,
            Parameter.Scope.SYNTHETIC,
            "Size of the file"));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.given("driver", ""),
        Column.given("change", ""),
        Column.counted("copied", "bytes"),
        Column.counted("stored", "bytes"),
        Column.measured("time", "ns"));
  }

  @Override
  public List<Plot> plots() {
    return List.of(
        new Plot(
            "copyup",
            "Bytes allocated by the first change",
            "size",
            List.of("stored"),
            List.of("driver", "change"),
            Plot.Scale.DOUBLY_LOGARITHMIC),
        new Plot(
            "copyup-time",
            "Time of the first change, in memory",
            "size",
            List.of("time"),
            List.of("driver", "change"),
            Plot.Scale.DOUBLY_LOGARITHMIC));
  }

  @Override
  public Map<String, List<Long>> given(List<ImageLayers> images) throws IOException {
    List<Layer> chain = images.get(0).layers();
    return chain.isEmpty() ? Map.of() : Map.of("size", List.copyOf(bySize(chain).keySet()));
  }

  /** Paths of some of an image's files, by their sizes. */
  private static Map<Long, String> bySize(List<Layer> chain) throws IOException {
    TreeMap<Long, String> paths = new TreeMap<>();
    List<Long> sizes = new ArrayList<>();
    UnionFileSystemBuilder builder = UnionFileSystem.builder();
    chain.forEach(builder::lower);
    try (UnionFileSystem shown = builder.mount();
        Stream<Path> all = Files.walk(shown.getPath("/"))) {
      for (Path path : (Iterable<Path>) all::iterator) {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) > 0) {
          sizes.add(Files.size(path));
          paths.putIfAbsent(Files.size(path), path.toString());
        }
      }
    }
    if (sizes.isEmpty()) {
      throw new LabException("the image has no file with a byte in it");
    }
    Collections.sort(sizes);
    TreeMap<Long, String> some = new TreeMap<>();
    for (double share : SHARES) {
      long size = sizes.get((int) Math.round(share * (sizes.size() - 1)));
      some.put(size, paths.get(size));
    }
    return some;
  }

  @Override
  public void run(Trial trial, Rows rows) throws IOException {
    List<ImageLayer> layers;
    String path;
    if (trial.context().image().isPresent()) {
      LabImage given = LabImage.of(trial, any -> null);
      layers = given.layers();
      path = bySize(given.chain()).get(trial.get("size"));
    } else {
      long size = trial.get("size");
      String name = "file of " + size + " bytes, " + trial.seed();
      Layer layer =
          Layer.builder().named(name).file("file", new SeededContent(trial.seed(), size)).build();
      layers = List.of(new ImageLayer(LabImage.digest(name), layer));
      path = "/file";
    }
    for (DriverKind kind : KINDS) {
      for (Change change : Change.values()) {
        if (isTooLarge(kind, change, trial.get("size"))) {
          trial
              .context()
              .told()
              .accept(
                  "copies of files of "
                      + trial.get("size")
                      + " bytes are left out: they would not fit into Java's heap");
          continue;
        }
        try (StorageDriver driver = StorageDriver.inMemory(kind, () -> Instant.EPOCH)) {
          DriverImage image = driver.addImage(layers);
          DriverContainer container = driver.createContainer(image);
          Path file = container.fileSystem().getPath(path);
          Bill before = container.bill();
          Value time = trial.context().time(1, () -> change.on(file));
          Bill price = container.bill().minus(before);
          rows.add(
              List.of(
                  Value.of(kind.label()),
                  Value.of(change.words),
                  Value.of(price.work().bytesCopied()),
                  Value.of(price.unique().allocatedBytes()),
                  time));
        }
      }
    }
  }

  private static boolean isTooLarge(DriverKind kind, Change change, long size) {
    boolean isWhole =
        kind == DriverKind.OVERLAY2
            || kind == DriverKind.OVERLAY2_METACOPY && change == Change.APPEND_BYTE;
    return isWhole && size > Runtime.getRuntime().maxMemory() / HEAP_PARTS;
  }

  /** Linux's overlayfs on ext4, observed: milliseconds by sizes. */
  private static final Map<Long, String> KERNEL =
      Map.of(
          4L << 10, "0.28 ms",
          1L << 20, "1.5 ms",
          16L << 20, "11 ms",
          64L << 20, "47 ms",
          256L << 20, "177 ms");

  @Override
  public List<Published> published(Table table) {
    List<Published> published = new ArrayList<>();
    published.add(
        new Published(
            "1 byte appended to a file of 1 GB",
            "more than 20 s on AUFS",
            "Slacker (FAST'16), Fig. 11",
            slacker(table)));
    KERNEL.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                published.add(
                    new Published(
                        "1 byte appended to a file of " + entry.getKey() + " bytes",
                        entry.getValue(),
                        "Linux's overlayfs on ext4, observed",
                        time(table, entry.getKey(), DriverKind.OVERLAY2))));
    return published;
  }

  private static String slacker(Table table) {
    List<String> words = new ArrayList<>();
    for (DriverKind kind : List.of(DriverKind.OVERLAY2, DriverKind.BLOCK)) {
      String time = time(table, 1L << 30, kind);
      if (!time.isEmpty()) {
        words.add(kind.label() + " " + time);
      }
    }
    return String.join("; ", words);
  }

  private static String took(List<Table.Row> rows) {
    double time = Readings.mean(rows, "time");
    return Double.isNaN(time) ? "" : " and takes " + millis(time) + ", measured in memory";
  }

  private static String millis(double nanos) {
    double millis = nanos / 1_000_000;
    return String.format(Locale.ROOT, millis < 10 ? "%.3f ms" : "%,.0f ms", millis);
  }

  private static String time(Table table, long size, DriverKind kind) {
    List<Table.Row> rows =
        table.where("size", Long.toString(size)).stream()
            .filter(row -> row.text("driver").equals(kind.label()))
            .filter(row -> row.text("change").equals(Change.APPEND_BYTE.words))
            .toList();
    double time = Readings.mean(rows, "time");
    return Double.isNaN(time) ? "" : millis(time) + " in memory, measured";
  }

  @Override
  public List<String> reading(Table table) {
    List<String> said = new ArrayList<>();
    if (table.rows().isEmpty()) {
      return said;
    }
    double size = Readings.most(table.stream().toList(), "size").number("size");
    for (DriverKind kind : KINDS) {
      for (Change change : Change.values()) {
        List<Table.Row> rows =
            table.where("driver", kind.label()).stream()
                .filter(row -> row.text("change").equals(change.words))
                .toList();
        List<Table.Row> largest = rows.stream().filter(row -> row.number("size") == size).toList();
        if (largest.isEmpty()) {
          continue;
        }
        double dearest = Readings.most(rows, "copied").number("copied");
        said.add(
            "On "
                + kind.label()
                + ", \""
                + change.words
                + "\" of a file of "
                + Readings.bytes(size)
                + " copies "
                + Readings.bytes(Readings.mean(largest, "copied"))
                + (dearest > 0 ? "" : ", as of every other size here")
                + took(largest)
                + ".");
      }
    }
    return said;
  }
}
