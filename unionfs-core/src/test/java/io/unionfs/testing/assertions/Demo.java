package io.unionfs.testing.assertions;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.layer.Xattrs;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** A union of three layers that have something of everything. */
final class Demo {
  static final Instant BUILT = Instant.parse("2024-05-06T07:08:09.123456789Z");
  static final Instant NOW = Instant.parse("2025-01-02T03:04:05Z");

  private Demo() {}

  static final TreeLayer BASE =
      Layer.builder()
          .named("base.tar")
          .time(BUILT)
          .file("etc/passwd", "root:x:0:0::/:/bin/sh\napp:x:1000:1000::/srv:\n")
          .file("etc/group", "root:x:0:\nstaff:x:50:\n")
          .file("etc/motd", "hello")
          .file("bin/su", "#!su")
          .with("bin/su", attributes -> attributes.withMode(06755))
          .symlink("bin/sh", "su")
          .directory("tmp")
          .with("tmp", attributes -> attributes.withMode(01777))
          .device("dev/null", FileType.CHARACTER_DEVICE, 1, 3)
          .device("dev/sda", FileType.BLOCK_DEVICE, 8, 0)
          .special("run/pipe", FileType.FIFO)
          .special("run/socket", FileType.SOCKET)
          .file("opt/old/a", "a")
          .file("var/cache/list", "0123456789")
          .symlink("lib", "usr/lib")
          .file("usr/lib/x.so", "x")
          .file("usr/bin/perl", "perl")
          .hardLink("usr/bin/perl5", "usr/bin/perl")
          .build();

  static final TreeLayer APP =
      Layer.builder()
          .named("app.tar")
          .time(BUILT)
          .file("etc/motd", "welcome")
          .opaqueDirectory("opt/old")
          .file("opt/old/b", "b")
          .whiteout("var/cache")
          .file("srv/app", "run")
          .with(
              "srv/app",
              attributes ->
                  attributes
                      .withMode(0640)
                      .withOwner(1000, 50)
                      .withXattrs(
                          Xattrs.of(Map.of("user.kind", "demo".getBytes(StandardCharsets.UTF_8)))))
          .build();

  static final TreeLayer CONF =
      Layer.builder().named("conf.tar").time(BUILT).file("etc/app.conf", "key=value").build();

  static UnionFileSystemBuilder builder() {
    return UnionFileSystem.builder()
        .name("demo")
        .lower(BASE)
        .lower(APP)
        .lower(CONF)
        .clock(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  static UnionFileSystem mount() throws IOException {
    return builder().mount();
  }
}
