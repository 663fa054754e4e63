package io.unionfs.benchmarks.subject;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Lower layers in directories on tmpfs, to be mounted by the kernel or by fuse-overlayfs. The
 * directories have short names, for the option {@code lowerdir} of 500 of them must fit into a
 * page.
 */
final class HostLayers implements Lower {
  private final Subject.Kind kind;
  private final Path directory;
  private final int layers;
  private int mounts;

  HostLayers(Subject.Kind kind, List<List<Node>> cut) throws IOException {
    this.kind = kind;
    this.directory = HostSpace.newDirectory();
    this.layers = cut.size();
    try {
      for (int i = 0; i < layers; i++) {
        Written.write(cut.get(i), Files.createDirectory(directory.resolve(Integer.toString(i))));
      }
    } catch (IOException | RuntimeException e) {
      HostSpace.remove(directory);
      throw e;
    }
  }

  @Override
  public OpenSubject mount() throws IOException {
    int number = mounts++;
    HostMount mount = HostMount.of(kind, directory, layers, number);
    return new OpenSubject(
        FileSystems.getDefault(), mount.point().toString(), () -> {}, mount::close);
  }

  @Override
  public void close() throws IOException {
    HostSpace.remove(directory);
  }
}
