package io.unionfs.oracle;

import static io.unionfs.oracle.EngineValues.change;
import static io.unionfs.oracle.EngineValues.follow;
import static io.unionfs.oracle.EngineValues.listing;
import static io.unionfs.oracle.EngineValues.mode;
import static io.unionfs.oracle.EngineValues.openFlags;
import static io.unionfs.oracle.EngineValues.path;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.oracle.Flags.Mode;
import io.unionfs.oracle.Flags.OpenFlags;
import io.unionfs.overlay.AccessMode;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.FileSystemStat;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Lookup;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.RenameFlag;
import io.unionfs.overlay.Stat;
import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The engine's answers to the operations of the oracle. */
final class EngineCalls implements Calls {
  private static final Outcome BAD_SLOT = Outcome.fail("EBADF");
  private static final int MAX_DATA = 1 << 20;

  private final InodeLabels labels;
  private final Map<Integer, OpenFile> slots = new HashMap<>();
  private Mount mount;
  private MountOptions options;
  private io.unionfs.overlay.Caller caller = io.unionfs.overlay.Caller.ROOT;

  EngineCalls(InodeLabels labels) {
    this.labels = labels;
  }

  void mounted(Mount newMount, MountOptions newOptions) {
    mount = newMount;
    options = newOptions;
  }

  void become(Caller newCaller) {
    caller =
        new io.unionfs.overlay.Caller(
            newCaller.uid(),
            newCaller.gid(),
            Set.copyOf(newCaller.groups()),
            newCaller.umask().bits());
  }

  java.util.Collection<OpenFile> open() {
    return slots.values();
  }

  void closeSlots() {
    for (OpenFile file : slots.values()) {
      close(file);
    }
    slots.clear();
  }

  StatText text(Stat stat) {
    boolean identified = options.keepsIdentity(FileKind.ofMode(stat.type().modeBits()));
    StatText text =
        EngineValues.text(
            stat.type(),
            stat.attributes(),
            stat.links(),
            identified ? labels.label(stat.ino()) : 0,
            stat.size(),
            stat.device());
    StatText timed = text.withoutReadTimes(options);
    return identified ? timed : timed.withoutIdentity();
  }

  // ---- what the operations have in common ----

  private interface Call {
    Outcome run() throws ErrnoException, IOException;
  }

  private interface Step {
    void run() throws ErrnoException, IOException;
  }

  private static Outcome answer(Call call) {
    try {
      return call.run();
    } catch (ErrnoException e) {
      return Outcome.fail(e.errno().name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Outcome done(Step step) {
    return answer(
        () -> {
          step.run();
          return Outcome.DONE;
        });
  }

  private static void close(OpenFile file) {
    try {
      file.close();
    } catch (ErrnoException e) {
      throw new IllegalStateException(e);
    }
  }

  private Inode inode(String path, Follow follow) throws ErrnoException {
    Lookup found = mount.lookup(caller, path(path), follow);
    if (found instanceof io.unionfs.overlay.Errno errno) {
      throw new ErrnoException(errno);
    }
    return (Inode) found;
  }

  private OpenFile open(String path, OpenFlags flags, Mode mode) throws ErrnoException {
    return mount.open(caller, path(path), openFlags(flags), mode.bits());
  }

  private static Outcome read(OpenFile file, long offset, int length)
      throws ErrnoException, IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.min(length, MAX_DATA));
    int got = 0;
    while (buffer.hasRemaining() || got == 0) {
      int count = file.read(buffer, offset + got);
      if (count <= 0) {
        break;
      }
      got += count;
    }
    byte[] data = new byte[got];
    buffer.flip().get(data);
    return Outcome.bytes(data);
  }

  // ---- the operations ----

  @Override
  public Outcome stat(Op.Stat op) {
    return answer(() -> Outcome.stat(text(inode(op.path(), follow(op.follow())).stat())));
  }

  @Override
  public Outcome open(Op.Open op) {
    return done(() -> open(op.path(), op.flags(), op.mode()).close());
  }

  @Override
  public Outcome readFile(Op.ReadFile op) {
    return read(op.path(), 0, MAX_DATA);
  }

  @Override
  public Outcome pread(Op.Pread op) {
    return read(op.path(), op.offset(), op.length());
  }

  private Outcome read(String path, long offset, int length) {
    return answer(
        () -> {
          OpenFlags readOnly = new OpenFlags(OpenFlags.O_RDONLY);
          try (OpenFile file = open(path, readOnly, new Mode(0))) {
            return read(file, offset, length);
          }
        });
  }

  @Override
  public Outcome write(Op.Write op) {
    return answer(
        () -> {
          try (OpenFile file = open(op.path(), op.flags(), op.mode())) {
            return Outcome.ok(file.write(ByteBuffer.wrap(op.data().bytes()), op.offset()));
          }
        });
  }

  @Override
  public Outcome truncate(Op.Truncate op) {
    return done(() -> mount.truncate(caller, path(op.path()), op.length()));
  }

  @Override
  public Outcome create(Op.Create op) {
    int flags = OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_WRONLY;
    return open(new Op.Open(op.path(), new OpenFlags(flags), op.mode()));
  }

  @Override
  public Outcome mkdir(Op.Mkdir op) {
    return done(() -> mount.mkdir(caller, path(op.path()), op.mode().bits()));
  }

  @Override
  public Outcome mknod(Op.Mknod op) {
    FileType type =
        switch (op.node()) {
          case FIFO -> FileType.FIFO;
          case SOCKET -> FileType.SOCKET;
          case CHAR -> FileType.CHARACTER_DEVICE;
          case BLOCK -> FileType.BLOCK_DEVICE;
        };
    DeviceNumber device = new DeviceNumber(op.major(), op.minor());
    return done(() -> mount.mknod(caller, path(op.path()), type, op.mode().bits(), device));
  }

  @Override
  public Outcome symlink(Op.Symlink op) {
    return done(() -> mount.symlink(caller, path(op.path()), op.target()));
  }

  @Override
  public Outcome link(Op.Link op) {
    return done(() -> mount.link(caller, path(op.from()), follow(op.follow()), path(op.to())));
  }

  @Override
  public Outcome unlink(Op.Unlink op) {
    return done(() -> mount.unlink(caller, path(op.path())));
  }

  @Override
  public Outcome rmdir(Op.Rmdir op) {
    return done(() -> mount.rmdir(caller, path(op.path())));
  }

  @Override
  public Outcome rename(Op.Rename op) {
    Set<RenameFlag> flags = EnumSet.noneOf(RenameFlag.class);
    if (op.flags().has(Flags.RenameFlags.NOREPLACE)) {
      flags.add(RenameFlag.NOREPLACE);
    }
    if (op.flags().has(Flags.RenameFlags.EXCHANGE)) {
      flags.add(RenameFlag.EXCHANGE);
    }
    if (op.flags().has(Flags.RenameFlags.WHITEOUT)) {
      flags.add(RenameFlag.WHITEOUT);
    }
    return done(() -> mount.rename(caller, path(op.from()), path(op.to()), flags));
  }

  @Override
  public Outcome chmod(Op.Chmod op) {
    return done(() -> mount.chmod(caller, path(op.path()), Follow.FOLLOW, op.mode().bits()));
  }

  @Override
  public Outcome chown(Op.Chown op) {
    return done(
        () -> mount.chown(caller, path(op.path()), follow(op.follow()), op.uid(), op.gid()));
  }

  @Override
  public Outcome utimens(Op.Utimens op) {
    return done(
        () ->
            mount.setTimes(
                caller,
                path(op.path()),
                follow(op.follow()),
                change(op.atime()),
                change(op.mtime())));
  }

  @Override
  public Outcome setXattr(Op.SetXattr op) {
    XattrMode mode = mode(op.flags());
    return done(
        () ->
            mount.setXattr(
                caller, path(op.path()), follow(op.follow()), op.name(), op.value().bytes(), mode));
  }

  @Override
  public Outcome getXattr(Op.GetXattr op) {
    return answer(
        () ->
            Outcome.bytes(mount.getXattr(caller, path(op.path()), follow(op.follow()), op.name())));
  }

  @Override
  public Outcome listXattr(Op.ListXattr op) {
    return answer(
        () -> Outcome.names(mount.listXattrs(caller, path(op.path()), follow(op.follow()))));
  }

  @Override
  public Outcome removeXattr(Op.RemoveXattr op) {
    return done(() -> mount.removeXattr(caller, path(op.path()), follow(op.follow()), op.name()));
  }

  @Override
  public Outcome readdir(Op.Readdir op) {
    return answer(() -> listing(mount.list(caller, path(op.path()))));
  }

  @Override
  public Outcome readlink(Op.Readlink op) {
    return answer(() -> Outcome.name(mount.readlink(caller, path(op.path()))));
  }

  @Override
  public Outcome access(Op.Access op) {
    Set<AccessMode> modes = EnumSet.noneOf(AccessMode.class);
    if (op.mode().has(Flags.AccessMode.R_OK)) {
      modes.add(AccessMode.READ);
    }
    if (op.mode().has(Flags.AccessMode.W_OK)) {
      modes.add(AccessMode.WRITE);
    }
    if (op.mode().has(Flags.AccessMode.X_OK)) {
      modes.add(AccessMode.EXECUTE);
    }
    io.unionfs.overlay.Errno errno = mount.access(caller, path(op.path()), modes);
    return errno == null ? Outcome.DONE : Outcome.fail(errno.name());
  }

  // ---- through open files ----

  @Override
  public Outcome openFd(Op.OpenFd op) {
    OpenFile before = slots.remove(op.slot());
    if (before != null) {
      close(before);
    }
    return done(() -> slots.put(op.slot(), open(op.path(), op.flags(), op.mode())));
  }

  private interface FileCall {
    Outcome run(OpenFile file) throws ErrnoException, IOException;
  }

  private Outcome onSlot(int slot, FileCall call) {
    OpenFile file = slots.get(slot);
    return file == null ? BAD_SLOT : answer(() -> call.run(file));
  }

  @Override
  public Outcome readFd(Op.ReadFd op) {
    return onSlot(op.slot(), file -> read(file, op.offset(), op.length()));
  }

  @Override
  public Outcome writeFd(Op.WriteFd op) {
    return onSlot(
        op.slot(),
        file -> Outcome.ok(file.write(caller, ByteBuffer.wrap(op.data().bytes()), op.offset())));
  }

  @Override
  public Outcome fstatFd(Op.FstatFd op) {
    return onSlot(op.slot(), file -> Outcome.stat(text(file.stat())));
  }

  @Override
  public Outcome ftruncateFd(Op.FtruncateFd op) {
    return onSlot(
        op.slot(),
        file -> {
          file.truncate(caller, op.length());
          return Outcome.DONE;
        });
  }

  @Override
  public Outcome fchmodFd(Op.FchmodFd op) {
    return onSlot(
        op.slot(),
        file -> {
          mount.chmod(caller, file, op.mode().bits());
          return Outcome.DONE;
        });
  }

  @Override
  public Outcome fchownFd(Op.FchownFd op) {
    return onSlot(
        op.slot(),
        file -> {
          mount.chown(caller, file, op.uid(), op.gid());
          return Outcome.DONE;
        });
  }

  @Override
  public Outcome closeFd(Op.CloseFd op) {
    OpenFile file = slots.remove(op.slot());
    if (file == null) {
      return BAD_SLOT;
    }
    close(file);
    return Outcome.DONE;
  }

  @Override
  public Outcome utimensFd(Op.UtimensFd op) {
    return onSlot(
        op.slot(),
        file -> {
          mount.setTimes(caller, file, change(op.atime()), change(op.mtime()));
          return Outcome.DONE;
        });
  }

  @Override
  public Outcome fsyncFd(Op.FsyncFd op) {
    return onSlot(
        op.slot(),
        file -> {
          file.sync();
          return Outcome.DONE;
        });
  }

  @Override
  public Outcome setXattrFd(Op.SetXattrFd op) {
    return onSlot(
        op.slot(),
        file -> {
          mount.setXattr(caller, file, op.name(), op.value().bytes(), mode(op.flags()));
          return Outcome.DONE;
        });
  }

  @Override
  public Outcome getXattrFd(Op.GetXattrFd op) {
    return onSlot(op.slot(), file -> Outcome.bytes(mount.getXattr(caller, file, op.name())));
  }

  @Override
  public Outcome listXattrFd(Op.ListXattrFd op) {
    return onSlot(op.slot(), file -> Outcome.names(mount.listXattrs(caller, file)));
  }

  @Override
  public Outcome readdirFd(Op.ReaddirFd op) {
    return onSlot(
        op.slot(),
        file -> {
          Outcome listed = answer(() -> listing(mount.list(file)));
          // The kernel is asked to rewind first.
          boolean isFifo = file.stat().type() == FileType.FIFO;
          return isFifo && listed.errno().equals("ENOTDIR") ? Outcome.fail("ESPIPE") : listed;
        });
  }

  @Override
  public Outcome statfs(Op.Statfs op) {
    return answer(
        () -> {
          FileSystemStat stat = mount.statfs(caller, path(op.path()));
          return Outcome.ok(
              new Linux.FileSystemStatus(stat.type(), stat.maxNameBytes()).toString());
        });
  }
}
