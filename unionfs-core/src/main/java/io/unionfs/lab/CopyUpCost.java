package io.unionfs.lab;

import static java.nio.file.StandardOpenOption.APPEND;

import io.unionfs.driver.Bill;
import io.unionfs.driver.DriverContainer;
import io.unionfs.driver.DriverImage;
import io.unionfs.driver.DriverKind;
import io.unionfs.driver.ImageLayer;
import io.unionfs.driver.StorageDriver;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The first change of a lower file against its size. */
final class CopyUpCost implements Experiment {
  private static final List<DriverKind> KINDS =
      List.of(DriverKind.OVERLAY2, DriverKind.OVERLAY2_METACOPY, DriverKind.BLOCK);
  private static final int OWNER_ONLY = 0600;

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
            + " change, in memory: there is no disk in it.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter(
            "size",
            "bytes",
            "1,4K,64K,1M,16M",
            1,
            1L << 40,
            Parameter.Scope.ALWAYS,
            "The file's bytes"));
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
  public void run(Trial trial, Rows rows) throws IOException {
    long size = trial.get("size");
    String name = "file of " + size + " bytes, " + trial.seed();
    Layer layer =
        Layer.builder().named(name).file("file", new SeededContent(trial.seed(), size)).build();
    List<ImageLayer> layers = List.of(new ImageLayer(LabImage.digest(name), layer));
    for (DriverKind kind : KINDS) {
      for (Change change : Change.values()) {
        try (StorageDriver driver = StorageDriver.inMemory(kind, () -> Instant.EPOCH)) {
          DriverImage image = driver.addImage(layers);
          DriverContainer container = driver.createContainer(image);
          Path file = container.fileSystem().getPath("/file");
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
            time(table, 1L << 30)));
    KERNEL.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                published.add(
                    new Published(
                        "1 byte appended to a file of " + entry.getKey() + " bytes",
                        entry.getValue(),
                        "Linux's overlayfs on ext4, observed",
                        time(table, entry.getKey()))));
    return published;
  }

  private static String time(Table table, long size) {
    List<Table.Row> rows =
        table.where("size", Long.toString(size)).stream()
            .filter(row -> row.text("driver").equals(DriverKind.OVERLAY2.label()))
            .filter(row -> row.text("change").equals(Change.APPEND_BYTE.words))
            .toList();
    double time = Readings.mean(rows, "time");
    return Double.isNaN(time)
        ? ""
        : Readings.number(Math.round(time / 1000) / 1000.0) + " ms in memory, measured";
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
                + ".");
      }
    }
    return said;
  }
}
