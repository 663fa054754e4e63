package io.unionfs.lab;

import io.unionfs.driver.ImageLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Synthetic images that have layers, files and blocks in common. */
final class SharedImages {
  private static final int BASES = 3;
  private static final int POOL = 20_000;
  private static final int VERSIONS = 30;
  private static final int COMPRESSIBLE = 32;
  private static final int BLOCK = 4096;

  private final long seed;
  private final int copied;
  private final Sizes files;

  /**
   * @param copied of a hundred files, how many are from the pool
   * @param scale what numbers of files are divided by
   */
  SharedImages(long seed, int copied, long scale) {
    this.seed = seed;
    this.copied = copied;
    this.files = Sizes.LAYER_FILES.scaled(scale);
  }

  /** The layers of image {@code number}, the bottom one first. */
  List<ImageLayer> image(int number) {
    Random random = new Random(seed * 31 + number);
    int count = (int) Sizes.LAYERS.draw(random);
    boolean hasBase = random.nextBoolean();
    int base = random.nextInt(BASES);
    int below = hasBase ? Math.min(count, baseLayers(base)) : 0;
    List<ImageLayer> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      layers.add(layer(i < below ? "base " + base + ", layer " + i : "image " + number + ", " + i));
    }
    return layers;
  }

  private int baseLayers(int base) {
    return 1 + new Random(seed * 17 + base).nextInt(5);
  }

  private ImageLayer layer(String name) {
    String full = "seed " + seed + ", " + copied + " % copied, " + files.median() + ": " + name;
    Random random = new Random(seed + name.hashCode() * 0x9E3779B97F4A7C15L);
    LayerBuilder layer = Layer.builder().named(full);
    int count = (int) files.draw(random);
    for (int i = 0; i < count; i++) {
      layer.file("file-" + i, content(random));
    }
    return new ImageLayer(LabImage.digest(full), layer.build());
  }

  private Content content(Random random) {
    if (random.nextInt(100) >= copied) {
      return new SeededContent(random.nextLong(), Sizes.FILE_BYTES.draw(random), COMPRESSIBLE);
    }
    // Evenly over the logarithm of the rank: the first are taken most.
    int rank = (int) Math.pow(POOL, random.nextDouble());
    Random own = new Random(seed * 7 + rank);
    SeededContent origin =
        new SeededContent(own.nextLong(), Sizes.FILE_BYTES.draw(own), COMPRESSIBLE);
    return random.nextInt(100) < VERSIONS
        ? new Version(origin, random.nextInt((int) (origin.size() / BLOCK) + 1), random.nextLong())
        : origin;
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
