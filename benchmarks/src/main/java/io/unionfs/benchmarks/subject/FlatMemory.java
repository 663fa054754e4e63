package io.unionfs.benchmarks.subject;

import com.github.marschall.memoryfilesystem.MemoryFileSystemBuilder;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;

/** A filesystem in memory without layers: each mount is a new one, with the whole tree. */
final class FlatMemory implements Lower {
  private final Tree tree;
  private final Maker maker;

  /** Makes an empty filesystem. */
  interface Maker {
    FileSystem make() throws IOException;
  }

  FlatMemory(Tree tree, Maker maker) {
    this.tree = tree;
    this.maker = maker;
  }

  static FileSystem jimfs(Subject.Views views) {
    Configuration.Builder jimfs = Configuration.unix().toBuilder().setWorkingDirectory("/");
    return Jimfs.newFileSystem(
        switch (views) {
          case USUAL -> jimfs.build();
          case PERMISSIONS -> jimfs.setAttributeViews("basic", "owner", "posix", "unix").build();
        });
  }

  static FileSystem memoryFileSystem() throws IOException {
    // Else there is a home directory, which is not of the tree.
    return MemoryFileSystemBuilder.newLinux().setCurrentWorkingDirectory("/").build();
  }

  @Override
  public OpenSubject mount() throws IOException {
    FileSystem made = maker.make();
    Written.write(tree.cut(1).get(0), made.getPath("/"));
    return new OpenSubject(made, "", () -> {}, made::close);
  }

  @Override
  public void close() {}
}
