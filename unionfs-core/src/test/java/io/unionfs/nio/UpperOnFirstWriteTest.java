package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.MountException;
import io.unionfs.overlay.OverlayOptions;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writable layer in a directory that is made when something is first changed. */
class UpperOnFirstWriteTest {
  private static final TreeLayer BASE =
      Layer.builder().file("etc/motd", "base\n").file("old", "old\n").build();

  @TempDir Path temporary;

  private Path upper() {
    return temporary.resolve("box/one/upper");
  }

  private Path work() {
    return temporary.resolve("box/one/upper.work");
  }

  private UnionFileSystemBuilder builder() {
    return UnionFileSystem.builder().lower(BASE).upperOnFirstWrite(upper(), work());
  }

  private void nothingIsMade() {
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void looksMakeNothing() throws IOException {
    try (UnionFileSystem fs = builder().mount()) {
      nothingIsMade();
      Path motd = fs.getPath("/etc/motd");
      assertThat(Files.readString(motd)).isEqualTo("base\n");
      assertThat(Files.exists(fs.getPath("/nothing"))).isFalse();
      try (var names = Files.list(fs.getPath("/"))) {
        assertThat(names).hasSize(2);
      }
      assertThat(fs.changes()).isEmpty();
      assertThat(fs.provenance(motd).provider()).isZero();
      assertThat(fs.toLayer().obstacles()).isEmpty();
      assertThat(fs.usage().inodes()).isZero();
      long space = Files.getFileStore(motd).getTotalSpace();
      assertThat(space).isEqualTo(Files.getFileStore(temporary).getTotalSpace());
      assertThatThrownBy(() -> Files.createDirectory(fs.getPath("/etc"))).isNotNull();
      assertThatThrownBy(() -> Files.delete(fs.getPath("/etc"))).isNotNull();
      nothingIsMade();
    }
    nothingIsMade();
  }

  @Test
  void theFirstChangeMakesItAndTheNextMountFindsIt() throws IOException {
    try (UnionFileSystem fs = builder().mount()) {
      Files.writeString(fs.getPath("/etc/motd"), "more\n", StandardOpenOption.APPEND);
      Files.delete(fs.getPath("/old"));
      assertThat(upper().resolve("etc/motd")).hasContent("base\nmore\n");
      assertThat(work()).isDirectory();
    }
    try (UnionFileSystem fs = builder().mount()) {
      assertThat(Files.readString(fs.getPath("/etc/motd"))).isEqualTo("base\nmore\n");
      assertThat(fs.changes()).hasToString("[C /etc, C /etc/motd, D /old]");
    }
  }

  @Test
  void theRootKeepsTheAttributesItHad() throws IOException {
    Path lower = Files.createDirectory(temporary.resolve("lower"));
    Files.setPosixFilePermissions(lower, PosixFilePermissions.fromString("rwx-w----"));
    for (int round = 0; round < 2; round++) {
      try (UnionFileSystem fs =
          UnionFileSystem.builder().lower(lower).upperOnFirstWrite(upper(), work()).mount()) {
        Path root = fs.getPath("/");
        assertThat(Files.getPosixFilePermissions(root))
            .isEqualTo(Files.getPosixFilePermissions(lower));
        Files.writeString(root.resolve("new" + round), "");
        assertThat(Files.getPosixFilePermissions(root))
            .isEqualTo(Files.getPosixFilePermissions(lower));
      }
    }
  }

  /** What the union counts is what is found when it is mounted again. */
  @Test
  void itIsCountedAsAUsedOneIs() throws IOException {
    Object counted;
    try (UnionFileSystem fs = builder().mount()) {
      Files.writeString(fs.getPath("/etc/motd"), "x".repeat(5000));
      counted = fs.usage();
    }
    try (UnionFileSystem fs = builder().mount()) {
      assertThat(fs.usage()).isEqualTo(counted);
    }
  }

  @Test
  void withAnIndexItStaysWithItsLowerLayers() throws IOException {
    OverlayOptions indexed = OverlayOptions.DEFAULT.with(OverlayOptions.Index.ON);
    for (int round = 0; round < 2; round++) {
      try (UnionFileSystem fs = builder().options(indexed).mount()) {
        Files.writeString(fs.getPath("/etc/motd"), "changed");
      }
    }
    Layer other = Layer.builder().file("other", "").build();
    assertThatThrownBy(
            () ->
                UnionFileSystem.builder()
                    .lower(other)
                    .options(indexed)
                    .upperOnFirstWrite(upper(), work())
                    .mount())
        .isInstanceOfSatisfying(
            MountException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ESTALE));
  }

  /** Made without an index, it is nobody's: the first mount with one says on what it lies. */
  @Test
  void withoutAnIndexItCanGetOneLater() throws IOException {
    try (UnionFileSystem fs = builder().mount()) {
      Files.writeString(fs.getPath("/new"), "");
    }
    try (UnionFileSystem fs =
        builder().options(OverlayOptions.DEFAULT.with(OverlayOptions.Index.ON)).mount()) {
      assertThat(fs.getPath("/new")).exists();
    }
  }

  // ---- what another has ----

  private static FileSystemException busy(Path file) {
    FileSystemException failure =
        catchThrowableOfType(
            FileSystemException.class,
            () -> Files.writeString(file, "x", StandardOpenOption.APPEND));
    assertThat(failure).isNotNull();
    assertThat(failure.getReason()).startsWith("Device or resource busy: ").hasLineCount(1);
    return failure;
  }

  @Test
  void oneThatWasMadeMeanwhileIsBusy() throws IOException {
    try (UnionFileSystem fs = builder().mount()) {
      Path motd = fs.getPath("/etc/motd");
      Files.createDirectories(upper());
      assertThat(busy(motd).getReason())
          .contains("upperdir " + upper() + " was made by another since this was mounted");
      assertThat(Files.readString(motd)).isEqualTo("base\n");
      assertThat(fs.changes()).isEmpty();
      assertThat(work()).doesNotExist();
      Files.delete(upper());
      Files.writeString(motd, "now\n");
      assertThat(Files.readString(upper().resolve("etc/motd"))).isEqualTo("now\n");
    }
  }

  @Test
  void ofTwoMountsTheFirstToWriteHasIt() throws IOException {
    try (UnionFileSystem first = builder().mount();
        UnionFileSystem second = builder().mount()) {
      Files.writeString(first.getPath("/etc/motd"), "first\n");
      busy(second.getPath("/etc/motd"));
      assertThat(Files.readString(second.getPath("/etc/motd"))).isEqualTo("base\n");
      Files.writeString(first.getPath("/etc/motd"), "again\n");
    }
    assertThat(upper().resolve("etc/motd")).hasContent("again\n");
  }

  @Test
  void aWorkDirectoryInUseIsBusyAndTheUpperIsNotLeftBehind() throws IOException {
    try (UnionFileSystem fs = builder().mount();
        UnionFileSystem other =
            UnionFileSystem.builder()
                .lower(BASE)
                .upper(temporary.resolve("other"), work())
                .mount()) {
      assertThat(busy(fs.getPath("/etc/motd")).getReason()).contains("workdir " + work());
      assertThat(upper()).doesNotExist();
      assertThat(other.isOpen()).isTrue();
    }
  }

  @Test
  void aFirstWriteThatFailsChangesNothingAndCanBeTriedAgain() throws IOException {
    FaultPlan plan =
        FaultPlan.builder().on(FaultPoint.UPPER_WRITE).call(1).fail(Errno.ENOSPC).build();
    try (UnionFileSystem fs = builder().faults(plan).mount()) {
      Path motd = fs.getPath("/etc/motd");
      assertThatThrownBy(() -> Files.writeString(motd, "x", StandardOpenOption.APPEND))
          .isInstanceOf(IOException.class)
          .hasMessage("No space left on device");
      assertThat(Files.readString(motd)).isEqualTo("base\n");
      Files.writeString(motd, "x", StandardOpenOption.APPEND);
      assertThat(Files.readString(motd)).isEqualTo("base\nx");
    }
  }

  // ---- what is refused at once ----

  private void refused(Errno errno, UnionFileSystemBuilder builder) {
    assertThatThrownBy(builder::mount)
        .isInstanceOfSatisfying(MountException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }

  @Test
  void directoriesThatAreNotApartAreRefusedAtTheMount() throws IOException {
    UnionFileSystemBuilder base = UnionFileSystem.builder().lower(BASE);
    refused(Errno.EINVAL, base.upperOnFirstWrite(upper(), upper()));
    refused(Errno.EINVAL, base.upperOnFirstWrite(upper(), upper().resolve("work")));
    refused(Errno.EINVAL, base.upperOnFirstWrite(work().resolve("upper"), work()));
    nothingIsMade();
    Path link = Files.createSymbolicLink(temporary.resolve("link"), temporary);
    refused(Errno.EINVAL, base.upperOnFirstWrite(upper(), link.resolve("box/one/upper")));
    Path layer = Files.createDirectories(temporary.resolve("used/work"));
    refused(
        Errno.ELOOP,
        UnionFileSystem.builder().lower(layer).upperOnFirstWrite(upper(), layer.getParent()));
  }

  @Test
  void aPlaceInAnotherMountsWritableLayerIsRefusedAtTheMount() throws IOException {
    Path taken = temporary.resolve("taken");
    try (UnionFileSystem other = UnionFileSystem.builder().lower(BASE).upper(taken).mount()) {
      refused(
          Errno.EBUSY,
          UnionFileSystem.builder()
              .lower(BASE)
              .upperOnFirstWrite(taken.resolve("a/upper"), work()));
      assertThat(other.isOpen()).isTrue();
    }
  }

  @Test
  void aFileOnTheWayIsRefusedAtTheMount() throws IOException {
    Files.writeString(temporary.resolve("box"), "");
    assertThatThrownBy(() -> builder().mount())
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("is not a directory: choose another upperdir");
  }

  @Test
  void aDirectoryThatExistsIsMountedAtOnce() throws IOException {
    Files.createDirectories(upper());
    try (UnionFileSystem fs = builder().mount()) {
      assertThat(work()).isDirectory();
      refused(Errno.EBUSY, builder());
      assertThat(fs.isOpen()).isTrue();
    }
  }
}
