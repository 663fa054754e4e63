package io.unionfs.oracle;

/**
 * The kernel, made to drop all unused names and inodes before every step: what it answers otherwise
 * than usually depends on its caches, and no other subject can be held to it.
 */
record ForgetfulKernel(KernelSubject kernel) implements Subject {
  static Subject open(Stack stack, MountOptions options) {
    return new ForgetfulKernel(KernelSubject.open(stack, options));
  }

  @Override
  public Outcome run(Op op, Caller caller) {
    kernel.forget();
    return kernel.run(op, caller);
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
  public void remount() {
    kernel.remount();
  }

  @Override
  public void remount(MountOptions next) {
    kernel.remount(next);
  }

  @Override
  public void close() {
    kernel.close();
  }
}
