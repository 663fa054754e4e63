package io.unionfs.cli.command;

import io.unionfs.driver.DriverKind;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What completes names of things in the store: words that bash runs when it completes. They stand
 * in the script that {@code unionfs completion} prints, nowhere else.
 */
final class Names {
  private static final String CONTAINERS = "ps -a --format '{{.Names}}'";
  private static final String IMAGES = "images --format '{{.Repository}}:{{.Tag}}'";

  private Names() {}

  /** Names of containers. */
  static final class Containers implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return run(CONTAINERS);
    }
  }

  /** Names of images. */
  static final class OfImages implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return run(IMAGES);
    }
  }

  /** Names of both. */
  static final class ContainersAndImages implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return run(CONTAINERS + " 2>/dev/null; unionfs " + IMAGES);
    }
  }

  /** Kinds of metrics. */
  static final class OfMetrics implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("exact", "dive").iterator();
    }
  }

  /** Storage drivers. */
  static final class OfDrivers implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(DriverKind.values()).map(DriverKind::label).iterator();
    }
  }

  /** Names of volumes. */
  static final class OfVolumes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return run("volume ls -q");
    }
  }

  private static Iterator<String> run(String arguments) {
    return List.of("$(unionfs " + arguments + " 2>/dev/null)").iterator();
  }
}
