package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.fault.FaultPlan;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A union in which everything stands in every situation, to be broken by a plan: {@code /p} is in
 * lower layers only; {@code /d} is merged, and holds copies, whiteouts and new files too.
 */
final class FaultyUnion implements AutoCloseable {
  static final Instant BUILT = Instant.parse("2001-01-01T00:00:00Z");
  static final Instant PREPARED = Instant.parse("2002-02-02T00:00:00Z");
  static final Instant CHANGED = Instant.parse("2003-03-03T00:00:00Z");

  /** More than one piece of a copy-up. */
  static final int BIG = 70_000;

  /** More than any call needs. */
  private static final Quota QUOTA = new Quota(16 << 20, 1000);

  private static final List<TreeLayer> LOWER = List.of(base(), top());

  /** Data is in the second. */
  private static final List<TreeLayer> DATA =
      List.of(
          Layer.builder().file("x/other", "").build(),
          Layer.builder().file("x/data", "d".repeat(BIG)).build());

  /** What the lower layers hold. */
  enum Lower {
    ORDINARY,
    /** Files too whose data is in a data-only layer: {@code metacopy} has to be on. */
    DATA_ONLY
  }

  /** Where the writable layer is. */
  enum Place {
    /** Made by the mount, gone with it. */
    IN_MEMORY,
    /** In memory, and can be mounted again. */
    ON_JIMFS,
    ON_DISK
  }

  private final Lower lower;
  private final Place place;
  private final OverlayOptions options;
  private final FaultPlan plan;
  private final Path directory;
  private final FileSystem jimfs;
  Instant now = PREPARED;
  Fixture union;

  private FaultyUnion(
      Lower lower,
      Place place,
      OverlayOptions options,
      FaultPlan plan,
      Path directory,
      FileSystem jimfs)
      throws IOException {
    this.lower = lower;
    this.place = place;
    this.options = options;
    this.plan = plan;
    this.directory = directory;
    this.jimfs = jimfs;
    if (directory != null) {
      Files.createDirectories(directory.resolve("upper"));
      Files.createDirectories(directory.resolve("work"));
    }
    mount();
  }

  /** A union whose faults come only once {@code plan} is armed. */
  static FaultyUnion of(Place place, OverlayOptions options, FaultPlan plan, Path directory)
      throws IOException, ErrnoException {
    return of(Lower.ORDINARY, place, options, plan, directory);
  }

  static FaultyUnion of(
      Lower lower, Place place, OverlayOptions options, FaultPlan plan, Path directory)
      throws IOException, ErrnoException {
    plan.disarm();
    FileSystem jimfs =
        place == Place.ON_JIMFS
            ? Jimfs.newFileSystem(
                Configuration.unix().toBuilder()
                    .setAttributeViews("basic", "owner", "posix", "unix", "user")
                    .build())
            : null;
    Path where =
        switch (place) {
          case IN_MEMORY -> null;
          case ON_JIMFS -> jimfs.getPath("/union");
          case ON_DISK -> Files.createTempDirectory(directory, "union");
        };
    FaultyUnion made = new FaultyUnion(lower, place, options, plan, where, jimfs);
    made.prepare();
    made.now = CHANGED;
    return made;
  }

  private static TreeLayer base() {
    var builder = Layer.builder().time(BUILT).named("base");
    for (String d : List.of("p", "d")) {
      builder
          .file(d + "/low", "l".repeat(BIG))
          .with(
              d + "/low",
              a ->
                  a.withXattrs(
                      a.xattrs().with("user.k", new byte[] {1}).with("trusted.t", new byte[2])))
          .file(d + "/small", "small")
          .file(d + "/h1", "hard")
          .hardLink(d + "/h2", d + "/h1")
          .symlink(d + "/sym", "low")
          .special(d + "/fifo", FileType.FIFO)
          .directory(d + "/empty")
          .file(d + "/full/x", "x")
          .file(d + "/merged/a", "a");
    }
    return builder.file("d/gone", "gone").file("d/copied", "c".repeat(500)).build();
  }

  private static TreeLayer top() {
    return Layer.builder()
        .time(BUILT)
        .named("top")
        .file("p/merged/b", "b")
        .file("d/merged/b", "b")
        .build();
  }

  /** Files that say where their data is. */
  private static TreeLayer leading() {
    var builder = Layer.builder().time(BUILT).named("leading");
    for (String path : List.of("p/data", "d/data", "d/datacopied")) {
      builder.metacopy(path, BIG, "/x/data");
    }
    return builder.build();
  }

  private void prepare() throws IOException, ErrnoException {
    union.chmod("/d/copied", 0640); // under metacopy, without its data
    if (lower == Lower.DATA_ONLY) {
      union.chmod("/d/datacopied", 0640); // without its data
    }
    union.unlink("/d/gone");
    union.write("/d/up", "u".repeat(5000));
    union.write("/d/up1", "twice");
    union.link("/d/up2", "/d/up1");
    union.symlink("/d/upsym", "up");
    union.mkfifo("/d/upfifo");
    union.mkdir("/d/upempty");
    union.mkdir("/d/upfull");
    union.write("/d/upfull/y", "y");
    union.write("/d/merged/c", "c");
    union.unlink("/d/merged/b");
    union.chmod("/", 0755);
    TimeChange time = new TimeChange.To(PREPARED);
    union.mount.setTimes(union.caller, Fixture.path("/"), Follow.FOLLOW, time, time);
    union.mount.sync();
  }

  private void mount() throws IOException {
    MountBuilder builder =
        new MountBuilder()
            .options(options)
            .quota(QUOTA)
            .accessTimes(AccessTimes.NOATIME)
            .clock(() -> now)
            .faults(plan);
    LOWER.forEach(builder::lower);
    if (lower == Lower.DATA_ONLY) {
      builder.lower(leading());
      DATA.forEach(builder::dataOnly);
    }
    if (directory != null) {
      builder.upper(directory.resolve("upper"), directory.resolve("work"));
    }
    union = Fixture.of(builder);
  }

  boolean outlivesTheMount() {
    return place != Place.IN_MEMORY;
  }

  boolean isIndexed() {
    return options.index() == OverlayOptions.Index.ON;
  }

  /** Unmounts and mounts again. */
  void remount() throws IOException {
    union.close();
    mount();
  }

  /** That what is charged, and what statfs(2) says of it, is what is there. */
  void assertUsageIsExact(String what, OpenFile... open) throws ErrnoException {
    Usage counted =
        UpperProbe.of(union.mount).recount(Stream.of(open).filter(Objects::nonNull).toList());
    assertThat(union.mount.usage()).as(what).isEqualTo(counted);
    FileSystemStat stat = union.mount.statfs(union.caller, Fixture.path("/"));
    long blocks = (QUOTA.bytes() - counted.bytes()) / stat.blockSize();
    assertThat(stat.availableBlocks()).as(what).isEqualTo(blocks);
    assertThat(stat.freeFiles()).as(what).isEqualTo(QUOTA.inodes() - counted.inodes());
  }

  /** What lies in the work area, and files kept for their users. */
  List<String> leftovers() throws IOException, ErrnoException {
    Path work = union.mount.upperDirectory().resolveSibling("work");
    List<String> left = new ArrayList<>();
    for (String name : List.of("work", "orphans")) {
      try (Stream<Path> files = Files.list(work.resolve(name))) {
        files.map(file -> name + "/" + file.getFileName()).forEach(left::add);
      }
    }
    return left;
  }

  @Override
  public void close() {
    try {
      union.close();
      if (jimfs != null) {
        jimfs.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
