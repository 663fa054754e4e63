package io.unionfs.lab;

import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Instructions as many layers or as one. */
final class SplitOrJoin implements Experiment {
  /** Which instructions become one layer. */
  private enum Way {
    SPLIT("each a layer"),
    PREFIX_SPLIT("prefix apart, rest one"),
    TWO("prefix one, rest one"),
    JOINED("all one");

    private final String words;

    Way(String words) {
      this.words = words;
    }

    /** Where layers begin, and the end. */
    List<Integer> cuts(int count, int prefix) {
      List<Integer> cuts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        boolean begins =
            switch (this) {
              case SPLIT -> true;
              case PREFIX_SPLIT -> i <= prefix;
              case TWO -> i == 0 || i == prefix;
              case JOINED -> i == 0;
            };
        if (begins) {
          cuts.add(i);
        }
      }
      cuts.add(count);
      return cuts;
    }
  }

  @Override
  public String name() {
    return "split";
  }

  @Override
  public String question() {
    return "Should instructions be joined into one layer or stay apart: for how many images with how"
        + " long a common prefix, and if which instruction changes?";
  }

  @Override
  public List<String> method() {
    return List.of(
        "`images` images of `instructions` instructions have the first `prefix` in common; the others"
            + " are drawn for each. Sizes and deletions are drawn as in the experiment `dead`. The"
            + " layers are written as plain tars and told apart by their digests: `stored` is the files of"
            + " each of them once, `shared` those that two images or more have, `unshared` what the images"
            + " would take if none were shared.",
        "`transferred` is what must be fetched by who has the images, after instruction `change` of"
            + " the first image writes other content of the same size. It and those behind it are run"
            + " again, at another time, as a builder's cache has it: one miss misses all after it."
            + " Compression is not in it.",
        "Joining drops what comes and goes within one layer; staying apart shares what images have in"
            + " common. Which weighs more is the answer.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter(
            "instructions", "", "8", 1, 120, Parameter.Scope.ALWAYS, "Instructions of an image"),
        new Parameter("images", "", "1,2,5,10", 1, 1000, Parameter.Scope.ALWAYS, "Images"),
        new Parameter(
            "prefix",
            "",
            "0,2,4,6",
            0,
            120,
            Parameter.Scope.ALWAYS,
            "Instructions in common; left out where there are not so many"),
        new Parameter(
            "change",
            "",
            "1,4,8",
            1,
            120,
            Parameter.Scope.ALWAYS,
            "The instruction that changes, from 1; left out where there are not so many"),
        new Parameter(
            "removed", "%", "20", 0, 100, Parameter.Scope.ALWAYS, "Of 100 files, deleted later"),
        new Parameter(
            "scale", "", "1000", 1, 1_000_000, Parameter.Scope.ALWAYS, "Sizes are divided by"));
  }

  @Override
  public String seeds() {
    return "1..5";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.given("way", ""),
        Column.counted("layers", ""),
        Column.counted("stored", "bytes"),
        Column.counted("shared", "bytes"),
        Column.counted("unshared", "bytes"),
        Column.counted("transferred", "bytes"));
  }

  @Override
  public List<Plot> plots() {
    return List.of(
        new Plot(
            "split-stored",
            "Stored, by the length of the common prefix",
            "prefix",
            List.of("stored"),
            List.of("way", "images"),
            Plot.Scale.LOGARITHMIC),
        new Plot(
            "split-transferred",
            "Transferred after a change",
            "change",
            List.of("transferred"),
            List.of("way", "prefix"),
            Plot.Scale.LINEAR));
  }

  @Override
  public void run(Trial trial, Rows rows) throws IOException {
    int count = trial.whole("instructions");
    int prefix = trial.whole("prefix");
    int change = trial.whole("change");
    if (prefix > count || change > count) {
      return;
    }
    List<Instructions> images = new ArrayList<>();
    Instructions first = draw(trial, count, 0);
    images.add(first);
    for (int i = 1; i < trial.whole("images"); i++) {
      images.add(first.continuedBy(draw(trial, count, i), prefix));
    }
    Instructions changed = first.changedAt(change - 1);
    for (Way way : Way.values()) {
      rows.add(row(way, way.cuts(count, prefix), images, changed));
    }
  }

  private static Instructions draw(Trial trial, int count, long image) {
    long seed = trial.seed() * 1_000_003 + image;
    return Instructions.draw(seed, count, trial.whole("removed"), trial.get("scale"));
  }

  private static List<Value> row(
      Way way, List<Integer> cuts, List<Instructions> images, Instructions changed)
      throws IOException {
    Map<Digest, Long> stored = new HashMap<>();
    Map<Digest, Integer> users = new HashMap<>();
    long unshared = 0;
    for (Instructions image : images) {
      Set<Digest> own = new HashSet<>();
      for (LayerTars.Tar tar : tars(image, cuts)) {
        unshared += tar.bytes();
        stored.put(tar.digest(), tar.bytes());
        if (own.add(tar.digest())) {
          users.merge(tar.digest(), 1, Integer::sum);
        }
      }
    }
    long transferred = 0;
    for (LayerTars.Tar tar : tars(changed, cuts)) {
      transferred += stored.containsKey(tar.digest()) ? 0 : tar.bytes();
    }
    long shared =
        stored.entrySet().stream()
            .filter(entry -> users.get(entry.getKey()) > 1)
            .mapToLong(Map.Entry::getValue)
            .sum();
    return List.of(
        Value.of(way.words),
        Value.of(cuts.size() - 1L),
        Value.of(stored.values().stream().mapToLong(Long::longValue).sum()),
        Value.of(shared),
        Value.of(unshared),
        Value.of(transferred));
  }

  private static List<LayerTars.Tar> tars(Instructions image, List<Integer> cuts)
      throws IOException {
    List<Layer> chain = image.layers("synthetic");
    List<LayerTars.Tar> tars = new ArrayList<>();
    for (int i = 1; i < cuts.size(); i++) {
      tars.add(LayerTars.of(chain, cuts.get(i - 1), cuts.get(i)));
    }
    return tars;
  }

  @Override
  public List<Published> published(Table table) {
    return List.of();
  }

  @Override
  public List<String> reading(Table table) {
    List<String> said = new ArrayList<>();
    if (table.rows().isEmpty()) {
      return said;
    }
    Map<String, Map<String, Double>> stored = sums(table, "stored", SplitOrJoin::images);
    if (stored.isEmpty()) {
      return said;
    }
    for (Way way : Way.values()) {
      List<String> where =
          stored.entrySet().stream()
              .filter(entry -> best(entry.getValue()).equals(way.words))
              .map(Map.Entry::getKey)
              .toList();
      if (!where.isEmpty()) {
        said.add(
            "Least is stored with \"" + way.words + "\" for: " + String.join("; ", where) + ".");
      }
    }
    said.add(dearest(stored, Way.SPLIT, "stores"));
    said.add(dearest(stored, Way.JOINED, "stores"));
    Map<String, Map<String, Double>> moved =
        sums(table, "transferred", row -> "instruction " + row.text("change") + " changes");
    moved.forEach(
        (where, ways) ->
            said.add(
                "If "
                    + where
                    + ", least is transferred with \""
                    + best(ways)
                    + "\"; \""
                    + Way.JOINED.words
                    + "\" transfers "
                    + Readings.percent(excess(ways, Way.JOINED))
                    + " more than that, \""
                    + Way.SPLIT.words
                    + "\" "
                    + Readings.percent(excess(ways, Way.SPLIT))
                    + " more."));
    return said;
  }

  private static String dearest(Map<String, Map<String, Double>> sums, Way way, String does) {
    String where =
        sums.entrySet().stream()
            .reduce((a, b) -> excess(b.getValue(), way) > excess(a.getValue(), way) ? b : a)
            .orElseThrow()
            .getKey();
    return "\""
        + way.words
        + "\" "
        + does
        + " at most "
        + Readings.percent(excess(sums.get(where), way))
        + " more than the best: for "
        + where
        + ".";
  }

  /** By how much {@code way} is above the best, as a share of that. */
  private static double excess(Map<String, Double> ways, Way way) {
    double least = ways.get(best(ways));
    double own = ways.getOrDefault(way.words, least);
    return own == least ? 0 : own / least - 1;
  }

  private static String best(Map<String, Double> ways) {
    return ways.entrySet().stream()
        .reduce((a, b) -> b.getValue() < a.getValue() ? b : a)
        .orElseThrow()
        .getKey();
  }

  private static String images(Table.Row row) {
    String images = row.text("images");
    return images.equals("1")
        ? "one image"
        : images
            + " images with "
            + row.text("prefix")
            + " of "
            + row.text("instructions")
            + " instructions in common";
  }

  private static Map<String, Map<String, Double>> sums(
      Table table, String column, Function<Table.Row, String> where) {
    Map<String, Map<String, Double>> sums = new LinkedHashMap<>();
    table.stream()
        .forEach(
            row ->
                sums.computeIfAbsent(where.apply(row), any -> new LinkedHashMap<>())
                    .merge(row.text("way"), row.number(column), Double::sum));
    // Of one way alone nothing can be said.
    sums.values().removeIf(ways -> ways.size() < Way.values().length);
    return sums;
  }
}
