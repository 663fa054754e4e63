package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.layer.TreeLayer;
import io.unionfs.medium.DirectoryMedium;
import io.unionfs.medium.UpperMedium;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Very deep trees: nothing recurses, and nothing takes longer by the square of the depth. The
 * exception is {@link Mount#changes}, whose answer alone, a path for each level, grows by it.
 */
@Timeout(600)
class DeepTreeTest {
  private static final int DEPTH = 10_000;

  /** Twice the depth may take this much longer; by the square it would be 4. */
  private static final double GENEROUS = 2.6;

  private static final int MOST_ROUNDS = 40;
  private static final int MOST_ATTEMPTS = 10;
  private static final OverlayOptions REDIRECTS =
      OverlayOptions.DEFAULT.with(OverlayOptions.RedirectDir.ON);

  /** A chain of {@code depth} directories, all named {@code d} but the first. */
  private static TreeLayer chain(int depth, String top) {
    String bottom = top + "/d".repeat(depth - 1);
    return Layer.builder()
        .file(bottom + "/f", "deep")
        .file(bottom + "/gone", "")
        .symlink(bottom + "/link", "f")
        .build();
  }

  /** {@code names} at the bottom of {@link #chain}. */
  private static PathName bottom(int depth, String top, String... names) {
    String[] path = new String[depth + names.length];
    Arrays.fill(path, "d");
    path[0] = top;
    System.arraycopy(names, 0, path, depth, names.length);
    return PathName.ofNames(path);
  }

  private static FileSystem host() {
    return Jimfs.newFileSystem(
        Configuration.unix().toBuilder()
            .setAttributeViews("basic", "owner", "posix", "unix", "user")
            .build());
  }

  private static MountBuilder on(FileSystem host) throws IOException {
    Path upper = Files.createDirectories(host.getPath("/upper"));
    return new MountBuilder()
        .options(REDIRECTS)
        .upper(upper, Files.createDirectories(host.getPath("/work-directory")));
  }

  private static Lookup lookup(Mount mount, PathName path) {
    return mount.lookup(Caller.ROOT, path, Follow.FOLLOW);
  }

  private static List<String> list(Mount mount, PathName path) throws ErrnoException {
    List<String> names = new ArrayList<>();
    mount.list(Caller.ROOT, path).forEach(item -> names.add(item.name()));
    names.sort(null);
    return names;
  }

  private static void touch(Mount mount, PathName path) throws ErrnoException {
    mount.open(Caller.ROOT, path, EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE), 0644).close();
  }

  @Test
  @Tag("long")
  void aChainOfALowerLayerIsCopiedUpRenamedSealedAndMountedAgain() throws Exception {
    TreeLayer lower = chain(DEPTH, "d");
    TreeLayer sealed;
    try (FileSystem host = host()) {
      try (Mount mount = on(host).lower(lower).mount()) {
        assertThat(list(mount, bottom(DEPTH, "d"))).containsExactly("f", "gone", "link");
        mount.chmod(Caller.ROOT, bottom(DEPTH, "d", "f"), Follow.FOLLOW, 0600);
        mount.unlink(Caller.ROOT, bottom(DEPTH, "d", "gone"));
        mount.mkdir(Caller.ROOT, bottom(DEPTH, "d", "below"), 0755);
        touch(mount, bottom(DEPTH, "d", "below", "new"));
        mount.rename(
            Caller.ROOT, bottom(DEPTH, "d", "below"), bottom(DEPTH, "d", "under"), Set.of());
        try (OpenFile directory =
                mount.open(Caller.ROOT, bottom(DEPTH, "d"), EnumSet.of(OpenFlag.READ), 0);
            OpenFile file =
                mount.open(Caller.ROOT, bottom(DEPTH, "d", "f"), EnumSet.of(OpenFlag.READ), 0)) {
          mount.rename(Caller.ROOT, PathName.parse("/d"), PathName.parse("/moved"), Set.of());
          touch(mount, bottom(DEPTH, "moved", "late"));
          assertThat(mount.list(directory).size()).isEqualTo(4);
          assertThat(file.size()).isEqualTo(4);
        }
        assertShown(mount);
        assertThat(mount.provenance(bottom(DEPTH, "moved", "late")).path())
            .hasSize("/moved/late".length() + 2 * (DEPTH - 1));
        assertThat(mount.changes()).hasSize(DEPTH + 6);
        sealed = mount.toLayer("sealed");
      }
      try (Mount mount = on(host).lower(lower).mount()) {
        assertShown(mount);
      }
    }
    try (Mount mount = new MountBuilder().options(REDIRECTS).lower(lower).lower(sealed).mount()) {
      assertShown(mount);
      mount.unlink(Caller.ROOT, bottom(DEPTH, "moved", "f"));
      assertThat(list(mount, bottom(DEPTH, "moved"))).containsExactly("late", "link", "under");
    }
  }

  private static void assertShown(Mount mount) throws ErrnoException {
    assertThat(lookup(mount, PathName.parse("/d"))).isEqualTo(Errno.ENOENT);
    assertThat(list(mount, bottom(DEPTH, "moved"))).containsExactly("f", "late", "link", "under");
    assertThat(list(mount, bottom(DEPTH, "moved", "under"))).containsExactly("new");
    Stat stat = ((Inode) lookup(mount, bottom(DEPTH, "moved", "link"))).stat();
    assertThat(stat.type()).isEqualTo(FileType.REGULAR);
    assertThat(stat.attributes().mode()).isEqualTo(0600);
    String[] back = new String[2 * DEPTH];
    Arrays.fill(back, 0, DEPTH, "d");
    Arrays.fill(back, DEPTH, 2 * DEPTH, "..");
    back[0] = "moved";
    Inode root = (Inode) lookup(mount, PathName.parse("/"));
    assertThat(((Inode) lookup(mount, PathName.ofNames(back))).ino()).isEqualTo(root.ino());
  }

  /** From the bottom up: a directory with all below it moves into a new one, over and over. */
  @Test
  @Tag("long")
  void aTreeIsMadeAndTakenApart() throws Exception {
    try (Mount mount = new MountBuilder().lower(Layer.builder().build()).mount()) {
      PathName top = PathName.parse("/d");
      PathName above = PathName.parse("/above");
      mount.mkdir(Caller.ROOT, top, 0755);
      touch(mount, PathName.parse("/d/f"));
      for (int depth = 1; depth < DEPTH; depth++) {
        mount.mkdir(Caller.ROOT, above, 0755);
        mount.rename(Caller.ROOT, top, PathName.parse("/above/d"), Set.of());
        mount.rename(Caller.ROOT, above, top, Set.of());
      }
      assertThat(list(mount, bottom(DEPTH, "d"))).containsExactly("f");
      mount.mkdir(Caller.ROOT, bottom(DEPTH, "d", "more"), 0755);
      assertThat(Fixture.errno(() -> mount.rmdir(Caller.ROOT, bottom(DEPTH, "d"))))
          .isEqualTo(Errno.ENOTEMPTY);
      assertThat(
              Fixture.errno(
                  () -> mount.rename(Caller.ROOT, top, bottom(DEPTH, "d", "more", "x"), Set.of())))
          .isEqualTo(Errno.EINVAL);
      mount.rmdir(Caller.ROOT, bottom(DEPTH, "d", "more"));
      mount.unlink(Caller.ROOT, bottom(DEPTH, "d", "f"));
      for (int depth = 1; depth < DEPTH; depth++) {
        mount.rename(Caller.ROOT, PathName.parse("/d/d"), above, Set.of());
        mount.rmdir(Caller.ROOT, top);
        mount.rename(Caller.ROOT, above, top, Set.of());
      }
      mount.rmdir(Caller.ROOT, top);
      assertThat(list(mount, PathName.parse("/"))).isEmpty();
      assertThat(mount.changes()).isEmpty();
    }
  }

  @Test
  void linksAreFollowedFortyTimesAtAnyDepth() throws Exception {
    String directory = "d" + "/d".repeat(DEPTH - 1) + "/";
    LayerBuilder links =
        Layer.builder()
            .symlink(directory + "loop", "loop")
            .symlink(directory + "up", "../".repeat(1000) + "d");
    for (int number = 2; number <= 41; number++) {
      links.symlink(directory + "l" + number, number == 2 ? "link" : "l" + (number - 1));
    }
    try (Mount mount = new MountBuilder().lower(chain(DEPTH, "d")).lower(links.build()).mount()) {
      assertThat(lookup(mount, bottom(DEPTH, "d", "l40"))).isInstanceOf(LeafInode.class);
      assertThat(lookup(mount, bottom(DEPTH, "d", "l41"))).isEqualTo(Errno.ELOOP);
      assertThat(lookup(mount, bottom(DEPTH, "d", "loop"))).isEqualTo(Errno.ELOOP);
      assertThat(lookup(mount, bottom(DEPTH, "d", "loop", "x"))).isEqualTo(Errno.ELOOP);
      assertThat(((Inode) lookup(mount, bottom(DEPTH, "d", "up"))).ino())
          .isEqualTo(((Inode) lookup(mount, bottom(DEPTH - 999, "d"))).ino());
    }
  }

  /** What is timed: it leaves everything as it was. */
  private interface Step {
    void run() throws Exception;
  }

  private interface Steps {
    Step at(int depth) throws Exception;
  }

  /**
   * The least of several timings at each depth, taken in turn, until they show what they must; by
   * the square of the depth they never do. Where the smaller tree stays in a processor's cache and
   * the larger does not, they may not either: then both are made anew and timed again.
   */
  private static void assertNotBySquare(String what, Steps steps) throws Exception {
    List<String> seen = new ArrayList<>();
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Step half = steps.at(DEPTH / 2);
      Step whole = steps.at(DEPTH);
      long halfLeast = Long.MAX_VALUE;
      long wholeLeast = Long.MAX_VALUE;
      for (int round = 0; round < MOST_ROUNDS; round++) {
        halfLeast = Math.min(halfLeast, nanos(half));
        wholeLeast = Math.min(wholeLeast, nanos(whole));
        if (round >= 2 && wholeLeast < GENEROUS * halfLeast) {
          return;
        }
      }
      seen.add(halfLeast + " ns at half the depth, " + wholeLeast + " ns at the whole");
    }
    throw new AssertionError(what + ": " + String.join("; ", seen));
  }

  private static long nanos(Step step) throws Exception {
    long start = System.nanoTime();
    step.run();
    return System.nanoTime() - start;
  }

  @Test
  @Tag("long")
  void noOperationTakesLongerByTheSquareOfTheDepth() throws Exception {
    try (FileSystem halfHost = host();
        FileSystem wholeHost = host();
        Mount half = on(halfHost).lower(chain(DEPTH / 2, "d")).mount();
        Mount whole = on(wholeHost).lower(chain(DEPTH, "d")).mount()) {
      compare("lookup", half, whole, (m, d) -> lookup(m, bottom(d, "d", "link")));
      compare("list", half, whole, (m, d) -> list(m, bottom(d, "d")));
      half.unlink(Caller.ROOT, bottom(DEPTH / 2, "d", "gone"));
      whole.unlink(Caller.ROOT, bottom(DEPTH, "d", "gone"));
      compare("lookup above", half, whole, (m, d) -> lookup(m, bottom(d, "d", "link")));
      compare(
          "create, link, rename, remove",
          half,
          whole,
          (m, d) -> {
            PathName made = bottom(d, "d", "made");
            touch(m, made);
            m.link(Caller.ROOT, made, Follow.NOFOLLOW, bottom(d, "d", "linked"));
            m.rename(Caller.ROOT, made, bottom(d, "d", "renamed"), Set.of());
            m.unlink(Caller.ROOT, bottom(d, "d", "renamed"));
            m.unlink(Caller.ROOT, bottom(d, "d", "linked"));
            return null;
          });
      compare(
          "mkdir, exchange, rmdir",
          half,
          whole,
          (m, d) -> {
            PathName made = bottom(d, "d", "made");
            m.mkdir(Caller.ROOT, made, 0755);
            PathName file = bottom(d, "d", "f");
            m.rename(Caller.ROOT, made, file, Set.of(RenameFlag.EXCHANGE));
            m.rename(Caller.ROOT, file, made, Set.of(RenameFlag.EXCHANGE));
            m.rmdir(Caller.ROOT, made);
            return null;
          });
      compare(
          "rename of the whole chain",
          half,
          whole,
          (m, d) -> {
            m.rename(Caller.ROOT, PathName.parse("/d"), PathName.parse("/moved"), Set.of());
            m.rename(Caller.ROOT, PathName.parse("/moved"), PathName.parse("/d"), Set.of());
            return null;
          });
      compare("provenance", half, whole, (m, d) -> m.provenance(bottom(d, "d", "link")));
      compare("seal", half, whole, (m, d) -> m.toLayer("sealed"));
      compare("sync", half, whole, (m, d) -> m.upperDirectory());
    }
  }

  private interface Operation {
    Object on(Mount mount, int depth) throws Exception;
  }

  private static void compare(String what, Mount half, Mount whole, Operation operation)
      throws Exception {
    assertNotBySquare(what, d -> () -> operation.on(d == DEPTH ? whole : half, d));
  }

  @Test
  void noLookupByScanningTakesLongerByTheSquareOfTheDepth() throws Exception {
    assertNotBySquare(
        "lookup by scanning",
        depth -> {
          Mount mount =
              new MountBuilder()
                  .strategy(LookupStrategy.SCAN)
                  .lower(chain(depth, "d"))
                  .lower(chain(depth, "d"))
                  .mount();
          return () ->
              assertThat(lookup(mount, bottom(depth, "d", "link"))).isInstanceOf(LeafInode.class);
        });
  }

  @Test
  @Tag("long")
  void copyUpUnmountingAndRemountTakeNoLongerByTheSquareOfTheDepth() throws Exception {
    assertNotBySquare(
        "copy-up and remount",
        depth -> {
          TreeLayer lower = chain(depth, "d");
          return () -> {
            try (FileSystem host = host()) {
              for (int mounts = 0; mounts < 2; mounts++) {
                try (Mount mount = on(host).lower(lower).mount()) {
                  mount.chmod(Caller.ROOT, bottom(depth, "d", "f"), Follow.FOLLOW, 0600 + mounts);
                }
              }
            }
          };
        });
    assertNotBySquare(
        "copy-up to memory",
        depth -> {
          TreeLayer lower = chain(depth, "d");
          return () -> {
            try (Mount mount = new MountBuilder().lower(lower).mount()) {
              mount.chmod(Caller.ROOT, bottom(depth, "d", "f"), Follow.FOLLOW, 0600);
              mount.upperDirectory();
            }
          };
        });
  }

  /** Counted, not timed. */
  @Test
  void copyUpUnmountingAndRemountAskTheMediumNoMoreOftenByTheSquareOfTheDepth() throws Exception {
    long half = callsOfCopyUpAndRemount(500);
    assertThat(callsOfCopyUpAndRemount(1000)).isBetween(half, (long) (GENEROUS * half));
  }

  private static long callsOfCopyUpAndRemount(int depth) throws Exception {
    TreeLayer lower = chain(depth, "d");
    AtomicLong calls = new AtomicLong();
    try (FileSystem host = host()) {
      Path upper = Files.createDirectory(host.getPath("/upper"));
      Path work = Files.createDirectory(host.getPath("/work-directory"));
      for (int mounts = 0; mounts < 2; mounts++) {
        UpperMedium medium = counted(DirectoryMedium.open(upper, work), calls);
        try (Mount mount =
            UpperProbe.mount(List.of(lower), medium, AccessTimes.RELATIME, InstantSource.system())
                .mount()) {
          mount.chmod(Caller.ROOT, bottom(depth, "d", "f"), Follow.FOLLOW, 0600 + mounts);
        }
      }
    }
    assertThat(calls).hasValueGreaterThan(2L * depth);
    return calls.get();
  }

  private static UpperMedium counted(UpperMedium medium, AtomicLong calls) {
    return (UpperMedium)
        Proxy.newProxyInstance(
            UpperMedium.class.getClassLoader(),
            new Class<?>[] {UpperMedium.class},
            (proxy, method, arguments) -> {
              calls.incrementAndGet();
              try {
                return method.invoke(medium, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
