package io.unionfs.nio;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The options beside what {@code BeyondFilesDifferentialTest} holds against the kernel: which
 * exception, of which file, and what is refused.
 */
class RenameOptionTest {
  private static final Layer BASE =
      Layer.builder().file("a", "A").file("b", "B").file("dir/x", "x").directory("empty").build();

  @TempDir private Path host;

  private UnionFileSystem union;
  private Path a;
  private Path b;
  private Path free;

  @BeforeEach
  void mount() throws IOException {
    union = UnionFileSystem.builder().lower(BASE).mount();
    a = union.getPath("/a");
    b = union.getPath("/b");
    free = union.getPath("/free");
  }

  @AfterEach
  void unmount() throws IOException {
    union.close();
  }

  @Test
  void exchangeSwapsTwoNamesOfAnyType() throws IOException {
    Object inode = Files.getAttribute(a, "unix:ino");
    assertThat(Files.move(a, b, RenameOption.EXCHANGE)).isEqualTo(b);
    assertThat(a).hasContent("B");
    assertThat(b).hasContent("A");
    assertThat(Files.getAttribute(b, "unix:ino")).isEqualTo(inode);
    Path made = Files.createDirectory(union.getPath("/made"));
    Files.move(made, a, RenameOption.EXCHANGE, ATOMIC_MOVE, NOFOLLOW_LINKS);
    assertThat(a).isDirectory();
    assertThat(made).hasContent("B");
  }

  @Test
  void exchangeNeedsBothNames() {
    assertThat(catchThrowableOfType(NoSuchFileException.class, () -> exchange(a, free)))
        .satisfies(e -> assertThat(e.getFile()).isEqualTo("/a"))
        .satisfies(e -> assertThat(e.getOtherFile()).isEqualTo("/free"));
    assertThatThrownBy(() -> exchange(free, a)).isInstanceOf(NoSuchFileException.class);
    assertThat(a).hasContent("A");
  }

  @Test
  void whatALowerLayerHoldsAsADirectoryIsNotExchangedAndNotCopied() {
    Path empty = union.getPath("/empty");
    for (Path[] pair : new Path[][] {{empty, a}, {a, empty}}) {
      AtomicMoveNotSupportedException refused =
          catchThrowableOfType(
              AtomicMoveNotSupportedException.class, () -> exchange(pair[0], pair[1]));
      assertThat(refused.getFile()).isEqualTo(pair[0].toString());
      assertThat(refused.getOtherFile()).isEqualTo(pair[1].toString());
      assertThat(refused.getReason()).isEqualTo("Invalid cross-device link");
    }
    // Without an option the same directory is moved by copying.
    assertThatThrownBy(() -> Files.move(empty, free, RenameOption.NOREPLACE))
        .isInstanceOf(AtomicMoveNotSupportedException.class);
    assertThat(empty).isDirectory();
    assertThat(free).doesNotExist();
  }

  @Test
  void noreplaceTakesOnlyAFreeName() throws IOException {
    Files.move(a, free, RenameOption.NOREPLACE);
    assertThat(free).hasContent("A");
    assertThat(a).doesNotExist();
    FileAlreadyExistsException taken =
        catchThrowableOfType(
            FileAlreadyExistsException.class, () -> Files.move(free, b, RenameOption.NOREPLACE));
    assertThat(taken.getFile()).isEqualTo("/b");
    assertThat(taken.getReason()).isNull();
    assertThatThrownBy(() -> Files.move(b, b, RenameOption.NOREPLACE))
        .isInstanceOf(FileAlreadyExistsException.class);
    Files.createSymbolicLink(a, union.getPath("nowhere"));
    assertThatThrownBy(() -> Files.move(b, a, RenameOption.NOREPLACE))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> Files.move(union.getPath("/none"), b, RenameOption.NOREPLACE))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(b).hasContent("B");
  }

  @Test
  void aReadOnlyMountSaysSo() throws IOException {
    try (UnionFileSystem readOnly = UnionFileSystem.builder().lower(BASE).readOnly().mount()) {
      Path from = readOnly.getPath("/a");
      assertThatThrownBy(() -> exchange(from, readOnly.getPath("/b")))
          .isInstanceOfSatisfying(
              FileSystemException.class,
              e -> assertThat(e.getReason()).isEqualTo("Read-only file system"));
    }
  }

  @Test
  void optionsThatExcludeEachOtherAreRefusedBeforeAnythingIsLookedAt() {
    Path none = union.getPath("/none");
    for (CopyOption[] options :
        new CopyOption[][] {
          {RenameOption.EXCHANGE, RenameOption.NOREPLACE},
          {RenameOption.EXCHANGE, REPLACE_EXISTING},
          {REPLACE_EXISTING, RenameOption.NOREPLACE},
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Files.move(none, none, options))
          .withMessageMatching("(EXCHANGE|NOREPLACE) \\+ (NOREPLACE|REPLACE_EXISTING) not allowed");
    }
  }

  @ParameterizedTest
  @EnumSource
  void otherOperationsAndFilesystemsDoNotKnowThem(RenameOption option) throws IOException {
    Path outside = Files.writeString(host.resolve("file"), "host");
    for (Move move :
        new Move[] {
          () -> Files.copy(a, b, option),
          () -> Files.move(a, b, option, COPY_ATTRIBUTES),
          () -> Files.move(outside, host.resolve("other"), option),
          () -> Files.move(outside, free, option),
          () -> Files.move(a, host.resolve("other"), option),
        }) {
      assertThatThrownBy(move::run).isInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(outside).hasContent("host");
    assertThat(a).hasContent("A");
  }

  @ParameterizedTest
  @EnumSource
  void betweenTwoMountsNothingIsRenamed(RenameOption option) throws IOException {
    try (UnionFileSystem other = UnionFileSystem.builder().lower(BASE).mount()) {
      assertThatThrownBy(() -> Files.move(a, other.getPath("/a"), option))
          .isInstanceOf(AtomicMoveNotSupportedException.class);
    }
  }

  private interface Move {
    Object run() throws IOException;
  }

  private static void exchange(Path one, Path other) throws IOException {
    Files.move(one, other, RenameOption.EXCHANGE);
  }
}
