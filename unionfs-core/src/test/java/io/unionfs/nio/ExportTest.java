package io.unionfs.nio;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.google.common.util.concurrent.Uninterruptibles;
import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Names;
import io.unionfs.nio.ExportReport.Kind;
import io.unionfs.nio.ExportReport.Loss;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Errno;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Trees handed out to where a {@code File} or a process finds them. */
@EnabledOnOs(OS.LINUX)
class ExportTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_000_000_000, 123_456_789);

  @TempDir Path host;

  private UnionFileSystem union;
  private Path target;

  @BeforeEach
  void mount() throws IOException {
    union =
        UnionFileSystem.builder()
            .lower(Layer.builder().file("etc/motd", "hello").directory("dir/sub").build())
            .mount();
    target = host.resolve("out");
  }

  @AfterEach
  void unmount() throws IOException {
    union.close();
  }

  private Path at(String path) {
    return union.getPath(path);
  }

  private static List<String> lost(ExportReport report) {
    return report.losses().stream().map(loss -> loss.kind() + " " + loss.path()).toList();
  }

  /** Nothing but what is named is in the directory around the target. */
  private void assertNothingBeside(String... names) throws IOException {
    try (Stream<Path> files = Files.list(host)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(names);
    }
  }

  @Test
  void theTreeIsThereAsItIsHere() throws Exception {
    Path file = Files.writeString(at("/etc/script"), "#!/bin/sh\necho from a process\n");
    Files.setAttribute(file, "unix:mode", 04755);
    Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
        .write("k", ByteBuffer.wrap(new byte[] {1, 2}));
    Files.createLink(at("/dir/same"), file);
    Files.createSymbolicLink(at("/dir/link"), at("../etc/motd"));
    Files.createLink(at("/dir/link2"), at("/dir/link"));
    Files.setLastModifiedTime(file, FileTime.from(TIME));
    Files.setLastModifiedTime(at("/dir"), FileTime.from(TIME));
    Files.setPosixFilePermissions(at("/dir"), PosixFilePermissions.fromString("r-x--x---"));

    ExportReport report = union.exportTo(target);

    Set<Kind> losses = EnumSet.of(Kind.TIMES);
    if (!Files.getAttribute(target, "unix:uid").equals(0)) {
      losses.add(Kind.OWNER); // only root gives files away
    }
    assertThat(report.losses()).extracting(Loss::kind).isSubsetOf(losses);
    assertThat(report.target()).isEqualTo(target);
    assertThat(report.files()).isEqualTo(9);
    assertThat(target.resolve("etc/motd")).hasContent("hello");
    Path copy = target.resolve("etc/script");
    assertThat((int) Files.getAttribute(copy, "unix:mode") & 07777).isEqualTo(04755);
    assertThat(Files.getLastModifiedTime(copy).toInstant()).isEqualTo(TIME);
    assertThat(Files.isSameFile(copy, target.resolve("dir/same"))).isTrue();
    assertThat(Files.getAttribute(copy, "unix:nlink")).isEqualTo(2);
    assertThat(Files.readSymbolicLink(target.resolve("dir/link"))).hasToString("../etc/motd");
    assertThat(
            Files.getAttribute(
                target.resolve("dir/link2"), "unix:nlink", LinkOption.NOFOLLOW_LINKS))
        .isEqualTo(2);
    assertThat(Files.getLastModifiedTime(target.resolve("dir")).toInstant()).isEqualTo(TIME);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve("dir"))))
        .isEqualTo("r-x--x---");
    var xattrs = Files.getFileAttributeView(copy, UserDefinedFileAttributeView.class);
    assertThat(xattrs.size("k")).isEqualTo(2);
    Process process = new ProcessBuilder(copy.toFile().toString()).start();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("from a process\n");
    assertNothingBeside("out");
  }

  @Test
  void aSubtreeIsExportedThroughALinkToo() throws IOException {
    Files.createSymbolicLink(at("/link"), at("etc"));
    union.exportTo(at("/link"), target);
    assertThat(target.resolve("motd")).hasContent("hello");
    assertThatExceptionOfType(NotDirectoryException.class)
        .isThrownBy(() -> union.exportTo(at("/etc/motd"), host.resolve("other")));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () -> {
              try (UnionFileSystem other =
                  UnionFileSystem.builder().lower(Layer.builder().build()).mount()) {
                union.exportTo(other.getPath("/"), host.resolve("other"));
              }
            });
    assertNothingBeside("out");
  }

  @Test
  void whatTheTargetCannotShowIsTold() throws IOException {
    UnionFiles.createFifo(at("/fifo"));
    UnionFiles.createCharacterDevice(at("/null"), new io.unionfs.layer.DeviceNumber(1, 3));
    Files.getFileAttributeView(at("/etc/motd"), XattrFileAttributeView.class)
        .set("trusted.k", new byte[] {1}, io.unionfs.overlay.XattrMode.SET);
    Files.createSymbolicLink(at("/slashes"), at("/").getFileSystem().getPath("etc"));
    ExportReport report = union.exportTo(target);
    assertThat(report.isComplete()).isFalse();
    assertThat(lost(report))
        .contains("SPECIAL_FILE /fifo", "SPECIAL_FILE /null", "XATTR /etc/motd");
    assertThat(report.losses())
        .filteredOn(loss -> loss.kind() == Kind.XATTR)
        .extracting(Loss::detail)
        .containsExactly("trusted.k");
    assertThat(target.resolve("fifo")).doesNotExist();
  }

  @Test
  void whatTheCallerMayNotReadIsTold() throws IOException {
    Path lower = Files.createDirectory(host.resolve("lower"));
    Files.setPosixFilePermissions(
        Files.writeString(lower.resolve("secret"), "x"),
        PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(
        Files.createDirectory(lower.resolve("closed")),
        PosixFilePermissions.fromString("rwx------"));
    Caller user = new Caller(1000, 1000, Set.of(), 022);
    try (UnionFileSystem asUser = UnionFileSystem.builder().lower(lower).user(user).mount()) {
      ExportReport report = asUser.exportTo(target);
      assertThat(lost(report)).contains("UNREADABLE /secret", "UNREADABLE /closed");
      assertThat(target.resolve("secret")).doesNotExist();
      assertThat(target.resolve("closed")).isEmptyDirectory();
    }
  }

  @Test
  void namesKeepTheirBytes() throws IOException {
    List<String> names =
        List.of("ä", "\uD83D\uDE00", Names.decode(new byte[] {(byte) 0xff, 'x'}), "a b%?#+");
    for (String name : names) {
      Files.writeString(at("/etc").resolve(name), name.length() + "");
    }
    Files.createSymbolicLink(at("/etc/l"), union.getPath(names.get(2)));
    assertThat(lost(union.exportTo(at("/etc"), target))).noneMatch(loss -> loss.startsWith("NAME"));
    try (UnionFileSystem back = UnionFileSystem.builder().lower(target).mount()) {
      for (String name : names) {
        assertThat(back.getPath("/").resolve(name)).hasContent(name.length() + "");
      }
      assertThat(back.getPath("/l")).hasContent("2");
    }
  }

  /** A parent that is a link in the tree is one in the copy: nothing is written through it. */
  @Test
  void linksInTheTreeLeadNoWriteOutOfTheTarget() throws IOException {
    Path outside = Files.createDirectory(host.resolve("outside"));
    Files.createSymbolicLink(at("/escape"), union.getPath(outside.toString()));
    Files.createSymbolicLink(at("/up"), union.getPath("../outside/made"));
    Files.createSymbolicLink(at("/dir/abs"), union.getPath("/etc"));
    union.exportTo(target);
    assertThat(outside).isEmptyDirectory();
    assertThat(Files.isSymbolicLink(target.resolve("escape"))).isTrue();
    assertThat(Files.isSymbolicLink(target.resolve("up"))).isTrue();
    assertNothingBeside("out", "outside");
  }

  @Test
  void namesThatAreNoneAreNeverJoinedToAPath() {
    for (String name : List.of("", ".", "..", "a/b", "/etc", "../x")) {
      assertThatThrownBy(() -> ExportNames.child(host, name))
          .as(name)
          .isInstanceOf(java.nio.file.InvalidPathException.class);
    }
    assertThat(ExportNames.child(host, "a")).isEqualTo(host.resolve("a"));
  }

  @Test
  void theTargetMustBeFree() throws IOException {
    Files.createDirectory(target);
    union.exportTo(target);
    assertThat(target.resolve("etc/motd")).hasContent("hello");
    assertThatExceptionOfType(DirectoryNotEmptyException.class)
        .isThrownBy(() -> union.exportTo(target));
    Path file = Files.createFile(host.resolve("file"));
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> union.exportTo(file));
    Path empty = Files.createDirectory(host.resolve("empty"));
    Path link = Files.createSymbolicLink(host.resolve("link"), empty);
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> union.exportTo(link));
    assertThatExceptionOfType(ProviderMismatchException.class)
        .isThrownBy(() -> union.exportTo(at("/new")));
    assertThatExceptionOfType(java.nio.file.NoSuchFileException.class)
        .isThrownBy(() -> union.exportTo(host.resolve("missing/out")));
    assertNothingBeside("out", "file", "empty", "link");
  }

  @Test
  void aFailedExportLeavesNothing() throws IOException {
    Path lower = Files.createDirectory(host.resolve("lower"));
    Files.createDirectories(lower.resolve("a/b"));
    Files.writeString(lower.resolve("a/b/f"), "x");
    Files.writeString(lower.resolve("z"), "data");
    try (UnionFileSystem failing = UnionFileSystem.builder().lower(lower).mount()) {
      assertThat(failing.getPath("/z")).hasContent("data");
      Files.setPosixFilePermissions(
          failing.getPath("/a"), PosixFilePermissions.fromString("---------"));
      Files.writeString(lower.resolve("z"), "changed under the layer");
      assertThatThrownBy(() -> failing.exportTo(target)).isInstanceOf(IOException.class);
    }
    assertNothingBeside("lower");
  }

  @Test
  void otherFilesystemsTakeATreeToo() throws IOException {
    Files.createLink(at("/etc/same"), at("/etc/motd"));
    try (FileSystem jimfs = Jimfs.newFileSystem(Configuration.unix())) {
      Path there = jimfs.getPath("/out");
      ExportReport report = union.exportTo(there);
      assertThat(there.resolve("etc/same")).hasContent("hello");
      assertThat(lost(report)).contains("OWNER /etc", "PERMISSIONS /etc");
    }
  }

  @Test
  void anArchiveTakesATree() throws IOException {
    URI zip = URI.create("jar:" + host.resolve("a.zip").toUri());
    try (FileSystem archive = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      union.exportTo(archive.getPath("/new"));
      union.exportTo(at("/etc"), Files.createDirectory(archive.getPath("/empty")));
    }
    try (FileSystem archive = FileSystems.newFileSystem(zip, Map.of());
        Stream<Path> files = Files.walk(archive.getPath("/"))) {
      assertThat(files.map(Path::toString))
          .containsExactlyInAnyOrder(
              "/",
              "/new",
              "/new/etc",
              "/new/etc/motd",
              "/new/dir",
              "/new/dir/sub",
              "/empty",
              "/empty/motd");
      assertThat(archive.getPath("/new/etc/motd")).hasContent("hello");
    }
  }

  @Test
  void aFailedExportLeavesNothingInAnArchive() throws IOException {
    FaultPlan plan =
        FaultPlan.builder()
            .on(FaultPoint.UPPER_READ)
            .path("glob:/bad")
            .always()
            .fail(Errno.EIO)
            .build();
    Path lower = Files.createDirectories(host.resolve("lower/d")).getParent();
    URI zip = URI.create("jar:" + host.resolve("a.zip").toUri());
    try (UnionFileSystem failing = UnionFileSystem.builder().lower(lower).faults(plan).mount();
        FileSystem archive = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Files.writeString(failing.getPath("/bad"), "data");
      Path empty = Files.createDirectory(archive.getPath("/empty"));
      for (Path there : List.of(archive.getPath("/new"), empty)) {
        assertThatThrownBy(() -> failing.exportTo(there)).isInstanceOf(IOException.class);
      }
      try (Stream<Path> files = Files.list(archive.getPath("/"))) {
        assertThat(files).containsExactly(empty);
      }
      assertThat(empty).isEmptyDirectory();
    }
  }

  @Test
  void zerosTakeNoSpace() throws Exception {
    long size = (8 << 20) + 10_000;
    try (FileChannel sparse = FileChannel.open(at("/sparse"), WRITE, CREATE_NEW)) {
      sparse.write(ByteBuffer.wrap(new byte[] {1}), 3 << 20);
      sparse.write(ByteBuffer.wrap(new byte[] {2}), 5_000_000);
      sparse.write(ByteBuffer.wrap(new byte[] {0}), size - 1);
    }
    union.exportTo(target);
    assertThat(target.resolve("sparse")).hasSize(size);
    assertThat(Files.mismatch(at("/sparse"), target.resolve("sparse"))).isEqualTo(-1);
    Process du =
        new ProcessBuilder("stat", "-c", "%b", target.resolve("sparse").toString()).start();
    long blocks = Long.parseLong(new String(du.getInputStream().readAllBytes()).trim());
    assertThat(blocks * 512).isLessThan(1 << 20);
  }

  @Test
  void aDotBehindTheTargetMeansTheTarget() throws IOException {
    union.exportTo(target.resolve("."));
    assertThat(target.resolve("etc/motd")).hasContent("hello");
    Path empty = Files.createDirectory(host.resolve("empty"));
    union.exportTo(empty.resolve("./."));
    assertThat(empty.resolve("etc/motd")).hasContent("hello");
    assertThatExceptionOfType(DirectoryNotEmptyException.class)
        .isThrownBy(() -> union.exportTo(target.resolve("..")));
    assertNothingBeside("out", "empty");
  }

  @Test
  void aMountThatIsClosedMeanwhileIsClosed() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    FaultPlan plan =
        FaultPlan.builder()
            .on(FaultPoint.LOWER_READ)
            .path(
                path -> {
                  reading.countDown();
                  Uninterruptibles.awaitUninterruptibly(goOn);
                  return false;
                })
            .fail(Errno.EIO)
            .build();
    UnionFileSystem closing =
        UnionFileSystem.builder()
            .lower(Layer.builder().file("a", "a").file("b", "b").build())
            .faults(plan)
            .mount();
    FutureTask<ExportReport> export = new FutureTask<>(() -> closing.exportTo(target));
    FutureTask<Void> close =
        new FutureTask<>(
            () -> {
              closing.close();
              return null;
            });
    new Thread(export).start();
    reading.await();
    new Thread(close).start();
    while (closing.isOpen()) {
      Thread.sleep(1);
    }
    goOn.countDown();
    close.get();
    assertThatThrownBy(export::get).hasCauseInstanceOf(ClosedFileSystemException.class);
    assertNothingBeside();
  }

  @Test
  void toFileSaysHowToGetOne() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(at("/etc")::toFile)
        .withMessageContaining("exportTo");
  }

  @Test
  void aDirectoryThatIsMadeWhenItWasMissedIsNotThere(@TempDir Path directory) throws IOException {
    try (UnionFileSystem changing =
        UnionFileSystem.builder().lower(Layer.builder().directory("d").build()).mount()) {
      Path missing = changing.getPath("/d/sub");
      changing.setListener(
          event -> {
            if (event instanceof TraceEvent.Miss) {
              changing.setListener(null);
              try {
                Files.createDirectory(missing);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            }
          });
      assertThatThrownBy(() -> changing.exportTo(missing, directory.resolve("target")))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessage("/d/sub");
      assertThat(missing).isDirectory();
    }
  }
}
