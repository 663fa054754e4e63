package io.unionfs.testing.images;

import io.unionfs.lab.SeededContent;
import io.unionfs.lab.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes a {@link SyntheticImage}. What is drawn is drawn from {@link java.util.Random}, whose
 * numbers are the same on every Java platform. Not safe for use by many threads.
 */
public final class SyntheticImageBuilder {
  private static final int STRIPE = 64;
  private static final int FILES_OF_A_DIRECTORY = 20;

  /** Of a hundred directories, how many lie in another one that there is. */
  private static final int NESTED = 70;

  private static final int LONGEST_DIRECTORY = 70;

  private Sizes layers = Sizes.always(1);
  private Sizes files;
  private int filesOfAll = 100;
  private Sizes fileBytes = Sizes.FILE_BYTES;
  private double changed;
  private double deleted;
  private double compressible = 0.5;
  private long seed;

  SyntheticImageBuilder() {}

  /** So many layers. */
  public SyntheticImageBuilder layers(int count) {
    return layers(Sizes.always(count));
  }

  /** As many layers as are drawn: {@link Sizes#LAYERS} is Docker Hub's. */
  public SyntheticImageBuilder layers(Sizes counts) {
    layers = counts;
    return this;
  }

  /** So many files in all layers together, of which each gets about the same number. */
  public SyntheticImageBuilder files(int ofAllLayers) {
    filesOfAll = ofAllLayers;
    files = null;
    return this;
  }

  /** As many files as are drawn for each layer: {@link Sizes#LAYER_FILES} is Docker Hub's. */
  public SyntheticImageBuilder files(Sizes ofALayer) {
    files = ofALayer;
    return this;
  }

  /** The sizes of files, in bytes; {@link Sizes#FILE_BYTES} unless set. */
  public SyntheticImageBuilder fileBytes(Sizes bytes) {
    fileBytes = bytes;
    return this;
  }

  /**
   * Of the files of a layer, the share that replaces one of the layers below; 0 unless set.
   *
   * @throws IllegalArgumentException if it is not between 0 and 1
   */
  public SyntheticImageBuilder changed(double share) {
    changed = share(share);
    return this;
  }

  /**
   * Whiteouts of a layer, as a share of its number of files; 0 unless set. Each hides a file of the
   * layers below.
   *
   * @throws IllegalArgumentException if it is not between 0 and 1
   */
  public SyntheticImageBuilder deleted(double share) {
    deleted = share(share);
    return this;
  }

  /**
   * The share of each file's bytes that are zeros, of which nothing is left when it is compressed;
   * a half unless set.
   *
   * @throws IllegalArgumentException if it is not between 0 and 1
   */
  public SyntheticImageBuilder compressible(double share) {
    compressible = share(share);
    return this;
  }

  private static double share(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(share + " is not between 0 and 1");
    }
    return share;
  }

  /** What all follows from; 0 unless set. Another seed makes another image. */
  public SyntheticImageBuilder seed(long number) {
    seed = number;
    return this;
  }

  /**
   * The image.
   *
   * @throws IllegalArgumentException if it would have no layer
   */
  public SyntheticImage build() {
    Random random = new Random(mixed(seed));
    int count = (int) layers.draw(random);
    if (count < 1) {
      throw new IllegalArgumentException("an image of " + count + " layers");
    }
    Tree tree = new Tree(random);
    List<SyntheticLayer> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int even = (int) ((i + 1L) * filesOfAll / count - (long) i * filesOfAll / count);
      int wanted = files == null ? even : (int) files.draw(random);
      made.add(new SyntheticLayer("synthetic " + seed + ", layer " + i, tree.layer(wanted)));
    }
    return new SyntheticImage(made);
  }

  /** SplitMix64's: the first numbers of a Random are alike for seeds that follow one another. */
  private static long mixed(long number) {
    long z = number + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** What the layers so far show together. */
  private final class Tree {
    private final Random random;
    private final List<String> directories = new ArrayList<>(List.of(""));
    private final List<String> shown = new ArrayList<>();
    private int names;

    Tree(Random random) {
      this.random = random;
    }

    /** The next layer's files; null for one that is deleted. */
    SortedMap<String, SeededContent> layer(int count) {
      SortedMap<String, SeededContent> layer = new TreeMap<>();
      int whiteouts = Math.min(shown.size(), (int) (count * deleted));
      for (int i = 0; i < whiteouts; i++) {
        int chosen = random.nextInt(shown.size());
        layer.put(shown.get(chosen), null);
        shown.set(chosen, shown.get(shown.size() - 1));
        shown.remove(shown.size() - 1);
      }
      int left = shown.size();
      for (int i = 0; i < count; i++) {
        boolean replaces = left > 0 && random.nextDouble() < changed;
        String path = replaces ? shown.get(random.nextInt(left)) : newPath();
        if (layer.put(path, content()) == null && !replaces) {
          shown.add(path);
        }
      }
      return layer;
    }

    private String newPath() {
      if (names % FILES_OF_A_DIRECTORY == 0) {
        boolean isNested = random.nextInt(100) < NESTED;
        String parent = isNested ? directories.get(random.nextInt(directories.size())) : "";
        String name = "dir-" + directories.size() + "/";
        directories.add(parent.length() < LONGEST_DIRECTORY ? parent + name : name);
      }
      return directories.get(random.nextInt(directories.size())) + "file-" + names++;
    }

    private SeededContent content() {
      int hard = STRIPE - (int) Math.round(compressible * STRIPE);
      return new SeededContent(random.nextLong(), fileBytes.draw(random), hard);
    }
  }
}
