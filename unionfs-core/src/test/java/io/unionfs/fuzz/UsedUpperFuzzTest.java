package io.unionfs.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Names;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Listing;
import io.unionfs.overlay.Lookup;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.PathName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A writable layer whose marks say anything: it is mounted or refused, and what is mounted answers
 * with errnos. The first byte of an input chooses the options; lines follow, each a letter for a
 * file, one for a mark, and its value.
 */
class UsedUpperFuzzTest {
  private static final List<OverlayOptions> OPTIONS = FuzzedOptions.all();
  private static final String[] FILES = {"upper", "upper/d", "upper/d/f", "upper/d/s", "upper/e"};
  private static final String[] MARKS = {
    "unionfs.meta", "redirect", "opaque", "whiteout", "impure", "metacopy", "unionfs.origin"
  };
  private static final TreeLayer LOWER =
      Layer.builder().file("d/f", "lower").file("other/x", "x").file("e/f", "").build();

  @FuzzTest(maxDuration = "4m")
  @DictionaryEntries({
    "1 type=",
    "1 mode=",
    " changed=",
    " links=",
    " x.user.a=",
    "SYMLINK target=",
    "/other",
    "size="
  })
  @EnabledIfEnvironmentVariable(
      named = "JAZZER_FUZZ",
      matches = "1",
      disabledReason = "fuzzing is asked for by JAZZER_FUZZ=1; the seeds are replayed")
  void marks(byte[] input) throws IOException {
    check(input);
  }

  @ParameterizedTest
  @MethodSource
  void seed(Path seed) throws IOException {
    check(Files.readAllBytes(seed));
  }

  static Stream<Path> seed() throws IOException {
    return FuzzedOptions.seeds(UsedUpperFuzzTest.class, "marks");
  }

  private static void check(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    OverlayOptions options = OPTIONS.get((input[0] & 0xff) % OPTIONS.size());
    try (FileSystem host = Jimfs.newFileSystem(FuzzedMount.HOST)) {
      Path root = host.getPath("/");
      Files.createDirectories(root.resolve("upper/d/s"));
      Files.createDirectory(root.resolve("upper/e"));
      Files.createFile(root.resolve("upper/d/f"));
      Files.createDirectory(root.resolve("work-directory"));
      mark(root, input);
      MountBuilder builder =
          new MountBuilder()
              .options(options)
              .lower(LOWER)
              .upper(root.resolve("upper"), root.resolve("work-directory"));
      Mount mount;
      try {
        mount = builder.mount();
      } catch (IOException e) {
        return; // refused
      }
      try (mount) {
        use(mount, "");
      }
    }
  }

  private static void mark(Path root, byte[] input) throws IOException {
    int start = 1;
    for (int i = 1; i <= input.length; i++) {
      if (i == input.length || input[i] == '\n') {
        if (i - start >= 2) {
          Path file = root.resolve(FILES[(input[start] & 0xff) % FILES.length]);
          String mark = "user.overlay." + MARKS[(input[start + 1] & 0xff) % MARKS.length];
          byte[] value = Arrays.copyOfRange(input, start + 2, i);
          Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
              .write(mark.substring("user.".length()), ByteBuffer.wrap(value));
        }
        start = i + 1;
      }
    }
  }

  private interface Call {
    void run() throws ErrnoException;
  }

  /** Whether it fails is its own affair; only errnos may come out. */
  private static void attempt(Call call) {
    try {
      call.run();
    } catch (ErrnoException e) {
      if (e.getCause() instanceof RuntimeException bug) {
        throw bug;
      }
    }
  }

  private static void use(Mount mount, String directory) {
    attempt(
        () -> {
          Listing listing = mount.list(Caller.ROOT, PathName.parse(directory + "/"));
          for (Listing.Item item : listing) {
            use(mount, directory + "/" + item.name(), item);
          }
        });
    attempt(mount::changes);
    attempt(() -> mount.toLayer("sealed"));
    attempt(mount::sync);
  }

  private static void use(Mount mount, String text, Listing.Item item) {
    PathName path = PathName.parse(text);
    Lookup found = mount.lookup(Caller.ROOT, path, Follow.NOFOLLOW);
    if (found instanceof Inode inode && inode.type() != FileType.DIRECTORY) {
      if (inode.type() != item.type() || inode.stat().links() < 1) {
        throw new AssertionError(Names.display(text) + " is " + inode.stat());
      }
    }
    if (item.type() == FileType.DIRECTORY) {
      use(mount, text);
    }
    attempt(() -> mount.provenance(path));
    attempt(() -> mount.listXattrs(Caller.ROOT, path, Follow.NOFOLLOW));
    attempt(() -> mount.readlink(Caller.ROOT, path));
    attempt(
        () -> {
          try (OpenFile file =
              mount.open(Caller.ROOT, path, EnumSet.of(OpenFlag.READ, OpenFlag.WRITE), 0)) {
            file.read(ByteBuffer.allocate(10), 0);
            file.write(ByteBuffer.allocate(1), 0);
          }
        });
    PathName moved = PathName.parse(text + "-moved");
    attempt(() -> mount.chmod(Caller.ROOT, path, Follow.FOLLOW, 0700));
    attempt(() -> mount.link(Caller.ROOT, path, Follow.NOFOLLOW, moved));
    attempt(() -> mount.unlink(Caller.ROOT, moved));
    attempt(() -> mount.rename(Caller.ROOT, path, moved, Set.of()));
  }
}
