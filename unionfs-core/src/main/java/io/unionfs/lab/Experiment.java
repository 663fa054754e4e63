package io.unionfs.lab;

import io.unionfs.analysis.ImageLayers;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** An experiment. Has no state. */
public interface Experiment {
  /** What it is called on the command line. */
  String name();

  /** The question it answers. */
  String question();

  /**
   * How it is done, a sentence or more each: what is counted, by what rule something is modelled.
   */
  List<String> method();

  /** What can be varied, besides the seed. */
  List<Parameter> parameters();

  /** The seeds where none are named, as {@link Ranges} reads them; several where chance weighs. */
  default String seeds() {
    return "1";
  }

  /** Whether several images are one subject, such as where it is told what they share. */
  default boolean comparesImages() {
    return false;
  }

  /**
   * What parameters of synthetic images are in given ones, by name: such as the number of layers.
   * Those that are not named have no value then.
   *
   * @param images those that are one subject: one, unless they are compared
   * @throws IOException if the images cannot be read
   */
  default Map<String, List<Long>> given(List<ImageLayers> images) throws IOException {
    return Map.of();
  }

  /** The columns of its own, behind those of the image, the seed and the parameters. */
  List<Column> columns();

  /** What is worth drawing. */
  List<Plot> plots();

  /** Takes a row: a value for each of {@link #columns}. */
  @FunctionalInterface
  interface Rows {
    void add(List<Value> row);
  }

  /**
   * Does it once.
   *
   * @throws IOException if it cannot be done
   */
  void run(Trial trial, Rows rows) throws IOException;

  /** What others published of the same, beside what {@code table} says. */
  List<Published> published(Table table);

  /**
   * What {@code table} says, in sentences that are made of its figures.
   *
   * @param table any that this experiment gave, perhaps of few points, perhaps of many seeds
   */
  List<String> reading(Table table);
}
