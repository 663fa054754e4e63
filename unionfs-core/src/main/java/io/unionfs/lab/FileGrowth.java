package io.unionfs.lab;

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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How many of the files are different, by the number of images: whole numbers, without bytes. */
final class FileGrowth implements Experiment {
  private static final double PERCENT = 100;
  private static final double PUBLISHED = 0.03;
  private static final int PIECE = 1 << 16;

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String question() {
    return "How does the share of files that are unique fall with the number of images?";
  }

  @Override
  public List<String> method() {
    return List.of(
        "The files of all different layers of the images, and how many of them are different. Images"
            + " are those of the experiment `dedup` with all of their files: layers by image and files by"
            + " layer as was published of Docker Hub. Only which file it is is drawn, not its bytes."
            + " Of given images, files are told apart by SHA-256.",
        "Each file is drawn from an endless list, in which the one of rank r has a chance in proportion"
            + " to (r + `core`)^-s, s being `tail` / 100. The number of different files then grows"
            + " with the power 1/s of the number of files. s and the core are chosen so that"
            + " `dedup`, at some fifty images, has the published ratio of files (2.1×); that the share"
            + " of a whole hub is small follows, and is not put in.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter(
            "images",
            "",
            "1,3,10,30,100,300,1000",
            1,
            100_000,
            Parameter.Scope.SYNTHETIC,
            "Images"),
        new Parameter(
            "tail",
            "%",
            "120,135,150",
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
            "Files that are about equally popular"));
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
        Column.counted("file_count", ""),
        Column.counted("distinct_files", ""),
        Column.counted("unique", "%"));
  }

  @Override
  public List<Plot> plots() {
    return List.of(
        new Plot(
            "growth",
            "Files that are unique, by the number of files",
            "file_count",
            List.of("unique"),
            List.of("tail"),
            Plot.Scale.DOUBLY_LOGARITHMIC));
  }

  @Override
  public void run(Trial trial, Rows rows) throws IOException {
    long count = 0;
    long distinct;
    if (trial.context().images().isEmpty()) {
      SharedImages.Law law =
          new SharedImages.Law(trial.get("tail"), trial.get("core"), 1, Deduplication.BASED);
      SharedImages images = new SharedImages(trial.seed(), law, 1);
      Set<String> layers = new HashSet<>();
      Set<Long> files = new HashSet<>();
      for (int i = 0; i < trial.whole("images"); i++) {
        for (String layer : images.names(i)) {
          if (layers.add(layer)) {
            for (long rank : images.ranks(layer)) {
              count++;
              files.add(rank);
            }
          }
        }
      }
      distinct = files.size();
    } else {
      Set<Digest> layers = new HashSet<>();
      List<Digest> files = new ArrayList<>();
      for (ImageLayers image : trial.context().images()) {
        LabImage given = LabImage.of(image);
        List<TreeLayer> resolved = ResolvedLayers.of(given.chain());
        for (int i = 0; i < resolved.size(); i++) {
          ImageLayer layer = given.layers().get(i);
          if (layers.add(layer.diffId())) {
            LayerContents.each(resolved.get(i), content -> files.add(digest(content)));
          }
        }
      }
      count = files.size();
      distinct = new HashSet<>(files).size();
    }
    rows.add(
        List.of(
            Value.of(count),
            Value.of(distinct),
            Value.of(count == 0 ? 0 : PERCENT * distinct / count)));
  }

  private static Digest digest(Content content) throws IOException {
    Hashing hashing = new Hashing("sha256");
    byte[] piece = new byte[PIECE];
    try (Content.Reader reader = content.open()) {
      long at = 0;
      while (at < content.size()) {
        int read = reader.read(ByteBuffer.wrap(piece), at);
        if (read < 0) {
          throw new LabException("a file of a layer ends before its size");
        }
        hashing.add(piece, 0, read);
        at += read;
      }
    }
    return hashing.digest();
  }

  @Override
  public List<Published> published(Table table) {
    if (table.rows().isEmpty()) {
      return List.of();
    }
    List<String> ours = new ArrayList<>();
    for (String tail : tails(table)) {
      List<Table.Row> rows = table.where("tail", tail);
      Table.Row most = Readings.most(rows, "file_count");
      ours.add(
          Readings.percent(share(rows, most.number("images")))
              + " of "
              + Readings.number(files(rows, most.number("images")))
              + " files"
              + (tail.isEmpty() ? "" : " with tail " + tail));
    }
    return List.of(
        new Published(
            "share of files that are unique",
            "3 %",
            "Zhao et al. (CLUSTER'19), 167 TB of Docker Hub",
            String.join("; ", ours)));
  }

  private static List<String> tails(Table table) {
    return table.stream().map(row -> row.text("tail")).distinct().toList();
  }

  private static double files(List<Table.Row> rows, double images) {
    return Math.rint(Readings.mean(of(rows, images), "file_count"));
  }

  private static double share(List<Table.Row> rows, double images) {
    return Readings.sum(of(rows, images), "distinct_files")
        / Readings.sum(of(rows, images), "file_count");
  }

  private static List<Table.Row> of(List<Table.Row> rows, double images) {
    return rows.stream().filter(row -> row.number("images") == images).toList();
  }

  @Override
  public List<String> reading(Table table) {
    List<String> said = new ArrayList<>();
    for (String tail : tails(table)) {
      List<Table.Row> rows = table.where("tail", tail);
      double[] images =
          rows.stream().mapToDouble(row -> row.number("images")).distinct().sorted().toArray();
      double most = images[images.length - 1];
      String head = tail.isEmpty() ? "Of " : "With tail " + tail + ", of ";
      said.add(
          head
              + Readings.number(files(rows, most))
              + " files of "
              + Readings.number(most)
              + (most == 1 ? " image, " : " images, ")
              + Readings.percent(share(rows, most))
              + " are unique"
              + (images.length == 1
                  ? "."
                  : ", of the "
                      + Readings.number(files(rows, images[0]))
                      + " of "
                      + Readings.number(images[0])
                      + " "
                      + Readings.percent(share(rows, images[0]))
                      + "."
                      + beyond(rows, images)));
    }
    return said;
  }

  /** By the slope of the last two points: where the published share would be. */
  private static String beyond(List<Table.Row> rows, double[] images) {
    double last = images[images.length - 1];
    double before = images[images.length - 2];
    double slope =
        Math.log(share(rows, last) / share(rows, before))
            / Math.log(files(rows, last) / files(rows, before));
    if (!(slope < 0) || share(rows, last) <= PUBLISHED) {
      return "";
    }
    double files = files(rows, last) * Math.pow(PUBLISHED / share(rows, last), 1 / slope);
    return String.format(
        Locale.ROOT,
        " By the slope of the last two points, a model, the published 3 %% is reached at %.1g files.",
        files);
  }
}
