package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.bytes;
import static io.unionfs.overlay.Fixture.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.medium.DirectoryMedium;
import io.unionfs.medium.UpperMedium;
import io.unionfs.overlay.OverlayOptions.Index;
import io.unionfs.overlay.OverlayOptions.Metacopy;
import io.unionfs.overlay.OverlayOptions.RedirectDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every changing operation in every situation, with each quota from none to the first that is
 * enough: it fails with ENOSPC and nothing has changed, or it is done and has used no more.
 */
class NoSpaceSweepTest {
  private static final int BLOCK = SpaceCost.BLOCK;

  private static final String BIG = "x".repeat(3 * BLOCK - 1);
  private static final String LONG_TARGET = "t/".repeat(100);

  private enum Options {
    USUAL(RedirectDir.OFF, Metacopy.OFF, Index.OFF),
    ALL(RedirectDir.ON, Metacopy.ON, Index.ON);

    final OverlayOptions options;

    Options(RedirectDir redirects, Metacopy metacopy, Index index) {
      OverlayOptions usual = OverlayOptions.DEFAULT;
      options =
          new OverlayOptions(
              redirects, metacopy, index, usual.xino(), usual.marks(), usual.durability());
    }
  }

  private interface Operation {
    void on(Fixture union) throws Exception;
  }

  private static Layer lower() {
    return Layer.builder()
        .file("a/b/lower", BIG)
        .file("a/b/other", "small")
        .with("a/b", attributes -> attributes.withXattrs(xattr(BLOCK)))
        .file("c/d/third", BIG)
        .file("top", BIG)
        .with("top", attributes -> attributes.withXattrs(xattr(10)))
        .directory("empty/within")
        .hardLink("a/linked", "top")
        .symlink("a/link", LONG_TARGET)
        .special("a/fifo", FileType.FIFO)
        .build();
  }

  private static io.unionfs.layer.Xattrs xattr(int size) {
    return io.unionfs.layer.Xattrs.NONE.with("user.k", new byte[size]);
  }

  /** Makes what the operations find in the writable layer. */
  private static void prepare(Fixture union) throws Exception {
    union.mkdir("/u");
    union.write("/u/file", BIG);
    union.write("/u/small", "s");
    union.mkdir("/u/empty");
    union.symlink("/u/link", "small");
    union.link("/u/one", "/u/small");
    union.write("/u/linked", BIG);
    union.link("/u/two", "/u/linked");
    union.link("/u/three", "/u/linked");
    union.unlink("/c/d/third");
  }

  private static Map<String, Operation> operations() {
    Map<String, Operation> all = new LinkedHashMap<>();
    for (String parent : List.of("", "/a/b", "/u", "/empty/within", "/c/d")) {
      all.put("mkdir in " + parent, union -> union.mkdir(parent + "/new"));
      all.put("mkfifo in " + parent, union -> union.mkfifo(parent + "/new"));
      all.put("symlink in " + parent, union -> union.symlink(parent + "/new", "t"));
      all.put("long symlink in " + parent, union -> union.symlink(parent + "/new", LONG_TARGET));
      all.put(
          "create in " + parent,
          union -> union.touchOpen(parent + "/new", OpenFlag.CREATE, OpenFlag.WRITE));
      for (String from :
          List.of("/a/b/lower", "/top", "/u/file", "/u/linked", "/a/link", "/a/fifo")) {
        all.put("link " + from + " in " + parent, union -> union.link(parent + "/new", from));
        all.put("rename " + from + " to " + parent, union -> union.rename(from, parent + "/new"));
      }
    }
    for (String file : List.of("/a/b/lower", "/top", "/a/linked", "/u/file", "/a/b/other")) {
      all.put("open " + file, union -> union.touchOpen(file, OpenFlag.WRITE));
      all.put(
          "open and cut " + file,
          union -> union.touchOpen(file, OpenFlag.WRITE, OpenFlag.TRUNCATE));
      for (long size : List.of(0L, 1L, 20_000L, 3L * BLOCK, 3L * BLOCK + 1)) {
        all.put(
            "truncate " + file + " to " + size,
            union -> union.mount.truncate(Caller.ROOT, PathName.parse(file), size));
      }
    }
    for (String name :
        List.of("/a/b/lower", "/top", "/a/linked", "/u/file", "/a/link", "/a/fifo", "/c/d", "/a")) {
      all.put("chmod " + name, union -> chown(union, name));
      for (int size : List.of(0, 200, BLOCK, 5 * BLOCK)) {
        all.put("xattr of " + size + " of " + name, union -> setXattr(union, name, size));
      }
      all.put("unlink or rmdir " + name, union -> remove(union, name));
      all.put("rename over /u/small " + name, union -> union.rename(name, "/u/small"));
      all.put("rename /u/small over " + name, union -> union.rename("/u/small", name));
      all.put("rename /u/empty over " + name, union -> union.rename("/u/empty", name));
      for (String other : List.of("/u/small", "/u/empty", "/c/d", "/a/b/other", "/a/link")) {
        all.put(
            "exchange " + name + " and " + other,
            union -> union.rename(name, other, RenameFlag.EXCHANGE));
      }
    }
    all.put("xattr of /", union -> setXattr(union, "/", 3 * BLOCK));
    all.put("rmdir /empty/within", union -> union.rmdir("/empty/within"));
    all.put("over a whiteout", union -> union.write("/c/d/third", ""));
    return all;
  }

  private static void chown(Fixture union, String name) throws Exception {
    union.mount.chown(Caller.ROOT, PathName.parse(name), Follow.NOFOLLOW, 7, 7);
  }

  private static void setXattr(Fixture union, String name, int size) throws Exception {
    union.mount.setXattr(
        Caller.ROOT,
        PathName.parse(name),
        Follow.NOFOLLOW,
        "trusted.big",
        new byte[size],
        XattrMode.SET);
  }

  private static void remove(Fixture union, String name) throws Exception {
    if (union.lstat(name).type() == FileType.DIRECTORY) {
      union.rmdir(name);
    } else {
      union.unlink(name);
    }
  }

  @TestFactory
  Stream<DynamicTest> eachOperation() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Options options : Options.values()) {
      operations()
          .forEach(
              (name, operation) ->
                  tests.add(
                      DynamicTest.dynamicTest(
                          name + ", " + options, () -> check(options, operation))));
    }
    return tests.stream();
  }

  private static void check(Options options, Operation operation) throws Exception {
    Usage start;
    Usage end;
    Errno usual;
    try (Union free = new Union(options, Quota.NONE)) {
      start = free.mount.usage();
      usual = free.run(operation);
      end = free.mount.usage();
    }
    long bytes = start.bytes();
    long inodes = start.inodes();
    while (true) {
      try (Union union = new Union(options, new Quota(bytes, inodes))) {
        String before = union.shown();
        Errno errno = union.run(operation);
        assertThat(union.mount.usage()).isEqualTo(union.probe.recount(List.of()));
        assertThat(union.leftInWork()).isEmpty();
        if (errno != Errno.ENOSPC) {
          assertThat(errno).isEqualTo(usual);
          assertThat(union.mount.usage()).isEqualTo(end);
          return;
        }
        assertThat(union.shown()).isEqualTo(before);
        assertThat(union.mount.usage()).isEqualTo(start);
      }
      // Never more than what is there in the end, or was there on the way: one file at most.
      assertThat(inodes).isLessThanOrEqualTo(Math.max(start.inodes(), end.inodes()) + 1);
      assertThat(bytes).isLessThanOrEqualTo(start.bytes() + 30L * BLOCK);
      bytes += BLOCK;
      if (bytes > Math.max(start.bytes(), end.bytes()) + 10 * BLOCK) {
        bytes = start.bytes();
        inodes++;
      }
    }
  }

  /** A mount whose clock stands still once it is prepared. */
  private static final class Union implements AutoCloseable {
    final UpperMedium medium = DirectoryMedium.inMemory();
    final UpperProbe probe;
    final Mount mount;
    final Fixture fixture;

    Union(Options options, Quota quota) throws Exception {
      InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1_000_000_000));
      // The preparation is within the quota: it begins with what it takes.
      probe =
          UpperProbe.mount(
              List.of(lower()),
              List.of(),
              medium,
              quota,
              io.unionfs.overlay.MountBuilder.Writability.WRITABLE,
              options.options,
              AccessTimes.NOATIME,
              clock);
      mount = probe.mount();
      fixture = Fixture.over(mount);
      prepare(fixture);
    }

    Errno run(Operation operation) throws IOException {
      return errno(
          () -> {
            try {
              operation.on(fixture);
            } catch (ErrnoException | IOException | RuntimeException e) {
              throw e;
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
    }

    String shown() throws Exception {
      StringBuilder text = new StringBuilder();
      show("", text);
      return text.toString();
    }

    private void show(String path, StringBuilder text) throws Exception {
      Stat stat = fixture.lstat(path + "/");
      text.append(path).append(' ').append(stat).append('\n');
      for (String name : fixture.ls(path + "/")) {
        String child = path + "/" + name;
        Stat there = fixture.lstat(child);
        if (there.type() == FileType.DIRECTORY) {
          show(child, text);
        } else {
          text.append(child).append(' ').append(there);
          if (there.type() == FileType.REGULAR) {
            text.append(' ').append(fixture.read(child).hashCode());
          }
          text.append('\n');
        }
      }
    }

    List<String> leftInWork() throws IOException {
      List<String> names = new ArrayList<>();
      Path work = medium.directory().resolveSibling("work");
      for (String area : List.of("work", "orphans")) {
        try (Stream<Path> left = Files.list(work.resolve(area))) {
          left.forEach(path -> names.add(path.toString()));
        }
      }
      return names;
    }

    @Override
    public void close() throws IOException {
      mount.close();
    }
  }

  @Test
  void aWriteThatFindsNoSpaceTakesSetUserIdAway() throws Exception {
    try (Union union = new Union(Options.USUAL, Quota.NONE)) {
      Quota full = new Quota(union.mount.usage().bytes(), Quota.UNLIMITED);
      try (Union none = new Union(Options.USUAL, full)) {
        none.fixture.chmod("/u/file", 04777);
        Caller user = new Caller(1000, 1000, java.util.Set.of(), 022);
        try (OpenFile file = none.fixture.open("/u/file", OpenFlag.WRITE)) {
          assertThat(errno(() -> file.write(user, bytes("x"), 3 * BLOCK))).isEqualTo(Errno.ENOSPC);
        }
        assertThat(none.fixture.stat("/u/file").mode() & 07777).isEqualTo(0777);
      }
    }
  }

  @Test
  void aWriteTakesWhatFitsAndThenNothing() throws Exception {
    try (Union union = new Union(Options.USUAL, Quota.NONE)) {
      Usage start = union.mount.usage();
      try (Union full =
          new Union(Options.USUAL, new Quota(start.bytes() + BLOCK, Quota.UNLIMITED))) {
        try (OpenFile file = full.fixture.open("/u/small", OpenFlag.WRITE, OpenFlag.READ)) {
          var source = bytes("y".repeat(5 * BLOCK));
          assertThat(file.write(source, 1)).isEqualTo(2 * BLOCK - 1);
          assertThat(source.position()).isEqualTo(2 * BLOCK - 1);
          assertThat(source.limit()).isEqualTo(5 * BLOCK);
          assertThat(errno(() -> file.write(source, 2 * BLOCK))).isEqualTo(Errno.ENOSPC);
          assertThat(file.size()).isEqualTo(2 * BLOCK);
          assertThat(file.write(bytes("z"), 5)).isOne();
          assertThat(errno(() -> file.truncate(2 * BLOCK + 1))).isEqualTo(Errno.ENOSPC);
          file.truncate(BLOCK);
          file.truncate(2 * BLOCK);
          long held = full.mount.usage().bytes();
          full.fixture.unlink("/u/small");
          full.fixture.unlink("/u/one");
          assertThat(full.mount.usage().bytes()).isEqualTo(held);
        }
        assertThat(full.mount.usage().bytes()).isEqualTo(start.bytes() - BLOCK);
        assertThat(full.mount.usage().inodes()).isEqualTo(start.inodes() - 1);
      }
    }
  }
}
