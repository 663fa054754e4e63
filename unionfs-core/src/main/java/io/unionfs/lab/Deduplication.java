package io.unionfs.lab;

import io.airlift.compress.zstd.ZstdCompressor;
import io.unionfs.analysis.ImageLayers;
import io.unionfs.archive.Hashing;
import io.unionfs.driver.ImageLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.ResolvedLayers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What is stored if what is the same is stored once: layers, files or blocks. */
final class Deduplication implements Experiment {
  private static final int BLOCK = 4096;

  /** Of a hundred images, how many begin with the layers of a base. */
  static final int BASED = 50;

  /** Compressed at once; a multiple of the block. */
  private static final int CHUNK = 1 << 20;

  @Override
  public String name() {
    return "dedup";
  }

  @Override
  public String question() {
    return "How much less is stored if equal layers, files or blocks are stored once, compressed or"
        + " not, and how does it grow with the number of images?";
  }

  @Override
  public List<String> method() {
    return List.of(
        "`all` is the files of every layer of every image; `layers` those of different layers;"
            + " `files` the different files in these, by SHA-256; `blocks` their different blocks of"
            + " 4096 bytes, at fixed places in files. `…_zstd` is the same with each layer, file or"
            + " block compressed by itself, in pieces of 1 MiB at most, by zstd in pure Java, so that"
            + " all machines agree. Headers of tars are in none of them.",
        "Synthetic images have as many layers as was published of Docker Hub (median 8, 90 % up to 18),"
            + " and files by layers likewise, divided by `scale`. Sizes of files are log-normal, with"
            + " a median of 4 kB and 90 % below 64 kB, which is chosen, not published. So are the"
            + " rest: `based` % of the images begin with the layers of one of three bases; files are"
            + " drawn by their popularity, as in the experiment `growth`, and `versions` neighbours in"
            + " its list are the same but for one block; half of the bytes are zeros. Ratios of"
            + " synthetic images follow from these numbers; those of real images, by --image (several"
            + " times), do not.",
        "The more files there are, the fewer of them are unique: the share here is not that of a hub"
            + " with hundreds of thousands of images, and cannot be. The experiment `growth` says how it"
            + " falls.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("images", "", "1,2,5,10,20", 1, 10_000, Parameter.Scope.SYNTHETIC, "Images"),
        new Parameter(
            "tail",
            "%",
            "135",
            101,
            1000,
            Parameter.Scope.SYNTHETIC,
            "100 times the exponent of the files' popularity"),
        new Parameter(
            "core",
            "",
            "100",
            1,
            1_000_000,
            Parameter.Scope.SYNTHETIC,
            "Files that are about equally popular"),
        new Parameter(
            "versions",
            "",
            "4",
            1,
            1000,
            Parameter.Scope.SYNTHETIC,
            "Files that differ in one block only"),
        new Parameter(
            "based",
            "%",
            Integer.toString(BASED),
            0,
            100,
            Parameter.Scope.SYNTHETIC,
            "Of 100 images, with a base"),
        new Parameter(
            "scale", "", "20", 1, 10_000, Parameter.Scope.SYNTHETIC, "Files are divided by"));
  }

  @Override
  public boolean comparesImages() {
    return true;
  }

  @Override
  public Map<String, List<Long>> given(List<ImageLayers> images) {
    return Map.of("images", List.of((long) images.size()));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.counted("all", "bytes"),
        Column.counted("layers", "bytes"),
        Column.counted("files", "bytes"),
        Column.counted("blocks", "bytes"),
        Column.counted("layers_zstd", "bytes"),
        Column.counted("files_zstd", "bytes"),
        Column.counted("blocks_zstd", "bytes"),
        Column.counted("file_count", ""),
        Column.counted("distinct_files", ""));
  }

  @Override
  public List<Plot> plots() {
    return List.of(
        new Plot(
            "dedup",
            "Stored, by the number of images",
            "images",
            List.of("all", "layers", "files", "blocks", "layers_zstd", "files_zstd", "blocks_zstd"),
            List.of(),
            Plot.Scale.LINEAR));
  }

  @Override
  public void run(Trial trial, Rows rows) throws IOException {
    Tally tally = new Tally();
    for (ImageLayers image : trial.context().images()) {
      LabImage given = LabImage.of(image);
      List<TreeLayer> resolved = ResolvedLayers.of(given.chain());
      for (int i = 0; i < resolved.size(); i++) {
        tally.layer(given.layers().get(i).diffId(), resolved.get(i));
      }
    }
    if (trial.context().images().isEmpty()) {
      SharedImages.Law law =
          new SharedImages.Law(
              trial.get("tail"), trial.get("core"), trial.whole("versions"), trial.whole("based"));
      SharedImages images = new SharedImages(trial.seed(), law, trial.get("scale"));
      for (int i = 0; i < trial.whole("images"); i++) {
        for (ImageLayer layer : images.image(i)) {
          tally.layer(layer.diffId(), (TreeLayer) layer.layer());
        }
      }
    }
    rows.add(
        List.of(
            Value.of(tally.all),
            Value.of(tally.layers),
            Value.of(tally.files),
            Value.of(tally.blocks),
            Value.of(tally.layersCompressed),
            Value.of(tally.filesCompressed),
            Value.of(tally.blocksCompressed),
            Value.of(tally.count),
            Value.of(tally.fileDigests.size())));
  }

  /** Adds up. */
  private static final class Tally {
    private final ZstdCompressor zstd = new ZstdCompressor();
    private final byte[] compressed = new byte[zstd.maxCompressedLength(CHUNK)];
    private final byte[] chunk = new byte[CHUNK];
    private final byte[] block = new byte[CHUNK];
    private final Map<Digest, long[]> known = new HashMap<>();
    private final Set<Digest> fileDigests = new HashSet<>();
    private final Set<Digest> blockDigests = new HashSet<>();
    private int filled;
    private long all;
    private long layers;
    private long files;
    private long blocks;
    private long layersCompressed;
    private long filesCompressed;
    private long blocksCompressed;
    private long count;

    void layer(Digest diffId, TreeLayer layer) throws IOException {
      long[] before = known.get(diffId);
      if (before != null) {
        all += before[0];
        count += before[1];
        return;
      }
      long bytes = layers;
      long number = count;
      LayerContents.each(layer, this::file);
      layersCompressed += compressed(chunk, filled);
      filled = 0;
      all += layers - bytes;
      known.put(diffId, new long[] {layers - bytes, count - number});
    }

    private void file(Content content) throws IOException {
      count++;
      layers += content.size();
      Hashing hashing = new Hashing("sha256");
      long ofFile = 0;
      try (Content.Reader reader = content.open()) {
        long at = 0;
        while (at < content.size()) {
          int length = fill(reader, at, (int) Math.min(CHUNK, content.size() - at));
          hashing.add(block, 0, length);
          ofFile += compressed(block, length);
          blocks(length);
          intoLayer(length);
          at += length;
        }
      }
      if (fileDigests.add(hashing.digest())) {
        files += content.size();
        filesCompressed += ofFile;
      }
    }

    private int fill(Content.Reader reader, long at, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(block, 0, length);
      while (buffer.hasRemaining()) {
        if (reader.read(buffer, at + buffer.position()) < 0) {
          throw new LabException("a file of a layer ends before its size");
        }
      }
      return length;
    }

    private void blocks(int length) {
      for (int from = 0; from < length; from += BLOCK) {
        int size = Math.min(BLOCK, length - from);
        Hashing hashing = new Hashing("sha256");
        hashing.add(block, from, size);
        if (blockDigests.add(hashing.digest())) {
          blocks += size;
          blocksCompressed +=
              Math.min(size, zstd.compress(block, from, size, compressed, 0, compressed.length));
        }
      }
    }

    private void intoLayer(int length) {
      int taken = Math.min(length, CHUNK - filled);
      System.arraycopy(block, 0, chunk, filled, taken);
      filled += taken;
      if (filled == CHUNK) {
        layersCompressed += compressed(chunk, filled);
        System.arraycopy(block, taken, chunk, 0, length - taken);
        filled = length - taken;
      }
    }

    /** The bytes after compression; never more than before. */
    private long compressed(byte[] bytes, int length) {
      return length == 0
          ? 0
          : Math.min(length, zstd.compress(bytes, 0, length, compressed, 0, compressed.length));
    }
  }

  @Override
  public List<Published> published(Table table) {
    if (table.rows().isEmpty()) {
      return List.of();
    }
    List<Table.Row> rows = last(table);
    double layers = Readings.mean(rows, "layers");
    return List.of(
        new Published(
            "dedup ratio: compressed layers, their files, blocks, all",
            "1.0×, 2.1×, 4×, 6.9×",
            "DupHunter (ATC'20), Table 1",
            String.format(
                Locale.ROOT,
                "layers %.1f×, their files %.1f×, blocks %.1f×, blocks compressed %.1f× (compression alone:"
                    + " layers %.1f×)",
                Readings.mean(rows, "all") / layers,
                layers / Readings.mean(rows, "files"),
                layers / Readings.mean(rows, "blocks"),
                layers / Readings.mean(rows, "blocks_zstd"),
                layers / Readings.mean(rows, "layers_zstd"))),
        new Published(
            "share of files that are unique",
            "3 %",
            "Zhao et al. (CLUSTER'19), 167 TB of Docker Hub",
            Readings.percent(
                    Readings.sum(rows, "distinct_files") / Readings.sum(rows, "file_count"))
                + " of "
                + Readings.number(Math.rint(Readings.mean(rows, "file_count")))
                + " files; how it falls with their number: the experiment growth"));
  }

  /** Those of most images. */
  private static List<Table.Row> last(Table table) {
    double most =
        table.stream()
            .mapToDouble(row -> row.number("images"))
            .filter(number -> !Double.isNaN(number))
            .max()
            .orElse(Double.NaN);
    return table.stream()
        .filter(row -> Double.isNaN(most) || row.number("images") == most)
        .toList();
  }

  @Override
  public List<String> reading(Table table) {
    List<String> said = new ArrayList<>();
    if (table.rows().isEmpty()) {
      return said;
    }
    List<Table.Row> rows = last(table);
    String images =
        rows.get(0).text("images").isEmpty() ? "the image" : rows.get(0).text("images") + " images";
    double all = Readings.mean(rows, "all");
    said.add(
        "Of the "
            + Readings.bytes(all)
            + " of "
            + images
            + ", "
            + share(rows, "layers", all)
            + " stay if equal layers are stored once, "
            + share(rows, "files", all)
            + " if equal files are, "
            + share(rows, "blocks", all)
            + " if equal blocks are. Compressed, layers take "
            + share(rows, "layers_zstd", all)
            + ", files "
            + share(rows, "files_zstd", all)
            + ", blocks "
            + share(rows, "blocks_zstd", all)
            + ".");
    double few = Readings.least(table.stream().toList(), "all").number("images");
    List<Table.Row> first = table.stream().filter(row -> row.number("images") == few).toList();
    double most = rows.get(0).number("images");
    if (few < most) {
      said.add(
          "From "
              + Readings.number(few)
              + " to "
              + Readings.number(most)
              + " images, all layers grow "
              + times(rows, first, "all")
              + ", different layers "
              + times(rows, first, "layers")
              + ", different files "
              + times(rows, first, "files")
              + ", different blocks "
              + times(rows, first, "blocks")
              + ".");
    }
    return said;
  }

  private static String share(List<Table.Row> rows, String column, double all) {
    return Readings.percent(all == 0 ? 0 : Readings.mean(rows, column) / all);
  }

  private static String times(List<Table.Row> rows, List<Table.Row> first, String column) {
    return String.format(
        Locale.ROOT, "%.1f times", Readings.mean(rows, column) / Readings.mean(first, column));
  }
}
