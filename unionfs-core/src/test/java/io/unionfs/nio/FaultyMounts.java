package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.fault.FaultPlan;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.AccessTimes;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.Quota;
import io.unionfs.overlay.UpperProbe;
import io.unionfs.overlay.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two unions that one plan breaks, and a directory of the default filesystem beside them. {@code
 * /p} is in lower layers only; {@code /d} holds files of the writable layer too.
 */
final class FaultyMounts implements AutoCloseable {
  static final Instant BUILT = Instant.parse("2001-01-01T00:00:00Z");
  static final Instant NOW = Instant.parse("2002-02-02T00:00:00Z");

  /** More than one piece of a copy. */
  static final String BIG = "b".repeat(70_000);

  private static final Quota QUOTA = new Quota(16 << 20, 1000);
  private static final Layer LAYER = layer();

  /** Where the writable layers are. */
  enum Place {
    IN_MEMORY,
    ON_DISK
  }

  private final Place place;
  private final OverlayOptions options;
  private final FaultPlan plan;
  private final Path directory;
  final Path host;
  UnionFileSystem a;
  UnionFileSystem b;

  /** Nothing fails until {@code plan} is armed. */
  FaultyMounts(Place place, OverlayOptions options, FaultPlan plan, Path scratch)
      throws IOException {
    this.place = place;
    this.options = options;
    this.plan = plan;
    directory = Files.createTempDirectory(scratch, "mounts");
    host = Files.createDirectory(directory.resolve("host"));
    plan.disarm();
    Files.writeString(host.resolve("big"), BIG);
    Files.writeString(host.resolve("old"), "old");
    Files.createDirectory(host.resolve("empty"));
    for (String name : List.of("big", "old", "empty")) {
      Files.setLastModifiedTime(host.resolve(name), FileTime.from(BUILT));
    }
    mount();
    for (UnionFileSystem each : List.of(a, b)) {
      Files.writeString(each.getPath("/d/up"), "u".repeat(9000));
      Files.createDirectory(each.getPath("/d/upempty"));
      Files.writeString(each.getPath("/tree/a/new"), "new");
      Files.delete(each.getPath("/tree/gone"));
    }
  }

  private static Layer layer() {
    return Layer.builder()
        .time(BUILT)
        .file("p/big", BIG)
        .with(
            "p/big",
            attributes ->
                attributes
                    .withOwner(7, 8)
                    .withMode(0640)
                    .withXattrs(attributes.xattrs().with("user.k", new byte[] {1})))
        .symlink("p/sym", "big")
        .directory("p/empty")
        .file("d/old", "old")
        .directory("d/oldempty")
        .file("tree/a/x", "x")
        .hardLink("tree/a/y", "tree/a/x")
        .directory("tree/b")
        .file("tree/gone", "")
        .file("tree/z", "z")
        .build();
  }

  private void mount() throws IOException {
    a = mount("a");
    b = mount("b");
  }

  private UnionFileSystem mount(String name) throws IOException {
    UnionFileSystemBuilder builder =
        UnionFileSystem.builder()
            .lower(LAYER)
            .options(options)
            .quota(QUOTA)
            .accessTimes(AccessTimes.NOATIME)
            .clock(() -> NOW)
            .trackOpenResources()
            .faults(plan);
    if (place == Place.ON_DISK) {
      Path here = Files.createDirectories(directory.resolve(name));
      builder.upper(here.resolve("upper"), here.resolve("work"));
    }
    return builder.mount();
  }

  /** What all three show. */
  Shown shown() throws IOException {
    Shown shown = new Shown();
    shown.add("a", a.getPath("/"));
    shown.add("b", b.getPath("/"));
    shown.add("host", host);
    return shown;
  }

  /** Nothing is open, nothing lies in a work area, and usage and statfs(2) say what is there. */
  void assertTidy(String what) throws IOException, ErrnoException {
    for (UnionFileSystem each : List.of(a, b)) {
      each.assertNoOpenResources();
      Usage counted = UpperProbe.of(each.mount()).recount(List.of());
      assertThat(each.usage()).as(what).isEqualTo(counted);
      var store = each.getFileStores().iterator().next();
      assertThat(store.getUsableSpace()).as(what).isEqualTo(QUOTA.bytes() - counted.bytes());
      assertThat(store.getAttribute("statfs:freeFiles"))
          .as(what)
          .isEqualTo(QUOTA.inodes() - counted.inodes());
      assertThat(leftovers(each)).as(what).isEmpty();
    }
  }

  private static List<Path> leftovers(UnionFileSystem union) throws IOException, ErrnoException {
    Path work = union.mount().upperDirectory().resolveSibling("work");
    List<Path> left = new ArrayList<>();
    for (String area : List.of("work", "orphans")) {
      try (Stream<Path> files = Files.list(work.resolve(area))) {
        files.forEach(left::add);
      }
    }
    return left;
  }

  /** Unmounts both, and mounts those again that outlive that. */
  boolean remount() throws IOException {
    if (place == Place.IN_MEMORY) {
      return false;
    }
    a.close();
    b.close();
    mount();
    return true;
  }

  @Override
  public void close() throws IOException {
    a.close();
    b.close();
  }
}
