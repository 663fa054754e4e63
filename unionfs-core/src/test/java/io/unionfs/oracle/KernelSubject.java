package io.unionfs.oracle;

import io.unionfs.oracle.KernelTree.Side;
import io.unionfs.oracle.MountOptions.Upper;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The kernel's overlayfs. All work is done by one thread of its own, which lives chrooted in a
 * mount that only it sees; {@link #play} hands it a whole sequence at once.
 */
public final class KernelSubject implements Subject {
  private final ExecutorService thread;
  private MountOptions options;
  private boolean optionsChanged;
  private final Linux linux = new Linux();
  private final Credentials credentials = new Credentials(linux);
  private final InodeLabels labels = new InodeLabels();
  private final KernelCalls calls = new KernelCalls(linux, credentials, labels);

  /** Null where a remount is one. */
  private SnapshotPlan plan;

  private final KernelTree trees;
  private final KernelMount mount;

  private KernelSubject(Stack stack, LayerSpec upper, MountOptions options) {
    this.options = options;
    this.trees = new KernelTree(linux, calls, options);
    this.mount = new KernelMount(linux, stack, upper, options);
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread t = new Thread(task, "overlay-oracle");
              t.setDaemon(true);
              return t;
            });
  }

  /** Mounts a stack; {@link KernelAvailability#reason} says beforehand whether that can work. */
  public static KernelSubject open(Stack stack, MountOptions options) {
    return open(stack, Stack.FRESH_UPPER, options);
  }

  /** Mounts a stack under an upper that was filled before, by other means than a mount. */
  public static KernelSubject open(Stack stack, LayerSpec upper, MountOptions options) {
    Preload.done();
    KernelSubject subject = new KernelSubject(stack, upper, options);
    boolean mounted = false;
    try {
      subject.onThread(
          () -> {
            subject.mount.enter();
            subject.calls.mounted(options);
            return null;
          });
      mounted = true;
    } finally {
      if (!mounted) {
        subject.thread.shutdown();
      }
    }
    return subject;
  }

  /** Mounts a stack; remounts then freeze the upper, and go back. */
  static KernelSubject withSnapshots(Stack stack, MountOptions options) {
    KernelSubject subject = open(stack, options);
    subject.plan = new SnapshotPlan();
    return subject;
  }

  @Override
  public Outcome run(Op op, Caller caller) {
    return onThread(() -> runHere(op, caller));
  }

  @Override
  public Recording play(List<Step> steps, int dumpEvery) {
    return onThread(() -> new OnThread().play(steps, dumpEvery));
  }

  @Override
  public TreeDump mergedTree() {
    return onThread(this::mergedHere);
  }

  @Override
  public TreeDump upperTree() {
    return onThread(this::upperHere);
  }

  @Override
  public void remount() {
    remount(options);
  }

  @Override
  public void remount(MountOptions next) {
    onThread(
        () -> {
          remountHere(next);
          return null;
        });
  }

  /** Works on the mount from outside of it, as root. */
  void outside(Consumer<KernelMount> work) {
    onThread(
        () -> {
          credentials.become(Caller.ROOT);
          mount.goOutside();
          work.accept(mount);
          mount.goInside();
          return null;
        });
  }

  /** Drops what the kernel holds of the mount and nobody uses: names, inodes. */
  void forget() {
    onThread(
        () -> {
          credentials.become(Caller.ROOT);
          mount.forget();
          return null;
        });
  }

  /** Where the name comes from, as the layers stand now. */
  public EntrySource sourceOf(String path) {
    return onThread(() -> sourceHere(path));
  }

  /** Runs a sequence and notes for each operation where its entry came from. */
  public void cover(List<Step> steps, CoverageMatrix matrix) {
    onThread(
        () -> {
          for (Step step : steps) {
            String path = CoverageMatrix.path(step.op());
            EntrySource source = path == null ? EntrySource.NONE : sourceHere(path);
            MountOptions asked = options;
            matrix.record(asked, step.op(), runHere(step.op(), step.caller()), source);
          }
          return null;
        });
  }

  /**
   * Runs anything on the chrooted thread: {@code Path.of("/")} is the mount. Classes that it needs
   * must have been loaded before, for their files cannot be seen from there; {@link Preload} does
   * so for this package.
   */
  public <T> T runInMount(Caller caller, Callable<T> task) throws Exception {
    try {
      return thread
          .submit(
              () -> {
                credentials.become(caller);
                return task.call();
              })
          .get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Runs anything on the chrooted thread, as root. */
  public <T> T runInMount(Callable<T> task) throws Exception {
    return runInMount(Caller.ROOT, task);
  }

  @Override
  public void close() {
    onThread(
        () -> {
          calls.closeSlots();
          mount.leave();
          return null;
        });
    thread.shutdown();
  }

  private Outcome runHere(Op op, Caller caller) {
    if (op instanceof Op.Remount) {
      remountHere(options);
      return Outcome.DONE;
    }
    if (op instanceof Op.RemountWith other) {
      remountHere(other.options());
      return Outcome.DONE;
    }
    credentials.become(caller);
    return op.on(calls);
  }

  private void remountHere(MountOptions next) {
    credentials.become(Caller.ROOT);
    calls.closeSlots();
    if (plan != null) {
      plan.next(
          new SnapshotPlan.Steps() {
            @Override
            public void take() {
              mount.freeze();
            }

            @Override
            public void restore(int snapshot) {
              mount.goBack(snapshot);
            }
          });
      labels.forget();
      return;
    }
    optionsChanged |= !next.equals(options);
    options = next;
    mount.remount(next);
    calls.mounted(next);
  }

  private TreeDump mergedHere() {
    credentials.become(Caller.ROOT);
    return trees.dump("/.", Side.MERGED);
  }

  private TreeDump upperHere() {
    if (options.upper() == Upper.NONE) {
      return new TreeDump(new TreeMap<>());
    }
    credentials.become(Caller.ROOT);
    mount.goOutside();
    TreeDump dump =
        trees.dump(KernelMount.UPPER, optionsChanged ? Side.UPPER_WITHOUT_IMPURE : Side.UPPER);
    mount.goInside();
    return dump;
  }

  private EntrySource sourceHere(String path) {
    credentials.become(Caller.ROOT);
    mount.goOutside();
    EntrySource source = EntrySource.find(linux, mount.layersTopFirst(), options, path);
    mount.goInside();
    return source;
  }

  private <T> T onThread(Callable<T> task) {
    try {
      return thread.submit(task).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The same subject for code that already runs on its thread. */
  private final class OnThread implements Subject {
    @Override
    public Outcome run(Op op, Caller caller) {
      return runHere(op, caller);
    }

    @Override
    public TreeDump mergedTree() {
      return mergedHere();
    }

    @Override
    public TreeDump upperTree() {
      return upperHere();
    }

    @Override
    public void remount() {
      remountHere(options);
    }

    @Override
    public void remount(MountOptions next) {
      remountHere(next);
    }

    @Override
    public void close() {
      throw new IllegalStateException("closed from outside");
    }
  }
}
