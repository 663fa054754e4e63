package io.unionfs.oracle;

import io.unionfs.nio.MountViews;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;

/** The provider under test, as Java programs use it. */
final class NioEngineMount implements NioMount {
  private final EngineSubject engine;
  private final MountViews views;

  private NioEngineMount(EngineSubject engine) {
    this.engine = engine;
    this.views = new MountViews(engine.mount());
  }

  /** The provider over a stack, its writable layer in memory. */
  static Subject open(Stack stack, MountOptions options) {
    return new NioSubject(of(stack, options));
  }

  static NioEngineMount of(Stack stack, MountOptions options) {
    return over(EngineSubject.open(stack, options));
  }

  /** The provider over {@code engine}, which is closed with it. */
  static NioEngineMount over(EngineSubject engine) {
    return new NioEngineMount(engine);
  }

  @Override
  public Path root(Caller caller) {
    return views.root(
        new io.unionfs.overlay.Caller(
            caller.uid(), caller.gid(), Set.copyOf(caller.groups()), caller.umask().bits()));
  }

  @Override
  public <T> T call(Caller caller, Callable<T> program) throws Exception {
    return program.call();
  }

  @Override
  public TreeDump mergedTree() {
    return engine.mergedTree();
  }

  @Override
  public TreeDump upperTree() {
    return engine.upperTree();
  }

  @Override
  public void close() {
    engine.close();
  }
}
