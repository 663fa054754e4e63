package io.unionfs.lab;

import io.unionfs.analysis.ImageLayers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Instructions as many layers or as one, and the best way between. */
final class SplitOrJoin implements Experiment {
  /** Which instructions become one layer. */
  enum Way {
    SPLIT("each a layer"),
    PREFIX_SPLIT("prefix apart, rest one"),
    TWO("prefix one, rest one"),
    JOINED("all one"),
    BEST("best");

    final String words;

    Way(String words) {
      this.words = words;
    }

    private Cuts cuts(BuildFamily family, long updates) {
      int count = family.count();
      if (this == BEST) {
        return Cuts.cheapest(count, (begin, end) -> family.total(begin, end, updates));
      }
      List<Integer> ends = new ArrayList<>(List.of(0));
      for (int i = 1; i < count; i++) {
        boolean isEnd =
            switch (this) {
              case SPLIT -> true;
              case PREFIX_SPLIT -> i <= family.prefix();
              case TWO -> i == family.prefix();
              case JOINED, BEST -> false;
            };
        if (isEnd) {
          ends.add(i);
        }
      }
      ends.add(count);
      return new Cuts(ends);
    }
  }

  private static final int PERCENT = 100;

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
            + " are drawn for each. Sizes and deletions are drawn as in the experiment `dead`. Of a given"
            + " image the layers are the instructions; the other images are modelled: each has layers of"
            + " the same sizes, of which the first `prefix` are the same.",
        "From which instruction to which each file is there is counted; how large the layer of any run"
            + " of instructions is follows from it (what they wrote and none of them deleted), and is"
            + " tested against tars that are written. `stored` is each different layer once,"
            + " `shared` those that two images or more have, `unshared` what the images would take if"
            + " none were shared. A layer takes `overhead` bytes besides its files. Compression is not"
            + " in it.",
        "`transferred` is what must be fetched by who has the images, after instruction `change` has"
            + " written other content of the same size. It and those behind it are run again, as a"
            + " builder's cache has it: one miss misses all after it. A common instruction changes in"
            + " all images, another one in the first. With `change` 0 it is the mean over all"
            + " instructions, each of which changes `earlier` % as often as the one behind it.",
        "`total` is `stored` and `updates` times `transferred`: what a host fetches that pulls the images"
            + " and follows that many changes, and what a registry holds that never deletes. `best` is"
            + " the one of all 2^(N-1) ways to cut N instructions that has the least `total`; it is exact,"
            + " by dynamic programming, for layers' bytes add up. `above_best` is how much more a way"
            + " takes.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter(
            "instructions", "", "8", 1, 120, Parameter.Scope.SYNTHETIC, "Instructions of an image"),
        new Parameter("images", "", "1,2,10", 1, 1000, Parameter.Scope.ALWAYS, "Images"),
        new Parameter(
            "prefix",
            "",
            "0,2,4,6",
            0,
            500,
            Parameter.Scope.ALWAYS,
            "Instructions in common; left out where there are not so many"),
        new Parameter(
            "change",
            "",
            "0,1,4,8",
            0,
            500,
            Parameter.Scope.ALWAYS,
            "The instruction that changes, from 1; 0 for any, by --earlier; left out where there are"
                + " not so many"),
        new Parameter(
            "earlier",
            "%",
            "50",
            0,
            1000,
            Parameter.Scope.ALWAYS,
            "How often an instruction changes, in % of the one behind it; 100 for all alike"),
        new Parameter(
            "updates", "", "0,10,100", 0, 1_000_000, Parameter.Scope.ALWAYS, "Changes to follow"),
        new Parameter(
            "overhead",
            "bytes",
            "0",
            0,
            1L << 30,
            Parameter.Scope.ALWAYS,
            "What a layer takes besides its files"),
        new Parameter(
            "removed", "%", "20", 0, 100, Parameter.Scope.SYNTHETIC, "Of 100 files, deleted later"),
        new Parameter(
            "scale", "", "1000", 1, 1_000_000, Parameter.Scope.SYNTHETIC, "Sizes are divided by"));
  }

  @Override
  public String seeds() {
    return "1..5";
  }

  @Override
  public Map<String, List<Long>> given(List<ImageLayers> images) {
    return Map.of("instructions", List.of((long) images.get(0).layers().size()));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.given("way", ""),
        Column.counted("layers", ""),
        Column.counted("cuts", ""),
        Column.modelled("stored", "bytes"),
        Column.modelled("shared", "bytes"),
        Column.modelled("unshared", "bytes"),
        Column.modelled("transferred", "bytes"),
        Column.modelled("total", "bytes"),
        Column.modelled("above_best", "%"));
  }

  @Override
  public List<Plot> plots() {
    return List.of(
        above("split-joined", "All in one layer: above the best, to store the images", Way.JOINED),
        above("split-apart", "Each a layer: above the best, to store the images", Way.SPLIT),
        new Plot(
            "split-transferred",
            "Transferred when one instruction changes, mean of all images and prefixes",
            "change",
            List.of("transferred"),
            List.of("way"),
            Plot.Scale.LINEAR,
            Map.of("updates", "10"),
            1),
        new Plot(
            "split-layers",
            "Layers of the best way, by how many changes are followed (any may change)",
            "updates",
            List.of("layers"),
            List.of("images"),
            Plot.Scale.LINEAR,
            Map.of("way", Way.BEST.words, "change", "0")));
  }

  private static Plot above(String name, String title, Way way) {
    return new Plot(
        name,
        title,
        "prefix",
        List.of("above_best"),
        List.of("images"),
        Plot.Scale.LINEAR,
        Map.of("way", way.words, "updates", "0", "change", "0"));
  }

  @Override
  public void run(Trial trial, Rows rows) throws IOException {
    int images = trial.whole("images");
    int prefix = trial.whole("prefix");
    int change = trial.whole("change");
    List<Lifetimes> lives = new ArrayList<>();
    if (trial.context().image().isPresent()) {
      LabImage.of(trial, any -> null); // refuses one without layers
      ImageLayers image = trial.context().image().get();
      lives.addAll(Collections.nCopies(images, Lifetimes.of(image)));
    } else {
      int count = trial.whole("instructions");
      if (prefix > count || change > count) {
        return;
      }
      Instructions first = draw(trial, count, 0);
      lives.add(Lifetimes.of(first));
      for (int i = 1; i < images; i++) {
        lives.add(Lifetimes.of(first.continuedBy(draw(trial, count, i), prefix)));
      }
    }
    int count = lives.get(0).count();
    if (prefix > count || change > count) {
      return;
    }
    double[] chances =
        change == 0
            ? BuildFamily.chances(count, trial.get("earlier") / (double) PERCENT)
            : BuildFamily.only(count, change - 1);
    rows(new BuildFamily(lives, prefix, trial.get("overhead"), chances), trial, rows);
  }

  private static Instructions draw(Trial trial, int count, long image) {
    long seed = trial.seed() * 1_000_003 + image;
    return Instructions.draw(seed, count, trial.whole("removed"), trial.get("scale"));
  }

  private static void rows(BuildFamily family, Trial trial, Rows rows) throws IOException {
    long updates = trial.get("updates");
    Cuts.Price total = (begin, end) -> family.total(begin, end, updates);
    double least = Way.BEST.cuts(family, updates).sum(total);
    for (Way way : Way.values()) {
      Cuts cuts = way.cuts(family, updates);
      double own = cuts.sum(total);
      rows.add(
          List.of(
              Value.of(way.words),
              Value.of(cuts.layers()),
              Value.of(cuts.text()),
              Value.of(cuts.sum(family::stored)),
              Value.of(cuts.sum(family::shared)),
              Value.of(cuts.sum(family::unshared)),
              Value.of(cuts.sum(family::transferred)),
              Value.of(own),
              Value.of(own == least ? 0 : PERCENT * (own / least - 1))));
    }
  }

  @Override
  public List<Published> published(Table table) {
    return List.of();
  }

  @Override
  public List<String> reading(Table table) {
    return SplitReading.of(table);
  }
}
