package io.unionfs.fuzz;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.AccessMode;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Listing;
import io.unionfs.overlay.Lookup;
import io.unionfs.overlay.LookupStrategy;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.Stat;
import io.unionfs.overlay.TimeChange;
import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** One mount that decoded operations are done on, over a fixed stack or a writable layer given. */
final class FuzzedMount implements AutoCloseable {
  static final Configuration HOST =
      Configuration.unix().toBuilder()
          .setAttributeViews("basic", "owner", "posix", "unix", "user")
          .setMaxSize(16 << 20)
          .build();

  private static final long SMALL = 100_000;

  private final MountBuilder builder;
  private final FileSystem host;
  private Instant now = Instant.ofEpochSecond(1_000_000_000);
  private Mount mount;
  private OpenFile kept;

  private FuzzedMount(MountBuilder builder, FileSystem host) throws IOException {
    this.builder = builder.clock(() -> now);
    this.host = host;
    this.mount = builder.mount();
  }

  /** A mount of {@code layers} in memory, or where it can be mounted again. */
  static FuzzedMount of(
      List<TreeLayer> layers, OverlayOptions options, LookupStrategy strategy, boolean remounts)
      throws IOException {
    MountBuilder builder = new MountBuilder().options(options).strategy(strategy);
    layers.forEach(builder::lower);
    FileSystem host = null;
    if (remounts) {
      host = Jimfs.newFileSystem(HOST);
      Path upper = Files.createDirectory(host.getPath("/upper"));
      Files.setAttribute(upper, "posix:permissions", PosixFilePermissions.fromString("rwxr-xr-x"));
      builder.upper(upper, Files.createDirectory(host.getPath("/work-directory")));
    }
    return new FuzzedMount(builder, host);
  }

  Mount mount() {
    return mount;
  }

  /** Does {@code op}, and says what it answered. Whatever is thrown but an errno is a finding. */
  String run(FuzzedOp op) throws IOException {
    now = now.plusSeconds(1);
    try {
      return "ok " + answer(op);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EIO || e.errno() == Errno.ESTALE) {
        throw new AssertionError(op + " fails without a cause", e);
      }
      return e.errno().name();
    }
  }

  static boolean failed(String answer) {
    return !answer.startsWith("ok ");
  }

  private Object answer(FuzzedOp op) throws ErrnoException, IOException {
    Caller caller = op.caller();
    PathName path = op.path();
    Follow follow = op.follow();
    switch (op.kind()) {
      case MKDIR -> mount.mkdir(caller, path, op.mode());
      case MKNOD ->
          mount.mknod(caller, path, op.type(), op.mode(), new DeviceNumber(op.number() & 1, 7));
      case SYMLINK -> mount.symlink(caller, path, op.text());
      case LINK -> mount.link(caller, path, follow, op.other());
      case UNLINK -> mount.unlink(caller, path);
      case RMDIR -> mount.rmdir(caller, path);
      case RENAME -> mount.rename(caller, path, op.other(), op.renameFlags());
      case CHMOD -> mount.chmod(caller, path, follow, op.mode());
      case CHOWN -> mount.chown(caller, path, follow, op.number() - 1, op.mode() - 1);
      case SET_TIMES -> mount.setTimes(caller, path, follow, time(op), TimeChange.Now.NOW);
      case TRUNCATE -> mount.truncate(caller, path, op.size());
      case SET_XATTR ->
          mount.setXattr(caller, path, follow, op.text(), new byte[op.number()], xattrMode(op));
      case REMOVE_XATTR -> mount.removeXattr(caller, path, follow, op.text());
      case GET_XATTR -> {
        return mount.getXattr(caller, path, follow, op.text()).length
            + " "
            + mount.listXattrs(caller, path, follow);
      }
      case LOOKUP -> {
        return shown(mount.lookup(caller, path, follow));
      }
      case READLINK -> {
        return mount.readlink(caller, path);
      }
      case ACCESS -> {
        return mount.access(caller, path, op.some(AccessMode.class));
      }
      case LIST -> {
        TreeMap<Long, String> names = new TreeMap<>();
        mount.list(caller, path).forEach(item -> names.put(item.cookie(), item.name()));
        return names;
      }
      case STATFS -> mount.statfs(caller, path);
      case OPEN -> {
        OpenFile file = mount.open(caller, path, op.some(OpenFlag.class), op.mode());
        OpenFile before = kept;
        kept = file;
        if (before != null) {
          before.close();
        }
      }
      case READ -> {
        return opened().read(ByteBuffer.allocate(op.mode()), op.size());
      }
      case WRITE -> {
        // Where the heap is the disk, what is far out is not for writing.
        long at = op.size() > SMALL ? -1 : op.size();
        return opened().write(ByteBuffer.allocate(op.mode()), at);
      }
      case CUT -> opened().truncate(Math.min(op.size(), SMALL));
      case LIST_OPEN -> {
        return mount.list(opened()).size();
      }
      case CHMOD_OPEN -> {
        mount.chmod(caller, opened(), op.mode());
        return opened().stat().mode();
      }
      case CLOSE -> {
        OpenFile file = opened();
        kept = null;
        file.close();
      }
      case PROVENANCE -> {
        return mount.provenance(path).voices();
      }
      case CHANGES -> {
        return mount.changes();
      }
      case SEAL -> mount.toLayer("sealed");
      case SYNC -> mount.sync();
      case REMOUNT -> remount();
    }
    return "";
  }

  private OpenFile opened() throws ErrnoException {
    if (kept == null) {
      throw new ErrnoException(Errno.EBADF);
    }
    return kept;
  }

  private static TimeChange time(FuzzedOp op) {
    return switch (op.number() & 3) {
      case 0 -> TimeChange.Omit.OMIT;
      case 1 -> TimeChange.Now.NOW;
      case 2 -> new TimeChange.To(Instant.ofEpochSecond(-op.number(), 999_999_999));
      default -> new TimeChange.To(Instant.ofEpochSecond(op.number() * 1_000_000L));
    };
  }

  private static XattrMode xattrMode(FuzzedOp op) {
    return XattrMode.values()[op.number() & 3];
  }

  /** Mounts the writable layer again, if it is one that can be; the tree must show the same. */
  private void remount() throws ErrnoException, IOException {
    if (host == null) {
      return;
    }
    if (kept != null) {
      kept.close();
      kept = null;
    }
    String before = tree();
    mount.close();
    mount = builder.mount();
    String after = tree();
    if (!after.equals(before)) {
      throw new AssertionError("mounted again, it shows\n" + after + "\nafter\n" + before);
    }
  }

  /**
   * All that is shown, a line for each name, in a fixed order. What is listed is there, has a name,
   * and is of the type listed.
   */
  String tree() throws IOException {
    TreeMap<String, String> lines = new TreeMap<>();
    tree("", lines);
    StringBuilder text = new StringBuilder();
    lines.forEach((path, line) -> text.append(path).append(' ').append(line).append('\n'));
    return text.toString();
  }

  private void tree(String directory, TreeMap<String, String> lines) throws IOException {
    Listing listing;
    try {
      listing = mount.list(Caller.ROOT, path(directory));
    } catch (ErrnoException e) {
      throw new AssertionError("a directory shown cannot be listed: " + directory, e);
    }
    for (Listing.Item item : listing) {
      String path = directory + "/" + item.name();
      Lookup lookup = mount.lookup(Caller.ROOT, path(path), Follow.NOFOLLOW);
      if (!(lookup instanceof Inode inode) || inode.type() != item.type()) {
        throw new AssertionError(path + " is listed as " + item.type() + ", and is " + lookup);
      }
      if (inode.stat().links() < 1) {
        throw new AssertionError(path + " is listed, and has no name: " + inode.stat());
      }
      lines.put(path, line(inode.stat()));
      if (inode.type() == FileType.DIRECTORY) {
        tree(path, lines);
      }
    }
  }

  /** What a copy-up may not change. */
  private static String line(Stat stat) {
    boolean isDirectory = stat.type() == FileType.DIRECTORY;
    return stat.type()
        + " "
        + Integer.toOctalString(stat.mode())
        + " "
        + stat.attributes().uid()
        + ":"
        + stat.attributes().gid()
        + " "
        + stat.size()
        + " "
        + stat.attributes().modified()
        + " "
        + stat.attributes().xattrs()
        + " "
        + stat.device().encoded()
        + (isDirectory ? " " + stat.ino() : "");
  }

  /** By names, for a tree may be deeper than a path is long. */
  private static PathName path(String path) {
    return PathName.ofNames(path.isEmpty() ? new String[0] : path.substring(1).split("/"));
  }

  /** The root has its times from where the writable layer is stored. */
  private static String shown(Lookup lookup) {
    if (lookup instanceof Errno errno) {
      return errno.name();
    }
    Stat stat = ((Inode) lookup).stat();
    String shown = stat.ino() + " " + stat.links() + " " + Integer.toOctalString(stat.mode());
    return stat.type() == FileType.DIRECTORY ? shown : shown + " " + line(stat);
  }

  /** Whether {@code name} is there, in {@code directory}; both the engine's answers. */
  void checkLookupAndListingAgree(PathName directory, Set<String> names) {
    TreeMap<String, FileType> listed = new TreeMap<>();
    try {
      mount.list(Caller.ROOT, directory).forEach(item -> listed.put(item.name(), item.type()));
    } catch (ErrnoException e) {
      return;
    }
    for (String name : names) {
      Lookup found =
          mount.lookup(Caller.ROOT, PathName.parse(directory + "/" + name), Follow.NOFOLLOW);
      FileType type = found instanceof Inode inode ? inode.type() : null;
      if (type != listed.get(name)) {
        throw new AssertionError(
            name + " in " + directory + " is " + found + ", and listed as " + listed.get(name));
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (kept != null) {
        kept.close();
      }
    } catch (ErrnoException e) {
      throw new AssertionError("closing a file", e);
    } finally {
      mount.close();
      if (host != null) {
        host.close();
      }
    }
  }
}
