package io.unionfs.nio;

import io.unionfs.layer.Layer;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.PathName;
import java.io.IOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * What all views of one mount share: the engine, the name, the locks, the open files, the users of
 * the image. Safe for use by many threads.
 */
final class SharedMount {
  final String name;
  final boolean readOnly;

  /** The number that tells this mount from others, {@code st_dev}. */
  final long device;

  final FileLocks locks = new FileLocks();

  /** Those of all views. */
  final OpenFiles openFiles;

  /** Made when it is first asked for. */
  private volatile Accounts accounts;

  /** The umask of the caller who mounted. */
  final int umask;

  /** Null once it is closed: who still has a path does not keep the data of the mount. */
  private volatile Mount engine;

  /** Emptied when they are closed. */
  private volatile List<Layer> opened;

  /** The views with other credentials that somebody holds; null till the first. Guarded by this. */
  private Set<UnionFileSystem> views;

  private long lastView;

  /** Made when it is first asked for. */
  private volatile Snapshotting snapshots;

  /** What is mounted in it; null for nothing. Set before the filesystem is handed out. */
  private MountTable mounts;

  private volatile boolean open = true;

  /**
   * @param opened the layers that are closed with the mount
   */
  SharedMount(Mount engine, MountPlan plan, List<Layer> opened) {
    this.engine = engine;
    this.device = MountRegistry.nextNumber();
    this.name = plan.name != null ? plan.name : "mount-" + device;
    this.opened = List.copyOf(opened);
    this.readOnly = engine.isReadOnly();
    this.umask = plan.caller.umask();
    this.openFiles = new OpenFiles(plan.tracking);
  }

  boolean isOpen() {
    return open;
  }

  /** The mount's system calls; null once it is closed. */
  Mount engine() {
    return engine;
  }

  /** What is mounted in it; null for nothing. */
  MountTable mounts() {
    return mounts;
  }

  /** Mounts {@code planned} in this. */
  void mountInside(List<MountTable.Planned> planned) throws IOException {
    mounts = MountTable.of(this, planned);
    if (mounts != null) {
      openFiles.setInside(mounts.openFiles());
    }
  }

  /** Where {@code file} is; null once this is closed. */
  private Place find(Caller caller, PathName file, List<String> names) {
    if (engine == null) {
      return null;
    }
    return mounts == null
        ? Place.simple(null, caller, this, file)
        : mounts.resolve(null, caller, names, file, MountWalk.End.FOLLOW);
  }

  /** The image's users and groups. */
  Accounts accounts() {
    Accounts known = accounts;
    if (known == null) {
      known = new Accounts(this::find);
      accounts = known; // Of two made at once one is enough: they only remember what they read.
    }
    return known;
  }

  /** Takes snapshots of it. */
  Snapshotting snapshots() {
    Snapshotting known = snapshots;
    return known == null ? makeSnapshots() : known;
  }

  private synchronized Snapshotting makeSnapshots() {
    if (snapshots == null) {
      snapshots = new Snapshotting(this);
    }
    return snapshots;
  }

  /** A view of {@code mounted} with the credentials of {@code caller}. */
  synchronized UnionFileSystem newView(UnionFileSystem mounted, Caller caller) {
    if (views == null) {
      views = Collections.newSetFromMap(new WeakHashMap<>());
    }
    UnionFileSystem view = new UnionFileSystem(mounted, caller, ++lastView);
    views.add(view);
    return view;
  }

  /** The same, which {@link #findView} does not find: it costs a fraction of the other. */
  synchronized UnionFileSystem newHiddenView(UnionFileSystem mounted, Caller caller) {
    return new UnionFileSystem(mounted, caller, ++lastView);
  }

  /** The oldest open view with the credentials of {@code caller}. */
  synchronized Optional<UnionFileSystem> findView(Caller caller) {
    if (views == null) {
      return Optional.empty();
    }
    return views.stream()
        .filter(view -> view.isOpen() && view.caller().equals(caller))
        .min(Comparator.comparingLong(UnionFileSystem::number));
  }

  /** Closes what is open, the engine, and the layers; the first failure is thrown at the end. */
  void close() throws IOException {
    synchronized (this) {
      if (!open) {
        return;
      }
      open = false;
    }
    IOException failure = null;
    failure = tried(openFiles::closeAll, failure);
    leave();
    failure = tried(engine::close, failure);
    for (Layer layer : opened) {
      failure = tried(layer::close, failure);
    }
    engine = null;
    opened = List.of();
    if (failure != null) {
      throw failure;
    }
  }

  /** Lets go of the directories that are covered. */
  void leave() {
    if (mounts != null) {
      mounts.release();
    }
  }

  private interface Closing {
    void run() throws IOException;
  }

  private static IOException tried(Closing step, IOException earlier) {
    try {
      step.run();
    } catch (IOException e) {
      if (earlier == null) {
        return e;
      }
      earlier.addSuppressed(e);
    }
    return earlier;
  }
}
