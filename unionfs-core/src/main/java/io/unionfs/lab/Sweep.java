package io.unionfs.lab;

import io.unionfs.analysis.ImageLayers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The points at which an experiment is done: every combination of the seeds and of the parameters'
 * values. Immutable.
 */
public final class Sweep {
  private final List<Long> seeds;
  private final Map<String, List<Long>> values;

  private Sweep(List<Long> seeds, Map<String, List<Long>> values) {
    this.seeds = seeds;
    this.values = values;
  }

  /**
   * A sweep over what {@code texts} name, by names of parameters and {@code seed}, as {@link
   * Ranges} reads them; what is not named takes the parameter's own values.
   *
   * @throws IllegalArgumentException if a parameter is unknown or a text is no set of numbers
   */
  public static Sweep of(Experiment experiment, Map<String, String> texts) {
    Map<String, List<Long>> values = new LinkedHashMap<>();
    for (Parameter parameter : experiment.parameters()) {
      values.put(
          parameter.name(),
          parameter.parse(texts.getOrDefault(parameter.name(), parameter.values())));
    }
    List<Long> seeds;
    try {
      seeds = Ranges.parse(texts.getOrDefault("seed", experiment.seeds()), 0, Long.MAX_VALUE);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--seed: " + e.getMessage(), e);
    }
    for (String name : texts.keySet()) {
      if (!name.equals("seed") && !values.containsKey(name)) {
        throw new IllegalArgumentException(
            "experiment " + experiment.name() + " has no parameter --" + name);
      }
    }
    return new Sweep(seeds, values);
  }

  /**
   * Its points; those of given images once, whatever synthetic ones would be made of.
   *
   * @param images those that are given; none for synthetic ones
   */
  List<Point> points(Experiment experiment, List<ImageLayers> images) throws IOException {
    boolean isSynthetic = images.isEmpty();
    Map<String, List<Long>> given = isSynthetic ? Map.of() : experiment.given(images);
    List<Point> points = new ArrayList<>();
    for (long seed : isSynthetic ? seeds : seeds.subList(0, 1)) {
      points.add(new Point(seed, Map.of()));
    }
    for (Parameter parameter : experiment.parameters()) {
      String name = parameter.name();
      if (isSynthetic || parameter.scope() == Parameter.Scope.ALWAYS) {
        points = multiplied(points, name, values.get(name));
      } else if (given.containsKey(name)) {
        points = multiplied(points, name, given.get(name));
      }
    }
    return points;
  }

  private static List<Point> multiplied(List<Point> points, String name, List<Long> values) {
    List<Point> all = new ArrayList<>();
    for (Point point : points) {
      for (long value : values) {
        Map<String, Long> more = new LinkedHashMap<>(point.values());
        more.put(name, value);
        all.add(new Point(point.seed(), more));
      }
    }
    return all;
  }
}
