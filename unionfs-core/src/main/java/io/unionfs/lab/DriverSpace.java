package io.unionfs.lab;

import static java.nio.file.StandardOpenOption.WRITE;

import io.unionfs.driver.Bill;
import io.unionfs.driver.DriverContainer;
import io.unionfs.driver.DriverImage;
import io.unionfs.driver.DriverKind;
import io.unionfs.driver.ImageLayer;
import io.unionfs.driver.StorageDriver;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Containers of one image on each storage driver. */
final class DriverSpace implements Experiment {
  private static final int LAYERS = 8;
  private static final int FILES = 16;
  private static final double THOUSAND = 1000;
  private static final long MODELLED = 10_000_000_000L;

  @Override
  public String name() {
    return "drivers";
  }

  @Override
  public String question() {
    return "What do n containers of one image take on each storage driver: space, start, first"
        + " write, page cache?";
  }

  @Override
  public List<String> method() {
    return List.of(
        "A synthetic image has 8 layers of 16 files; the largest file, in the bottom layer, is a"
            + " quarter of it. It is stored on each driver, containers are made, and one byte is"
            + " written into the middle of the largest file in each. All bytes are counted by the"
            + " driver's bill (docs/drivers.md), in blocks of 4096.",
        "`at_10gb` is modelled: the sizes of all files stored, if each were larger by the factor that"
            + " makes the image 10 GB; for `block` the containers' part is not enlarged, for it copies a"
            + " block whatever the file's size.",
        "`page_cache` is modelled: what the kernel caches when every container has read all of the"
            + " image. Containers of overlay2 and aufs read the image's files through the same"
            + " inodes, which are cached once; copies of vfs and snapshots of block are inodes of"
            + " each container, cached once for each. A file that was copied up is cached for each"
            + " container besides. zfs, whose cache knows snapshots, is not in this model.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter(
            "size", "bytes", "1M", 4096, 1L << 40, Parameter.Scope.SYNTHETIC, "Size of the image"),
        new Parameter(
            "containers", "", "1,4,16", 1, 10_000, Parameter.Scope.ALWAYS, "Containers made"));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.given("driver", ""),
        Column.counted("image_stored", "bytes"),
        Column.counted("started_stored", "bytes"),
        Column.counted("written_stored", "bytes"),
        Column.counted("copied_at_start", "bytes"),
        Column.counted("copied_at_write", "bytes"),
        Column.counted("mounts", ""),
        Column.modelled("at_10gb", "bytes"),
        Column.modelled("page_cache", "bytes"),
        Column.measured("start", "ns"),
        Column.measured("first_write", "ns"));
  }

  @Override
  public List<Plot> plots() {
    return List.of(
        new Plot(
            "drivers",
            "Stored for the image and its containers, each with one byte written",
            "containers",
            List.of("written_stored"),
            List.of("driver"),
            Plot.Scale.DOUBLY_LOGARITHMIC),
        plot("drivers-10gb", "Stored for an image of 10 GB and its containers", "at_10gb"),
        plot("drivers-cache", "Page cache when each container has read the image", "page_cache"),
        plot("drivers-start", "Time to make a container, in memory", "start"),
        plot("drivers-write", "Time of the first write to the largest file", "first_write"));
  }

  private static Plot plot(String name, String title, String column) {
    return new Plot(
        name,
        title,
        "containers",
        List.of(column),
        List.of("driver"),
        Plot.Scale.DOUBLY_LOGARITHMIC);
  }

  @Override
  public void run(Trial trial, Rows rows) throws IOException {
    List<ImageLayer> image = image(trial).layers();
    for (DriverKind kind : DriverKind.values()) {
      rows.add(row(trial, kind, image));
    }
  }

  private static LabImage image(Trial trial) throws LabException {
    return LabImage.of(
        trial,
        seed -> {
          List<ImageLayer> layers = new ArrayList<>();
          long size = trial.get("size");
          long small = (size - size / 4) / (LAYERS * FILES);
          for (int i = 0; i < LAYERS; i++) {
            String name = "image " + seed + " of " + size + " bytes, layer " + i;
            var layer = Layer.builder().named(name);
            for (int k = 0; k < FILES; k++) {
              layer.file(
                  "opt/part-" + i + "/file-" + k, new SeededContent(seed + i * FILES + k, small));
            }
            if (i == 0) {
              layer.file("opt/large", new SeededContent(~seed, size / 4));
            }
            layers.add(new ImageLayer(LabImage.digest(name), layer.build()));
          }
          return new LabImage(layers, List.of());
        });
  }

  private static List<Value> row(Trial trial, DriverKind kind, List<ImageLayer> layers)
      throws IOException {
    int count = trial.whole("containers");
    try (StorageDriver driver = StorageDriver.inMemory(kind, () -> Instant.EPOCH)) {
      DriverImage image = driver.addImage(layers);
      Survey survey = new Survey();
      try (UnionFileSystem shown = image.open()) {
        Files.walkFileTree(shown.getPath("/"), survey);
      }
      if (survey.largest == null) {
        throw new LabException("the image has no file with content and one name to write to");
      }
      Bill stored = driver.bill();
      List<DriverContainer> containers = new ArrayList<>();
      Value start =
          trial
              .context()
              .time(
                  count,
                  () -> {
                    for (int i = 0; i < count; i++) {
                      containers.add(driver.createContainer(image));
                    }
                  });
      Bill started = driver.bill();
      Value write =
          trial
              .context()
              .time(
                  count,
                  () -> {
                    for (DriverContainer container : containers) {
                      write(container.fileSystem().getPath(survey.largest), survey.size / 2);
                    }
                  });
      Bill written = driver.bill();
      long imageBytes = stored.stored().allocatedBytes();
      long all = written.stored().allocatedBytes();
      long added = all - imageBytes;
      long copied = written.minus(started).work().bytesCopied();
      double factor = (double) MODELLED / survey.bytes;
      double enlarged =
          kind == DriverKind.BLOCK
              ? stored.stored().apparentBytes() * factor + added
              : written.stored().apparentBytes() * factor;
      boolean sharesInodes = kind != DriverKind.VFS && kind != DriverKind.BLOCK;
      long cached = sharesInodes ? survey.bytes + copied : survey.bytes * count;
      return List.of(
          Value.of(kind.label()),
          Value.of(imageBytes),
          Value.of(started.stored().allocatedBytes()),
          Value.of(all),
          Value.of(started.minus(stored).work().bytesCopied()),
          Value.of(copied),
          Value.of(written.minus(stored).work().mounts()),
          Value.of(enlarged),
          Value.of(cached),
          start,
          write);
    }
  }

  private static void write(Path file, long position) throws IOException {
    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), position);
    }
  }

  /** Finds the largest file, and how many bytes there are. */
  private static final class Survey extends SimpleFileVisitor<Path> {
    private final Set<Object> seen = new LinkedHashSet<>();
    private String largest;
    private long size;
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes found) throws IOException {
      if (found.isRegularFile() && seen.add(found.fileKey())) {
        bytes += found.size();
        boolean hasOneName =
            (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) == 1;
        if (found.size() > size && hasOneName) {
          size = found.size();
          largest = file.toString();
        }
      }
      return FileVisitResult.CONTINUE;
    }
  }

  @Override
  public List<Published> published(Table table) {
    return List.of();
  }

  @Override
  public List<String> reading(Table table) {
    List<String> said = new ArrayList<>();
    double most =
        table.stream().mapToDouble(row -> row.number("containers")).max().orElse(Double.NaN);
    List<Table.Row> last = table.stream().filter(row -> row.number("containers") == most).toList();
    for (DriverKind kind : DriverKind.values()) {
      List<Table.Row> rows =
          last.stream().filter(row -> row.text("driver").equals(kind.label())).toList();
      if (rows.isEmpty()) {
        continue;
      }
      double image = Readings.mean(rows, "image_stored");
      double all = Readings.mean(rows, "written_stored");
      said.add(
          "On "
              + kind.label()
              + ", "
              + Readings.number(most)
              + " containers that wrote one byte each take "
              + Readings.bytes((all - image) / most)
              + " each beside the image's "
              + Readings.bytes(image)
              + ": "
              + Readings.bytes(Readings.mean(rows, "copied_at_start") / most)
              + " were copied when one was made, "
              + Readings.bytes(Readings.mean(rows, "copied_at_write") / most)
              + " by its write. By the models, the same with an image of 10 GB takes "
              + Readings.bytes(Readings.mean(rows, "at_10gb"))
              + " in all, and the page cache of this one "
              + Readings.bytes(Readings.mean(rows, "page_cache"))
              + "."
              + measured(rows));
    }
    return said;
  }

  private static String measured(List<Table.Row> rows) {
    double start = Readings.mean(rows, "start");
    return Double.isNaN(start)
        ? ""
        : String.format(
            Locale.ROOT,
            " Measured, one takes %,.1f µs to make and its first write %,.1f µs.",
            start / THOUSAND,
            Readings.mean(rows, "first_write") / THOUSAND);
  }
}
