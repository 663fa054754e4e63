package io.unionfs.oracle;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.nio.MountViews;
import io.unionfs.nio.RenameOption;
import io.unionfs.nio.UnionFiles;
import io.unionfs.nio.XattrFileAttributeView;
import io.unionfs.oracle.Flags.RenameFlags;
import io.unionfs.oracle.Flags.XattrFlags;
import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Arrays;
import java.util.Set;

/**
 * System calls made through the provider's public forms of what {@code Files} cannot say: renames
 * with flags, special files, extended attributes of all namespaces, statfs. Exceptions are read
 * back as the errnos they stand for; all other calls go to the engine.
 */
final class BeyondFilesSubject implements Subject {
  /** Longer paths are the engine's: {@code Path} has no limit, a system call has. */
  private static final int MAX_PATH_CHARS = 1000;

  private static final int PERMISSIONS = 0777;

  private final EngineSubject engine;
  private MountViews views;
  private int told;

  private BeyondFilesSubject(EngineSubject engine) {
    this.engine = engine;
    this.views = new MountViews(engine.mount());
  }

  static BeyondFilesSubject open(Stack stack, MountOptions options) {
    return new BeyondFilesSubject(EngineSubject.open(stack, options));
  }

  /** How many calls went through the provider. */
  int told() {
    return told;
  }

  @Override
  public Outcome run(Op op, Caller caller) {
    if (op instanceof Op.Remount) {
      remount();
      return Outcome.DONE;
    }
    if (op instanceof Op.RemountWith other) {
      remount(other.options());
      return Outcome.DONE;
    }
    Program program = program(op, caller);
    if (program == null) {
      return engine.run(op, caller);
    }
    told++;
    try {
      return program.run();
    } catch (FileSystemException e) {
      return Outcome.fail(errno(e));
    } catch (IOException e) {
      return Outcome.thrown(e);
    } catch (IllegalArgumentException e) {
      return Outcome.fail("EINVAL");
    }
  }

  private interface Program {
    Outcome run() throws IOException;
  }

  /** Null for what cannot be said. */
  private Program program(Op op, Caller caller) {
    if (op instanceof Op.Rename rename) {
      return rename(rename, caller);
    }
    if (op instanceof Op.Mknod node) {
      return node(node, caller);
    }
    if (op instanceof Op.Statfs statfs) {
      Path path = path(statfs.path(), caller);
      return path == null ? null : () -> Outcome.ok(status(Files.getFileStore(path)));
    }
    if (op instanceof Op.SetXattr set) {
      Path path = path(set.path(), caller);
      return path == null
          ? null
          : () -> {
            view(path, set.follow()).set(set.name(), set.value().bytes(), mode(set.flags()));
            return Outcome.DONE;
          };
    }
    if (op instanceof Op.GetXattr get) {
      Path path = path(get.path(), caller);
      return path == null ? null : () -> Outcome.bytes(view(path, get.follow()).get(get.name()));
    }
    if (op instanceof Op.ListXattr list) {
      Path path = path(list.path(), caller);
      return path == null ? null : () -> Outcome.names(view(path, list.follow()).list());
    }
    if (op instanceof Op.RemoveXattr remove) {
      Path path = path(remove.path(), caller);
      return path == null
          ? null
          : () -> {
            view(path, remove.follow()).remove(remove.name());
            return Outcome.DONE;
          };
    }
    return null;
  }

  private Program rename(Op.Rename op, Caller caller) {
    Path from = path(op.from(), caller);
    Path to = path(op.to(), caller);
    if (from == null || to == null || op.flags().has(RenameFlags.WHITEOUT)) {
      return null;
    }
    CopyOption[] options =
        switch (op.flags().bits()) {
          case 0 -> new CopyOption[] {StandardCopyOption.ATOMIC_MOVE};
          case RenameFlags.NOREPLACE -> new CopyOption[] {RenameOption.NOREPLACE};
          case RenameFlags.EXCHANGE -> new CopyOption[] {RenameOption.EXCHANGE};
          default -> RenameOption.values();
        };
    return () -> {
      Files.move(from, to, options);
      return Outcome.DONE;
    };
  }

  private Program node(Op.Mknod op, Caller caller) {
    Path path = path(op.path(), caller);
    if (path == null || (op.mode().bits() & ~PERMISSIONS) != 0) {
      return null;
    }
    FileAttribute<?> permissions = NioOp.permissions(op.mode());
    DeviceNumber device = new DeviceNumber(op.major(), op.minor());
    return () -> {
      switch (op.node()) {
        case FIFO -> UnionFiles.createFifo(path, permissions);
        case SOCKET -> UnionFiles.createSocket(path, permissions);
        case CHAR -> UnionFiles.createCharacterDevice(path, device, permissions);
        case BLOCK -> UnionFiles.createBlockDevice(path, device, permissions);
      }
      return Outcome.DONE;
    };
  }

  private static String status(FileStore store) throws IOException {
    return new Linux.FileSystemStatus(
            (long) store.getAttribute("statfs:type"),
            (long) store.getAttribute("statfs:maxNameBytes"))
        .toString();
  }

  private static XattrFileAttributeView view(Path path, Op.Follow follow) {
    LinkOption[] links =
        follow == Op.Follow.FOLLOW
            ? new LinkOption[0]
            : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
    return Files.getFileAttributeView(path, XattrFileAttributeView.class, links);
  }

  private static XattrMode mode(XattrFlags flags) {
    return switch (flags.bits()) {
      case 0 -> XattrMode.SET;
      case XattrFlags.CREATE -> XattrMode.CREATE;
      case XattrFlags.REPLACE -> XattrMode.REPLACE;
      default -> XattrMode.CREATE_AND_REPLACE;
    };
  }

  /** Null for a path that a {@code Path} says otherwise: with a slash behind, say. */
  private Path path(String text, Caller caller) {
    String absolute = text.startsWith("/") ? text : "/" + text;
    if (text.isEmpty() || text.length() > MAX_PATH_CHARS) {
      return null;
    }
    Path root =
        views.root(
            new io.unionfs.overlay.Caller(
                caller.uid(), caller.gid(), Set.copyOf(caller.groups()), caller.umask().bits()));
    try {
      Path path = root.resolve(absolute);
      return path.toString().equals(absolute) ? path : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static String errno(FileSystemException e) {
    if (e instanceof AtomicMoveNotSupportedException) {
      return "EXDEV";
    }
    if (e.getReason() == null) {
      return switch (e.getClass().getSuperclass() == FileSystemException.class
          ? e.getClass().getSimpleName()
          : e.getClass().getSuperclass().getSimpleName()) {
        case "NoSuchFileException" -> "ENOENT";
        case "FileAlreadyExistsException" -> "EEXIST";
        case "AccessDeniedException" -> "EACCES";
        default -> e.toString();
      };
    }
    String reason = e.getReason().replace(" or unable to access attributes of symbolic link", "");
    return Arrays.stream(io.unionfs.overlay.Errno.values())
        .filter(errno -> reason.equals(errno.text()) || reason.endsWith("': " + errno.text()))
        .map(Enum::name)
        .findFirst()
        .orElse(e.toString());
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
  public void remount() {
    engine.remount();
    views = new MountViews(engine.mount());
  }

  @Override
  public void remount(MountOptions next) {
    engine.remount(next);
    views = new MountViews(engine.mount());
  }

  @Override
  public void close() {
    engine.close();
  }
}
