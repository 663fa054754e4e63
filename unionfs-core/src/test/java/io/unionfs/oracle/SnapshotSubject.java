package io.unionfs.oracle;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A subject for which a remount is a step of a {@link SnapshotPlan}. Numbers of files are compared
 * from one step to the next: the kernel gives a copy that became a lower file its own number, and
 * here a file keeps the one it has.
 */
final class SnapshotSubject implements Subject {
  private final Subject subject;

  private SnapshotSubject(Subject subject) {
    this.subject = subject;
  }

  static Subject kernel(Stack stack, MountOptions options) {
    return new SnapshotSubject(KernelSubject.withSnapshots(stack, options));
  }

  static Subject engine(Stack stack, MountOptions options) {
    return new SnapshotSubject(EngineSubject.withSnapshots(stack, options));
  }

  @Override
  public Outcome run(Op op, Caller caller) {
    return subject.run(op, caller);
  }

  @Override
  public TreeDump mergedTree() {
    return subject.mergedTree();
  }

  /** Without the root, which the kernel's writable layer always has. */
  @Override
  public TreeDump upperTree() {
    SortedMap<String, String> lines = new TreeMap<>(subject.upperTree().lines());
    lines.remove("");
    return new TreeDump(lines);
  }

  @Override
  public void remount() {
    subject.remount();
  }

  @Override
  public void remount(MountOptions next) {
    throw new IllegalStateException("options stay as they are");
  }

  @Override
  public void close() {
    subject.close();
  }
}
