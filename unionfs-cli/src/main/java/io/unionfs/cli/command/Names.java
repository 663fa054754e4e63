package io.unionfs.cli.command;

import java.util.Iterator;
import java.util.List;

/**
 * What completes names of things in the store: words that bash runs when it completes. They stand
 * in the script that {@code unionfs completion} prints, nowhere else.
 */
final class Names {
  private Names() {}

  /** Names of containers. */
  static final class Containers implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return run("ps -a --format '{{.Names}}'");
    }
  }

  /** Names of images. */
  static final class OfImages implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return run("images --format '{{.Repository}}:{{.Tag}}'");
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
