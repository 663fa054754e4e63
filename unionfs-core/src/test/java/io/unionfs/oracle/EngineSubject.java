package io.unionfs.oracle;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.medium.BlockMedium;
import io.unionfs.medium.DirectoryMedium;
import io.unionfs.medium.UpperMedium;
import io.unionfs.overlay.AccessTimes;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.MemoryMedium;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.MountBuilder.Writability;
import io.unionfs.overlay.MountSnapshot;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.Quota;
import io.unionfs.overlay.TimeChange;
import io.unionfs.overlay.UpperProbe;
import io.unionfs.overlay.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The engine under test, its writable layer in memory. */
public final class EngineSubject implements Subject {
  private final List<Layer> lower = new ArrayList<>();
  private final List<TreeLayer> dataOnly = new ArrayList<>();
  private MountOptions options;
  private boolean optionsChanged;
  private final FileSystem storage;
  private final InodeLabels labels = new InodeLabels();
  private final EngineCalls calls;
  private Quota quota = Quota.NONE;
  private UpperProbe probe;

  /** Null where a remount is one. */
  private SnapshotPlan plan;

  private final List<MountSnapshot> snapshots = new ArrayList<>();

  /** The writable layer, which stays when it is unmounted; null for one in a directory. */
  private BlockMedium blocks;

  private EngineSubject(Stack stack, MountOptions options) {
    this.options = options;
    this.storage =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setAttributeViews("basic", "owner", "posix", "unix", "user")
                .setMaxSize(KernelMount.STORAGE)
                .build());
    this.calls = new EngineCalls(labels);
    for (LayerSpec spec : stack.lowers()) {
      lower.add(EngineLayers.layer(spec));
    }
    for (LayerSpec spec : stack.dataOnly()) {
      dataOnly.add(EngineLayers.layer(spec));
    }
  }

  /** Mounts a stack. */
  public static EngineSubject open(Stack stack, MountOptions options) {
    return open(stack, Stack.FRESH_UPPER, options);
  }

  /** Mounts a stack, the writable layer in blocks in memory. */
  public static EngineSubject inBlocks(Stack stack, MountOptions options) {
    return inBlocks(stack, options, BlockMedium.CopyUpData.COPIED);
  }

  /** The same, of blocks that copies share with the lower files. */
  public static EngineSubject inSharedBlocks(Stack stack, MountOptions options) {
    return inBlocks(stack, options, BlockMedium.CopyUpData.SHARED);
  }

  private static EngineSubject inBlocks(
      Stack stack, MountOptions options, BlockMedium.CopyUpData copyUpData) {
    EngineSubject subject = new EngineSubject(stack, options);
    subject.blocks = BlockMedium.inMemory(KernelMount.STORAGE, copyUpData, null);
    subject.mount(Stack.FRESH_UPPER);
    return subject;
  }

  /** Mounts a stack, the writable layer in memory; remounts take snapshots, and go back. */
  static EngineSubject withSnapshots(Stack stack, MountOptions options) {
    return withSnapshots(stack, options, MemoryMedium.BLOCKS);
  }

  /** The same, the writable layer kept as {@code memory} says. */
  public static EngineSubject withSnapshots(
      Stack stack, MountOptions options, MemoryMedium memory) {
    EngineSubject subject = new EngineSubject(stack, options);
    subject.plan = new SnapshotPlan();
    MountBuilder builder = new MountBuilder().options(overlayOptions(options));
    subject.lower.forEach(builder::lower);
    subject.dataOnly.forEach(builder::dataOnly);
    builder.accessTimes(
        options.atime() == MountOptions.Atime.NOATIME ? AccessTimes.NOATIME : AccessTimes.RELATIME);
    try {
      Mount mount = builder.quota(Quota.NONE).memory(memory).mount();
      Attributes root = EngineLayers.attributes(Stack.UPPER_ROOT);
      PathName path = PathName.parse("/");
      mount.chmod(Caller.ROOT, path, Follow.FOLLOW, root.mode());
      mount.chown(Caller.ROOT, path, Follow.FOLLOW, root.uid(), root.gid());
      for (String name : mount.listXattrs(Caller.ROOT, path, Follow.FOLLOW)) {
        mount.removeXattr(Caller.ROOT, path, Follow.FOLLOW, name);
      }
      mount.setTimes(
          Caller.ROOT,
          path,
          Follow.FOLLOW,
          new TimeChange.To(root.accessed()),
          new TimeChange.To(root.modified()));
      subject.probe = UpperProbe.of(mount);
    } catch (IOException | ErrnoException e) {
      throw new IllegalStateException(e);
    }
    subject.calls.mounted(subject.mount(), options);
    return subject;
  }

  /** Mounts a stack under an upper that was filled before, by other means than a mount. */
  public static EngineSubject open(Stack stack, LayerSpec upper, MountOptions options) {
    EngineSubject subject = new EngineSubject(stack, options);
    subject.mount(upper);
    return subject;
  }

  /** Mounts a stack with a quota. */
  static EngineSubject open(Stack stack, MountOptions options, Quota quota) {
    EngineSubject subject = new EngineSubject(stack, options);
    subject.quota = quota;
    subject.mount(Stack.FRESH_UPPER);
    return subject;
  }

  /** What the writable layer holds, counted from the beginning. */
  Usage recount() {
    return probe.recount(calls.open());
  }

  /**
   * @param fill what the upper holds before it is mounted; null if it is as it was left
   */
  private void mount(LayerSpec fill) {
    try {
      UpperMedium medium = null;
      if (options.upper() != MountOptions.Upper.NONE) {
        Path root = storage.getPath("/u");
        java.nio.file.Files.createDirectories(root);
        java.nio.file.Files.createDirectories(storage.getPath("/w"));
        medium =
            blocks == null ? DirectoryMedium.open(root, storage.getPath("/w")) : staying(blocks);
        if (fill != null) {
          UpperFiller.fill(medium, fill);
        }
      }
      AccessTimes times =
          options.atime() == MountOptions.Atime.NOATIME
              ? AccessTimes.NOATIME
              : AccessTimes.RELATIME;
      probe =
          UpperProbe.mount(
              lower,
              dataOnly,
              medium,
              quota,
              options.upper() == MountOptions.Upper.PRESENT
                  ? Writability.WRITABLE
                  : Writability.READ_ONLY,
              overlayOptions(options),
              times,
              InstantSource.system());
      calls.mounted(probe.mount(), options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code medium}, to be mounted again when it was closed. */
  private static UpperMedium staying(UpperMedium medium) {
    return (UpperMedium)
        Proxy.newProxyInstance(
            UpperMedium.class.getClassLoader(),
            new Class<?>[] {UpperMedium.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                return null;
              }
              try {
                return method.invoke(medium, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static OverlayOptions overlayOptions(MountOptions options) {
    OverlayOptions.RedirectDir redirects =
        OverlayOptions.RedirectDir.valueOf(options.redirectDir().name());
    if (options.marks() == MountOptions.Marks.USER) {
      redirects = OverlayOptions.RedirectDir.NOFOLLOW;
    } else if (options.metacopy() == MountOptions.Metacopy.ON) {
      redirects = OverlayOptions.RedirectDir.ON;
    }
    return new OverlayOptions(
        redirects,
        OverlayOptions.Metacopy.valueOf(options.metacopy().name()),
        OverlayOptions.Index.valueOf(options.index().name()),
        OverlayOptions.Xino.valueOf(options.xino().name()),
        OverlayOptions.Marks.valueOf(options.marks().name()),
        OverlayOptions.Durability.DURABLE);
  }

  /** What only holds the data of others. */
  public List<TreeLayer> dataOnly() {
    return List.copyOf(dataOnly);
  }

  /** The options it is mounted with until the next remount. */
  public OverlayOptions overlayOptions() {
    return overlayOptions(options);
  }

  /** The files that it has open. */
  public List<OpenFile> open() {
    return List.copyOf(calls.open());
  }

  /** The mount as it is until the next remount. */
  public Mount mount() {
    return probe.mount();
  }

  @Override
  public Outcome run(Op op, io.unionfs.oracle.Caller caller) {
    if (op instanceof Op.Remount) {
      remount();
      return Outcome.DONE;
    }
    if (op instanceof Op.RemountWith other) {
      remount(other.options());
      return Outcome.DONE;
    }
    calls.become(caller);
    return op.on(calls);
  }

  @Override
  public void remount() {
    remount(options);
  }

  @Override
  public void remount(MountOptions next) {
    if (plan != null) {
      calls.closeSlots();
      plan.next(
          new SnapshotPlan.Steps() {
            @Override
            public void take() {
              try {
                snapshots.add(mount().snapshot("frozen"));
              } catch (ErrnoException e) {
                throw new IllegalStateException(e);
              }
            }

            @Override
            public void restore(int snapshot) {
              try {
                mount().restore(snapshots.get(snapshot));
              } catch (ErrnoException e) {
                throw new IllegalStateException(e);
              }
            }
          });
      labels.forget();
      return;
    }
    optionsChanged |= !next.equals(options);
    options = next;
    calls.closeSlots();
    try {
      probe.mount().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    mount(null);
  }

  @Override
  public void close() {
    calls.closeSlots();
    try {
      probe.mount().close();
      storage.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public TreeDump mergedTree() {
    return new EngineTrees(probe, calls, options).merged();
  }

  @Override
  public TreeDump upperTree() {
    return new EngineTrees(probe, calls, options)
        .upper(optionsChanged ? TreeDump::upperWithoutImpure : TreeDump::upper);
  }
}
