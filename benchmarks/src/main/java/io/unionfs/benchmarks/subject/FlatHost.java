package io.unionfs.benchmarks.subject;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/** A directory on tmpfs without layers. */
final class FlatHost implements Lower {
  private final Tree tree;

  FlatHost(Tree tree) {
    this.tree = tree;
  }

  @Override
  public OpenSubject mount() throws IOException {
    Path directory = HostSpace.newDirectory();
    Written.write(tree.cut(1).get(0), directory);
    return new OpenSubject(
        FileSystems.getDefault(),
        directory.toString(),
        () -> {},
        () -> HostSpace.remove(directory));
  }

  @Override
  public void close() {}
}
