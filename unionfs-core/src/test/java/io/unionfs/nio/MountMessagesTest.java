package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.unionfs.image.Image;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.MountException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a refused mount says: one line of what, where, and what to do; and what it leaves. */
class MountMessagesTest {
  private static final TreeLayer BASE = Layer.builder().file("etc/motd", "base").build();
  private static final Path IMAGES = Path.of("src/test/resources/io/unionfs/image/images");

  @TempDir Path temporary;

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(ThrowingCallable mount) {
    Throwable failure = catchThrowable(mount);
    assertThat(failure).isNotNull();
    assertThat(failure.getMessage()).hasLineCount(1);
    return assertThat(failure);
  }

  private static UnionFileSystemBuilder base() {
    return UnionFileSystem.builder().lower(BASE);
  }

  private static void mount(Map<String, ?> options) throws IOException {
    FileSystems.newFileSystem(URI.create("unionfs://messages"), options).close();
  }

  private List<Path> left() throws IOException {
    try (var files = Files.list(temporary)) {
      return files.toList();
    }
  }

  // ---- where things are ----

  @Test
  void aLowerLayerThatIsMissingIsCalledLowerdir() {
    Path missing = temporary.resolve("none");
    refused(() -> UnionFileSystem.builder().lower(missing).mount())
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(missing + ": this lowerdir does not exist");
  }

  @Test
  void anUpperdirThatIsAFileIsNamed() throws IOException {
    Path file = Files.createFile(temporary.resolve("f"));
    refused(() -> base().upper(file).mount())
        .isInstanceOf(FileSystemException.class)
        .hasMessage(file + ": is not a directory: choose another upperdir");
    refused(() -> base().upper(temporary.resolve("u"), file.resolve("w")).mount())
        .hasMessage(file + ": is not a directory: choose another workdir");
    assertThat(left()).containsExactly(file);
  }

  @Test
  void aWritableLayerInUseIsNamedByItsOption() throws IOException {
    Path upper = temporary.resolve("upper").toAbsolutePath();
    Path work = temporary.resolve("work").toAbsolutePath();
    Path other = temporary.resolve("other");
    try (UnionFileSystem first = base().upper(upper, work).mount()) {
      assertThat(first.isOpen()).isTrue();
      refused(() -> base().upper(upper).mount())
          .isInstanceOfSatisfying(
              MountException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY))
          .hasMessage(
              "upperdir %s is in use by another mount: close that mount, or choose another upperdir",
              upper.toRealPath());
      refused(() -> base().upper(other, work).mount())
          .hasMessage(
              "workdir %s is in use by another mount: close that mount, or choose another workdir",
              work.toRealPath());
    }
    assertThat(left()).containsExactlyInAnyOrder(upper, work);
  }

  @Test
  void aRefusedMountRemovesTheDirectoriesItMade() throws IOException {
    Path lower = Files.createDirectory(temporary.resolve("lower"));
    Path upper = temporary.resolve("a/b/upper");
    refused(() -> UnionFileSystem.builder().lower(lower).lower(lower).upper(upper).mount())
        .isInstanceOf(MountException.class);
    refused(() -> base().upper(upper, upper.resolve("work")).mount())
        .isInstanceOf(MountException.class);
    refused(() -> base().lower(lower).upper(lower).mount()).isInstanceOf(MountException.class);
    assertThat(left()).containsExactly(lower);
    assertThat(lower).isEmptyDirectory();
  }

  @Test
  void directoriesThatWereThereStay() throws IOException {
    Path upper = Files.createDirectory(temporary.resolve("upper"));
    refused(() -> base().upper(upper, upper).mount()).isInstanceOf(MountException.class);
    assertThat(upper).isEmptyDirectory();
  }

  // ---- options ----

  @ParameterizedTest
  @ValueSource(strings = {"uuid", "fsync", "override_creds", "default_permissions"})
  void anOptionOfTheKernelIsNotCalledUnknown(String option) {
    refused(() -> mount(Map.of("lowerdir", BASE, option, "on")))
        .hasMessage("mount option " + option + " is not supported");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lowerdir+ | lowerdir+ is not supported: give all layers as a list to lowerdir",
        "datadir+ | datadir+ is not supported: give all layers as a list to datadir",
        "verity | verity=on is not supported; only off",
      })
  void anOptionInAnotherFormSaysHowToSayIt(String option, String message) {
    refused(() -> mount(Map.of("lowerdir", BASE, option, "on")))
        .hasMessage("mount option " + message);
  }

  @Test
  void anUnknownOptionListsThoseThatAreKnown() {
    refused(() -> mount(Map.of("lowerdir", BASE, "lowerdirs", BASE)))
        .hasMessageStartingWith("unknown mount option: lowerdirs; known are lowerdir, datadir, up");
  }

  @Test
  void optionsThatExcludeEachOtherSayWhatToDo() {
    refused(() -> mount(Map.of("lowerdir", BASE, "userxattr", true, "metacopy", "on")))
        .hasMessage("conflicting options: userxattr,metacopy=on: leave one out");
    refused(() -> mount(Map.of("lowerdir", BASE, "userxattr", true, "redirect_dir", "on")))
        .hasMessage("conflicting options: userxattr,redirect_dir=on: leave one out");
    refused(() -> mount(Map.of("lowerdir", BASE, "metacopy", "on", "redirect_dir", "off")))
        .hasMessage("conflicting options: metacopy=on,redirect_dir=off: leave one out");
  }

  // ---- what the layers hold ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "built-docker.tar",
        "built-oci.tar",
        "oddities-docker.tar.gz",
        "oddities-zstd.tar",
        "platforms.tar"
      })
  void anImageIsNotTakenForALayer(String name) {
    Path image = IMAGES.resolve(name);
    refused(() -> UnionFileSystem.builder().lower(image).mount())
        .hasMessageStartingWith(image + ": is a container image, not a layer: ")
        .hasMessageContaining("io.unionfs.image.Image");
  }

  @Test
  void anOciLayoutInADirectoryIsNotTakenForALayer() throws IOException {
    Path layout = Files.createDirectory(temporary.resolve("layout"));
    Files.writeString(layout.resolve("index.json"), "{}");
    Files.createDirectory(layout.resolve("blobs"));
    UnionFileSystem.builder().lower(layout).mount().close();
    Files.writeString(layout.resolve("oci-layout"), "{}");
    refused(() -> UnionFileSystem.builder().lower(layout).mount())
        .hasMessageStartingWith(layout + ": is a container image, not a layer: ");
  }

  @Test
  void aLayerFileOfNothingIsRefused() throws IOException {
    Path empty = Files.createFile(temporary.resolve("layer.tar.gz"));
    refused(() -> UnionFileSystem.builder().lower(empty).mount())
        .hasMessage("layer " + empty + ": is empty, not even a tar's end: get it anew");
  }

  @Test
  void aDamagedLayerIsNamedByItsPath() throws IOException {
    byte[] tar = Files.readAllBytes(IMAGES.resolve("built-docker.tar"));
    Path cut = Files.write(temporary.resolve("cut.tar"), java.util.Arrays.copyOf(tar, 700));
    refused(() -> UnionFileSystem.builder().lower(cut).mount())
        .hasMessageStartingWith("layer " + cut + ": entry ")
        .hasMessageEndingWith("but the archive ends before them; the file is cut off: get it anew");
  }

  @Test
  void damagedMetadataNamesTheFileAndThePlace() throws IOException {
    Path upper = Files.createDirectory(temporary.resolve("upper"));
    Path file = Files.createFile(upper.resolve("file"));
    UserDefinedFileAttributeView xattrs =
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    for (String text : List.of("garbage", "1 x", "1 mode=rubbish", "1 type=NONE")) {
      xattrs.write(
          "overlay.unionfs.meta",
          java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      refused(() -> base().upper(upper).mount())
          .hasMessageStartingWith(file.toRealPath() + ": ")
          .hasMessageEndingWith(
              ": mount it with what wrote it, or remove the xattr user.overlay.unionfs.meta, and"
                  + " with it the file's owner, mode and type");
    }
  }

  @Test
  void anImageClosedTooEarlyIsNamedWhenItIsRead() throws IOException {
    Path file = IMAGES.resolve("built-docker.tar");
    UnionFileSystemBuilder builder = UnionFileSystem.builder();
    try (Image image = Image.open(file)) {
      image.layers().forEach(builder::lower);
    }
    try (UnionFileSystem union = builder.mount()) {
      Path some;
      try (var all =
          Files.find(union.getPath("/"), 9, (path, a) -> a.isRegularFile() && a.size() > 0)) {
        some = all.findFirst().orElseThrow();
      }
      refused(() -> Files.readAllBytes(some))
          .hasMessageContaining(
              "built-docker.tar: the layer or image that it belongs to is closed");
    }
  }
}
