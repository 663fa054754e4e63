package io.unionfs.driver;

import io.unionfs.archive.Hashing;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.layer.TreeLayer;
import io.unionfs.layer.Xattrs;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An image of three layers with something of everything in it. */
final class SampleImage {
  static final int BIG = 300 * 4096 + 5;

  private SampleImage() {}

  static ImageLayer layer(String name, TreeLayer tree) {
    return new ImageLayer(Hashing.sha256(name.getBytes(StandardCharsets.UTF_8)), tree);
  }

  static List<ImageLayer> layers() {
    return List.of(layer("base", base()), layer("app", app()), layer("fix", fix()));
  }

  static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static TreeLayer base() {
    return builder(1)
        .file("big", bytes(BIG, 1))
        .file("etc/passwd", "root:x:0:0::/:/bin/sh\n")
        .file("etc/app/old.conf", "old")
        .file("usr/lib/a.so", bytes(10_000, 2))
        .file("usr/lib/b.so", bytes(4096, 3))
        .file("usr/lib/empty", new byte[0])
        .symlink("lib", "usr/lib")
        .file("doc/one", bytes(5000, 4))
        .file("doc/sub/two", bytes(5000, 5))
        .file("gone", "gone")
        .file("links/first", "same")
        .hardLink("links/second", "links/first")
        .special("run/pipe", FileType.FIFO)
        .special("run/socket", FileType.SOCKET)
        .device("dev/zero", FileType.CHARACTER_DEVICE, 1, 5)
        .with("usr/lib/a.so", a -> a.withMode(04755).withOwner(3, 4))
        .with("doc", a -> a.withMode(01777))
        .with("doc/one", a -> a.withXattrs(Xattrs.of(Map.of("user.k", new byte[] {1, 2}))))
        .build();
  }

  private static TreeLayer app() {
    return builder(2)
        .opaqueDirectory("etc/app")
        .file("etc/app/new.conf", "new")
        .file("usr/lib/c.so", bytes(6000, 6))
        .whiteout("gone")
        .build();
  }

  private static TreeLayer fix() {
    return builder(3).file("usr/lib/b.so", bytes(4100, 7)).file("etc/motd", "hello\n").build();
  }

  private static LayerBuilder builder(int day) {
    return Layer.builder()
        .named("day " + day)
        .time(Instant.EPOCH.plusSeconds(day * 86_400L).plusNanos(123_456_789))
        .with("", a -> Attributes.of(0755, Instant.EPOCH.plusSeconds(day)));
  }
}
