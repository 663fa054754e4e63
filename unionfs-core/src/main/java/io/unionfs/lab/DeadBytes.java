package io.unionfs.lab;

import io.unionfs.analysis.Analysis;
import io.unionfs.analysis.AnalysisOptions;
import io.unionfs.analysis.Cause;
import io.unionfs.analysis.DeadFile;
import io.unionfs.analysis.ImageLayers;
import io.unionfs.analysis.LayerCost;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What later deletions leave in an image, by instruction, and what gets rid of it. */
final class DeadBytes implements Experiment {
  private static final Set<Cause> REMOVALS = Set.of(Cause.DELETED, Cause.HIDDEN);

  @Override
  public String name() {
    return "dead";
  }

  @Override
  public String question() {
    return "What does an image still hold of what its later instructions deleted, and what do"
        + " squashing and reordering save?";
  }

  @Override
  public List<String> method() {
    return List.of(
        "Synthetic images: each instruction writes files, and of a hundred files `removed` are"
            + " deleted by a later instruction, drawn evenly. Numbers of files and sizes are"
            + " log-normal through the published quantiles of Docker Hub's layers (median 4 MB, 90 %"
            + " below 177 MB), all divided by `scale`.",
        "Each row is a layer. `size`, `live` and `dead` are bytes of files that the layer holds, that"
            + " the finished image shows of them, and that it does not; `killed` are those that the"
            + " layer took away, of whichever layer. `stored` is the image's layers as tars,"
            + " written, their files counted; `squashed` the same if this layer and all above it are"
            + " made one.",
        "`reordered` is modelled: what the image would hold less if what this layer wrote and a later"
            + " one deleted were deleted by the instruction that wrote it.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("layers", "", "8,18", 1, 500, Parameter.Scope.SYNTHETIC, "Layers"),
        new Parameter(
            "removed", "%", "0,20,50", 0, 100, Parameter.Scope.SYNTHETIC, "Of 100 files, deleted"),
        new Parameter(
            "scale", "", "1000", 1, 1_000_000, Parameter.Scope.SYNTHETIC, "Sizes are divided by"));
  }

  @Override
  public String seeds() {
    return "1..5";
  }

  @Override
  public Map<String, List<Long>> given(List<ImageLayers> images) {
    return Map.of("layers", List.of((long) images.get(0).layers().size()));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.given("layer", ""),
        Column.given("instruction", ""),
        Column.counted("size", "bytes"),
        Column.counted("live", "bytes"),
        Column.counted("dead", "bytes"),
        Column.counted("killed", "bytes"),
        Column.counted("stored", "bytes"),
        Column.counted("squashed", "bytes"),
        Column.modelled("reordered", "bytes"));
  }

  @Override
  public List<Plot> plots() {
    return List.of(
        new Plot(
            "dead",
            "The image, if all layers from this one on are squashed",
            "layer",
            List.of("squashed"),
            List.of("layers", "removed"),
            Plot.Scale.LINEAR));
  }

  @Override
  public void run(Trial trial, Rows rows) throws IOException {
    ImageLayers image = image(trial);
    Analysis analysis =
        Analysis.of(image, AnalysisOptions.defaults().withContentLimit(0).withLeftovers(Set.of()));
    List<Layer> chain = image.layers();
    int count = chain.size();
    long[] below = new long[count + 1];
    for (int i = 0; i < count; i++) {
      below[i + 1] = below[i] + LayerTars.of(chain, i, i + 1).bytes();
    }
    for (LayerCost cost : analysis.layers()) {
      int i = cost.ordinal();
      long reordered =
          analysis.payers().files().stream()
              .filter(file -> file.payer() == i && REMOVALS.contains(file.cause()))
              .filter(file -> file.killer() != i)
              .mapToLong(DeadFile::bytes)
              .sum();
      String command = cost.instruction().isEmpty() ? "layer " + i : cost.instruction();
      rows.add(
          List.of(
              Value.of(i),
              Value.of(command),
              Value.of(cost.size()),
              Value.of(cost.live()),
              Value.of(cost.dead()),
              Value.of(cost.killed()),
              Value.of(below[count]),
              Value.of(below[i] + LayerTars.of(chain, i, count).bytes()),
              Value.of(reordered)));
    }
  }

  private static ImageLayers image(Trial trial) throws IOException {
    if (trial.context().image().isPresent()) {
      LabImage.of(trial, any -> null); // refuses one without layers
      return trial.context().image().get();
    }
    return Instructions.draw(
            trial.seed(), trial.whole("layers"), trial.whole("removed"), trial.get("scale"))
        .image("synthetic " + trial.seed())
        .documents();
  }

  @Override
  public List<Published> published(Table table) {
    return List.of();
  }

  @Override
  public List<String> reading(Table table) {
    List<String> said = new ArrayList<>();
    Map<String, List<Table.Row>> groups = new LinkedHashMap<>();
    table.stream()
        .forEach(
            row ->
                groups
                    .computeIfAbsent(
                        row.text("removed").isEmpty()
                            ? row.text("image")
                            : row.text("removed") + " % of the files deleted later",
                        any -> new ArrayList<>())
                    .add(row));
    groups.forEach(
        (what, rows) -> {
          double size = Readings.sum(rows, "size");
          double dead = Readings.sum(rows, "dead");
          List<Table.Row> bottoms =
              rows.stream().filter(row -> row.text("layer").equals("0")).toList();
          double stored = Readings.sum(bottoms, "stored");
          double squashed = Readings.sum(bottoms, "squashed");
          said.add(
              "With "
                  + what
                  + ", "
                  + Readings.percent(size == 0 ? 0 : dead / size)
                  + " of the bytes in the layers are dead. Squashing all layers makes them"
                  + " smaller by "
                  + Readings.bytes(stored - squashed)
                  + " of "
                  + Readings.bytes(stored)
                  + "; deleting in the instruction that wrote, by a model, by "
                  + Readings.bytes(Readings.sum(rows, "reordered"))
                  + ", and all layers stay apart.");
        });
    List<Table.Row> rows = table.stream().toList();
    if (Readings.sum(rows, "dead") > 0) {
      Table.Row payer = Readings.most(rows, "dead");
      said.add(
          "The layer that holds most of what is dead is layer "
              + payer.text("layer")
              + " of one image (\""
              + payer.text("instruction")
              + "\"): "
              + Readings.bytes(payer.number("dead"))
              + " of its "
              + Readings.bytes(payer.number("size"))
              + ".");
    }
    return said;
  }
}
