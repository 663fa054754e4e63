package io.unionfs.medium;

import io.unionfs.layer.Content;
import io.unionfs.layer.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Makes changes that a union could make, the same for the same seed and the same tree. */
final class RandomChanges {
  private static final String[] NAMES = {"a", "b", "c", "d", ".wh.e", "f g", "%h", "i=j"};

  private final Random random;
  private UpperMedium medium;

  RandomChanges(UpperMedium medium, Random random) {
    this.medium = medium;
    this.random = random;
  }

  void reopened(UpperMedium again) {
    medium = again;
  }

  /** One name, and what stands there. */
  private record Spot(UpperNode directory, List<UpperNode> above, String path, UpperEntry entry) {
    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    UpperNode node() {
      return entry instanceof UpperEntry.Present present ? present.node() : null;
    }

    UpperMetadata metadata() {
      return ((UpperEntry.Present) entry).metadata();
    }

    boolean isDirectory() {
      return node() != null && metadata().type() == FileType.DIRECTORY;
    }

    Occupant occupant() {
      if (entry == null) {
        return Occupant.NOTHING;
      }
      return node() == null
          ? Occupant.WHITEOUT
          : isDirectory() ? Occupant.DIRECTORY : Occupant.FILE;
    }
  }

  /** Makes one change. Says which. */
  String step() throws IOException {
    Spot spot = spot();
    Occupant occupant = spot.occupant();
    Remains remains = random.nextBoolean() ? Remains.NOTHING : Remains.WHITEOUT;
    String what = random.nextInt(10) + " " + spot.path() + " " + occupant + " " + remains;
    switch (what.charAt(0)) {
      case '0', '1', '2' -> make(spot);
      case '3' -> {
        if (isRemovable(spot) && (occupant != Occupant.NOTHING || remains == Remains.WHITEOUT)) {
          if (occupant != Occupant.WHITEOUT || remains == Remains.NOTHING) {
            medium.remove(spot.directory(), spot.name(), occupant, remains);
          }
        }
      }
      case '4', '5' -> what += move(spot, spot(), remains);
      case '6' -> what += exchange(spot, spot());
      case '7' -> {
        Spot other = spot();
        if (spot.node() != null
            && !spot.isDirectory()
            && (other.occupant() == Occupant.NOTHING || other.occupant() == Occupant.WHITEOUT)) {
          medium.link(spot.node(), other.directory(), other.name(), other.occupant());
        }
      }
      case '8' -> {
        if (spot.node() != null) {
          medium.update(spot.node(), Samples.decorated(spot.metadata(), random.nextInt(50)));
        }
      }
      default -> write(spot);
    }
    return what;
  }

  private void make(Spot spot) throws IOException {
    UpperMetadata[] types = {
      Samples.file(0644),
      Samples.directory(),
      Samples.directory(),
      Samples.opaqueDirectory(),
      Samples.symlink("a//b"),
      Samples.fifo()
    };
    UpperMetadata metadata = types[random.nextInt(types.length)];
    if (random.nextBoolean()) {
      metadata = Samples.decorated(metadata, random.nextInt(50));
    }
    byte[] data = new byte[random.nextInt(20_000)];
    random.nextBytes(data);
    if (spot.entry() == null && metadata.type() == FileType.REGULAR) {
      medium.copyUp(spot.directory(), spot.name(), metadata, Content.of(data).open(), data.length);
    } else if (spot.node() == null) {
      medium.create(spot.directory(), spot.name(), metadata, spot.occupant());
    }
  }

  private String move(Spot from, Spot to, Remains remains) throws IOException {
    boolean fits =
        from.isDirectory() ? to.occupant() != Occupant.FILE : to.occupant() != Occupant.DIRECTORY;
    if (from.node() != null
        && fits
        && isRemovable(to)
        && !to.above().contains(from.node())
        && !from.path().equals(to.path())) {
      medium.move(
          from.node(),
          from.directory(),
          from.name(),
          to.directory(),
          to.name(),
          to.occupant(),
          remains);
    }
    return " to " + to.path();
  }

  private String exchange(Spot one, Spot two) throws IOException {
    if (one.node() != null
        && two.node() != null
        && !two.above().contains(one.node())
        && !one.above().contains(two.node())) {
      medium.exchange(
          one.node(), one.directory(), one.name(), two.node(), two.directory(), two.name());
    }
    return " with " + two.path();
  }

  private void write(Spot spot) throws IOException {
    if (spot.node() instanceof UpperFile file) {
      file.open();
      byte[] data = new byte[random.nextInt(5000)];
      random.nextBytes(data);
      file.write(ByteBuffer.wrap(data), random.nextInt(30_000));
      file.truncate(random.nextInt(40_000));
      file.close();
    } else {
      random.nextBytes(new byte[0]);
    }
  }

  /** A directory that holds more than whiteouts is not. */
  private boolean isRemovable(Spot spot) throws IOException {
    return !spot.isDirectory()
        || medium.list(spot.node()).values().stream()
            .allMatch(entry -> entry == UpperEntry.Whiteout.WHITEOUT);
  }

  private Spot spot() throws IOException {
    UpperNode directory = medium.root();
    List<UpperNode> above = new ArrayList<>(List.of(directory));
    StringBuilder path = new StringBuilder();
    while (true) {
      TreeMap<String, UpperEntry> entries = new TreeMap<>(medium.list(directory));
      String name = NAMES[random.nextInt(NAMES.length)];
      path.append('/').append(name);
      Spot spot = new Spot(directory, List.copyOf(above), path.toString(), entries.get(name));
      if (!spot.isDirectory() || random.nextInt(3) == 0) {
        return spot;
      }
      directory = spot.node();
      above.add(directory);
    }
  }
}
