package io.unionfs.lab;

import io.unionfs.driver.ImageLayer;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The instructions of a synthetic build: each writes files, whose number and sizes are drawn from
 * what was published of layers, and removes some of those that instructions before it wrote.
 * Immutable.
 *
 * @param steps in their order
 */
record Instructions(List<Step> steps) {
  /** How much the sizes of one instruction's files differ. */
  private static final double SPREAD = 1.5;

  /** Numbers of files are divided by the square root of what sizes are divided by. */
  private static final double LEAST_SCALE = 1;

  Instructions {
    steps = List.copyOf(steps);
  }

  /** A file that an instruction writes. */
  record Written(String path, SeededContent content) {}

  /**
   * One instruction.
   *
   * @param time of its files
   */
  record Step(String command, List<Written> written, List<String> removed, Instant time) {
    Step {
      written = List.copyOf(written);
      removed = List.copyOf(removed);
    }

    Layer layer(String name) {
      LayerBuilder layer = Layer.builder().named(name).time(time);
      written.forEach(file -> layer.file(file.path(), file.content()));
      removed.forEach(layer::whiteout);
      return layer.build();
    }
  }

  /**
   * Draws {@code count} instructions.
   *
   * @param removed of a hundred files, how many a later instruction removes; none of the last
   *     instruction's
   * @param scale what all sizes are divided by
   */
  static Instructions draw(long seed, int count, int removed, long scale) {
    Random random = Seeds.random(seed);
    Sizes sizes = Sizes.LAYER_BYTES.scaled(scale);
    Sizes files = Sizes.LAYER_FILES.scaled(Math.max(LEAST_SCALE, Math.sqrt(scale)));
    List<List<Written>> written = new ArrayList<>();
    List<List<String>> gone = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      gone.add(new ArrayList<>());
    }
    for (int i = 0; i < count; i++) {
      List<Written> own = files(random, i, sizes.draw(random), (int) files.draw(random));
      written.add(own);
      for (Written file : own) {
        boolean isRemoved = random.nextInt(100) < removed;
        int later = i + 1 < count ? i + 1 + random.nextInt(count - i - 1) : i;
        if (isRemoved && later > i) {
          gone.get(later).add(file.path());
        }
      }
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      steps.add(step(i, written.get(i), gone.get(i), Instant.EPOCH));
    }
    return new Instructions(steps);
  }

  private static Step step(int number, List<Written> written, List<String> gone, Instant time) {
    String command =
        "RUN install part-" + number + (gone.isEmpty() ? "" : " && rm " + gone.size() + " files");
    return new Step(command, written, gone, time);
  }

  private static List<Written> files(Random random, int number, long bytes, int count) {
    double[] weights = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      weights[i] = Math.exp(SPREAD * random.nextGaussian());
      sum += weights[i];
    }
    List<Written> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long size = Math.round(bytes * weights[i] / sum);
      files.add(
          new Written(
              "opt/part-" + number + "/file-" + i, new SeededContent(random.nextLong(), size)));
    }
    return files;
  }

  /** These up to {@code prefix}, and then those of {@code other}. */
  Instructions continuedBy(Instructions other, int prefix) {
    List<Step> all = new ArrayList<>(steps.subList(0, prefix));
    for (int i = prefix; i < other.steps.size(); i++) {
      Step step = other.steps.get(i);
      // What other instructions wrote is not there to be removed.
      List<String> gone = step.removed().stream().filter(path -> ordinal(path) >= prefix).toList();
      List<String> shared =
          i < steps.size()
              ? steps.get(i).removed().stream().filter(path -> ordinal(path) < prefix).toList()
              : List.of();
      List<String> both = new ArrayList<>(gone);
      both.addAll(shared);
      all.add(step(i, step.written(), both, step.time()));
    }
    return new Instructions(all);
  }

  private static int ordinal(String path) {
    return Integer.parseInt(path.substring("opt/part-".length(), path.lastIndexOf('/')));
  }

  /**
   * The same after a change of instruction {@code position}: what it writes is other content, and
   * it and all behind it are run again, at another time, as no builder's cache has them.
   */
  Instructions changedAt(int position) {
    List<Step> all = new ArrayList<>(steps.subList(0, position));
    for (int i = position; i < steps.size(); i++) {
      Step step = steps.get(i);
      List<Written> written = step.written();
      if (i == position) {
        written =
            written.stream()
                .map(
                    file ->
                        new Written(
                            file.path(),
                            new SeededContent(~file.content().seed(), file.content().size())))
                .toList();
      }
      all.add(step(i, written, step.removed(), Instant.EPOCH.plusSeconds(1)));
    }
    return new Instructions(all);
  }

  /** A layer for each instruction. */
  List<Layer> layers(String name) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      layers.add(steps.get(i).layer(name + ", instruction " + i));
    }
    return layers;
  }

  /** An image with a layer for each. */
  LabImage image(String name) {
    List<ImageLayer> made = new ArrayList<>();
    for (Layer layer : layers(name)) {
      made.add(new ImageLayer(LabImage.digest(layer.name()), layer));
    }
    return new LabImage(made, steps.stream().map(Step::command).toList());
  }
}
