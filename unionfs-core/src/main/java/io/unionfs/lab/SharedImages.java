package io.unionfs.lab;

import io.unionfs.driver.ImageLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Synthetic images that have layers, files and blocks in common. Each file is drawn from an endless
 * list by Zipf and Mandelbrot's law: that of rank r has a chance in proportion to (r +
 * core)<sup>-tail</sup>. So the more files there are, the fewer of them are new, without end.
 */
final class SharedImages {
  private static final int BASES = 3;
  private static final int COMPRESSIBLE = 32;
  private static final int BLOCK = 4096;
  private static final double PERCENT = 100;

  private final long seed;
  private final Law law;
  private final Sizes files;

  /**
   * How what images have in common is drawn.
   *
   * @param tail 100 times the exponent; above 100
   * @param core how many files are about equally popular
   * @param versions how many files in a row of the list differ from each other in one block only
   * @param based of a hundred images, how many begin with the layers of one of three bases
   */
  record Law(long tail, long core, int versions, int based) {}

  /**
   * @param scale what numbers of files are divided by
   */
  SharedImages(long seed, Law law, long scale) {
    this.seed = seed;
    this.law = law;
    this.files = Sizes.LAYER_FILES.scaled(scale);
  }

  /** The names of the layers of image {@code number}, the bottom one first. */
  List<String> names(int number) {
    Random random = Seeds.random(seed, "image", number);
    int count = (int) Sizes.LAYERS.draw(random);
    boolean hasBase = random.nextInt((int) PERCENT) < law.based();
    int base = random.nextInt(BASES);
    int below = hasBase ? Math.min(count, baseLayers(base)) : 0;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(i < below ? "base " + base + ", layer " + i : "image " + number + ", " + i);
    }
    return names;
  }

  /** The layers of image {@code number}, the bottom one first. */
  List<ImageLayer> image(int number) {
    return names(number).stream().map(this::layer).toList();
  }

  private int baseLayers(int base) {
    return 1 + Seeds.random(seed, "base", base).nextInt(5);
  }

  /** The ranks of the files of a layer. */
  long[] ranks(String name) {
    Random random = Seeds.random(seed, "layer", name.hashCode());
    long[] ranks = new long[(int) files.draw(random)];
    for (int i = 0; i < ranks.length; i++) {
      ranks[i] = rank(random);
    }
    return ranks;
  }

  private ImageLayer layer(String name) {
    String full = "seed " + seed + ", " + law + ", " + files.median() + ": " + name;
    LayerBuilder layer = Layer.builder().named(full);
    long[] ranks = ranks(name);
    for (int i = 0; i < ranks.length; i++) {
      layer.file("file-" + i, content(ranks[i]));
    }
    return new ImageLayer(LabImage.digest(full), layer.build());
  }

  /** By the inverse of the distribution's tail, (1 + r / core)<sup>1 - tail</sup>. */
  private long rank(Random random) {
    double above = 1 - random.nextDouble();
    double exponent = -1 / (law.tail() / PERCENT - 1);
    return (long) Math.min(Long.MAX_VALUE / 2, law.core() * (Math.pow(above, exponent) - 1));
  }

  private Content content(long rank) {
    long family = rank / law.versions();
    Random own = Seeds.random(seed, "family of files", family);
    SeededContent origin =
        new SeededContent(own.nextLong(), Sizes.FILE_BYTES.draw(own), COMPRESSIBLE);
    int version = (int) (rank % law.versions());
    if (version == 0) {
      return origin;
    }
    Random other = Seeds.random(seed, "file", rank);
    int blocks = (int) ((origin.size() + BLOCK - 1) / BLOCK);
    return new Version(origin, other.nextInt(blocks), other.nextLong());
  }

  /** A file that differs from another in one block. */
  private record Version(SeededContent origin, int changed, long salt)
      implements Content, Content.Reader {
    @Override
    public long size() {
      return origin.size();
    }

    @Override
    public Reader open() {
      return this;
    }

    @Override
    public int read(ByteBuffer target, long position) {
      long next = (position / BLOCK + 1) * BLOCK;
      int length = (int) Math.min(target.remaining(), next - position);
      ByteBuffer part = target.duplicate().limit(target.position() + length);
      SeededContent from =
          position / BLOCK == changed
              ? new SeededContent(origin.seed() ^ salt, origin.size(), origin.random())
              : origin;
      int read = from.read(part, position);
      if (read > 0) {
        target.position(target.position() + read);
      }
      return read;
    }

    @Override
    public void close() {}
  }
}
