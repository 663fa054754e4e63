package io.unionfs.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A {@link NioMount} as a subject of operations of {@link NioOp}; it runs no others. */
public final class NioSubject implements Subject {
  private final NioMount mount;
  private final InodeLabels labels = new InodeLabels();
  private final KeptChannels kept = new KeptChannels();

  public NioSubject(NioMount mount) {
    this.mount = mount;
  }

  /** The oracle: the JDK's default provider on a kernel mount. */
  public static NioSubject kernel(Stack stack, MountOptions options) {
    return new NioSubject(NioMount.kernel(stack, options));
  }

  @Override
  public Outcome run(Op op, Caller caller) {
    if (!(op instanceof NioOp program)) {
      throw new IllegalStateException("not a program: " + op);
    }
    NioPlace place = new NioPlace(mount.root(caller), labels, kept);
    try {
      return mount.call(caller, () -> Outcome.ok(program.perform(place)));
    } catch (Exception e) {
      return NioAnswer.of(e, place);
    }
  }

  @Override
  public TreeDump mergedTree() {
    return mount.mergedTree();
  }

  @Override
  public TreeDump upperTree() {
    return mount.upperTree();
  }

  @Override
  public void remount() {
    throw new IllegalStateException("programs do not remount");
  }

  @Override
  public void remount(MountOptions next) {
    throw new IllegalStateException("programs do not remount");
  }

  @Override
  public void close() {
    try {
      kept.closeAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      mount.close();
    }
  }
}
