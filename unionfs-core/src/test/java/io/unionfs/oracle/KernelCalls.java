package io.unionfs.oracle;

import io.unionfs.oracle.Flags.Mode;
import io.unionfs.oracle.Flags.OpenFlags;
import io.unionfs.oracle.Op.Follow;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The kernel's answers, as the calling thread gets them with its present credentials. */
final class KernelCalls implements Calls {
  private static final Outcome BAD_SLOT = Outcome.fail("EBADF");

  private final Linux linux;
  private final Credentials credentials;
  private final InodeLabels labels;
  private final Map<Integer, Integer> slots = new TreeMap<>();
  private MountOptions options;
  private long ownDevice;

  KernelCalls(Linux linux, Credentials credentials, InodeLabels labels) {
    this.linux = linux;
    this.credentials = credentials;
    this.labels = labels;
  }

  void closeSlots() {
    slots.values().forEach(linux::close);
    slots.clear();
  }

  /** Notes the mount's device number: it is another one after every mount. */
  void mounted(MountOptions newOptions) {
    options = newOptions;
    ownDevice = linux.stat("/", Follow.FOLLOW).device();
  }

  /** Text of a status in the mount, with labels that last. */
  StatText text(Linux.Status status) {
    // What is not compared takes no label.
    boolean compared = StatText.isIdentified(status.kind(), options);
    return text(status, compared ? labels : new InodeLabels()).withoutUnstored(options);
  }

  StatText text(Linux.Status s, InodeLabels labels) {
    long device = s.device() == ownDevice ? 0 : s.device();
    StatText text =
        new StatText(
            s.kind(),
            new Mode(s.mode() & 07777),
            s.uid(),
            s.gid(),
            s.nlink(),
            labels.label(List.of(device, s.inode())),
            s.size(),
            s.major(),
            s.minor(),
            s.atime(),
            s.mtime());
    return text.withoutReadTimes(options);
  }

  @Override
  public Outcome stat(Op.Stat op) {
    return stat(linux.stat(op.path(), op.follow()));
  }

  private Outcome stat(Linux.Status status) {
    return status == null ? failed(linux.lastError()) : Outcome.stat(text(status));
  }

  @Override
  public Outcome open(Op.Open op) {
    int fd = open(op.path(), op.flags(), op.mode());
    return fd < 0 ? failed(fd) : done(linux.close(fd));
  }

  private int open(String path, OpenFlags flags, Mode mode) {
    // O_PATH takes no O_NONBLOCK: it opens nothing that could block.
    int nonblock = flags.has(OpenFlags.O_PATH) ? 0 : OpenFlags.O_NONBLOCK;
    return linux.open(path, flags.bits() | nonblock, mode.bits());
  }

  @Override
  public Outcome readFile(Op.ReadFile op) {
    return read(op.path(), 0, Linux.MAX_DATA);
  }

  @Override
  public Outcome pread(Op.Pread op) {
    return read(op.path(), op.offset(), op.length());
  }

  private Outcome read(String path, long offset, int length) {
    int fd = linux.open(path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, 0);
    if (fd < 0) {
      return failed(fd);
    }
    Outcome outcome = readFrom(fd, offset, length);
    linux.close(fd);
    return outcome;
  }

  private Outcome readFrom(int fd, long offset, int length) {
    int got = linux.read(fd, offset, length);
    return got < 0 ? failed(got) : Outcome.bytes(linux.data(got));
  }

  @Override
  public Outcome write(Op.Write op) {
    int fd = open(op.path(), op.flags(), op.mode());
    if (fd < 0) {
      return failed(fd);
    }
    int written = linux.write(fd, op.offset(), op.data().bytes());
    linux.close(fd);
    return count(written);
  }

  @Override
  public Outcome truncate(Op.Truncate op) {
    return done(linux.truncate(op.path(), op.length()));
  }

  @Override
  public Outcome create(Op.Create op) {
    int flags = OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_WRONLY;
    return open(new Op.Open(op.path(), new OpenFlags(flags), op.mode()));
  }

  @Override
  public Outcome mkdir(Op.Mkdir op) {
    return done(linux.mkdir(op.path(), op.mode().bits()));
  }

  @Override
  public Outcome mknod(Op.Mknod op) {
    int mode = LayerWriter.kind(op.node()).format() | op.mode().bits();
    return done(linux.mknod(op.path(), mode, op.major(), op.minor()));
  }

  @Override
  public Outcome symlink(Op.Symlink op) {
    return done(linux.symlink(op.target(), op.path()));
  }

  @Override
  public Outcome link(Op.Link op) {
    return done(linux.link(op.from(), op.to(), op.follow()));
  }

  @Override
  public Outcome unlink(Op.Unlink op) {
    return done(linux.unlink(op.path()));
  }

  @Override
  public Outcome rmdir(Op.Rmdir op) {
    return done(linux.rmdir(op.path()));
  }

  @Override
  public Outcome rename(Op.Rename op) {
    return done(linux.rename(op.from(), op.to(), op.flags().bits()));
  }

  @Override
  public Outcome chmod(Op.Chmod op) {
    return done(linux.chmod(op.path(), op.mode().bits()));
  }

  @Override
  public Outcome chown(Op.Chown op) {
    return done(linux.chown(op.path(), op.uid(), op.gid(), op.follow()));
  }

  @Override
  public Outcome utimens(Op.Utimens op) {
    return done(linux.utimens(op.path(), op.atime(), op.mtime(), op.follow()));
  }

  @Override
  public Outcome setXattr(Op.SetXattr op) {
    byte[] value = op.value().bytes();
    return done(linux.setxattr(op.path(), op.name(), value, op.flags().bits(), op.follow()));
  }

  @Override
  public Outcome getXattr(Op.GetXattr op) {
    return value(linux.getxattr(op.path(), op.name(), op.follow()));
  }

  @Override
  public Outcome listXattr(Op.ListXattr op) {
    return names(linux.listxattr(op.path(), op.follow()));
  }

  @Override
  public Outcome removeXattr(Op.RemoveXattr op) {
    return done(linux.removexattr(op.path(), op.name(), op.follow()));
  }

  @Override
  public Outcome readdir(Op.Readdir op) {
    int fd = linux.open(op.path(), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
    if (fd < 0) {
      return failed(fd);
    }
    Outcome outcome = listing(fd);
    linux.close(fd);
    return outcome;
  }

  private Outcome listing(int fd) {
    List<Linux.Dirent> entries = list(fd);
    if (entries == null) {
      return failed(linux.lastError());
    }
    SortedMap<String, FileKind> names = new TreeMap<>();
    entries.forEach(entry -> names.put(entry.name(), entry.kind()));
    return Outcome.listing(names);
  }

  /**
   * The names in an open directory that exist. In a directory that is not merged the kernel lists
   * whiteouts too; that quirk is not part of what we compare.
   */
  List<Linux.Dirent> list(int fd) {
    List<Linux.Dirent> entries = linux.list(fd);
    if (entries != null && entries.stream().anyMatch(KernelCalls::mayBeWhiteout)) {
      credentials.asRoot(
          () ->
              entries.removeIf(
                  entry ->
                      mayBeWhiteout(entry)
                          && linux.stat(fd, entry.name(), Follow.NOFOLLOW) == null
                          && linux.lastError() == -Errno.ENOENT));
    }
    return entries;
  }

  private static boolean mayBeWhiteout(Linux.Dirent entry) {
    return entry.kind() == FileKind.CHAR || entry.kind() == FileKind.FILE;
  }

  @Override
  public Outcome readlink(Op.Readlink op) {
    int length = linux.readlink(op.path());
    return length < 0 ? failed(length) : Outcome.name(PosixNames.decode(linux.data(length)));
  }

  @Override
  public Outcome access(Op.Access op) {
    return done(linux.access(op.path(), op.mode().bits()));
  }

  @Override
  public Outcome openFd(Op.OpenFd op) {
    Integer before = slots.remove(op.slot());
    if (before != null) {
      linux.close(before);
    }
    int fd = open(op.path(), op.flags(), op.mode());
    if (fd >= 0) {
      slots.put(op.slot(), fd);
    }
    return fd < 0 ? failed(fd) : Outcome.DONE;
  }

  @Override
  public Outcome readFd(Op.ReadFd op) {
    Integer fd = slots.get(op.slot());
    return fd == null ? BAD_SLOT : readFrom(fd, op.offset(), op.length());
  }

  @Override
  public Outcome writeFd(Op.WriteFd op) {
    Integer fd = slots.get(op.slot());
    return fd == null ? BAD_SLOT : count(linux.write(fd, op.offset(), op.data().bytes()));
  }

  @Override
  public Outcome fstatFd(Op.FstatFd op) {
    Integer fd = slots.get(op.slot());
    return fd == null ? BAD_SLOT : stat(linux.fstat(fd));
  }

  @Override
  public Outcome ftruncateFd(Op.FtruncateFd op) {
    Integer fd = slots.get(op.slot());
    return fd == null ? BAD_SLOT : done(linux.ftruncate(fd, op.length()));
  }

  @Override
  public Outcome fchmodFd(Op.FchmodFd op) {
    Integer fd = slots.get(op.slot());
    return fd == null ? BAD_SLOT : done(linux.fchmod(fd, op.mode().bits()));
  }

  @Override
  public Outcome fchownFd(Op.FchownFd op) {
    Integer fd = slots.get(op.slot());
    return fd == null ? BAD_SLOT : done(linux.fchown(fd, op.uid(), op.gid()));
  }

  @Override
  public Outcome closeFd(Op.CloseFd op) {
    Integer fd = slots.remove(op.slot());
    return fd == null ? BAD_SLOT : done(linux.close(fd));
  }

  @Override
  public Outcome utimensFd(Op.UtimensFd op) {
    Integer fd = slots.get(op.slot());
    return fd == null ? BAD_SLOT : done(linux.futimens(fd, op.atime(), op.mtime()));
  }

  @Override
  public Outcome fsyncFd(Op.FsyncFd op) {
    Integer fd = slots.get(op.slot());
    return fd == null ? BAD_SLOT : done(linux.fsync(fd));
  }

  @Override
  public Outcome setXattrFd(Op.SetXattrFd op) {
    Integer fd = slots.get(op.slot());
    byte[] value = op.value().bytes();
    return fd == null ? BAD_SLOT : done(linux.fsetxattr(fd, op.name(), value, op.flags().bits()));
  }

  @Override
  public Outcome getXattrFd(Op.GetXattrFd op) {
    Integer fd = slots.get(op.slot());
    return fd == null ? BAD_SLOT : value(linux.fgetxattr(fd, op.name()));
  }

  @Override
  public Outcome listXattrFd(Op.ListXattrFd op) {
    Integer fd = slots.get(op.slot());
    return fd == null ? BAD_SLOT : names(linux.flistxattr(fd));
  }

  @Override
  public Outcome readdirFd(Op.ReaddirFd op) {
    Integer fd = slots.get(op.slot());
    if (fd == null) {
      return BAD_SLOT;
    }
    int rewound = linux.rewind(fd);
    return rewound < 0 ? failed(rewound) : listing(fd);
  }

  @Override
  public Outcome statfs(Op.Statfs op) {
    Linux.FileSystemStatus status = linux.statfs(op.path());
    return status == null ? failed(linux.lastError()) : Outcome.ok(status.toString());
  }

  private Outcome value(int length) {
    return length < 0 ? failed(length) : Outcome.bytes(linux.data(length));
  }

  private Outcome names(int length) {
    return length < 0 ? failed(length) : Outcome.names(linux.names(length));
  }

  private static Outcome done(int result) {
    return result < 0 ? failed(result) : Outcome.DONE;
  }

  private static Outcome count(int result) {
    return result < 0 ? failed(result) : Outcome.ok(result);
  }

  private static Outcome failed(int result) {
    return Outcome.fail(Errno.name(-result));
  }
}
