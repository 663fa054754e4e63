package io.unionfs.container;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The volumes of a store. */
public final class Volumes {
  Volumes() {}

  /** A volume; {@code links} is the number of containers that name it. */
  public record Volume(
      String name, Instant created, Map<String, String> labels, int links, long size) {}

  public Volume create(String name, Map<String, String> labels) throws IOException {
    throw new UnsupportedOperationException();
  }

  public List<Volume> list() throws IOException {
    throw new UnsupportedOperationException();
  }

  public Volume get(String name) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Removes it with what it holds; refused while a container names it. */
  public void remove(String name) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Removes those that no container names. */
  public List<Volume> prune() throws IOException {
    throw new UnsupportedOperationException();
  }
}
