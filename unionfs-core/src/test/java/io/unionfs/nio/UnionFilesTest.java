package io.unionfs.nio;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.Caller;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Special files; {@code BeyondFilesDifferentialTest} holds them against mknod(2). */
class UnionFilesTest {
  private static final Layer BASE =
      Layer.builder().file("taken", "").file("gone", "").symlink("dangling", "nowhere").build();
  private static final DeviceNumber NULL = new DeviceNumber(1, 3);

  private UnionFileSystem union;

  @BeforeEach
  void mount() throws IOException {
    union = UnionFileSystem.builder().lower(BASE).mount();
  }

  @AfterEach
  void unmount() throws IOException {
    union.close();
  }

  private Path at(String path) {
    return union.getPath(path);
  }

  private static void assertReason(String reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FileSystemException.class, e -> assertThat(e.getReason()).isEqualTo(reason));
  }

  @Test
  void eachTypeIsMadeWithItsNumber() throws IOException {
    assertThat(UnionFiles.createFifo(at("/fifo"))).isEqualTo(at("/fifo"));
    UnionFiles.createSocket(at("/socket"));
    UnionFiles.createCharacterDevice(at("/null"), NULL);
    UnionFiles.createBlockDevice(at("/disk"), new DeviceNumber(4095, 1048575));
    assertThat(mode("/fifo")).isEqualTo(FileType.FIFO.modeBits() | 0644);
    assertThat(mode("/socket")).isEqualTo(FileType.SOCKET.modeBits() | 0644);
    assertThat(mode("/null")).isEqualTo(FileType.CHARACTER_DEVICE.modeBits() | 0644);
    assertThat(mode("/disk")).isEqualTo(FileType.BLOCK_DEVICE.modeBits() | 0644);
    assertThat(Files.getAttribute(at("/null"), "unix:rdev")).isEqualTo(NULL.encoded());
    assertThat(Files.getAttribute(at("/disk"), "unix:rdev")).isEqualTo(0xffffffffL);
    assertThat(Files.readAttributes(at("/disk"), BasicFileAttributes.class).isOther()).isTrue();
    assertReason("No such device or address", () -> Files.readAllBytes(at("/null")));
  }

  private Object mode(String path) throws IOException {
    return Files.getAttribute(at(path), "unix:mode", NOFOLLOW_LINKS);
  }

  @Test
  void permissionsAreTakenLessTheUmask() throws IOException {
    FileAttribute<?> all =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxrwx"));
    UnionFiles.createFifo(at("/fifo"), all);
    assertThat(mode("/fifo")).isEqualTo(FileType.FIFO.modeBits() | 0755);
    Caller careless = new Caller(0, 0, Set.of(), 0);
    try (UnionFileSystem open = UnionFileSystem.builder().lower(BASE).user(careless).mount()) {
      UnionFiles.createBlockDevice(open.getPath("/b"), NULL, all);
      assertThat(Files.getAttribute(open.getPath("/b"), "unix:mode"))
          .isEqualTo(FileType.BLOCK_DEVICE.modeBits() | 0777);
    }
  }

  @Test
  void aDeletedNameIsFreeAndATakenOneIsNot() throws IOException {
    Files.delete(at("/gone"));
    UnionFiles.createSocket(at("/gone"));
    for (String taken : new String[] {"/taken", "/dangling", "/gone", "/"}) {
      assertThatThrownBy(() -> UnionFiles.createFifo(at(taken)))
          .isInstanceOf(FileAlreadyExistsException.class)
          .hasMessage(taken);
    }
    assertThatThrownBy(() -> UnionFiles.createFifo(at("/none/fifo")))
        .isInstanceOf(NoSuchFileException.class);
    assertReason("Not a directory", () -> UnionFiles.createFifo(at("/taken/fifo")));
  }

  /** mknod(2) of c 0 0 on overlayfs is EPERM (observed): it would read as a whiteout. */
  @Test
  void theDeviceThatMeansAWhiteoutIsNotPermitted() throws IOException {
    assertReason(
        "Operation not permitted",
        () -> UnionFiles.createCharacterDevice(at("/w"), DeviceNumber.NONE));
    UnionFiles.createBlockDevice(at("/w"), DeviceNumber.NONE);
    assertThat(mode("/w")).isEqualTo(FileType.BLOCK_DEVICE.modeBits() | 0644);
  }

  @Test
  void aUserMakesNoDevicesAndNothingWhereHeMayNotWrite() throws IOException {
    Layer layer = Layer.builder().directory("own").with("own", a -> a.withMode(0777)).build();
    Caller user = new Caller(1000, 1000, Set.of(), 022);
    try (UnionFileSystem other = UnionFileSystem.builder().lower(layer).user(user).mount()) {
      assertReason(
          "Operation not permitted",
          () -> UnionFiles.createBlockDevice(other.getPath("/own/b"), NULL));
      UnionFiles.createSocket(other.getPath("/own/s"));
      assertThatThrownBy(() -> UnionFiles.createFifo(other.getPath("/fifo")))
          .isInstanceOf(AccessDeniedException.class);
    }
  }

  @Test
  void aReadOnlyMountSaysSo() throws IOException {
    try (UnionFileSystem readOnly = UnionFileSystem.builder().lower(BASE).readOnly().mount()) {
      assertReason("Read-only file system", () -> UnionFiles.createFifo(readOnly.getPath("/fifo")));
    }
  }

  @Test
  void whatCannotBeMeantIsRefusedBeforehand() {
    for (DeviceNumber none :
        new DeviceNumber[] {
          new DeviceNumber(-1, 0), new DeviceNumber(4096, 0), new DeviceNumber(0, 1 << 20)
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> UnionFiles.createBlockDevice(at("/b"), none));
    }
    assertThatThrownBy(() -> UnionFiles.createFifo(Path.of("fifo")))
        .isInstanceOf(ProviderMismatchException.class);
    FileAttribute<byte[]> other =
        new FileAttribute<>() {
          @Override
          public String name() {
            return "xattr:trusted.k";
          }

          @Override
          public byte[] value() {
            return new byte[0];
          }
        };
    assertThatThrownBy(() -> UnionFiles.createFifo(at("/fifo"), other))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(at("/fifo")).doesNotExist();
  }

  @Test
  void timesOfALinkAreSetToTheNanosecondOnEveryJdk() throws IOException {
    Instant modified = Instant.ofEpochSecond(5, 123_456_789);
    Instant accessed = Instant.ofEpochSecond(6, 987_654_321);
    assertThat(UnionFiles.setTimes(at("/dangling"), modified, accessed)).isEqualTo(at("/dangling"));
    BasicFileAttributes found =
        Files.readAttributes(at("/dangling"), BasicFileAttributes.class, NOFOLLOW_LINKS);
    assertThat(found.lastModifiedTime().toInstant()).isEqualTo(modified);
    assertThat(found.lastAccessTime().toInstant()).isEqualTo(accessed);
    assertThatThrownBy(() -> UnionFiles.setTimes(at("/none"), modified, accessed))
        .isInstanceOf(NoSuchFileException.class);
  }
}
