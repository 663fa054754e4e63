package io.unionfs.medium.history;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.RenameFlag;
import io.unionfs.overlay.TimeChange;
import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Operations on a mount, drawn at random from what it shows. Two mounts that show the same and get
 * the same seed get the same history. Each operation is one change that shows, copy-ups aside.
 */
final class History {
  /** One kind of operation. */
  enum Kind {
    CREATE,
    WRITE,
    APPEND,
    TRUNCATE,
    OPEN_TRUNCATE,
    MKDIR,
    SYMLINK,
    /** With a target that Java's paths cannot hold. */
    ODD_SYMLINK,
    MKNOD,
    LINK,
    UNLINK,
    RMDIR,
    RENAME,
    RENAME_DIRECTORY,
    EXCHANGE,
    CHMOD,
    CHOWN,
    UTIMENS,
    UTIMENS_OF_FILE,
    SET_XATTR,
    SET_TRUSTED_XATTR,
    REMOVE_XATTR,
    SYNC
  }

  /** All of them. */
  static final Set<Kind> ALL = EnumSet.allOf(Kind.class);

  /** Those whose outcome overlayfs can store as the kernel does. */
  static final Set<Kind> KERNELS =
      EnumSet.complementOf(
          EnumSet.of(Kind.ODD_SYMLINK, Kind.MKNOD, Kind.UTIMENS, Kind.SET_TRUSTED_XATTR));

  private static final int[] MODES = {0644, 0600, 0755, 04755, 02755, 0, 01777, 0444};

  private final Mount mount;
  private final Random random;
  private final List<Kind> kinds;
  private final Walker walker;
  private int done;

  History(Mount mount, long seed, Set<Kind> kinds) {
    this.mount = mount;
    this.random = new Random(seed);
    this.kinds = List.copyOf(EnumSet.copyOf(kinds));
    this.walker = new Walker(mount, random);
  }

  /** Does {@code count} operations. */
  void run(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      step();
    }
  }

  /** Does one operation, which may fail as operations do, and says which. */
  String step() throws IOException {
    Kind kind = kinds.get(random.nextInt(kinds.size()));
    String what = done++ + " " + kind + " ";
    try {
      return what + step(kind);
    } catch (ErrnoException e) {
      if (e.errno() == io.unionfs.overlay.Errno.EIO) {
        throw new IOException(what, e);
      }
      return what + e.errno();
    }
  }

  private String step(Kind kind) throws ErrnoException, IOException {
    return switch (kind) {
      case CREATE -> {
        String path = walker.any();
        mount
            .open(Caller.ROOT, name(path), EnumSet.of(OpenFlag.CREATE, OpenFlag.WRITE), mode())
            .close();
        yield path;
      }
      case WRITE -> write(random.nextInt(6000), EnumSet.of(OpenFlag.WRITE));
      case APPEND -> write(0, EnumSet.of(OpenFlag.WRITE, OpenFlag.APPEND));
      case TRUNCATE -> {
        String path = walker.existing(FileType.REGULAR);
        mount.truncate(Caller.ROOT, name(path), random.nextInt(9000));
        yield path;
      }
      case OPEN_TRUNCATE -> {
        String path = walker.existing(FileType.REGULAR);
        mount
            .open(Caller.ROOT, name(path), EnumSet.of(OpenFlag.TRUNCATE, OpenFlag.WRITE), 0)
            .close();
        yield path;
      }
      case MKDIR -> {
        String path = walker.any();
        mount.mkdir(Caller.ROOT, name(path), mode());
        yield path;
      }
      case SYMLINK -> symlink(random.nextBoolean() ? "../a/b" : walker.any());
      case ODD_SYMLINK -> symlink("../a//b/");
      case MKNOD -> {
        String path = walker.any();
        boolean fifo = random.nextBoolean();
        mount.mknod(
            Caller.ROOT,
            name(path),
            fifo ? FileType.FIFO : FileType.CHARACTER_DEVICE,
            mode(),
            fifo ? DeviceNumber.NONE : new DeviceNumber(1, 200));
        yield path;
      }
      case LINK -> {
        String from = walker.existing(FileType.REGULAR);
        String to = walker.any();
        mount.link(Caller.ROOT, name(from), Follow.NOFOLLOW, name(to));
        yield from + " " + to;
      }
      case UNLINK -> {
        String path = walker.existing();
        mount.unlink(Caller.ROOT, name(path));
        yield path;
      }
      case RMDIR -> {
        String path = walker.existing(FileType.DIRECTORY);
        mount.rmdir(Caller.ROOT, name(path));
        yield path;
      }
      case RENAME -> rename(walker.existing(), walker.any(), Set.of());
      case RENAME_DIRECTORY -> rename(walker.existing(FileType.DIRECTORY), walker.any(), Set.of());
      case EXCHANGE -> rename(walker.existing(), walker.existing(), Set.of(RenameFlag.EXCHANGE));
      case CHMOD -> {
        String path = walker.existing();
        mount.chmod(Caller.ROOT, name(path), Follow.NOFOLLOW, mode());
        yield path;
      }
      case CHOWN -> {
        String path = walker.existing();
        mount.chown(Caller.ROOT, name(path), Follow.NOFOLLOW, owner(), owner());
        yield path;
      }
      case UTIMENS -> utimens(walker.existing());
      case UTIMENS_OF_FILE -> {
        String path = walker.existing(FileType.REGULAR);
        yield walker.isOf(path, FileType.SYMLINK) ? path : utimens(path);
      }
      case SET_XATTR -> setXattr("user.k" + random.nextInt(3));
      case SET_TRUSTED_XATTR -> setXattr("trusted.k");
      case REMOVE_XATTR -> {
        String path = walker.existing();
        String name = "user.k" + random.nextInt(3);
        mount.removeXattr(Caller.ROOT, name(path), Follow.NOFOLLOW, name);
        yield path + " " + name;
      }
      case SYNC -> {
        mount.sync();
        yield "";
      }
    };
  }

  private String write(long position, Set<OpenFlag> flags) throws ErrnoException, IOException {
    String path = walker.existing(FileType.REGULAR);
    byte[] data = new byte[1 + random.nextInt(2000)];
    random.nextBytes(data);
    try (OpenFile file = mount.open(Caller.ROOT, name(path), flags, 0)) {
      file.write(ByteBuffer.wrap(data), position);
    }
    return path;
  }

  private String symlink(String target) throws ErrnoException {
    String path = walker.any();
    mount.symlink(Caller.ROOT, name(path), target);
    return path;
  }

  private String utimens(String path) throws ErrnoException {
    mount.setTimes(Caller.ROOT, name(path), Follow.NOFOLLOW, time(), time());
    return path;
  }

  private String rename(String from, String to, Set<RenameFlag> flags) throws ErrnoException {
    mount.rename(Caller.ROOT, name(from), name(to), flags);
    return from + " " + to;
  }

  private String setXattr(String name) throws ErrnoException {
    String path = walker.existing();
    byte[] value = ("v" + random.nextInt(100)).getBytes(StandardCharsets.UTF_8);
    mount.setXattr(Caller.ROOT, name(path), Follow.NOFOLLOW, name, value, XattrMode.SET);
    return path + " " + name;
  }

  private int mode() {
    return MODES[random.nextInt(MODES.length)];
  }

  private int owner() {
    return random.nextInt(4) == 0 ? -1 : 1000 * random.nextInt(3);
  }

  private TimeChange time() {
    return new TimeChange.To(
        Instant.ofEpochSecond(random.nextInt(1_000_000_000), random.nextInt(1_000_000_000)));
  }

  private static PathName name(String path) {
    return PathName.parse(path);
  }
}
