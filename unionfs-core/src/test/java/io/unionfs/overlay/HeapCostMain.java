package io.unionfs.overlay;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Measures what things in a writable layer in memory cost on the heap: many of one kind are made,
 * and the heap after garbage collection is compared with that before. {@code docs/limits.md} says
 * how to run it, and what came out.
 */
public final class HeapCostMain {
  private static final Caller ROOT = Caller.ROOT;
  private static final int MANY = 20_000;
  private static final int SOME = 2_000;
  private static final String LONG = "n".repeat(240);

  /** 253 bytes, and two for each character in memory. */
  private static final String DEAR = "n".repeat(240) + "\u4e2d";

  private static final List<Object> KEPT = new ArrayList<>();

  private HeapCostMain() {}

  private interface Making {
    void make(Mount mount, int number) throws ErrnoException;
  }

  private static PathName path(String path) {
    return PathName.parse(path);
  }

  private static void file(Mount mount, String path) throws ErrnoException {
    mount.mknod(ROOT, path(path), FileType.REGULAR, 0644, DeviceNumber.NONE);
  }

  private static OpenFile create(Mount mount, String path) throws ErrnoException {
    return mount.open(ROOT, path(path), Set.of(OpenFlag.CREATE, OpenFlag.WRITE), 0644);
  }

  private static void link(Mount mount, String existing, String path) throws ErrnoException {
    mount.link(ROOT, path(existing), Follow.NOFOLLOW, path(path));
  }

  private static void setXattr(Mount mount, String path, String name, int size)
      throws ErrnoException {
    mount.setXattr(ROOT, path(path), Follow.FOLLOW, name, new byte[size], XattrMode.SET);
  }

  private static long used() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void measure(String what, int count, Making making) throws Exception {
    LayerBuilder layer = Layer.builder();
    for (int i = 0; i < MANY; i++) {
      layer.file("lower" + i, "");
    }
    try (Mount mount =
        new MountBuilder().lower(layer.build()).quota(Quota.NONE.withBytes(1L << 40)).mount()) {
      file(mount, "/h");
      mount.list(ROOT, path("/"));
      long usedBefore = used();
      long countedBefore = mount.usage().bytes();
      for (int i = 0; i < count; i++) {
        making.make(mount, i);
      }
      long cost = (used() - usedBefore) / count;
      long counted = (mount.usage().bytes() - countedBefore) / count;
      System.out.printf("%-40s %,8d B, counted %,8d B%n", what, cost, counted);
      KEPT.clear();
    }
  }

  /** Prints a line for each kind. */
  public static void main(String[] arguments) throws Exception {
    measure("(first)", SOME, (mount, i) -> file(mount, "/f" + i));
    measure("empty file", MANY, (mount, i) -> file(mount, "/f" + i));
    measure("empty file, long name", MANY, (mount, i) -> file(mount, "/" + LONG + i));
    measure("directory", MANY, (mount, i) -> mount.mkdir(ROOT, path("/d" + i), 0755));
    measure("symbolic link", MANY, (mount, i) -> mount.symlink(ROOT, path("/l" + i), "t" + i));
    measure(
        "dearest symbolic link that counts none",
        MANY,
        (mount, i) ->
            mount.symlink(ROOT, path("/" + DEAR + i), "a/".repeat(7) + "b".repeat(45) + "\u4e2d"));
    measure(
        "file with three dearest names",
        MANY,
        (mount, i) -> {
          file(mount, "/" + DEAR + i);
          link(mount, "/" + DEAR + i, "/a" + DEAR + i);
          link(mount, "/" + DEAR + i, "/b" + DEAR + i);
        });
    measure(
        "file with an xattr",
        MANY,
        (mount, i) -> {
          file(mount, "/f" + i);
          setXattr(mount, "/f" + i, "user.a", 100);
        });
    measure(
        "file of one byte",
        MANY,
        (mount, i) -> {
          try (OpenFile file = create(mount, "/f" + i)) {
            file.write(ByteBuffer.allocate(1), 0);
          }
        });
    measure("file that is open", MANY, (mount, i) -> KEPT.add(create(mount, "/f" + i)));
    measure("whiteout", MANY, (mount, i) -> mount.unlink(ROOT, path("/lower" + i)));
    measure("further name", MANY, (mount, i) -> link(mount, "/h", "/l" + i));
    measure("dearest further name", MANY, (mount, i) -> link(mount, "/h", "/" + DEAR + i));
    measure("xattr of 1 byte", SOME, (mount, i) -> setXattr(mount, "/h", "user." + i, 1));
    measure("xattr of 64 KiB", 200, (mount, i) -> setXattr(mount, "/h", "user." + i, 65_536));
    measure(
        "target of 4,000 bytes, one name",
        SOME,
        (mount, i) -> mount.symlink(ROOT, path("/l" + i), "b".repeat(3990) + "\u4e2d"));
    measure(
        "target of 4,000 bytes, 2,000 names",
        SOME,
        (mount, i) -> mount.symlink(ROOT, path("/l" + i), "a/".repeat(2000)));
  }
}
