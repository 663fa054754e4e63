package io.unionfs.oracle;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** A mount that Java programs can use: what the NIO harness needs of a provider. */
public interface NioMount extends AutoCloseable {
  /** The mount's root, for work in the name of a caller. */
  Path root(Caller caller);

  /** Runs a program where the mount can be seen, in the name of a caller. */
  <T> T call(Caller caller, Callable<T> program) throws Exception;

  /** As {@link Subject#mergedTree}. */
  TreeDump mergedTree();

  /** As {@link Subject#upperTree}. */
  TreeDump upperTree();

  @Override
  void close();

  /** The kernel's overlayfs through the JDK's default provider. */
  static NioMount kernel(Stack stack, MountOptions options) {
    KernelSubject kernel = KernelSubject.open(stack, options);
    return new NioMount() {
      @Override
      public Path root(Caller caller) {
        return Path.of("/");
      }

      @Override
      public <T> T call(Caller caller, Callable<T> program) throws Exception {
        return kernel.runInMount(caller, program);
      }

      @Override
      public TreeDump mergedTree() {
        return kernel.mergedTree();
      }

      @Override
      public TreeDump upperTree() {
        return kernel.upperTree();
      }

      @Override
      public void close() {
        kernel.close();
      }
    };
  }
}
