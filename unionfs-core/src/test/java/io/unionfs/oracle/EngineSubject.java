package io.unionfs.oracle;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import io.unionfs.layer.Xattrs;
import io.unionfs.medium.BlockMedium;
import io.unionfs.medium.DirectoryMedium;
import io.unionfs.medium.UpperEntry;
import io.unionfs.medium.UpperFile;
import io.unionfs.medium.UpperMedium;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.oracle.TreeDump.Marks;
import io.unionfs.oracle.TreeDump.Node;
import io.unionfs.overlay.AccessTimes;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Listing;
import io.unionfs.overlay.MemoryMedium;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.MountBuilder.Writability;
import io.unionfs.overlay.MountSnapshot;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.Quota;
import io.unionfs.overlay.Stat;
import io.unionfs.overlay.TimeChange;
import io.unionfs.overlay.UpperProbe;
import io.unionfs.overlay.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The engine under test, its writable layer in memory. */
public final class EngineSubject implements Subject {
  /** More than any generated file holds: data may be longer than the size that is shown. */
  private static final int BEYOND_END = 16 << 10;

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
      lower.add(layer(spec));
    }
    for (LayerSpec spec : stack.dataOnly()) {
      dataOnly.add(layer(spec));
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
      Attributes root = attributes(Stack.UPPER_ROOT);
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

  // ---- trees ----

  @Override
  public TreeDump mergedTree() {
    List<Node> nodes = new ArrayList<>();
    merged("", nodes);
    return TreeDump.merged(nodes);
  }

  private void merged(String path, List<Node> nodes) {
    SortedSet<String> marks = new TreeSet<>();
    PathName name = PathName.parse("/" + path);
    if (probe.mount().lookup(Caller.ROOT, name, Follow.NOFOLLOW) instanceof Inode inode) {
      Stat stat = inode.stat();
      String data =
          switch (stat.type()) {
            case REGULAR -> answer("read", marks, "", () -> content(name));
            case SYMLINK ->
                answer(
                    "readlink",
                    marks,
                    "",
                    () -> Text.quote(probe.mount().readlink(Caller.ROOT, name)));
            default -> "";
          };
      SortedMap<String, String> xattrs = xattrs(stat.attributes().xattrs(), marks);
      nodes.add(new Node(path, calls.text(stat), data, xattrs, marks));
      if (stat.type() == FileType.DIRECTORY) {
        for (String child : answer("list", marks, new TreeSet<String>(), () -> names(name))) {
          merged(path.isEmpty() ? child : path + "/" + child, nodes);
        }
      }
    } else {
      Object errno = probe.mount().lookup(Caller.ROOT, name, Follow.NOFOLLOW);
      marks.add("stat " + errno);
      nodes.add(new Node(path, null, "", new TreeMap<>(), marks));
    }
  }

  private interface Call<T> {
    T run() throws ErrnoException, IOException;
  }

  /** What fails is a mark of the node, as {@link KernelTree} writes it down. */
  private static <T> T answer(String what, SortedSet<String> marks, T without, Call<T> call) {
    try {
      return call.run();
    } catch (ErrnoException e) {
      marks.add(what + " " + e.errno());
      return without;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SortedSet<String> names(PathName directory) throws ErrnoException {
    SortedSet<String> names = new TreeSet<>();
    for (Listing.Item item : probe.mount().list(Caller.ROOT, directory)) {
      names.add(item.name());
    }
    return names;
  }

  private String content(PathName path) throws ErrnoException, IOException {
    try (OpenFile file = probe.mount().open(Caller.ROOT, path, Set.of(OpenFlag.READ), 0)) {
      // To the end and beyond, as the kernel's side reads: that counts as access.
      ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(file.size()) + BEYOND_END);
      while (file.read(buffer, buffer.position()) > 0) {
        // Until all is read.
      }
      return Content.describe(Arrays.copyOf(buffer.array(), buffer.position()));
    }
  }

  @Override
  public TreeDump upperTree() {
    if (options.upper() == MountOptions.Upper.NONE) {
      return new TreeDump(new TreeMap<>());
    }
    List<Node> nodes = new ArrayList<>();
    InodeLabels labels = new InodeLabels();
    nodes.add(upper("", probe.rootMetadata(), labels.label("root"), 0, ""));
    probe.visit(
        (path, entry) -> {
          if (entry instanceof UpperEntry.Present present) {
            int label = labels.label(present.node().number());
            String data = data(present);
            UpperMetadata metadata = present.metadata();
            long size = metadata.isMetacopy() ? metadata.marks().metacopy() : present.size();
            nodes.add(upper(path, metadata, label, size, data));
          } else {
            nodes.add(Node.whiteout(path));
          }
        });
    return optionsChanged ? TreeDump.upperWithoutImpure(nodes) : TreeDump.upper(nodes);
  }

  private static String data(UpperEntry.Present present) {
    if (present.metadata().isMetacopy()) {
      return "";
    }
    return switch (present.metadata().type()) {
      case SYMLINK -> Text.quote(present.metadata().target());
      case REGULAR -> {
        UpperFile file = (UpperFile) present.node();
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(present.size()));
        try {
          file.open();
          while (buffer.hasRemaining() && file.read(buffer, buffer.position()) > 0) {
            // Until all is read.
          }
          file.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        yield Content.describe(buffer.array());
      }
      default -> "";
    };
  }

  private Node upper(String path, UpperMetadata metadata, int label, long size, String data) {
    SortedSet<String> marks = new TreeSet<>();
    if (metadata.opacity() == Opacity.OPAQUE) {
      marks.add(Marks.OPAQUE);
    }
    if (metadata.origin() != 0) {
      marks.add(Marks.ORIGIN);
    }
    if (metadata.redirect() != null) {
      marks.add(Marks.REDIRECT + metadata.redirect());
    }
    if (metadata.isMetacopy()) {
      marks.add(Marks.METACOPY);
    }
    if (metadata.purity() == UpperMetadata.Purity.IMPURE) {
      marks.add(Marks.IMPURE);
    }
    long shown = metadata.target() == null ? size : PosixNames.encode(metadata.target()).length;
    StatText stat =
        EngineCalls.text(
            metadata.type(), metadata.attributes(), 0, label, shown, metadata.device());
    SortedMap<String, String> xattrs = xattrs(metadata.attributes().xattrs(), marks);
    return new Node(path, stat.withoutReadTimes(options), data, xattrs, marks);
  }

  private static SortedMap<String, String> xattrs(Xattrs xattrs, SortedSet<String> marks) {
    SortedMap<String, String> shown = new TreeMap<>();
    xattrs
        .asMap()
        .forEach(
            (name, value) -> {
              // The kernel gives out no capability that it does not understand.
              if (name.equals("security.capability") && value.length == 0) {
                marks.add("getxattr " + name + " EINVAL");
              } else {
                shown.put(name, Content.describe(value));
              }
            });
    return shown;
  }

  // ---- layers ----

  private static TreeLayer layer(LayerSpec spec) {
    LayerBuilder builder = Layer.builder();
    for (LayerEntry entry : spec.entries()) {
      add(builder, entry);
    }
    return builder.build();
  }

  private static void add(LayerBuilder builder, LayerEntry entry) {
    String path = entry.path();
    if (entry instanceof LayerEntry.Directory directory) {
      builder.directory(path).with(path, a -> attributes(directory.meta()));
    } else if (entry instanceof LayerEntry.OpaqueDirectory directory) {
      builder.opaqueDirectory(path).with(path, a -> attributes(directory.meta()));
    } else if (entry instanceof LayerEntry.RegularFile file) {
      builder.file(path, file.data().bytes()).with(path, a -> attributes(file.meta()));
    } else if (entry instanceof LayerEntry.SymbolicLink link) {
      builder.symlink(path, link.target()).with(path, a -> attributes(link.meta()).withMode(0777));
    } else if (entry instanceof LayerEntry.HardLink link) {
      builder.hardLink(path, link.existing());
    } else if (entry instanceof LayerEntry.Special special) {
      switch (special.node()) {
        case FIFO -> builder.special(path, FileType.FIFO);
        case SOCKET -> builder.special(path, FileType.SOCKET);
        case CHAR ->
            builder.device(path, FileType.CHARACTER_DEVICE, special.major(), special.minor());
        case BLOCK -> builder.device(path, FileType.BLOCK_DEVICE, special.major(), special.minor());
      }
      builder.with(path, a -> attributes(special.meta()));
    } else if (entry instanceof LayerEntry.RedirectDirectory directory) {
      builder.redirectedDirectory(path, directory.redirect());
      builder.with(path, a -> attributes(directory.meta()));
    } else if (entry instanceof LayerEntry.MetacopyFile file) {
      builder.metacopy(path, file.size(), file.redirect().isEmpty() ? null : file.redirect());
      builder.with(path, a -> attributes(file.meta()));
    } else {
      builder.whiteout(path);
    }
  }

  static Attributes attributes(LayerEntry.Meta meta) {
    Map<String, byte[]> xattrs = new TreeMap<>();
    meta.xattrs().forEach((name, value) -> xattrs.put(name, value.bytes()));
    Instant accessed = Instant.ofEpochSecond(meta.atime().seconds(), meta.atime().nanos());
    Instant modified = Instant.ofEpochSecond(meta.mtime().seconds(), meta.mtime().nanos());
    return new Attributes(
        meta.mode().bits(),
        meta.uid(),
        meta.gid(),
        accessed,
        modified,
        modified,
        Xattrs.of(xattrs));
  }
}
