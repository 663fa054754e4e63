package io.unionfs.benchmarks.subject;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A tree of the shape of Debian's minimal system, for when no real one is given: as many files,
 * links and directories, in places as deep and as full, of sizes drawn from the same distribution.
 * The counts were taken from an image that debootstrap made. Names and contents mean nothing.
 */
final class DebianShape {
  /** A place with so many files in it, spread over so many directories below it. */
  private record Place(String path, int files, int directories) {}

  private static final List<Place> PLACES =
      List.of(
          new Place("/usr/share/man", 1054, 110),
          new Place("/usr/lib/x86_64-linux-gnu", 984, 60),
          new Place("/usr/share/locale", 624, 300),
          new Place("/usr/share/zoneinfo", 443, 20),
          new Place("/usr/share/doc", 436, 130),
          new Place("/var/lib/dpkg/info", 409, 0),
          new Place("/srv/app", 304, 20),
          new Place("/usr/bin", 243, 0),
          new Place("/usr/share/ca-certificates/mozilla", 150, 0),
          new Place("/usr/share/perl5", 102, 30),
          new Place("/usr/sbin", 74, 0),
          new Place("/usr/share/bash-completion/completions", 72, 0),
          new Place("/etc", 110, 40),
          new Place("/usr/share/terminfo", 41, 12),
          new Place("/usr/share/lintian/overrides", 36, 0),
          new Place("/var/log", 12, 3),
          new Place("/usr/lib/systemd", 100, 20),
          new Place("/var/cache", 15, 6));

  /** How many links there are for 1000 files. */
  private static final int LINKS_PER_THOUSAND = 141;

  private DebianShape() {}

  /**
   * The tree, the same for the same numbers.
   *
   * @param share of how many files one is there: 1 for all
   */
  static Tree tree(int share, long seed) {
    Random random = new Random(seed);
    List<Node> nodes = new ArrayList<>();
    for (Place place : PLACES) {
      List<String> directories = new ArrayList<>();
      directories.add(place.path());
      for (int i = 0; i < place.directories() / share; i++) {
        // Most directories are shallow; some lie in one another.
        int parent = random.nextInt(3) == 0 ? random.nextInt(directories.size()) : 0;
        directories.add(directories.get(parent) + "/dir-" + i);
      }
      directories.forEach(path -> nodes.add(new Node.Directory(path)));
      for (int i = 0; i < place.files() / share; i++) {
        String directory = directories.get(random.nextInt(directories.size()));
        String path = directory + "/file-" + i + "." + Integer.toHexString(random.nextInt(1 << 12));
        nodes.add(new Node.File(path, new Pattern(size(random) / share, nodes.size())));
        if (random.nextInt(1000) < LINKS_PER_THOUSAND) {
          String target = path.substring(path.lastIndexOf('/') + 1);
          nodes.add(new Node.Link(directory + "/link-" + i, target));
        }
      }
    }
    return new Tree(List.of(), nodes);
  }

  private static long size(Random random) {
    int percent = random.nextInt(1000);
    if (percent < 217) {
      return between(random, 40, 512);
    } else if (percent < 648) {
      return between(random, 512, 4096);
    } else if (percent < 778) {
      return between(random, 4096, 16_384);
    } else if (percent < 932) {
      return between(random, 16_384, 65_536);
    } else if (percent < 997) {
      return between(random, 65_536, 400_000);
    }
    return between(random, 1 << 20, 5 << 20);
  }

  private static long between(Random random, int from, int to) {
    return from + random.nextInt(to - from);
  }
}
