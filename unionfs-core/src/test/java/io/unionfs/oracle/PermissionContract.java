package io.unionfs.oracle;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.oracle.Flags.Mode;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A contract of what users may do, run over the JDK's default provider on a real overlayfs mount,
 * where each operation has the real credentials of its caller, and over the union; on files of a
 * lower layer, and on the same files copied up. The expectations are the kernel's.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(PermissionContract.Judged.class)
abstract class PermissionContract {
  static final Caller ROOT = Caller.ROOT;
  static final Caller ALICE = Caller.user(1000, 1000, 50);
  static final Caller BOB = Caller.user(1001, 1001);

  /** A mount, and where its files are when the test begins. */
  enum Judged {
    KERNEL_LOWER_FILES,
    KERNEL_COPIED_UP,
    UNION_LOWER_FILES,
    UNION_COPIED_UP;

    boolean isKernel() {
      return this == KERNEL_LOWER_FILES || this == KERNEL_COPIED_UP;
    }

    boolean isCopiedUp() {
      return this == KERNEL_COPIED_UP || this == UNION_COPIED_UP;
    }
  }

  @Parameter Judged judged;

  private final List<LayerEntry> entries = new ArrayList<>();
  private NioMount mount;

  /** Lists the files of the lower layer: {@link #directory}, {@link #file}, {@link #link}. */
  abstract void fill();

  void directory(String path, int mode, int uid, int gid) {
    entries.add(new LayerEntry.Directory(path, meta(mode, uid, gid)));
  }

  void file(String path, int mode, int uid, int gid, String data) {
    entries.add(new LayerEntry.RegularFile(path, Content.of(data), meta(mode, uid, gid)));
  }

  void link(String path, String target) {
    entries.add(new LayerEntry.SymbolicLink(path, target, meta(0777, 0, 0)));
  }

  private static LayerEntry.Meta meta(int mode, int uid, int gid) {
    LayerEntry.Meta usual = LayerEntry.Meta.of(mode);
    return new LayerEntry.Meta(
        new Mode(mode), uid, gid, usual.atime(), usual.mtime(), usual.xattrs());
  }

  /** In the mount nothing can be loaded any more, nor opened for the first time: as here. */
  @BeforeAll
  static void warmUp() throws IOException {
    Path directory = Files.createTempDirectory("warm-up");
    Path file = Files.createTempFile(directory, "warm", "up");
    Files.copy(file, directory.resolve("copy"), LinkOption.NOFOLLOW_LINKS);
    Files.getOwner(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    try (var walk = Files.walk(directory)) {
      for (Path each : walk.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(each);
      }
    }
  }

  @BeforeEach
  void open() throws Exception {
    fill();
    Stack stack = Stack.of(new LayerSpec(entries));
    if (judged.isKernel()) {
      assumeTrue(
          KernelAvailability.reason().isEmpty(),
          () -> "The kernel is not asked: " + KernelAvailability.reason().orElse(""));
      mount = NioMount.kernel(stack, MountOptions.DEFAULT);
    } else {
      mount = NioEngineMount.of(stack, MountOptions.DEFAULT);
    }
    if (judged.isCopiedUp()) {
      for (LayerEntry entry : entries) {
        if (entry.ownMeta() != null && !(entry instanceof LayerEntry.SymbolicLink)) {
          String path = entry.path();
          int mode = entry.ownMeta().mode().bits();
          in(ROOT, root -> Files.setAttribute(root.resolve(path), "unix:mode", mode));
        }
      }
    }
  }

  @AfterEach
  void close() {
    if (mount != null) {
      mount.close();
    }
  }

  interface Question {
    Object ask(Path root) throws Exception;
  }

  interface Deed {
    void run(Path root) throws Exception;
  }

  /** How a deed of {@code caller} ends: {@code ok}, or the exception. */
  String may(Caller caller, Deed deed) {
    return ask(
        caller,
        root -> {
          deed.run(root);
          return "ok";
        });
  }

  /**
   * What {@code caller} is answered: the value as text, or {@code Class file -> other: reason}, for
   * other exceptions {@code Class: message}.
   */
  String ask(Caller caller, Question question) {
    try {
      return String.valueOf(call(caller, () -> question.ask(mount.root(caller))));
    } catch (DirectoryIteratorException e) {
      return text(e.getCause());
    } catch (Exception e) {
      return text(e);
    }
  }

  /** Does something that must not fail. */
  void in(Caller caller, Deed deed) throws Exception {
    call(
        caller,
        () -> {
          deed.run(mount.root(caller));
          return null;
        });
  }

  private <T> T call(Caller caller, Callable<T> program) throws Exception {
    return mount.call(caller, program);
  }

  private static String text(Exception thrown) {
    Throwable e = thrown instanceof java.io.UncheckedIOException ? thrown.getCause() : thrown;
    Class<?> type = e.getClass();
    while (!type.getName().startsWith("java.")) {
      type = type.getSuperclass();
    }
    if (e instanceof FileSystemException f) {
      return type.getSimpleName()
          + " "
          + f.getFile()
          + (f.getOtherFile() == null ? "" : " -> " + f.getOtherFile())
          + (f.getReason() == null ? "" : ": " + f.getReason());
    }
    return type.getSimpleName() + (e instanceof IOException ? ": " + e.getMessage() : "");
  }

  /** Mode and owners as root sees them: {@code 100644 1000:1000}. */
  String stat(String path) {
    return ask(
        ROOT,
        root -> {
          var all =
              Files.readAttributes(
                  root.resolve(path), "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
          return Integer.toOctalString((int) all.get("mode"))
              + " "
              + all.get("uid")
              + ":"
              + all.get("gid");
        });
  }

  static String denied(String path) {
    return "AccessDeniedException " + path;
  }

  static String notPermitted(String path) {
    return "FileSystemException " + path + ": Operation not permitted";
  }
}
